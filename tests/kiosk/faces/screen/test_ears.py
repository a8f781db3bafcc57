"""The key to listen, the level of the voice and the words that were heard, on a real screen."""

from __future__ import annotations

from pathlib import Path

from kiosk.conversation.scene import Chosen, GlobalKey, PressedGlobalKey
from kiosk.faces.screen.window import METER_SECONDS
from tests.booth_processes import PORTRAIT, eventually
from tests.kiosk.faces.screen.conftest import ScreenProcess

ROW_BYTES = 3 * PORTRAIT.width_px


def test_without_ears_there_is_no_key_to_listen_and_no_place_for_it(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    deaf = screen.ask("targets")
    screen.show("choose_two", listening=False)
    hearing = screen.ask("targets")
    assert hearing.keys() - deaf.keys() == {"global:listen"}
    kept = [name for name in deaf if name.startswith("global:")]
    assert [hearing[name] for name in kept] == [deaf[name] for name in kept]


def test_the_key_to_listen_answers_in_the_same_place_all_the_time(screen: ScreenProcess) -> None:
    screen.show("choose_two", listening=False)
    place = screen.ask("targets")["global:listen"]
    screen.tap("global:listen")
    assert screen.replies(1) == [repr(PressedGlobalKey(GlobalKey.LISTEN))]
    screen.pause()
    screen.show("choose_two", listening=True, level=0.5)
    assert screen.ask("targets")["global:listen"] == place
    screen.tap("global:listen")
    assert screen.replies(1) == [repr(PressedGlobalKey(GlobalKey.LISTEN))]


def test_the_key_to_listen_is_the_largest_of_the_manners(
    screen: ScreenProcess, lying_screen: ScreenProcess
) -> None:
    for one in (screen, lying_screen):
        one.show("choose_two", listening=False)
        targets = one.ask("targets")
        _left, _top, width, height = targets["global:listen"]
        for manner in ("language", "text_size", "contrast"):
            other = targets[f"global:{manner}"]
            assert width * height > other[2] * other[3]


def test_a_louder_voice_moves_the_meter_and_nothing_else(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("choose_two", listening=True, level=0.0)
    silent, targets = screen.photograph(tmp_path), screen.ask("targets")
    eventually(lambda: _louder(screen, 1.0), "the meter has moved")
    loud = screen.photograph(tmp_path)
    changed = [at for at, (one, other) in enumerate(zip(silent, loud, strict=True)) if one != other]
    rows, columns = {at // ROW_BYTES for at in changed}, {at % ROW_BYTES // 3 for at in changed}
    assert changed
    assert max(columns) - min(columns) < PORTRAIT.width_px / 4
    assert max(rows) - min(rows) < PORTRAIT.height_px / 16
    assert screen.ask("targets") == targets
    screen.show("choose_two", listening=True, level=0.0, high_contrast=True)
    screen.show("choose_two", listening=True, level=1.0)
    assert screen.photograph(tmp_path) == loud


def test_the_meter_moves_a_few_times_a_second(screen: ScreenProcess) -> None:
    screen.show("choose_two", listening=True, level=0.0)
    drawn, seconds = screen.ask("show_levels", count=400, pause_seconds=0.002, levels=[0.0, 1.0])
    assert 0 < drawn <= seconds / METER_SECONDS + 2


def test_a_noise_that_hardly_changes_draws_nothing(screen: ScreenProcess) -> None:
    screen.show("choose_two", listening=True, level=0.25)
    drawn, seconds = screen.ask("show_levels", count=50, pause_seconds=0.01, levels=[0.1875, 0.25, 0.3125])
    assert seconds > 2 * METER_SECONDS
    assert drawn == 0


def test_nothing_moves_when_the_booth_begins_to_listen_and_has_understood(screen: ScreenProcess) -> None:
    screen.show("home_ten_services", listening=False)
    before = screen.ask("targets")
    for changes in ({"listening": True, "level": 0.5}, {"listening": True, "heard": "打车"}):
        screen.show("home_ten_services", **changes)
        assert screen.ask("targets") == before


def test_what_was_heard_is_taken_away_again(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("choose_two", listening=False)
    before = screen.photograph(tmp_path)
    screen.show("choose_two", listening=False, heard="打车")
    assert screen.photograph(tmp_path) != before
    screen.show("choose_two", listening=False)
    assert screen.photograph(tmp_path) == before


def test_a_voice_does_not_disturb_a_finger(screen: ScreenProcess) -> None:
    screen.show("choose_two", listening=True, level=0.0)
    screen.point_at(*screen.middle("choice:no"))
    screen.press()
    for level in (0.2, 0.9, 0.4):
        screen.ask("show", name="choose_two", changes={"listening": True, "level": level})
    screen.lift()
    assert screen.replies(1) == [repr(Chosen("no"))]


def _louder(screen: ScreenProcess, level: float) -> bool:
    frames = screen.ask("frames")
    screen.ask("show", name="choose_two", changes={"listening": True, "level": level})
    screen.ask("sleep", seconds=0.15)
    return bool(screen.ask("frames") > frames) and screen.ask("undrawn_seconds") == 0
