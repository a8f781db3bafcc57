"""What the booth hears: a strip with the level of the voice, and the words that were understood."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.conversation.scene import Ears
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Block, Icon, Meter, Surface, Words
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.typesetting import Type
from kiosk.i18n.text import Text, _

SIGN_MM = 14
METER_MM = 30
PAD_MM = 4
BARS = 8
TALL_MM, GAP_MM = 3, 4
LEAST_MM = {False: (170, 110), True: (290, 210)}  # what views need in plain or large text, upright or lying


def put_hearing(sheet: Sheet, area: Box) -> Box:
    """The strip across the top, while there is something to show; returns the area left below.

    The words are set in the size of a title if there is room for it, or else smaller, or else they are left
    out. Where there is no room for the level either (under a banner in large text), and beside the idle
    warning, there is no strip: the key to listen still shows that the booth listens.
    """
    ears, theme = sheet.scene.ears, sheet.theme
    if ears is None or not (ears.listening or ears.heard) or sheet.scene.idle_warning is not None:
        return area
    width = area.width - sheet.mm(SIGN_MM) - sheet.mm(METER_MM) - 4 * sheet.mm(PAD_MM)
    least_px = sheet.mm(LEAST_MM[theme.large][0 if theme.upright else 1])
    for text, kind in _versions(ears):
        words = sheet.set(text, kind, width)
        height = max(words.height, sheet.mm(SIGN_MM)) + sheet.mm(TALL_MM)
        box, rest = area.cut_top(height, sheet.mm(GAP_MM))
        if words.whole_words and rest.height >= least_px:
            _put_strip(sheet, ears, words, box)
            return rest
    return area


def _versions(ears: Ears) -> Iterator[tuple[Text, Type]]:
    """What the strip says, the best first."""
    for text in (ears.heard, _("Please speak") if ears.listening else None):
        if text is not None:
            yield text, Type.TITLE
            yield text, Type.LABEL


def lit_bars(ears: Ears | None) -> int:
    """How many bars of the meter are lit."""
    return round(BARS * min(1.0, max(0.0, ears.level))) if ears is not None and ears.listening else 0


def _put_strip(sheet: Sheet, ears: Ears, words: Block, box: Box) -> None:
    card, active, pad = sheet.palette.card, sheet.palette.primary.fill, sheet.mm(PAD_MM)
    icon_box, rest = box.inset(pad, 0).cut_start(sheet.mm(SIGN_MM), pad)
    meter_box, words_box = rest.cut_start(sheet.mm(METER_MM), pad)
    side = sheet.mm(SIGN_MM)
    sheet.add(
        Surface(box, card.fill, sheet.mm(3.5), active, max(2, sheet.mm(0.6))),
        Icon(icon_box.centred(side, side), "microphone", card.ink),
        Meter(meter_box.inset(0, sheet.mm(TALL_MM)), BARS, lit_bars(ears), active, card.edge),
        Words(words_box, words, card.ink),
    )
