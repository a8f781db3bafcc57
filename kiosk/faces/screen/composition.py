"""Composes a whole screen: ground, banner, what is heard, the view's template, idle warning, global keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kiosk.conversation.scene import Scene
from kiosk.conversation.views import Alarm
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Element, Key, Meter, TurnPage
from kiosk.faces.screen.frame import places, put_alarm_edge, put_banner, put_global_keys, put_idle_warning
from kiosk.faces.screen.hearing import places_of_strip, put_strip
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

    @property
    def meter(self) -> Meter | None:
        return next((element for element in self.elements if isinstance(element, Meter)), None)

    def with_meter(self, meter: Meter) -> Screen:
        """The same screen, its meter at another level."""
        elements = tuple(meter if isinstance(element, Meter) else element for element in self.elements)
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
    view_theme = replace(theme, palette=in_alarm(theme.palette)) if isinstance(scene.view, Alarm) else theme

    def filled(area: Box) -> Sheet:
        sheet = Sheet(view_theme, scene, render, area, page, elapsed_seconds, uncovered=uncovered)
        if isinstance(scene.view, Alarm):
            put_alarm_edge(sheet, where)
        fill(sheet)
        return sheet

    strip, sheet = _first_on_one_page(
        (strip, filled(area)) for strip, area in places_of_strip(frame, put_banner(frame, where.content))
    )
    elements = sheet.elements
    if scene.idle_warning is not None:
        elements = put_idle_warning(sheet, scene.idle_warning.remaining_seconds)
    elements = put_strip(frame, strip, elements)
    notices = frame.elements
    frame.elements = []
    put_global_keys(frame, where, language_names)
    return Screen(view_theme.palette.paper, (*notices, *elements, *frame.elements), sheet.changes_in_seconds)


def _first_on_one_page(tries: Iterable[tuple[Box, Sheet]]) -> tuple[Box, Sheet]:
    """What is heard shall not cost the view a page; where it takes several anyway, the first try will do."""
    first: tuple[Box, Sheet] | None = None
    for strip, sheet in tries:
        first = first or (strip, sheet)
        if not any(isinstance(e, Key) and isinstance(e.action, TurnPage) for e in sheet.elements):
            return strip, sheet
    assert first is not None, "there is always a place, if only an empty one"
    return first
