"""What the booth hears: the level of the voice on the key to listen, and a strip with what was understood."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kiosk.conversation.scene import Ears, Scene
from kiosk.conversation.views import Alarm, Attract, EnterNumber, InCall
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Block, Drawing, Element, Icon, Key, Meter, Surface, Words
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import MOST_LINES
from kiosk.i18n.text import Text, _

SIGN_MM = 14
PAD_MM = 4
TALL_MM, GAP_MM = 3, 4
LEAST_WIDTH_MM = 120  # of the strip beside keys
LEAST_MM = {False: (170, 110), True: (290, 210)}  # what views need in plain or large text, upright or lying
BARS = 8
STIR_BARS = 0.75  # by so much the level has to differ from what is shown
METER_AT_END_MM = 66  # of the width of an upright panel's key
METER_BELOW_MM = 8.8  # of the height of a lying one's


def is_listening(scene: Scene) -> bool:
    return scene.ears is not None and scene.ears.listening


def lit_bars(ears: Ears | None) -> int:
    """How many bars of the meter are lit."""
    return round(BARS * min(1.0, max(0.0, ears.level))) if ears is not None and ears.listening else 0


def at_level(meter: Meter, ears: Ears | None) -> Meter:
    """The meter at the level of the voice; as it is where that hardly differs, lest noise make it flicker."""
    if ears is not None and ears.listening and abs(BARS * ears.level - meter.lit) < STIR_BARS:
        return meter
    return replace(meter, lit=lit_bars(ears))


def cut_meter(sheet: Sheet, key_box: Box) -> tuple[Box, Box]:
    """Where the level is on the key to listen, and what is left of it for icon and word."""
    pad = sheet.mm(PAD_MM)
    if sheet.theme.upright:
        end, rest = key_box.cut_end(sheet.mm(METER_AT_END_MM))
        return end.inset(pad), rest
    below, rest = key_box.cut_bottom(sheet.mm(METER_BELOW_MM))
    return below.inset(pad, 0).cut_top(below.height - sheet.mm(TALL_MM))[0], rest


def put_meter(sheet: Sheet, key_box: Box, paint: Paint) -> None:
    box, _rest = cut_meter(sheet, key_box)
    sheet.add(Meter(box, BARS, lit_bars(sheet.scene.ears), paint.ink, paint.pressed))


def places_of_strip(sheet: Sheet, area: Box) -> Iterator[tuple[Box, Box]]:
    """Where the strip may be across the top and what area is left below it, the best first; the last one
    leaves all of it.

    The place is kept free as long as the booth has ears, so that nothing moves when it begins to listen,
    speaks in between, or has understood something.
    """
    scene, theme, gap = sheet.scene, sheet.theme, sheet.mm(GAP_MM)
    needs_all = isinstance(scene.view, Alarm | Attract | InCall)
    if scene.ears is not None and not needs_all and not (theme.large and isinstance(scene.view, EnterNumber)):
        title_px, label_px = sheet.style(Type.TITLE).pitch_px, sheet.style(Type.LABEL).pitch_px
        height = (title_px if theme.large else max(title_px, 2 * label_px)) + sheet.mm(TALL_MM)
        if area.height - height - gap >= sheet.mm(LEAST_MM[theme.large][0 if theme.upright else 1]):
            yield area.cut_top(height, gap)
    yield area.cut_top(0)


def put_strip(sheet: Sheet, place: Box, below: Sequence[Element]) -> list[Element]:
    """The strip, while there is something to show; returns what of `below` is still to be seen.

    Words too many for their place are set smaller, and in the end take what they need of the reading below,
    but never of a key. Where that can't be, they are left out.
    """
    ears = sheet.scene.ears
    if ears is None or isinstance(sheet.scene.view, Alarm | InCall):
        return list(below)
    if ears.heard is not None:
        for kind in (Type.TITLE, Type.LABEL):
            words = _set(sheet, ears.heard, kind, place)
            if words.whole_words and words.height + sheet.mm(TALL_MM) <= place.height:
                _put_words(sheet, words, place)
                return list(below)
        left = _put_over(sheet, ears.heard, place, below)
        if left is not None:
            return left
    if ears.listening and place.height:
        _put_words(sheet, _set(sheet, _("Please speak"), Type.TITLE, place), place)
    return list(below)


def _put_over(sheet: Sheet, text: Text, place: Box, below: Sequence[Element]) -> list[Element] | None:
    """The strip over what is read, across or beside the keys; what is left of `below`, or None."""
    gap, lowest_px = sheet.mm(GAP_MM), place.height or sheet.style(Type.TITLE).pitch_px
    beside_keys = min((e.box.x for e in below if isinstance(e, Key)), default=0) - 2 * gap - place.x
    widths = [width for width in (place.width, beside_keys) if width >= sheet.mm(LEAST_WIDTH_MM)]
    for kind, width in itertools.product((Type.TITLE, Type.LABEL), widths):
        words = _set(sheet, text, kind, replace(place, width=width))
        if kind is Type.TITLE and len(words.lines) > MOST_LINES:
            continue
        height = max(lowest_px, words.height + sheet.mm(TALL_MM))
        box = Box(place.x, place.top - height, width, height)
        left = _left_beside(below, box.inset(-gap))
        if words.whole_words and left is not None:
            _put_words(sheet, words, box)
            return left
    return None


def _left_beside(elements: Sequence[Element], box: Box) -> list[Element] | None:
    """What the box does not cover; what lies on a card or a map goes with it. None when it covers a key."""
    covered = box
    for ground in (e for e in elements if isinstance(e, Surface | Drawing)):
        if ground.box.overlaps(covered):
            covered = covered.around(ground.box)
    gone = {element for element in elements if element.box.overlaps(covered)}
    if any(isinstance(element, Key) for element in gone):
        return None
    return [element for element in elements if element not in gone]


def _set(sheet: Sheet, text: Text, kind: Type, place: Box) -> Block:
    return sheet.set(text, kind, place.width - sheet.mm(SIGN_MM) - 3 * sheet.mm(PAD_MM))


def _put_words(sheet: Sheet, words: Block, box: Box) -> None:
    card, active, pad = sheet.palette.card, sheet.palette.primary.fill, sheet.mm(PAD_MM)
    icon_box, words_box = box.inset(pad, 0).cut_start(sheet.mm(SIGN_MM), pad)
    side = sheet.mm(SIGN_MM)
    sheet.add(
        Surface(box, card.fill, sheet.mm(3.5), active, max(2, sheet.mm(0.6))),
        Icon(icon_box.centred(side, side), "microphone", card.ink),
        Words(words_box, words, card.ink),
    )
