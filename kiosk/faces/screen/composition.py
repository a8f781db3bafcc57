"""Composes a whole screen: ground, banner, what is heard, the view's template, idle warning, global keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.conversation.scene import Ears, Scene
from kiosk.conversation.views import Alarm
from kiosk.faces.screen.elements import Element, Key, Meter
from kiosk.faces.screen.frame import places, put_alarm_edge, put_banner, put_global_keys, put_idle_warning
from kiosk.faces.screen.hearing import lit_bars, put_hearing
from kiosk.faces.screen.sheet import Render, Sheet
from kiosk.faces.screen.templates import fill
from kiosk.faces.screen.theme import Colour, Theme, in_alarm


@dataclass(frozen=True, slots=True)
class Screen:
    """`elements` from the lowest to the top; `changes_in_seconds` tells when to compose anew, if ever."""

    ground: Colour
    elements: tuple[Element, ...]
    changes_in_seconds: float | None

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(element for element in self.elements if isinstance(element, Key))

    def at_level(self, ears: Ears | None) -> Screen:
        """The same screen, its meter at the level of `ears`."""
        lit = lit_bars(ears)
        elements = tuple(replace(e, lit=lit) if isinstance(e, Meter) else e for e in self.elements)
        return replace(self, elements=elements)


def compose_screen(
    theme: Theme,
    scene: Scene,
    render: Render,
    language_names: Mapping[str, str],
    page: int = 0,
    elapsed_seconds: float = 0,
    *,
    uncovered: bool = False,
) -> Screen:
    """`uncovered`: a finger holds the key that uncovers what is hidden. Raises NoTemplate, UnknownIcon."""
    where = places(theme, ears=scene.ears is not None)
    frame = Sheet(theme, scene, render, where.content)
    area = put_hearing(frame, put_banner(frame, where.content))
    view_theme = replace(theme, palette=in_alarm(theme.palette)) if isinstance(scene.view, Alarm) else theme
    sheet = Sheet(view_theme, scene, render, area, page, elapsed_seconds, uncovered=uncovered)
    if isinstance(scene.view, Alarm):
        put_alarm_edge(sheet, where)
    fill(sheet)
    elements = sheet.elements
    if scene.idle_warning is not None:
        elements = put_idle_warning(sheet, scene.idle_warning.remaining_seconds)
    notices = frame.elements
    frame.elements = []
    put_global_keys(frame, where, language_names)
    return Screen(view_theme.palette.paper, (*notices, *elements, *frame.elements), sheet.changes_in_seconds)
