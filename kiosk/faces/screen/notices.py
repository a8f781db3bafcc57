"""A strip that says what is wrong, with its sign."""

from __future__ import annotations

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Block, Icon, Surface, Words
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.typesetting import Type
from kiosk.i18n.text import Text

SIGN_MM = 14
PAD_MM = 4


def notice_height(sheet: Sheet, text: Text, kind: Type, width: int) -> int:
    return max(_words(sheet, text, kind, width).height, sheet.mm(SIGN_MM)) + sheet.mm(5)


def put_notice(sheet: Sheet, text: Text, kind: Type, box: Box) -> None:
    paint, side, pad = sheet.palette.trouble, sheet.mm(SIGN_MM), sheet.mm(PAD_MM)
    icon_box, words_box = box.inset(pad, 0).cut_start(side, pad)
    sheet.add(
        Surface(box, paint.fill, sheet.mm(3.5), paint.edge, max(2, sheet.mm(0.6))),
        Icon(icon_box.centred(side, side), "alert", paint.ink),
        Words(words_box, _words(sheet, text, kind, box.width), paint.ink),
    )


def _words(sheet: Sheet, text: Text, kind: Type, width: int) -> Block:
    return sheet.set(text, kind, width - 3 * sheet.mm(PAD_MM) - sheet.mm(SIGN_MM))
