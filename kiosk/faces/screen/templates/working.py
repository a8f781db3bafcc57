"""Working: something takes time. Three dots take turns, one step in a second: calm, and nothing flashes."""

from __future__ import annotations

from kiosk.conversation.views import Working
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Element, Surface
from kiosk.faces.screen.reading import Picture, view_picture
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import put_statement

DOTS = 3
STEP_SECONDS = 1.0


def put(sheet: Sheet, view: Working) -> None:
    put_statement(sheet, view, picture=_icon_over_dots(sheet, view, sheet.beat(STEP_SECONDS) % DOTS))


def _icon_over_dots(sheet: Sheet, view: Working, turn: int) -> Picture:
    icon = view_picture(sheet, view)
    waiting, active = sheet.palette.dimmed.edge, sheet.palette.primary.fill

    def draw(row: Box, align: Align) -> list[Element]:
        side = row.height // 6
        dots_row, icon_row = row.cut_bottom(side, side)
        width = (2 * DOTS - 1) * side
        place = dots_row.cut_start(width)[0] if align is Align.START else dots_row.centred(width, side)
        dots = place.columns(DOTS, side)
        return [
            *icon.draw(icon_row, align),
            *(Surface(dot, active if n == turn else waiting, side // 2) for n, dot in enumerate(dots)),
        ]

    return Picture((84, 60, 42), draw)
