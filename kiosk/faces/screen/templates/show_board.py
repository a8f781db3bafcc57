"""ShowBoard: lines as on a departure board, page by page, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.conversation.views import Line, ShowBoard
from kiosk.faces.screen.answers import MORE_MM, put_answers, put_more
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Block, Element, Surface, Words
from kiosk.faces.screen.reading import Passage, passage
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import Seat, paragraphs, seat_keys
from kiosk.faces.screen.typesetting import Type

ANSWERS_SHARE = 44  # per cent of a lying panel's width
LEAST_TEXT_SHARE = 0.3  # of a row; with less the text stands below
PAD_MM, ROW_PAD_MM, COLUMN_GAP_MM = 6, 3.5, 6
LOWEST_ROW_MM = 20
HEADING_GAP_MM = 5


@dataclass(frozen=True, slots=True)
class _Row:
    lead: Block
    text: Block
    trail: Block
    text_start: int | None  # None: below the lead
    height: int


def put(sheet: Sheet, view: ShowBoard) -> None:
    for low, more in ((False, False), (True, False), (True, True)):
        seat = seat_keys(sheet, view.choices, low=low, more=more, share=ANSWERS_SHARE)
        heading = list(_heading(sheet, view, seat.reading_box.width))
        heading_px = sum(p.height for p in heading)
        room = seat.reading_box.cut_top(heading_px, sheet.mm(HEADING_GAP_MM))[1]
        width = room.width - 2 * sheet.mm(PAD_MM)
        ways = [_pages(sheet, rows, room.height) for rows in _ways(sheet, view.lines, width)]
        pages = min(ways, key=len)
        count = max(len(pages), len(seat.answers.pages) if seat.answers else 1)
        if count == 1:
            break
    page = min(sheet.page, count - 1)
    _put_heading(sheet, heading, seat.reading_box)
    _put_rows(sheet, pages[min(page, len(pages) - 1)], room)
    _put_keys(sheet, seat, page, count, more=more)


def _heading(sheet: Sheet, view: ShowBoard, width: int) -> Iterator[Passage]:
    yield passage(sheet, view.title, width, Type.TITLE, gap_mm=0)
    if view.as_of is not None:
        yield passage(sheet, view.as_of, width, colour=sheet.palette.muted, gap_mm=0)
    yield from paragraphs(sheet, view, width)


def _put_heading(sheet: Sheet, heading: Sequence[Passage], rest: Box) -> None:
    for p in heading:
        _gap, rest = rest.cut_top(p.gap_px)
        box, rest = rest.cut_top(p.block.height)
        sheet.add(Words(box, p.block, p.colour))


def _ways(sheet: Sheet, lines: Sequence[Line], width: int) -> Iterator[list[_Row]]:
    """Columns alike in every row: in titles' type or in labels'; and with the text below the lead."""
    gap, pad = sheet.mm(COLUMN_GAP_MM), 2 * sheet.mm(ROW_PAD_MM)
    for kind in (Type.TITLE, Type.LABEL):
        ends = [(sheet.set(line.lead, kind, width), sheet.set(line.trail, kind, width)) for line in lines]
        lead_px = max((lead.width for lead, _ in ends), default=0)
        trail_px = max((trail.width for _, trail in ends), default=0)
        text_px = width - lead_px - trail_px - 2 * gap
        if text_px < LEAST_TEXT_SHARE * width:
            continue
        texts = [sheet.set(line.text, Type.BODY, text_px) for line in lines]
        if all(text.whole_words for text in texts):
            yield [
                _Row(lead, text, trail, lead_px + gap, max(lead.height, text.height, trail.height) + pad)
                for (lead, trail), text in zip(ends, texts, strict=True)
            ]
    yield [_stacked_row(sheet, line, width) for line in lines]


def _stacked_row(sheet: Sheet, line: Line, width: int) -> _Row:
    """Lead and trail share the first line as their words need it."""
    gap = sheet.mm(COLUMN_GAP_MM)
    trail = sheet.set(line.trail, Type.LABEL, width // 2)
    lead = sheet.set(line.lead, Type.LABEL, width - trail.width - gap)
    text = sheet.set(line.text, Type.BODY, width)
    height = max(lead.height, trail.height) + text.height + 2 * sheet.mm(ROW_PAD_MM)
    return _Row(lead, text, trail, None, height)


def _pages(sheet: Sheet, rows: Sequence[_Row], height: int) -> list[list[_Row]]:
    pages: list[list[_Row]] = [[]]
    used = 0
    for row in rows:
        row_px = max(row.height, sheet.mm(LOWEST_ROW_MM))
        if pages[-1] and used + row_px > height:
            pages.append([])
            used = 0
        pages[-1].append(row)
        used += row_px
    return pages


def _put_rows(sheet: Sheet, rows: Sequence[_Row], room: Box) -> None:
    """A card with the rows; where there is room, each a little higher."""
    paint, pad, line_px = sheet.palette.card, sheet.mm(PAD_MM), max(2, sheet.mm(0.5))
    heights = [max(row.height, sheet.mm(LOWEST_ROW_MM)) for row in rows]
    spare = max(0, room.height - sum(heights)) // max(1, len(rows))
    heights = [height + min(spare, height // 2) for height in heights]
    card, _rest = room.cut_top(min(room.height, sum(heights)))
    sheet.add(Surface(card, paint.fill, sheet.mm(3.5), paint.edge, max(2, sheet.mm(0.6))))
    rest = card
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        row_box, rest = rest.cut_top(height)
        if number:
            line = Box(row_box.x + pad, row_box.top - line_px // 2, row_box.width - 2 * pad, line_px)
            sheet.add(Surface(line, paint.edge))
        sheet.add(*_row_words(sheet, row, row_box.inset(pad, 0)))


def _row_words(sheet: Sheet, row: _Row, box: Box) -> Iterator[Element]:
    ink, room = sheet.palette.card.ink, box.centred(box.width, row.height - 2 * sheet.mm(ROW_PAD_MM))
    first, text_box = room, Box(box.x + (row.text_start or 0), room.y, row.text.width, room.height)
    if row.text_start is None:
        text_box, first = room.cut_bottom(row.text.height)
    yield Words(first.cut_start(row.lead.width)[0], row.lead, ink)
    yield Words(text_box, row.text, ink)
    yield Words(first.cut_end(row.trail.width)[0], row.trail, sheet.palette.primary.fill)


def _put_keys(sheet: Sheet, seat: Seat, page: int, pages: int, *, more: bool) -> None:
    box = seat.keys_box
    if more:
        more_box, box = box.cut_top(sheet.mm(MORE_MM), sheet.theme.gap)
        put_more(sheet, more_box, page, pages, seat.answers.kind if seat.answers else Type.TITLE)
    if seat.answers is not None:
        put_answers(sheet, seat.answers, min(page, len(seat.answers.pages) - 1), box)
