"""ShowCode: a QR code, large enough to be scanned at arm's length, and what it is for."""

from __future__ import annotations

from kiosk.conversation.views import ShowCode
from kiosk.faces.screen.elements import Code
from kiosk.faces.screen.reading import Passage, Picture, passage, square
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import READING_GAP_MM, paragraphs, put_statement
from kiosk.faces.screen.typesetting import Type

HEIGHTS_MM = (140, 120, 100, 80, 64)
LYING_WIDTH_MM = 150


def put(sheet: Sheet, view: ShowCode) -> None:
    def passages(width: int) -> list[Passage]:
        caption = passage(sheet, view.caption, width, Type.LABEL)
        return [caption, *paragraphs(sheet, view, width)]

    if sheet.theme.upright:
        code = Picture(HEIGHTS_MM, lambda row, align: (Code(square(row, align), view.payload),))
        put_statement(sheet, view, picture=code, passages=(passages,))
    else:
        code_box, sheet.area = sheet.area.cut_start(sheet.mm(LYING_WIDTH_MM), sheet.mm(READING_GAP_MM))
        sheet.add(Code(code_box, view.payload))
        put_statement(sheet, view, passages=(passages,))
