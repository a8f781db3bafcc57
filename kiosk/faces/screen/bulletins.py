"""What every passer-by shall know, on a card; a warning in the colours of trouble."""

from __future__ import annotations

from kiosk.conversation.views import Bulletin, Tone
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Surface
from kiosk.faces.screen.reading import Reading, compose, icon_picture, passage, put_reading
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import inverted

PAD_MM = 7


def bulletin_pages(sheet: Sheet, bulletin: Bulletin, box: Box) -> int:
    """How many pages it takes in the box."""
    return len(_reading(sheet, bulletin, box).pages)


def put_bulletin(sheet: Sheet, bulletin: Bulletin, page: int, box: Box) -> None:
    paint = _paint(sheet, bulletin)
    sheet.add(Surface(box, paint.fill, sheet.mm(5), paint.edge, max(2, sheet.mm(0.8))))
    put_reading(sheet, _reading(sheet, bulletin, box), page, _room(sheet, box))


def _reading(sheet: Sheet, bulletin: Bulletin, box: Box) -> Reading:
    paint, room = _paint(sheet, bulletin), _room(sheet, box)
    disc = inverted(paint) if bulletin.tone is Tone.TROUBLE else sheet.palette.primary
    title = passage(sheet, bulletin.title, room.width, Type.TITLE, colour=paint.ink, gap_mm=0)
    text = passage(sheet, bulletin.text, room.width, colour=paint.ink, gap_mm=3)
    return compose(sheet, icon_picture(bulletin.icon, disc), [title], [text], room.height)


def _room(sheet: Sheet, box: Box) -> Box:
    return box.inset(sheet.mm(PAD_MM), sheet.mm(PAD_MM) // 2)


def _paint(sheet: Sheet, bulletin: Bulletin) -> Paint:
    return sheet.palette.trouble if bulletin.tone is Tone.TROUBLE else sheet.palette.card
