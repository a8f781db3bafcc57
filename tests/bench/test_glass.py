"""The glass sees what a program draws on an X display, and touches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.glass import Glass, NothingDrawn, glass_of
from tests.bench.rig import bare_window, whole_window
from tests.booth_processes import PanelSize, virtual_display

SMALL = PanelSize(400, 300, 100, 75)


@pytest.fixture(scope="module")
def bare() -> Iterator[Glass]:
    with bare_window(SMALL) as glass:
        yield glass


def test_a_press_and_its_end_are_seen_on_the_glass(bare: Glass) -> None:
    region = whole_window(SMALL).patch
    bare.wait_until_quiet()
    calm = bare.pixels(region)
    bare.point_at(*whole_window(SMALL).middle)
    pressed_at = bare.press()
    assert bare.wait_for_change(region, calm, seconds=20) > pressed_at
    lifted_at = bare.lift()
    assert bare.wait_for(region, calm) > lifted_at


def test_a_glass_at_rest_shows_no_frames() -> None:
    """One on which nobody draws: a window may still be at its last frame, on a machine that is busy."""
    region = whole_window(SMALL).patch
    with virtual_display(SMALL) as display, glass_of(display) as empty:
        empty.wait_until_quiet()  # it tells once of what it shows at first
        assert list(empty.frames(silence_seconds=0.2)) == []
        with pytest.raises(NothingDrawn):
            empty.wait_for_change(region, empty.pixels(region), seconds=0.2)
