"""One template a view: a function that fills a sheet. README.md one folder up says how to add one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.conversation import views
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.templates import (
    alarm,
    attract,
    choose,
    enter_number,
    home,
    in_call,
    reveal,
    show_board,
    show_code,
    show_places,
    show_taxi,
    tell,
    working,
)

Template = Callable[[Sheet, Any], None]

TEMPLATES: Mapping[type[views.View], Template] = {
    views.Alarm: alarm.put,
    views.Attract: attract.put,
    views.Choose: choose.put,
    views.EnterNumber: enter_number.put,
    views.Home: home.put,
    views.InCall: in_call.put,
    views.Reveal: reveal.put,
    views.ShowBoard: show_board.put,
    views.ShowCode: show_code.put,
    views.ShowPlaces: show_places.put,
    views.ShowTaxi: show_taxi.put,
    views.Tell: tell.put,
    views.Working: working.put,
}


class NoTemplate(LookupError):
    """A view was put on the stage that the screen can't show."""


def fill(sheet: Sheet) -> None:
    """Put the view of the sheet's scene on it. Raises NoTemplate."""
    view = sheet.scene.view
    template = TEMPLATES.get(type(view))
    if template is None:
        raise NoTemplate(f"no template for {type(view).__name__}; see kiosk/faces/screen/README.md")
    template(sheet, view)
