"""InCall: with whom, how long still, where we are, and the key that ends the call."""

from __future__ import annotations

from kiosk.conversation.views import InCall
from kiosk.faces.screen.reading import Passage, address_passages, icon_picture, passage
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import paragraphs, put_statement
from kiosk.faces.screen.typesetting import Type


def put(sheet: Sheet, view: InCall) -> None:
    def passages(width: int) -> list[Passage]:
        found = [passage(sheet, view.party, width, Type.TITLE, gap_mm=3)]
        if view.remaining_seconds is not None:
            found.append(passage(sheet, clock(view.remaining_seconds), width, Type.NUMERAL))
        for address in view.addresses:
            found += address_passages(sheet, address, width)
        return [*found, *paragraphs(sheet, view, width)]

    paint = sheet.palette.trouble if view.ends_soon else sheet.palette.primary
    put_statement(sheet, view, picture=icon_picture(view.icon, paint), passages=(passages,))


def clock(seconds: int) -> str:
    """161 seconds are "2:41"."""
    return f"{seconds // 60}:{seconds % 60:02}"
