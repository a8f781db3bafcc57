"""Attract: nobody is there. What the booth offers, in turn; every language by its own name."""

from __future__ import annotations

from kiosk.conversation.scene import ChoseLanguage, Chosen
from kiosk.conversation.views import Attract
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Words
from kiosk.faces.screen.hero import hero_height, put_hero
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import READING_GAP_MM, sides
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import Arrangement, Face, alike, beside, disc, inverted, key, stacked
from kiosk.i18n.text import Verbatim, _

START = "start"
START_MM = 58
LANGUAGE_MM = 36
SMALLEST_DISC_MM = 16


def put(sheet: Sheet, view: Attract) -> None:
    upright, gap = sheet.theme.upright, sheet.theme.gap
    offer_box, keys_box = sides(sheet, below=upright)
    rows = -(-len(view.languages) // 2)
    if upright:
        height = min(keys_box.height, sheet.mm(START_MM) + rows * (sheet.mm(LANGUAGE_MM) + gap))
        keys_box = keys_box.cut_bottom(height)[0]
        offer_box = sheet.area.cut_bottom(height, sheet.mm(READING_GAP_MM))[1]
    hero_px = max(hero_height(sheet, view, offer_box.width), offer_box.height // 2)
    hero_box, slide_box = offer_box.cut_top(min(hero_px, offer_box.height), gap)
    put_hero(sheet, view, hero_box)
    _put_slide(sheet, view, slide_box)
    _put_keys(sheet, view, keys_box, rows)


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


def _put_slide(sheet: Sheet, view: Attract, box: Box) -> None:
    """The slide whose turn it is, if there is room for it."""
    if not view.slides:
        return
    icon, text = view.slides[sheet.beat(view.slide_seconds) % len(view.slides)]
    gap = sheet.mm(5)
    words = sheet.set(text, Type.TITLE, box.width)
    side = min(sheet.mm(64), box.height - words.height - 2 * gap)
    if side >= sheet.mm(SMALLEST_DISC_MM):
        group = box.centred(box.width, side + gap + words.height)
        row, words_box = group.cut_top(side, gap)
        accents = sheet.palette.accents
        paint = accents[view.slides.index((icon, text)) % len(accents)]
        sheet.add(*disc(row.centred(side, side), icon, paint))
    elif words.height <= box.height:
        words_box = box
    else:
        return
    sheet.add(Words(words_box, words, sheet.palette.ink, Align.CENTRE))
