"""The arrangement that most views share: something to read, and below or beside it what can be answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.conversation.views import Choice, View
from kiosk.faces.screen.answers import MORE_MM, Answers, arrange, put_answers, put_more
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.reading import (
    Passage,
    Picture,
    Reading,
    compose,
    passage,
    put_reading,
    view_picture,
)
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.typesetting import Type

TALLEST_MM = {1: 44, 2: 50, 3: 50}  # of a key, by the number of rows
TALLEST_OF_MANY_MM = 44
ANSWERS_SHARE = 54  # per cent of a lying panel's width
READING_GAP_MM = 8
ABREAST = 2  # as many choices stand side by side below what is read, even on a lying panel

Passages = Callable[[int], Sequence[Passage]]  # for a width in pixels


@dataclass(frozen=True, slots=True)
class Statement:
    """`passages` make what follows the title; the first version that fits on a page, or else the last."""

    view: View
    picture: Picture
    passages: Sequence[Passages]


@dataclass(frozen=True, slots=True)
class Layout:
    """`more_box` is there when something takes several pages."""

    reading: Reading
    reading_box: Box
    answers: Answers | None
    answers_box: Box
    more_box: Box | None

    @property
    def pages(self) -> int:
        return max(len(self.reading.pages), len(self.answers.pages) if self.answers else 1)


def put_statement(
    sheet: Sheet,
    view: View,
    *,
    picture: Picture | None = None,
    passages: Sequence[Passages] = (),
) -> None:
    """The view's picture, title and passages (its paragraphs), and its choices as keys.

    Of several versions of the passages, each leaner than the one before, the first that fits on a page is
    shown; the last takes several pages if it must.
    """
    statement = Statement(
        view,
        picture or view_picture(sheet, view),
        passages or (lambda width: paragraphs(sheet, view, width),),
    )
    layout = _lay_out(sheet, statement)
    page = min(sheet.page, layout.pages - 1)
    put_reading(sheet, layout.reading, min(page, len(layout.reading.pages) - 1), layout.reading_box)
    if layout.more_box is not None and layout.pages > 1:
        kind = layout.answers.kind if layout.answers else Type.TITLE
        put_more(sheet, layout.more_box, page, layout.pages, kind)
    if layout.answers is not None:
        put_answers(sheet, layout.answers, min(page, len(layout.answers.pages) - 1), layout.answers_box)


def paragraphs(sheet: Sheet, view: View, width: int) -> list[Passage]:
    return [passage(sheet, text, width) for text in view.paragraphs]


def sides(sheet: Sheet, *, below: bool, share: int = ANSWERS_SHARE) -> tuple[Box, Box]:
    """Where to read and where to answer. Answers below rise from there as far as they need.

    Beside what is read they take their `share` of the width, in per cent.
    """
    if below:
        return sheet.area, sheet.reach
    answers, reading = sheet.area.cut_end(sheet.area.width * share // 100, sheet.mm(READING_GAP_MM))
    return reading, answers


def _lay_out(sheet: Sheet, statement: Statement) -> Layout:
    """Tall keys if all fits on a page, or else low ones, or else pages."""
    for passages in statement.passages:
        for low in (False, True):
            layout = _attempt(sheet, statement, passages, low=low)
            if layout.pages == 1:
                return layout
    return _attempt(sheet, statement, statement.passages[-1], low=True, more=True)


def _attempt(
    sheet: Sheet, statement: Statement, passages: Passages, *, low: bool, more: bool = False
) -> Layout:
    seat = seat_keys(sheet, statement.view.choices, low=low, more=more)
    heading = [passage(sheet, statement.view.title, seat.reading_box.width, Type.TITLE, gap_mm=0)]
    following = passages(seat.reading_box.width)
    reading = compose(sheet, statement.picture, heading, following, seat.reading_box.height)
    if not more:
        return Layout(reading, seat.reading_box, seat.answers, seat.keys_box, None)
    # More to read is asked for above the answers, more answers below them.
    cut = seat.keys_box.cut_top if len(reading.pages) > 1 else seat.keys_box.cut_bottom
    more_box, answers_box = cut(sheet.mm(MORE_MM), sheet.theme.gap)
    return Layout(reading, seat.reading_box, seat.answers, answers_box, more_box)


@dataclass(frozen=True, slots=True)
class Seat:
    """`keys_box` holds the answers and, if it was asked for, the key that turns the page."""

    reading_box: Box
    answers: Answers | None
    keys_box: Box


def seat_keys(
    sheet: Sheet, choices: Sequence[Choice], *, low: bool, more: bool, share: int = ANSWERS_SHARE
) -> Seat:
    """Where the keys are: below what is read, or beside it when they are many on a lying panel."""
    gap = sheet.theme.gap
    below = sheet.theme.upright or len(choices) <= ABREAST
    reading_box, room = sides(sheet, below=below, share=share)
    more_px = sheet.mm(MORE_MM) if more else 0
    answers, keys_px = None, more_px
    if choices:
        spare = room.height - (more_px + gap if more else 0)
        abreast = below and not sheet.theme.upright
        kinds = (Type.LABEL,) if low else (Type.TITLE, Type.LABEL)
        answers = arrange(sheet, choices, room.width, spare, abreast=abreast, kinds=kinds)
        keys_px = _keys_height(sheet, answers, spare, low=low) + (more_px + gap if more else 0)
    if not below:
        return Seat(reading_box, answers, room.centred(room.width, keys_px))
    reading_box = reading_box.cut_bottom(keys_px, sheet.mm(READING_GAP_MM) if keys_px else 0)[1]
    return Seat(reading_box, answers, room.cut_bottom(keys_px)[0])


def _keys_height(sheet: Sheet, answers: Answers, available: int, *, low: bool) -> int:
    """The keys as tall as they may be, or as low."""
    gap, rows = sheet.theme.gap, answers.pages[0]
    lowest = answers.lowest_px(gap)
    if low:
        return min(available, lowest)
    tallest = sheet.mm(TALLEST_MM.get(len(rows), TALLEST_OF_MANY_MM))
    wanted = sum(int(max(tallest, row.lowest_px) * row.weight) for row in rows) + (len(rows) - 1) * gap
    return min(available, max(wanted, lowest))
