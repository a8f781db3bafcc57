"""The screen as a finger and an eye meet it: a real window, real touches, real pixels."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.conversation.scene import ChoseLanguage, Chosen, GlobalKey, Keyed, PressedGlobalKey, Touched
from kiosk.faces.screen.touches import LINGER_SECONDS
from tests.booth_processes import eventually
from tests.kiosk.faces.screen.conftest import ScreenProcess

NOWHERE = (540, 60)
SCENES = 60  # every scene, half of them in English, every third in large text


def test_a_touched_choice_is_chosen(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    screen.tap("choice:yes")
    assert screen.replies(1) == [repr(Chosen("yes"))]


def test_a_key_answers_the_finger_before_it_is_lifted(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    left, top, width, height = screen.ask("targets")["choice:no"]
    ground = left + width - 40, top + height // 2
    before = screen.glass(*ground)
    screen.point_at(*ground)
    screen.press()
    eventually(lambda: screen.glass(*ground) != before, "the key looks pressed")
    assert screen.ask("replies") == []
    screen.lift()
    assert screen.replies(1) == [repr(Chosen("no"))]
    eventually(lambda: screen.glass(*ground) == before, "the key looks as before")


def test_a_finger_that_slips_off_chooses_nothing(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    screen.point_at(*screen.middle("choice:yes"))
    screen.press()
    screen.point_at(*NOWHERE)
    screen.lift()
    assert screen.replies(1) == [repr(Touched())]


def test_a_touch_beside_all_keys_tells_that_somebody_is_there(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    screen.point_at(*NOWHERE)
    screen.press()
    screen.lift()
    assert screen.replies(1) == [repr(Touched())]


def test_a_double_touch_counts_once(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    screen.tap_twice("choice:yes")
    screen.pause()
    screen.tap("choice:no")
    assert screen.replies(2) == [repr(Chosen("yes")), repr(Chosen("no"))]


def test_global_keys_answer_and_dimmed_ones_do_not(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    back = screen.middle("global:back")
    screen.tap("global:emergency")
    screen.pause()
    screen.tap("global:text_size")
    assert screen.replies(2) == [
        repr(PressedGlobalKey(GlobalKey.EMERGENCY)),
        repr(PressedGlobalKey(GlobalKey.TEXT_SIZE)),
    ]
    screen.pause()
    screen.show("home")
    assert "global:back" not in screen.ask("targets")
    screen.point_at(*back)
    screen.press()
    screen.lift()
    assert screen.replies(1) == [repr(Touched())]


def test_digits_may_be_typed_as_fast_as_fingers_are(screen: ScreenProcess) -> None:
    screen.show("number_empty")
    screen.tap("digit:1", "digit:3", "digit:9", "digit:0", "digit:erase")
    assert screen.replies(5) == [repr(Keyed(key)) for key in ("1", "3", "9", "0", "erase")]


def test_done_ends_the_number(screen: ScreenProcess) -> None:
    screen.show("number_draft")
    screen.tap("digit:done")
    assert screen.replies(1) == [repr(Keyed("done"))]


def test_a_language_is_chosen_in_its_own_name(screen: ScreenProcess) -> None:
    screen.show("attract")
    screen.tap("language:en")
    screen.pause()
    screen.tap("choice:start")
    assert screen.replies(2) == [repr(ChoseLanguage("en")), repr(Chosen("start"))]


def test_the_idle_warning_covers_the_choices(screen: ScreenProcess) -> None:
    screen.show("tell")
    choice = screen.middle("choice:yes")
    screen.show("tell", idle_seconds=20)
    screen.point_at(*choice)
    screen.press()
    screen.lift()
    screen.pause()
    screen.tap("still-here")
    assert screen.replies(2) == [repr(Touched()), repr(Touched())]


def test_more_answers_are_on_the_next_page(screen: ScreenProcess) -> None:
    screen.show("choose_many", large_text=True, language="en")
    first = set(screen.ask("targets"))
    screen.tap("more")
    second = eventually(lambda: set(screen.ask("targets")) - first, "there are other choices")
    assert any(name.startswith("choice:") for name in second)
    assert screen.replies(1) == [repr(Touched())]
    screen.pause()
    screen.tap("more")
    eventually(lambda: set(screen.ask("targets")) == first, "the first page is back")


def test_a_new_question_begins_on_its_first_page(screen: ScreenProcess) -> None:
    screen.show("choose_many", large_text=True, language="en")
    screen.tap("more")
    screen.show("tell_long", large_text=True, language="en")
    screen.show("choose_many", large_text=True, language="en")
    assert "choice:0" in screen.ask("targets")


def test_a_secret_is_seen_only_while_a_finger_is_on_its_key(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("reveal")
    covered = screen.photograph(tmp_path)
    screen.point_at(*screen.middle("hold"))
    screen.press()
    screen.replies(1)
    uncovered = _drawn(screen, tmp_path)
    assert _upper_half(uncovered) != _upper_half(covered)
    screen.lift()
    assert screen.replies(1) == [repr(Touched())]
    assert _drawn(screen, tmp_path) == covered


def test_a_secret_is_covered_when_the_finger_leaves_its_key(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("reveal")
    covered = screen.photograph(tmp_path)
    screen.point_at(*screen.middle("hold"))
    screen.press()
    screen.replies(1)
    screen.point_at(*NOWHERE)
    screen.replies(1)
    assert _drawn(screen, tmp_path) == covered
    screen.point_at(*screen.middle("hold"))
    assert _drawn(screen, tmp_path) == covered
    screen.lift()


@pytest.mark.parametrize("changes", [{"idle_seconds": 20}, {"large_text": True}])
def test_a_secret_is_covered_when_its_key_goes_or_moves(
    screen: ScreenProcess, tmp_path: Path, changes: dict[str, object]
) -> None:
    screen.show("reveal", **changes)
    covered = screen.photograph(tmp_path)
    screen.show("reveal")
    screen.point_at(*screen.middle("hold"))
    screen.press()
    screen.replies(1)
    screen.show("reveal", **changes)
    assert screen.photograph(tmp_path) == covered
    screen.lift()


def test_a_secret_is_covered_when_another_one_comes(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("reveal_another")
    covered = screen.photograph(tmp_path)
    screen.show("reveal")
    screen.point_at(*screen.middle("hold"))
    screen.press()
    screen.replies(1)
    screen.show("reveal_another")
    assert screen.photograph(tmp_path) == covered
    screen.lift()


def test_places_are_chosen_in_the_list(screen: ScreenProcess) -> None:
    screen.show("places")
    assert not any(name.startswith("mark:") for name in screen.ask("targets"))
    screen.tap("choice:place1")
    assert screen.replies(1) == [repr(Chosen("place1"))]


def test_places_are_chosen_on_the_map_too_where_it_is_in_reach(lying_screen: ScreenProcess) -> None:
    lying_screen.show("places")
    lying_screen.tap("mark:place1")
    assert lying_screen.replies(1) == [repr(Chosen("place1"))]
    lying_screen.pause()
    lying_screen.tap("more")
    targets = eventually(
        lambda: (t := lying_screen.ask("targets")) and "mark:place1" not in t and t, "another page"
    )
    marks = {name.removeprefix("mark:") for name in targets if name.startswith("mark:")}
    rows = {name.removeprefix("choice:") for name in targets if name.startswith("choice:")}
    assert marks == rows


def _drawn(screen: ScreenProcess, folder: Path) -> bytes:
    eventually(lambda: screen.ask("undrawn_seconds") == 0, "all is drawn")
    screen.ask("sleep", seconds=LINGER_SECONDS)
    return screen.photograph(folder)


def _upper_half(rgb: bytes) -> bytes:
    return rgb[: len(rgb) // 2]


def test_changes_drawn_in_part_look_as_if_all_was_drawn(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("number_empty")
    for draft in ("1", "13", "138", "1381", "138"):
        screen.show("number_empty", draft=draft)
    screen.tap("digit:7")
    screen.replies(1)
    in_parts = screen.photograph(tmp_path)
    screen.show("number_empty", draft="138", high_contrast=True)
    assert screen.photograph(tmp_path) != in_parts
    screen.show("number_empty", draft="138")
    assert screen.photograph(tmp_path) == in_parts


def test_what_is_shown_again_is_not_drawn_again(screen: ScreenProcess) -> None:
    screen.show("choose_two")
    frames = screen.ask("frames")
    screen.show("choose_two")
    assert screen.ask("undrawn_seconds") == 0
    assert screen.ask("frames") == frames


def test_slides_take_turns_by_themselves(screen: ScreenProcess) -> None:
    screen.show("working")
    frames = screen.ask("frames")
    eventually(lambda: screen.ask("frames") > frames, "the dots move on")


def test_a_picture_that_cannot_be_written_says_why(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("choose_two")
    answer = screen.ask("screenshot", path=str(tmp_path / "nowhere" / "x.png"))
    assert "No such file or directory" in answer


@pytest.mark.timeout(600)  # half a minute of work, on a busy machine
def test_hundreds_of_screens_leave_nothing_behind(screen: ScreenProcess) -> None:
    resident_kib = []
    for _round in range(7):
        screen.ask("show_many", count=SCENES)
        resident_kib.append(screen.ask("resident_kib"))
    known = max(resident_kib[:4])  # it varies by some percent, but what leaks only grows
    assert min(resident_kib[4:]) < known * 1.05
