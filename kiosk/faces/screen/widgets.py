"""Keys with an icon and words, arranged so that the words fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.conversation.scene import Reply
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Block, Icon, Key, Surface, TurnPage, Words
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import Colour, Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.i18n.text import Text

MOST_LINES = 3
EDGE_PAD_MM = 2.5
NUMERAL_KEY_MM = 180  # the room for words and number that huge digits need

Part = Words | Icon | Surface


@dataclass(frozen=True, slots=True)
class Face:
    """What is written on a key. `disc` puts the icon on a round ground of its own."""

    icon: str
    label: Text
    hint: Text | None = None
    disc: Paint | None = None
    language: str | None = None  # of the label, when it is not the citizen's
    number: str = ""  # in huge digits at the end
    badge: str = ""  # on the disc in place of the icon


@dataclass(frozen=True, slots=True)
class Spacing:
    """Millimetres at the sides of a key, and the smallest icon; how many lines its label may have."""

    beside_mm: float
    stacked_mm: float
    icon_mm: float
    most_lines: int = MOST_LINES


AIRY = Spacing(4, 3, 11)
LENGTHY = Spacing(4, 3, 11, most_lines=20)  # names that somebody else has given
DENSE = Spacing(3, 1.2, 9.5)  # the global keys, whose words are few and known


def beside(
    sheet: Sheet, box: Box, face: Face, paint: Paint, kind: Type, spacing: Spacing = AIRY
) -> tuple[Part, ...] | None:
    """The icon at the start, the words after it. None when the words don't fit."""
    pad = sheet.mm(spacing.beside_mm)
    column = _icon_side(sheet, face, box.width)
    side = min(box.height - 2 * sheet.mm(EDGE_PAD_MM), column)
    icon_box, words_box = box.inset(pad, 0).cut_start(column, pad)
    number = _number(sheet, face, words_box.width)
    if number is not None:
        number_box, words_box = words_box.cut_end(number.width, pad)
    label, hint = _blocks(sheet, face, kind, words_box.width)
    if side < sheet.mm(spacing.icon_mm) or not _fits(label, hint, box.height - sheet.mm(2), spacing):
        return None
    icon = _icon(sheet, icon_box.centred(side, side), face, paint)
    words = _words(words_box, label, hint, paint, Align.START)
    return (*icon, *words) if number is None else (*icon, *words, Words(number_box, number, paint.ink))


def beside_height(sheet: Sheet, width: int, face: Face, kind: Type, spacing: Spacing = AIRY) -> int | None:
    """How high a key of this width must be for `beside`. None when a word is too wide."""
    pad = sheet.mm(spacing.beside_mm)
    room = width - _icon_side(sheet, face, width) - 3 * pad
    number = _number(sheet, face, room)
    label, hint = _blocks(sheet, face, kind, room if number is None else room - number.width - pad)
    words_height = max(label.height + (hint.height if hint else 0), number.height if number else 0)
    height = words_height + 2 * sheet.mm(EDGE_PAD_MM)
    return height if _fits(label, hint, height, spacing) else None


def stacked(
    sheet: Sheet, box: Box, face: Face, paint: Paint, kind: Type, spacing: Spacing = AIRY
) -> tuple[Part, ...] | None:
    """The icon above the words. None when the words don't fit."""
    room = box.inset(sheet.mm(spacing.stacked_mm), sheet.mm(EDGE_PAD_MM))
    label, hint = _blocks(sheet, face, kind, room.width)
    words_height = label.height + (hint.height if hint else 0)
    gap = sheet.mm(3 if face.disc else 1)
    side = min(room.height - words_height - gap, room.width, int(box.height * 0.45), sheet.mm(64))
    if side < sheet.mm(spacing.icon_mm) or not _fits(label, hint, room.height, spacing):
        return None
    icon_box, words_box = room.centred(room.width, side + gap + words_height).cut_top(side, gap)
    icon = _icon(sheet, icon_box.centred(side, side), face, paint)
    return (*icon, *_words(words_box, label, hint, paint, Align.CENTRE))


Arrangement = Callable[[Sheet, Box, Face, Paint, Type], tuple[Part, ...] | None]


def alike(
    sheet: Sheet,
    boxes: Sequence[Box],
    faces: Sequence[Face],
    paint: Paint,
    ways: Sequence[tuple[Arrangement, Type]],
) -> list[tuple[Part, ...]]:
    """The parts of several keys, all in the first way that suits every one of them."""
    for arrangement, kind in ways:
        parts = [arrangement(sheet, box, face, paint, kind) for box, face in zip(boxes, faces, strict=True)]
        fitting = [p for p in parts if p is not None]
        if len(fitting) == len(parts):
            return fitting
    return [anyhow(sheet, box, face, paint) for box, face in zip(boxes, faces, strict=True)]


def anyhow(sheet: Sheet, box: Box, face: Face, paint: Paint) -> tuple[Part, ...]:
    """The words alone, cut if need be: what is left when nothing fits. The audit reports it."""
    room = box.inset(sheet.mm(1.5), 0)
    label, _hint = _blocks(sheet, face, Type.LABEL, room.width)
    return _words(room, label, None, paint, Align.CENTRE)


def disc(box: Box, icon: str, paint: Paint) -> tuple[Surface, Icon]:
    """An icon on a round ground."""
    inner = round(box.height * 0.6)
    return Surface(box, paint.fill, box.height // 2), Icon(box.centred(inner, inner), icon, paint.ink)


def inverted(paint: Paint) -> Paint:
    """The paint of a disc on a key of `paint`."""
    return Paint(paint.ink, paint.fill, paint.ink, paint.ink)


def key(
    sheet: Sheet,
    box: Box,
    name: str,
    action: Reply | TurnPage,
    paint: Paint,
    parts: tuple[Part, ...],
    *,
    enabled: bool = True,
    at_once: bool = False,
) -> Key:
    edge_px = max(2, sheet.mm(0.6))
    return Key(box, name, action, paint, sheet.mm(3.5), edge_px, parts, enabled, at_once)


def _icon_side(sheet: Sheet, face: Face, width: int) -> int:
    return min(sheet.mm(30 if face.disc else 18), width // 6)


def _number(sheet: Sheet, face: Face, width: int) -> Block | None:
    kind = Type.NUMERAL if width > sheet.mm(NUMERAL_KEY_MM) else Type.TITLE
    return sheet.set(face.number, kind, width) if face.number else None


def badge(sheet: Sheet, box: Box, number: str, paint: Paint) -> tuple[Surface, Words]:
    """A number on a round ground."""
    words = Words(box, sheet.set(number, Type.LABEL, box.width), paint.ink, Align.CENTRE)
    return Surface(box, paint.fill, box.height // 2), words


def signs(sheet: Sheet, box: Box, written: str, colour: Colour) -> Words | None:
    """A number in place of an icon; None where it does not fit."""
    block = sheet.set(written, Type.LABEL, box.width)
    fits = len(block.lines) == 1 and block.height <= box.height
    return Words(box, block, colour, Align.CENTRE) if fits else None


def _icon(sheet: Sheet, box: Box, face: Face, paint: Paint) -> tuple[Part, ...]:
    if face.disc is None:
        return (Icon(box, face.icon, paint.ink),)
    if face.badge and signs(sheet, box, face.badge, face.disc.ink) is not None:
        return badge(sheet, box, face.badge, face.disc)
    return disc(box, face.icon, face.disc)


def _blocks(sheet: Sheet, face: Face, kind: Type, width: int) -> tuple[Block, Block | None]:
    label = sheet.set(face.label, kind, max(1, width), face.language)
    return label, sheet.set(face.hint, Type.BODY, max(1, width)) if face.hint is not None else None


def _fits(label: Block, hint: Block | None, height: int, spacing: Spacing) -> bool:
    if not label.whole_words or len(label.lines) > spacing.most_lines:
        return False
    if hint is None:
        return label.height <= height
    return hint.whole_words and label.height + hint.height <= height


def _words(box: Box, label: Block, hint: Block | None, paint: Paint, align: Align) -> tuple[Words, ...]:
    if hint is None:
        return (Words(box, label, paint.ink, align),)
    both = box.centred(box.width, label.height + hint.height)
    label_box, hint_box = both.cut_top(label.height)
    return Words(label_box, label, paint.ink, align), Words(hint_box, hint, paint.ink, align)
