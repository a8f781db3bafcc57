"""What is to be read: a picture, a title, paragraphs; page by page when the box is too small for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kiosk.conversation.views import Tone, View
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Block, Element, Words
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import Colour, Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import disc
from kiosk.i18n.text import Local, Text

PICTURE_GAP_MM = 7
PARAGRAPH_GAP_MM = 5
SHORT_LINES = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """A block with its colour and the space above it."""

    block: Block
    colour: Colour
    gap_px: int = 0

    @property
    def height(self) -> int:
        return self.gap_px + self.block.height


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as high as the largest of `heights_mm` that leaves room for the words; 0: none at all.

    `draw` places it in a row of that height.
    """

    heights_mm: tuple[float, ...]
    draw: Callable[[Box, Align], Sequence[Element]]


@dataclass(frozen=True, slots=True)
class Reading:
    picture: Picture
    picture_px: int
    pages: tuple[tuple[Passage, ...], ...]
    align: Align


def icon_picture(icon: str, paint: Paint) -> Picture:
    return Picture((60, 46, 34, 22, 0), lambda row, align: disc(square(row, align), icon, paint))


def square(row: Box, align: Align) -> Box:
    """As high as the row, where its words begin or in the middle."""
    return row.cut_start(row.height)[0] if align is Align.START else row.centred(row.height, row.height)


def view_picture(sheet: Sheet, view: View) -> Picture:
    palette = sheet.palette
    paints = {Tone.DANGER: palette.danger, Tone.TROUBLE: palette.trouble}
    return icon_picture(view.icon, paints.get(view.tone, palette.primary))


def passage(
    sheet: Sheet,
    text: Text | str,
    width: int,
    kind: Type = Type.BODY,
    *,
    language: str | None = None,
    colour: Colour | None = None,
    gap_mm: float = PARAGRAPH_GAP_MM,
) -> Passage:
    block = sheet.set(text, kind, width, language)
    return Passage(block, colour or sheet.palette.ink, sheet.mm(gap_mm))


def compose(
    sheet: Sheet, picture: Picture, heading: Sequence[Passage], passages: Sequence[Passage], height: int
) -> Reading:
    """The reading in pages of at most `height`; short texts stand in the middle.

    The heading is on every page, or where it leaves no line for the passages, on a page of its own.
    """
    short = all(len(p.block.lines) <= SHORT_LINES for p in (*heading, *passages))
    align = Align.CENTRE if short else Align.START
    heading_height = sum(p.height for p in heading)
    needed = heading_height + sum(p.height for p in passages)
    for height_mm in picture.heights_mm:
        if needed + _with_gap(sheet, sheet.mm(height_mm)) <= height:
            return Reading(picture, sheet.mm(height_mm), ((*heading, *passages),), align)
    least_px = sheet.mm(min(picture.heights_mm))
    room = height - _with_gap(sheet, least_px)
    beside_heading = room - heading_height
    if any(p.gap_px + p.block.style.pitch_px > beside_heading for p in passages):
        return Reading(picture, least_px, (tuple(heading), *_pages(passages, room)), align)
    pages = _pages(passages, beside_heading)
    return Reading(picture, least_px, tuple((*heading, *page) for page in pages), align)


def _with_gap(sheet: Sheet, picture_px: int) -> int:
    return picture_px + sheet.mm(PICTURE_GAP_MM) if picture_px else 0


def _pages(passages: Sequence[Passage], height: int) -> tuple[tuple[Passage, ...], ...]:
    """Whole passages where they fit on a page, or else as many of their lines as do."""
    pages: list[list[Passage]] = [[]]
    left = height
    for whole in passages:
        rest = whole
        while rest.height > left:
            lines = 0
            if rest.height > height:
                lines = (left - rest.gap_px) // rest.block.style.pitch_px
            if lines > 0:
                first, rest = _split(rest, lines)
                pages[-1].append(first)
            elif not pages[-1]:
                break
            pages.append([])
            left = height
        pages[-1].append(rest)
        left -= rest.height
    return tuple(tuple(page) for page in pages)


def _split(whole: Passage, lines: int) -> tuple[Passage, Passage]:
    block = whole.block
    first = replace(block, lines=block.lines[:lines], widths=block.widths[:lines])
    second = replace(block, lines=block.lines[lines:], widths=block.widths[lines:])
    return replace(whole, block=first), replace(whole, block=second)


def put_reading(sheet: Sheet, reading: Reading, page: int, box: Box) -> None:
    """The page in the middle of the box, a little above."""
    passages = reading.pages[page]
    height = sum(p.height for p in passages) + _with_gap(sheet, reading.picture_px)
    _above, rest = box.cut_top(int(max(0, box.height - height) * 0.45))
    if reading.picture_px:
        row, rest = rest.cut_top(reading.picture_px, sheet.mm(PICTURE_GAP_MM))
        sheet.add(*reading.picture.draw(row, reading.align))
    for p in passages:
        _gap, rest = rest.cut_top(p.gap_px)
        words_box, rest = rest.cut_top(p.block.height)
        sheet.add(Words(words_box, p.block, p.colour, reading.align))


def address_passages(sheet: Sheet, address: Local, width: int) -> list[Passage]:
    """In Chinese, for those who come to help, and in the citizen's language when it is another."""
    found = [passage(sheet, address, width, Type.TITLE, language="zh_Hans")]
    if sheet.say(address) != sheet.say(address, "zh_Hans"):
        found.append(passage(sheet, address, width, gap_mm=2))
    return found
