"""Choices as large keys: one below the other or in two columns, on several pages when there are many.

Several primary choices are equal next steps, such as three moods: they stand abreast, icon above word.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.conversation.scene import Chosen
from kiosk.conversation.views import Choice, Tone
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import TurnPage
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import (
    AIRY,
    LENGTHY,
    Face,
    Part,
    Spacing,
    anyhow,
    beside,
    beside_height,
    inverted,
    key,
    stacked,
)
from kiosk.i18n.text import _

IN_ONE_COLUMN = 4
LOWEST_MM = 28
MORE_MM = 28
WHOLE_NUMBER_DIGITS = 3  # 110, 119, 120: what the citizen would dial
PRIMARY_GROWTH = 1.4  # the next step is the biggest thing
PRIMARY_SHARES = (7, 5)
MOST_EQUALS = 3
EQUALS_GROWTH = 1.1  # of the area of what is below
EQUALS_MM = (46, 54, 64, 76)  # heights to try, until the words fit


@dataclass(frozen=True, slots=True)
class Row:
    """`shares` are the widths of its cells; the last row may leave some empty."""

    choices: tuple[Choice, ...]
    shares: tuple[int, ...]
    lowest_px: int
    weight: float
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """The choices in rows, page by page; every label fits."""

    kind: Type
    pages: tuple[tuple[Row, ...], ...]
    spacing: Spacing = AIRY

    def lowest_px(self, gap: int) -> int:
        """What the fullest page needs."""
        return max(sum(row.lowest_px + gap for row in page) - gap for page in self.pages)


def arrange(
    sheet: Sheet,
    choices: Sequence[Choice],
    width: int,
    height: int,
    *,
    abreast: bool = False,
    listed: bool = False,
    kinds: Sequence[Type] = (Type.TITLE, Type.LABEL),
) -> Answers:
    """The one with the fewest pages; of those the most legible; of those the one with the lowest keys.

    Few choices stand below one another unless they shall be `abreast`; `listed` ones always do.
    """
    ordered = sorted(choices, key=lambda choice: choice.tone is not Tone.PRIMARY)
    gap = sheet.theme.gap
    found: list[tuple[tuple[bool, int, bool, int, int], Answers]] = []
    for legibility, kind in enumerate(kinds):
        equals = _equals(sheet, ordered, kind, width)
        others = ordered[len(equals.choices) :] if equals else ordered
        for shares in _shares(others, abreast=abreast, listed=listed, below_equals=equals is not None):
            rows = _rows(sheet, others, kind, shares, width)
            if rows is None:
                continue
            rows = _with_equals(equals, rows) if equals else _primaries_highest(rows)
            pages = _pages(rows, height, gap)
            highest = max(row.lowest_px for row in rows)
            cost = (highest > height, len(pages), equals is None, legibility, highest)
            found.append((cost, Answers(kind, pages)))
            if equals is not None:
                break
    if not found:
        return _lengthy(sheet, ordered, width, height)
    return min(found, key=lambda costly: costly[0])[1]


def _lengthy(sheet: Sheet, choices: Sequence[Choice], width: int, height: int) -> Answers:
    """Below one another, in as many lines as their labels take."""
    rows = []
    for choice in choices:
        needed = beside_height(sheet, width, face_of(sheet, choice), Type.LABEL, LENGTHY)
        rows.append(Row((choice,), (1,), max(sheet.mm(LOWEST_MM), needed or 0), 1))
    return Answers(Type.LABEL, _pages(rows, height, sheet.theme.gap), LENGTHY)


def _shares(
    choices: Sequence[Choice], *, abreast: bool, listed: bool, below_equals: bool
) -> list[tuple[int, ...]]:
    """The widths of the cells of a row, as they are to be tried."""
    if len(choices) == 1 or listed:
        return [(1,)]
    if below_equals:
        return [(1, 1), (1,)]
    if abreast and len(choices) == len(PRIMARY_SHARES):
        return [PRIMARY_SHARES, (1, 1)] if _one_primary(choices) else [(1, 1)]
    return [(1,), (1, 1)] if len(choices) <= IN_ONE_COLUMN else [(1, 1), (1,)]


def _equals(sheet: Sheet, choices: Sequence[Choice], kind: Type, width: int) -> Row | None:
    """The first row, when there are several next steps and their words fit side by side."""
    equals = tuple(choice for choice in choices if choice.tone is Tone.PRIMARY)
    if not 1 < len(equals) <= MOST_EQUALS or any(choice.hint for choice in equals):
        return None
    cells = Box(0, 0, width, 0).columns(len(equals), sheet.theme.gap)
    for height in map(sheet.mm, EQUALS_MM):
        if all(
            _stacked(sheet, Box(0, 0, cell.width, height), choice, kind)
            for cell, choice in zip(cells, equals, strict=True)
        ):
            return Row(equals, (1,) * len(equals), height, EQUALS_GROWTH, stacked=True)
    return None


def _primaries_highest(rows: list[Row]) -> list[Row]:
    """Several next steps below one another are no lower than a plain choice whose label takes more lines."""
    primaries = [row for row in rows if all(choice.tone is Tone.PRIMARY for choice in row.choices)]
    if len(primaries) < 2:
        return rows
    highest_px = max(row.lowest_px for row in rows)
    return [replace(row, lowest_px=highest_px) if row in primaries else row for row in rows]


def _with_equals(equals: Row, rows: list[Row]) -> list[Row]:
    """Next steps that are abreast are narrow: to be the largest keys, they are so much higher."""
    if not rows:
        return [equals]
    growth = EQUALS_GROWTH * len(equals.choices) / len(rows[0].shares)
    lowest_px = math.ceil(growth * max(row.lowest_px for row in rows))
    return [replace(equals, lowest_px=max(equals.lowest_px, lowest_px), weight=growth), *rows]


def _stacked(sheet: Sheet, box: Box, choice: Choice, kind: Type) -> tuple[Part, ...] | None:
    return stacked(sheet, box, face_of(sheet, choice), paint_of(sheet, choice.tone), kind)


def _one_primary(choices: Sequence[Choice]) -> bool:
    return len(choices) > 1 and sum(choice.tone is Tone.PRIMARY for choice in choices) == 1


def _rows(
    sheet: Sheet, choices: Sequence[Choice], kind: Type, shares: tuple[int, ...], width: int
) -> list[Row] | None:
    """None when a word is too wide for its cell."""
    cells = Box(0, 0, width, 0).shares(shares, sheet.theme.gap)
    rows = []
    for at in range(0, len(choices), len(shares)):
        row = tuple(choices[at : at + len(shares)])
        heights = [
            beside_height(sheet, cell.width, face_of(sheet, choice), kind)
            for cell, choice in zip(cells, row, strict=False)
        ]
        fitting = [height for height in heights if height is not None]
        if len(fitting) < len(heights):
            return None
        primary = shares == (1,) and _one_primary(choices) and row[0].tone is Tone.PRIMARY
        lowest_px = max(sheet.mm(LOWEST_MM), *fitting)
        rows.append(Row(row, shares, lowest_px, PRIMARY_GROWTH if primary else 1))
    return rows


def _pages(rows: Sequence[Row], height: int, gap: int) -> tuple[tuple[Row, ...], ...]:
    pages: list[list[Row]] = [[]]
    used = 0
    for row in rows:
        if pages[-1] and used + row.lowest_px > height:
            pages.append([])
            used = 0
        pages[-1].append(row)
        used += row.lowest_px + gap
    return tuple(tuple(page) for page in pages)


def put_answers(
    sheet: Sheet,
    answers: Answers,
    page: int,
    box: Box,
    disc: Paint | None = None,
    badges: Mapping[str, str] | None = None,
) -> None:
    """Fill the box with the keys of a page; rows share the height by their weight.

    `disc` is the ground of plain choices' icons; `badges` are numbers by value, shown in place of icons.
    While the handset's keys are in use, each choice has its keys for a badge.
    """
    gap, rows = sheet.theme.gap, answers.pages[page]
    free = box.height - sum(row.lowest_px for row in rows) - (len(rows) - 1) * gap
    weights = sum(row.weight for row in rows)
    for row in rows:
        height = row.lowest_px + int(max(0, free) * row.weight / weights)
        row_box, box = box.cut_top(height, gap)
        for choice, cell in zip(row.choices, row_box.shares(row.shares, gap), strict=False):
            badge = (badges or {}).get(choice.value, "") or keys_left(sheet, choice)
            face = replace(face_of(sheet, choice, disc), badge=badge)
            arrangement = stacked if row.stacked else beside
            paint = paint_of(sheet, choice.tone)
            parts = arrangement(sheet, cell, face, paint, answers.kind, answers.spacing)
            parts = parts or anyhow(sheet, cell, face, paint)
            sheet.add(key(sheet, cell, f"choice:{choice.value}", Chosen(choice.value), paint, parts))


def put_more(sheet: Sheet, box: Box, page: int, pages: int, kind: Type = Type.TITLE) -> None:
    """The key that turns the page, and after the last one begins anew."""
    last = page == pages - 1
    label = _("Back to page 1") if last else _("More ({page} of {pages})", page=page + 1, pages=pages)
    face = Face("chevron-double-up" if last else "chevron-double-down", label)
    paint = sheet.palette.card
    parts = (
        beside(sheet, box, face, paint, kind)
        or beside(sheet, box, face, paint, Type.LABEL)
        or anyhow(sheet, box, face, paint)
    )
    sheet.add(key(sheet, box, "more", TurnPage(0 if last else page + 1), paint, parts))


def keys_left(sheet: Sheet, choice: Choice) -> str:
    """The handset's keys that lead there from here; "" while nobody uses them, or they are shown large."""
    keyed, choices = sheet.scene.keyed, sheet.scene.view.choices
    if keyed is None or len(choice.digit) >= WHOLE_NUMBER_DIGITS:
        return ""
    if not any(each.digit.startswith(keyed) and each.digit != keyed for each in choices):
        return choice.digit  # what was keyed opens nothing: it waits, or begins an emergency number
    return choice.digit.removeprefix(keyed) if choice.digit.startswith(keyed) else ""


def face_of(sheet: Sheet, choice: Choice, disc: Paint | None = None) -> Face:
    match choice.tone:
        case Tone.PLAIN:
            disc = disc or sheet.palette.primary
        case Tone.PRIMARY | Tone.DANGER:
            disc = inverted(paint_of(sheet, choice.tone))
        case Tone.QUIET | Tone.TROUBLE:
            palette = sheet.palette
            disc = Paint(palette.muted, palette.paper, palette.muted, palette.muted)
    number = choice.digit if len(choice.digit) >= WHOLE_NUMBER_DIGITS else ""
    return Face(choice.icon, choice.label, choice.hint, disc, number=number)


def paint_of(sheet: Sheet, tone: Tone) -> Paint:
    palette = sheet.palette
    match tone:
        case Tone.PRIMARY:
            return palette.primary
        case Tone.DANGER:
            return palette.danger
        case Tone.QUIET:
            return palette.quiet
        case Tone.PLAIN | Tone.TROUBLE:
            return palette.card
