"""Icons are found by name, and a wrong name is told with those near it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from kiosk.faces.screen.icons import UnknownIcon, glyph, icon_font
from tests.kiosk.faces.screen.scenes import scenes


def test_every_icon_of_the_scenes_is_in_the_font() -> None:
    named = {scene.view.icon for _, scene in scenes()}
    named |= {choice.icon for _, scene in scenes() for choice in scene.view.choices}
    with TTFont(icon_font(), lazy=True) as font:
        drawn = font.getBestCmap()
    assert [name for name in sorted(named) if ord(glyph(name)) not in drawn] == []


def test_an_unknown_icon_is_told_with_its_neighbours() -> None:
    with pytest.raises(UnknownIcon, match=r"no icon 'phone-in-talks'.*phone-in-talk"):
        glyph("phone-in-talks")


def test_the_font_is_where_it_is_said_to_be() -> None:
    assert Path(icon_font()).is_file()
