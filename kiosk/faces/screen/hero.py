"""The coloured card with the booth's name and what it asks: the first thing that a citizen sees."""

from __future__ import annotations

from kiosk.conversation.views import View
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Block, Surface, Words
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.typesetting import Type

NAME = "Hello老友"
PAD_MM = 6
GAP_MM = 4


def hero_height(sheet: Sheet, view: View, width: int) -> int:
    """What the card needs with name, title and paragraphs."""
    return sum(block.height for block in _blocks(sheet, view, width)) + _gaps(sheet, view)


def put_hero(sheet: Sheet, view: View, box: Box) -> None:
    """The card in the box; where it is too small, without the name, or not at all."""
    paint, gap = sheet.palette.primary, sheet.mm(GAP_MM)
    blocks = _blocks(sheet, view, box.width)
    if hero_height(sheet, view, box.width) > box.height:
        blocks = blocks[1:]
    height = sum(block.height for block in blocks) + (len(blocks) - 1) * gap
    if height > box.height:
        return
    sheet.add(Surface(box, paint.fill, sheet.mm(5)))
    rest = box.inset(sheet.mm(PAD_MM), 0)
    rest = rest.centred(rest.width, height)
    for block in blocks:
        words_box, rest = rest.cut_top(block.height, gap)
        sheet.add(Words(words_box, block, paint.ink, Align.CENTRE))


def _blocks(sheet: Sheet, view: View, width: int) -> list[Block]:
    room = width - 2 * sheet.mm(PAD_MM)
    names = [sheet.set(NAME, kind, room) for kind in (Type.NUMERAL, Type.TITLE)]
    name = next((block for block in names if len(block.lines) == 1), names[-1])
    title = sheet.set(view.title, Type.TITLE, room)
    return [name, title, *(sheet.set(text, Type.BODY, room) for text in view.paragraphs)]


def _gaps(sheet: Sheet, view: View) -> int:
    return (1 + len(view.paragraphs)) * sheet.mm(GAP_MM) + 2 * sheet.mm(PAD_MM)
