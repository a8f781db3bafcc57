"""Home: the services in their categories side by side, or a category a page where words would not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.conversation.scene import Chosen
from kiosk.conversation.views import Choice, Group, Home, Tone
from kiosk.faces.screen.answers import Answers, arrange, keys_left, put_answers
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Element, Icon, Key, Surface, TurnPage, Words
from kiosk.faces.screen.hero import put_hero
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import Face, Part, Spacing, alike, badge, beside, disc, key, signs, stacked

HEADING_MM = 15
HEADING_GAP_MM = 5
LOWEST_TILE_MM = 30
TALLEST_TILE_MM = 86
PAGE_KEY_MM = 34
TITLED, LABELLED = Spacing(5, 5, 24), Spacing(4, 2.3, 13)
BARE = Spacing(3, 2.3, 9)  # where there is no room for a ground below the icon


def put(sheet: Sheet, view: Home) -> None:
    groups = [group for group in view.groups if group.choices]
    hero_box, tiles_box = _parts(sheet, view)
    ways = ((Type.TITLE, TITLED), (Type.LABEL, LABELLED), (Type.LABEL, BARE), (Type.BODY, BARE))
    columns = next((c for way in ways if (c := _columns(sheet, groups, tiles_box, *way))), None)
    if columns is not None:
        top = columns.top
        sheet.add(*columns.elements)
    else:
        top = _put_page(sheet, groups, tiles_box)
    if sheet.theme.upright:
        hero_box = sheet.area.cut_bottom(top - sheet.area.y, sheet.mm(HEADING_GAP_MM))[1]
    put_hero(sheet, view, hero_box)


def _parts(sheet: Sheet, view: Home) -> tuple[Box, Box]:
    """Where the hero may be and where the tiles; on an upright panel the hero takes what is left."""
    if sheet.theme.upright:
        return sheet.area, sheet.reach
    title = sheet.set(view.title, Type.TITLE, sheet.area.width)
    return sheet.area.cut_top(title.height + sheet.mm(8), sheet.mm(HEADING_GAP_MM))


@dataclass(frozen=True, slots=True)
class _Columns:
    elements: list[Element]
    top: int


def _columns(
    sheet: Sheet, groups: Sequence[Group], box: Box, kind: Type, spacing: Spacing
) -> _Columns | None:
    """A column a category, every tile of the same size. None when words don't fit."""
    gap, heading_px = sheet.theme.gap, _heading_height(sheet, groups, box)
    if heading_px is None:
        return None
    room = box if sheet.theme.upright else box.cut_top(heading_px, gap)[1]
    rows = max(len(group.choices) for group in groups)
    tile_px = min((room.height - (rows - 1) * gap) // rows, sheet.mm(TALLEST_TILE_MM))
    if tile_px < sheet.mm(LOWEST_TILE_MM):
        return None
    tiles_px = rows * tile_px + (rows - 1) * gap
    tiles_box = room.cut_bottom(tiles_px)[0] if sheet.theme.upright else room.cut_top(tiles_px)[0]
    elements: list[Element] = []
    for number, (group, column) in enumerate(zip(groups, tiles_box.columns(len(groups), gap), strict=True)):
        accent = _accent(sheet, number)
        heading = Box(column.x, column.top + gap, column.width, heading_px)
        elements += _heading(sheet, heading, group, accent, Type.LABEL)
        for choice, cell in zip(group.choices, column.rows(rows, gap), strict=False):
            left = "" if group.digit and not _is_opened(sheet, group) else keys_left(sheet, choice)
            tile = _tile(sheet, cell, choice, left, accent, kind, spacing)
            if tile is None:
                return None
            elements.append(tile)
    return _Columns(elements, tiles_box.top + gap + heading_px)


def _heading_height(sheet: Sheet, groups: Sequence[Group], box: Box) -> int | None:
    width = box.columns(len(groups), sheet.theme.gap)[0].width - _sign_px(sheet) - sheet.mm(4)
    blocks = [sheet.set(group.title, Type.LABEL, width) for group in groups]
    if not all(block.whole_words and len(block.lines) <= 2 for block in blocks):
        return None
    return max(_sign_px(sheet), *(block.height for block in blocks))


def _sign_px(sheet: Sheet) -> int:
    """The ground of a category's icon, in place of which its key may be written."""
    return max(sheet.mm(HEADING_MM), sheet.style(Type.LABEL).pitch_px)


def _heading(sheet: Sheet, box: Box, group: Group, accent: Paint, kind: Type) -> list[Element]:
    side = min(box.height, _sign_px(sheet))
    disc_box, words_box = box.cut_start(side, sheet.mm(4))
    words = sheet.set(group.title, kind, words_box.width)
    disc_box = disc_box.centred(side, side)
    sign: tuple[Part, ...] = disc(disc_box, group.icon, accent)
    if sheet.scene.keyed is not None and group.digit:
        sign = badge(sheet, disc_box, group.digit, accent)
    mark = [_mark(sheet, box, accent)] if _is_opened(sheet, group) else []
    return [*mark, *sign, Words(words_box, words, sheet.palette.ink)]


def _is_opened(sheet: Sheet, group: Group) -> bool:
    """Whether its key below the handset was pressed."""
    return bool(sheet.scene.keyed) and group.digit == sheet.scene.keyed


def _mark(sheet: Sheet, heading: Box, accent: Paint) -> Surface:
    """A frame round the heading of the category that was opened."""
    box = heading.inset(-sheet.mm(1.5), -sheet.mm(1.5))
    return Surface(box, sheet.palette.card.fill, box.height // 2, accent.fill, sheet.mm(1))


def _tile(
    sheet: Sheet, box: Box, choice: Choice, keys: str, accent: Paint, kind: Type, spacing: Spacing
) -> Key | None:
    """`keys` are shown in place of the icon."""
    paint = sheet.palette.card
    ground = sheet.palette.danger if choice.tone is Tone.DANGER else accent
    face = Face(choice.icon, choice.label, choice.hint, None if spacing is BARE else ground, badge=keys)
    for arrangement in (stacked, beside) if box.height > 0.5 * box.width else (beside,):
        parts = arrangement(sheet, box, face, paint, kind, spacing)
        if parts is not None:
            if face.disc is None:
                parts = tuple(_bare(sheet, p, ground, keys) if isinstance(p, Icon) else p for p in parts)
            return key(sheet, box, f"choice:{choice.value}", Chosen(choice.value), paint, parts)
    return None


def _bare(sheet: Sheet, icon: Icon, ground: Paint, keys: str) -> Part:
    written = signs(sheet, icon.box, keys, ground.fill) if keys else None
    return written or replace(icon, colour=ground.fill)


@dataclass(frozen=True, slots=True)
class _Page:
    number: int  # of the category
    group: Group
    answers: Answers
    part: int  # a page of the category's tiles


def _put_page(sheet: Sheet, groups: Sequence[Group], box: Box) -> int:
    """One category, and keys to the pages before and after it; returns where its heading ends."""
    gap = sheet.theme.gap
    turn_box, tiles_box = box.cut_bottom(sheet.mm(PAGE_KEY_MM), gap)
    heading_px = sheet.set("国", Type.TITLE, box.width).height + sheet.mm(2)
    if not sheet.theme.upright:
        tiles_box = tiles_box.cut_top(heading_px, gap)[1]
    pages = []
    for number, group in enumerate(groups):
        answers = arrange(sheet, group.choices, tiles_box.width, tiles_box.height)
        pages += [_Page(number, group, answers, part) for part in range(len(answers.pages))]
    opened = (page for page in pages if _is_opened(sheet, page.group))
    page = next(opened, None) or pages[sheet.page % len(pages)]
    rows = page.answers.pages[page.part]
    wanted = len(rows) * (sheet.mm(TALLEST_TILE_MM * 0.6) + gap) - gap
    height = min(tiles_box.height, max(wanted, page.answers.lowest_px(gap)))
    tiles_box = tiles_box.cut_bottom(height)[0] if sheet.theme.upright else tiles_box.cut_top(height)[0]
    accent = _accent(sheet, page.number)
    heading = Box(tiles_box.x, tiles_box.top + gap, tiles_box.width, heading_px)
    sheet.add(*_heading(sheet, heading, page.group, accent, Type.TITLE))
    put_answers(sheet, page.answers, page.part, tiles_box, disc=accent)
    _put_turn_keys(sheet, pages, pages.index(page), turn_box)
    return heading.top


def _put_turn_keys(sheet: Sheet, pages: Sequence[_Page], current: int, box: Box) -> None:
    """The page before and the page after, by the names of their categories; round in a ring."""
    neighbours = {(current - 1) % len(pages), (current + 1) % len(pages)}
    targets = sorted(neighbours - {current})
    cells = box.columns(max(1, len(targets)), sheet.theme.gap)[: len(targets)]
    faces = [Face(pages[target].group.icon, pages[target].group.title) for target in targets]
    paint = sheet.palette.quiet
    ways = ((beside, Type.TITLE), (beside, Type.LABEL), (stacked, Type.LABEL))
    for target, cell, parts in zip(targets, cells, alike(sheet, cells, faces, paint, ways), strict=True):
        sheet.add(key(sheet, cell, f"page:{target}", TurnPage(target), paint, parts))


def _accent(sheet: Sheet, number: int) -> Paint:
    accents = sheet.palette.accents
    return accents[number % len(accents)]
