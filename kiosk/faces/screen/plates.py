"""A number plate as it is on the car: letters apart from one another, in a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Block, Element, Surface, Words
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import Paint
from kiosk.faces.screen.typesetting import Type

DOT = "·"  # as wide as a Chinese character in the font, and narrow on a plate
DOT_EM, DOT_CELL_EM = 0.17, 0.3
PAD_EM = 0.22  # above and below the letters
SIDE_EM = 0.28
FRAME_EM = 0.06
LETTER_GAP_EM = 0.1


@dataclass(frozen=True, slots=True)
class Plate:
    """The letters, None for the dot; all in pixels."""

    letters: tuple[Block | None, ...]
    em_px: int
    width: int
    height: int


def set_plate(sheet: Sheet, number: str, width: int, kinds: Sequence[Type]) -> Plate:
    """In the first of the kinds in which it is no wider than that, or else in the last."""
    plates = [_set(sheet, number, kind) for kind in kinds]
    return next((plate for plate in plates if plate.width <= width), plates[-1])


def draw_plate(plate: Plate, box: Box, paint: Paint) -> Iterator[Element]:
    """The plate fills the box, which may be wider."""
    frame, radius, gap = max(2, round(FRAME_EM * plate.em_px)), box.height // 6, _gap(plate.em_px)
    yield Surface(box, paint.fill, radius)
    yield Surface(box.inset(frame), paint.fill, radius - frame, paint.ink, max(2, frame // 2))
    rest = box.centred(plate.width - 2 * round(SIDE_EM * plate.em_px), box.height)
    for letter in plate.letters:
        cell, rest = rest.cut_start(_cell(letter, plate.em_px), gap)
        if letter is None:
            side = round(DOT_EM * plate.em_px)
            yield Surface(cell.centred(side, side), paint.ink, side // 2)
        else:
            yield Words(cell.centred(letter.width, letter.height), letter, paint.ink)


def _set(sheet: Sheet, number: str, kind: Type) -> Plate:
    style = sheet.style(kind)
    letters = tuple(
        None if letter == DOT else sheet.set(letter, kind, sheet.theme.width_px)
        for letter in number
        if not letter.isspace()
    )
    cells = sum(_cell(letter, style.em_px) for letter in letters)
    width = cells + max(0, len(letters) - 1) * _gap(style.em_px) + 2 * round(SIDE_EM * style.em_px)
    return Plate(letters, style.em_px, width, style.pitch_px + 2 * round(PAD_EM * style.em_px))


def _cell(letter: Block | None, em_px: int) -> int:
    return round(DOT_CELL_EM * em_px) if letter is None else letter.width


def _gap(em_px: int) -> int:
    return round(LETTER_GAP_EM * em_px)
