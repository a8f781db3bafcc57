"""The taxis that were called here: each citizen finds the own one by plate and phone number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.conversation.views import AwaitedTaxi
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Block, Surface, Words
from kiosk.faces.screen.plates import Plate, draw_plate, set_plate
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.typesetting import Type
from kiosk.i18n.text import _

PAD_MM = 4
PLATE_TYPES = (Type.TITLE, Type.LABEL)
MOST_SHARE, LYING_MOST_SHARE = 0.6, 0.5  # of the height; what does not fit takes turns
LEAST_WORDS_SHARE = 0.4  # of the width, beside the plate


@dataclass(frozen=True, slots=True)
class _Row:
    """`beside`: the words are beside the plate, or else below. `plate_px` is how wide the widest plate is."""

    plate: Plate
    plate_px: int
    words: tuple[Block, ...]
    beside: bool
    height: int


def taxis_height(sheet: Sheet, taxis: Sequence[AwaitedTaxi], width: int, available: int) -> int:
    """What the strip needs of the available height."""
    rows = _rows(sheet, taxis, width)
    highest = max(row.height for row in rows)
    count = _abreast(sheet, len(rows), highest, available)
    return count * (highest + sheet.theme.gap) - sheet.theme.gap


def put_taxis(sheet: Sheet, taxis: Sequence[AwaitedTaxi], box: Box, turn_seconds: float) -> None:
    rows = _rows(sheet, taxis, box.width)
    highest = max(row.height for row in rows)
    count = max(1, (box.height + sheet.theme.gap) // (highest + sheet.theme.gap))
    first = 0
    if count < len(rows):
        first = sheet.beat(turn_seconds) * count % len(rows)
    shown = [rows[(first + n) % len(rows)] for n in range(min(count, len(rows)))]
    for row, row_box in zip(shown, box.rows(len(shown), sheet.theme.gap), strict=True):
        _put_row(sheet, row, row_box)


def _abreast(sheet: Sheet, rows: int, highest: int, available: int) -> int:
    """How many rows are shown at a time, one at least."""
    share = MOST_SHARE if sheet.theme.upright else LYING_MOST_SHARE
    fitting = int(available * share + sheet.theme.gap) // (highest + sheet.theme.gap)
    return max(1, min(rows, fitting))


def _rows(sheet: Sheet, taxis: Sequence[AwaitedTaxi], width: int) -> list[_Row]:
    """All alike: the words beside the plates, or where these leave no room, below them."""
    pad = sheet.mm(PAD_MM)
    inside = width - 2 * pad
    plates = [set_plate(sheet, taxi.plate, inside, PLATE_TYPES) for taxi in taxis]
    plate_px = max(plate.width for plate in plates)
    beside = inside - plate_px - pad >= LEAST_WORDS_SHARE * inside
    room = inside - plate_px - pad if beside else inside
    rows = []
    for taxi, plate in zip(taxis, plates, strict=True):
        words = _words(sheet, taxi, room)
        words_px = sum(block.height for block in words)
        height = max(plate.height, words_px) if beside else plate.height + pad // 2 + words_px
        rows.append(_Row(plate, plate_px, words, beside, height + pad))
    return rows


def _words(sheet: Sheet, taxi: AwaitedTaxi, width: int) -> tuple[Block, ...]:
    phone = _("phone ending {last4}", last4=taxi.phone_last4)
    look = _("{one}, {other}", one=taxi.colour, other=phone)
    return sheet.set(taxi.state, Type.LABEL, width), sheet.set(look, Type.BODY, width)


def _put_row(sheet: Sheet, row: _Row, box: Box) -> None:
    paint, pad, plate = sheet.palette.card, sheet.mm(PAD_MM), row.plate
    sheet.add(Surface(box, paint.fill, sheet.mm(3.5), paint.edge, max(2, sheet.mm(0.6))))
    room = box.inset(pad, pad // 2)
    if row.beside:
        plate_column, words_box = room.cut_start(row.plate_px, pad)
        plate_box = plate_column.centred(row.plate_px, plate.height)
    else:
        plate_row, words_box = room.cut_top(plate.height, pad // 2)
        plate_box = plate_row.cut_start(row.plate_px)[0]
    sheet.add(*draw_plate(plate, plate_box, sheet.palette.primary))
    rest = words_box.centred(words_box.width, sum(block.height for block in row.words))
    for block in row.words:
        block_box, rest = rest.cut_top(block.height)
        sheet.add(Words(block_box, block, paint.ink))
