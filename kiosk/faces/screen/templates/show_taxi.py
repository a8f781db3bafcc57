"""ShowTaxi: the plate across the screen, in the largest type; what to look for, and how long still."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.conversation.views import ShowTaxi
from kiosk.faces.screen.elements import Block
from kiosk.faces.screen.plates import draw_plate, set_plate
from kiosk.faces.screen.reading import Passage, Picture, passage
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import READING_GAP_MM, paragraphs, put_statement
from kiosk.faces.screen.theme import Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.i18n.text import Text, _

PLATE_TYPES = (Type.NUMERAL, Type.TITLE, Type.LABEL)
NO_PICTURE = Picture((0,), lambda _row, _align: ())


def put(sheet: Sheet, view: ShowTaxi) -> None:
    plate = set_plate(sheet, view.plate, sheet.area.width, PLATE_TYPES)
    plate_box, sheet.area = sheet.area.cut_top(plate.height, sheet.mm(READING_GAP_MM))
    sheet.add(*draw_plate(plate, plate_box, _paint(sheet, view)))

    def tall(width: int) -> list[Passage]:
        found = [_largest(sheet, view, _arrival(sheet, view), width, (Type.NUMERAL, Type.TITLE)), look(width)]
        if view.distance is not None:
            found.append(passage(sheet, view.distance, width, gap_mm=2))
        return [*found, *paragraphs(sheet, view, width)]

    def low(width: int) -> list[Passage]:
        """Time and distance in one line."""
        words = _arrival(sheet, view)
        if view.distance is not None:
            words = sheet.say(_("{one}, {other}", one=words, other=view.distance))
        arrival = _largest(sheet, view, words, width, (Type.TITLE, Type.LABEL))
        return [arrival, look(width), *paragraphs(sheet, view, width)]

    def look(width: int) -> Passage:
        words = _("{one}, {other}", one=view.colour, other=view.company)
        block = _in_one_line(sheet, sheet.say(words), width, (Type.TITLE, Type.LABEL))
        return Passage(block, sheet.palette.ink, sheet.mm(2))

    put_statement(sheet, view, picture=NO_PICTURE, passages=(tall, low))


def _arrival(sheet: Sheet, view: ShowTaxi) -> str:
    """The minutes, or that it is here."""
    said: Text = _("It is here") if view.minutes is None else _("{minutes} min", minutes=view.minutes)
    return sheet.say(said)


def _largest(sheet: Sheet, view: ShowTaxi, words: str, width: int, kinds: Sequence[Type]) -> Passage:
    colour = _paint(sheet, view).fill if view.minutes is None else sheet.palette.ink
    return Passage(_in_one_line(sheet, words, width, kinds), colour, sheet.mm(2))


def _in_one_line(sheet: Sheet, words: str, width: int, kinds: Sequence[Type]) -> Block:
    """In the first of the kinds in which it fits in a line, or else in the last."""
    blocks = [sheet.set(words, kind, width) for kind in kinds]
    return next((block for block in blocks if len(block.lines) == 1), blocks[-1])


def _paint(sheet: Sheet, view: ShowTaxi) -> Paint:
    """A taxi that waits is green, where there are colours."""
    return sheet.palette.accents[-1] if view.minutes is None else sheet.palette.primary
