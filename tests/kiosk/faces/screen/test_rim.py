"""The picture fills the panel to its rim, wherever it is drawn."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.booth_processes import PORTRAIT, eventually
from tests.kiosk.faces.screen.conftest import ScreenProcess

SLIDE_SECONDS = 0.2
PICTURES = 6
PIXELS = PORTRAIT.width_px * PORTRAIT.height_px


def test_without_a_display_the_picture_is_as_large_as_the_panel(
    screen_without_display: ScreenProcess, tmp_path: Path
) -> None:
    screen_without_display.show("choose_two")
    assert len(screen_without_display.photograph(tmp_path)) == 3 * PIXELS


def test_a_picture_that_drifts_against_burn_in_leaves_no_margin(
    screen: ScreenProcess, tmp_path: Path
) -> None:
    screen.show("attract")
    still = _rim(screen, tmp_path)
    frames = screen.ask("frames")
    screen.show("attract", slide_seconds=SLIDE_SECONDS)
    eventually(lambda: screen.ask("frames") > frames + 9, "the picture has drifted all the way round")
    for _ in range(PICTURES):
        screen.ask("sleep", seconds=SLIDE_SECONDS)
        assert _rim(screen, tmp_path) <= still


def _rim(screen: ScreenProcess, folder: Path) -> set[object]:
    """The colours of the outermost pixels at the end and at the bottom, where the global keys' band is."""
    rgb = screen.photograph(folder)
    picture = Image.frombytes("RGB", (PORTRAIT.width_px, PORTRAIT.height_px), rgb)
    below = [picture.getpixel((x, PORTRAIT.height_px - 1)) for x in range(PORTRAIT.width_px)]
    lowest = [picture.getpixel((PORTRAIT.width_px - 1, PORTRAIT.height_px - 1 - y)) for y in range(300)]
    return {*below, *lowest}
