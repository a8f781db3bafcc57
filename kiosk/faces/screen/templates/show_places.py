"""ShowPlaces: a map with the places of the page as numbered marks, and the same places as large rows.

The numbers are the keys below the handset that choose the places.
"""

from __future__ import annotations

from kiosk.conversation.views import ShowPlaces
from kiosk.faces.screen.answers import MORE_MM, Answers, arrange, put_answers, put_more
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Words
from kiosk.faces.screen.maps import put_map
from kiosk.faces.screen.reading import Passage, passage
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import READING_GAP_MM, paragraphs
from kiosk.faces.screen.typesetting import Type

LIST_SHARE = 48  # per cent of a lying panel's width
LIST_HEIGHT = 46  # per cent of an upright panel's content, of which the keys leave so much to the map
LARGE_LIST_HEIGHT = 54
TALLEST_ROW_MM = 44
HEADING_GAP_MM = 4


def put(sheet: Sheet, view: ShowPlaces) -> None:
    map_side, list_side = _sides(sheet)
    answers, more = _arrange(sheet, view, list_side)
    page = min(sheet.page, len(answers.pages) - 1)
    list_box = _list_box(sheet, answers, list_side, more=more)
    if sheet.theme.upright:
        map_side = sheet.area.cut_bottom(list_box.height, sheet.mm(READING_GAP_MM))[1]
    numbers = {c.value: c.digit or str(number) for number, c in enumerate(view.choices, start=1)}
    placed = {mark.value for mark in view.marks}
    badges = {value: number for value, number in numbers.items() if value in placed}
    _put_list(sheet, answers, page, list_box, badges, more=more)
    shown = {choice.value for row in answers.pages[page] for choice in row.choices}
    marks = [mark for mark in view.marks if mark.value in shown]
    put_map(sheet, view, _put_heading(sheet, view, map_side), marks, numbers)


def _sides(sheet: Sheet) -> tuple[Box, Box]:
    if sheet.theme.upright:
        share = LARGE_LIST_HEIGHT if sheet.theme.large else LIST_HEIGHT
        height = min(sheet.reach.height, sheet.area.height * share // 100)
        return sheet.area, sheet.reach.cut_bottom(height)[0]
    places, chart = sheet.area.cut_end(sheet.area.width * LIST_SHARE // 100, sheet.mm(READING_GAP_MM))
    return chart, places


def _arrange(sheet: Sheet, view: ShowPlaces, room: Box) -> tuple[Answers, bool]:
    """The places one below the other, and whether they take several pages."""
    whole = arrange(sheet, view.choices, room.width, room.height, listed=True)
    if len(whole.pages) == 1:
        return whole, False
    height = room.height - sheet.mm(MORE_MM) - sheet.theme.gap
    return arrange(sheet, view.choices, room.width, height, listed=True), True


def _list_box(sheet: Sheet, answers: Answers, room: Box, *, more: bool) -> Box:
    """As high as the fullest page needs, so that the map keeps its place when the page is turned."""
    gap = sheet.theme.gap
    rows = max(len(page) for page in answers.pages)
    more_px = sheet.mm(MORE_MM) + gap if more else 0
    lowest = answers.lowest_px(gap)
    tallest = rows * (sheet.mm(TALLEST_ROW_MM) + gap) - gap
    height = min(room.height, max(lowest, tallest) + more_px)
    return room.cut_bottom(height)[0] if sheet.theme.upright else room.cut_top(height)[0]


def _put_list(
    sheet: Sheet, answers: Answers, page: int, box: Box, badges: dict[str, str], *, more: bool
) -> None:
    gap = sheet.theme.gap
    if more:
        more_box, box = box.cut_bottom(sheet.mm(MORE_MM), gap)
        put_more(sheet, more_box, page, len(answers.pages), answers.kind)
    rows = answers.pages[page]
    tallest = sum(max(row.lowest_px, sheet.mm(TALLEST_ROW_MM)) + gap for row in rows) - gap
    box = box.cut_top(min(box.height, tallest))[0]
    put_answers(sheet, answers, page, box, badges=badges)


def _put_heading(sheet: Sheet, view: ShowPlaces, box: Box) -> Box:
    """Title, age and paragraphs; returns what is left below."""
    heading = [passage(sheet, view.title, box.width, Type.TITLE, gap_mm=0)]
    if view.as_of is not None:
        heading.append(Passage(sheet.set(view.as_of, Type.BODY, box.width), sheet.palette.muted))
    for p in (*heading, *paragraphs(sheet, view, box.width)):
        _gap, box = box.cut_top(p.gap_px)
        words_box, box = box.cut_top(p.block.height)
        sheet.add(Words(words_box, p.block, p.colour))
    return box.cut_top(0, sheet.mm(HEADING_GAP_MM))[1]
