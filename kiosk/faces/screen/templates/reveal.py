"""Reveal: a secret behind a cover, uncovered while a finger is on its key; the hand need not hide it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.conversation.views import Choice, Reveal, Tone
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Block, Element, Hold, Icon, Key, Surface, Words
from kiosk.faces.screen.reading import Picture
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import put_statement
from kiosk.faces.screen.typesetting import Type

HOLD = "hold"
HEIGHTS_MM = (72, 60, 48)
PAD_MM = 5


def put(sheet: Sheet, view: Reveal) -> None:
    hold = Choice(HOLD, view.hold, "gesture-tap-hold", tone=Tone.PRIMARY)
    others = (replace(c, tone=Tone.PLAIN) if c.tone is Tone.PRIMARY else c for c in view.choices)
    cover = Picture(HEIGHTS_MM, lambda row, _align: _cover(sheet, view, row))
    put_statement(sheet, replace(view, choices=(hold, *others)), picture=cover)
    sheet.elements = [_held(element) for element in sheet.elements]


def _held(element: Element) -> Element:
    if isinstance(element, Key) and element.name == f"choice:{HOLD}":
        return replace(element, name=HOLD, action=Hold())
    return element


def _cover(sheet: Sheet, view: Reveal, row: Box) -> list[Element]:
    palette = sheet.palette
    radius, edge_px = sheet.mm(5), max(3, sheet.mm(0.9))
    if not sheet.uncovered:
        side = row.height * 6 // 10
        cover = Surface(row, palette.primary.fill, radius)
        return [cover, Icon(row.centred(side, side), "eye-off-outline", palette.primary.ink)]
    block = _secret(sheet, view, row.inset(sheet.mm(PAD_MM), 0))
    ground = Surface(row, palette.card.fill, radius, palette.primary.fill, edge_px)
    return [ground, Words(row.inset(sheet.mm(PAD_MM), 0), block, palette.card.ink, Align.CENTRE)]


def _secret(sheet: Sheet, view: Reveal, room: Box) -> Block:
    """In the largest type that fits."""
    kinds = (Type.NUMERAL, Type.TITLE, Type.LABEL)
    blocks = [sheet.set(view.secret, kind, room.width) for kind in kinds]
    return next((b for b in blocks if b.whole_words and b.height <= room.height), blocks[-1])
