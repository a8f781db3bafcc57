"""Attract: nobody is there. What the booth offers and what is to be known, in turn; the taxis called here;
every language by its own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.conversation.scene import ChoseLanguage, Chosen
from kiosk.conversation.views import Attract, Bulletin
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.bulletins import bulletin_pages, put_bulletin
from kiosk.faces.screen.elements import Align, Words
from kiosk.faces.screen.hero import hero_height, put_hero
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import READING_GAP_MM, sides
from kiosk.faces.screen.taxis import put_taxis, taxis_height
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import Arrangement, Face, alike, beside, disc, inverted, key, stacked
from kiosk.i18n.text import Text, Verbatim, _

START = "start"
START_MM = 58
LANGUAGE_MM = 36
SMALLEST_DISC_MM = 16
SLIDES_BETWEEN = 2  # bulletins


def put(sheet: Sheet, view: Attract) -> None:
    upright, gap = sheet.theme.upright, sheet.theme.gap
    rows = -(-len(view.languages) // 2)
    if view.taxis and not upright:
        taxis_box, sheet.area = sheet.area.cut_top(_taxis_height(sheet, view, sheet.area), gap)
        put_taxis(sheet, view.taxis, taxis_box, view.slide_seconds)
    offer_box, keys_box = sides(sheet, below=upright)
    if upright:
        height = min(keys_box.height, sheet.mm(START_MM) + rows * (sheet.mm(LANGUAGE_MM) + gap))
        keys_box = keys_box.cut_bottom(height)[0]
        offer_box = sheet.area.cut_bottom(height, sheet.mm(READING_GAP_MM))[1]
        if view.taxis:
            taxis_box, offer_box = offer_box.cut_bottom(_taxis_height(sheet, view, offer_box), gap)
            put_taxis(sheet, view.taxis, taxis_box, view.slide_seconds)
    _put_offer(sheet, view, offer_box)
    _put_keys(sheet, view, keys_box, rows)


def _taxis_height(sheet: Sheet, view: Attract, box: Box) -> int:
    return taxis_height(sheet, view.taxis, box.width, box.height)


def _put_offer(sheet: Sheet, view: Attract, box: Box) -> None:
    """The hero, and below it whose turn it is; a bulletin that needs the room gets the hero's too."""
    hero_px = hero_height(sheet, view, box.width)
    gap = sheet.theme.gap
    turn = _turn(sheet, view, box)
    if isinstance(turn, BulletinPage):
        rest = box.cut_top(hero_px, gap)[1]
        if bulletin_pages(sheet, turn.bulletin, rest) == 1:
            put_hero(sheet, view, box.cut_top(hero_px)[0])
            box = rest
        put_bulletin(sheet, turn.bulletin, turn.page, box)
        return
    half = max(hero_px, box.height // 2)
    hero_box, slide_box = box.cut_top(min(half, box.height), gap)
    put_hero(sheet, view, hero_box)
    if turn is not None:
        _put_slide(sheet, turn, slide_box)


@dataclass(frozen=True, slots=True)
class Slide:
    number: int
    icon: str
    text: Text


@dataclass(frozen=True, slots=True)
class BulletinPage:
    bulletin: Bulletin
    page: int


Turn = Slide | BulletinPage


def _turn(sheet: Sheet, view: Attract, box: Box) -> Turn | None:
    """A few slides, then a bulletin with all its pages, and so on round."""
    slides = [Slide(number, icon, text) for number, (icon, text) in enumerate(view.slides)]
    bulletins = [
        [BulletinPage(bulletin, page) for page in range(bulletin_pages(sheet, bulletin, box))]
        for bulletin in view.bulletins
    ]
    turns = interleave(slides, bulletins)
    return turns[sheet.beat(view.slide_seconds) % len(turns)] if turns else None


def interleave(slides: Sequence[Slide], bulletins: Sequence[Sequence[BulletinPage]]) -> list[Turn]:
    """Slides and bulletins by turns, until every one of them has been shown."""
    turns: list[Turn] = []
    for number in range(max(-(-len(slides) // SLIDES_BETWEEN), len(bulletins))):
        first = number * SLIDES_BETWEEN
        turns += (slides[(first + n) % len(slides)] for n in range(min(SLIDES_BETWEEN, len(slides))))
        if bulletins:
            turns += bulletins[number % len(bulletins)]
    return turns


def _put_keys(sheet: Sheet, view: Attract, box: Box, rows: int) -> None:
    gap, start_paint = sheet.theme.gap, sheet.palette.primary
    languages_box, start_box = box.cut_bottom(rows * (sheet.mm(LANGUAGE_MM) + gap) - gap, gap)
    face = Face("gesture-tap", _("Start"), disc=inverted(start_paint))
    first, second = (beside, stacked) if sheet.theme.upright else (stacked, beside)
    ways: list[tuple[Arrangement, Type]] = [(first, Type.TITLE), (second, Type.TITLE), (second, Type.LABEL)]
    (parts,) = alike(sheet, [start_box], [face], start_paint, ways)
    sheet.add(key(sheet, start_box, f"choice:{START}", Chosen(START), start_paint, parts))
    cells = [cell for row in languages_box.rows(max(1, rows), gap) for cell in row.columns(2, gap)]
    cells = cells[: len(view.languages)]
    paint = sheet.palette.card
    faces = [
        Face("translate", Verbatim(name), disc=start_paint, language=code) for code, name in view.languages
    ]
    written = alike(sheet, cells, faces, paint, ((beside, Type.TITLE), (beside, Type.LABEL)))
    for (code, _name), cell, parts in zip(view.languages, cells, written, strict=True):
        sheet.add(key(sheet, cell, f"language:{code}", ChoseLanguage(code), paint, parts))


def _put_slide(sheet: Sheet, slide: Slide, box: Box) -> None:
    """If there is room for it."""
    gap = sheet.mm(5)
    words = sheet.set(slide.text, Type.TITLE, box.width)
    side = min(sheet.mm(64), box.height - words.height - 2 * gap)
    if side >= sheet.mm(SMALLEST_DISC_MM):
        group = box.centred(box.width, side + gap + words.height)
        row, words_box = group.cut_top(side, gap)
        accents = sheet.palette.accents
        sheet.add(*disc(row.centred(side, side), slide.icon, accents[slide.number % len(accents)]))
    elif words.height <= box.height:
        words_box = box
    else:
        return
    sheet.add(Words(words_box, words, sheet.palette.ink, Align.CENTRE))
