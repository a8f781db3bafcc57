"""EnterNumber: a number in huge digits, keyed on keys like those below the handset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.conversation.scene import Keyed
from kiosk.conversation.views import EnterNumber
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Key, Surface, Words
from kiosk.faces.screen.notices import notice_height, put_notice
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import READING_GAP_MM
from kiosk.faces.screen.theme import Paint
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import Arrangement, Face, alike, beside, inverted, key, stacked
from kiosk.i18n.text import Text, _

ROWS = ("123", "456", "789")
ROW_MM = 36
LOW_ROW_MM = 29  # leaves room above, for larger words or what is heard
KEYPAD_SHARE = 47  # per cent of a lying panel's width


def put(sheet: Sheet, view: EnterNumber) -> None:
    gap, large = sheet.theme.gap, sheet.theme.large
    if sheet.theme.upright:
        row = sheet.mm(LOW_ROW_MM if large or sheet.scene.ears is not None else ROW_MM)
        keypad_box = sheet.reach.cut_bottom(min(sheet.reach.height, 5 * row + 4 * gap + sheet.mm(6)))[0]
        reading_box = sheet.area.cut_bottom(keypad_box.height, sheet.mm(READING_GAP_MM))[1]
    else:
        width = sheet.area.width * KEYPAD_SHARE // 100
        keypad_box, reading_box = sheet.area.cut_end(width, sheet.mm(READING_GAP_MM))
        if not large:
            reading_box = reading_box.cut_top(reading_box.height * 8 // 10)[0]
    _put_keypad(sheet, view, keypad_box)
    field_px = sheet.set("0", Type.NUMERAL, keypad_box.width).height + sheet.mm(6)
    field_box, words_box = reading_box.cut_bottom(field_px, gap)
    example = _put_draft(sheet, view, field_box)
    _put_words(sheet, view, words_box, example)


def grouped(digits: str, groups: tuple[int, ...]) -> str:
    """13812345678 in groups of (3, 4, 4) is "138 1234 5678"; what is left over stands together."""
    return " ".join(_groups(digits, groups))


def _groups(digits: str, groups: tuple[int, ...]) -> Iterator[str]:
    for size in groups:
        if digits:
            yield digits[:size]
        digits = digits[size:]
    if digits:
        yield digits


def _put_words(sheet: Sheet, view: EnterNumber, box: Box, example: Text | None) -> None:
    """The question, and under it what is wrong with the number, or else what to know of it."""
    palette, fault, gap = sheet.palette, sheet.scene.fault, sheet.theme.gap
    if fault is not None:
        height = notice_height(sheet, fault, Type.LABEL, box.width)
        fault_box, box = box.cut_bottom(height, gap)
        put_notice(sheet, fault, Type.LABEL, fault_box)
    notes = (*view.paragraphs, example) if example is not None else view.paragraphs
    told = [(note, (Type.BODY,)) for note in notes if fault is None]
    for text, kinds in ((view.title, (Type.TITLE, Type.LABEL)), *told):
        blocks = (sheet.set(text, kind, box.width) for kind in kinds)
        words = next((block for block in blocks if block.height <= box.height), None)
        if words is not None:
            words_box, box = box.cut_top(words.height, gap)
            sheet.add(Words(words_box, words, palette.ink))


def _put_draft(sheet: Sheet, view: EnterNumber, box: Box) -> Text | None:
    """The number so far, as large as it fits; the example while there is none.

    Returns an example that has to be shown elsewhere.
    """
    palette = sheet.palette
    sheet.add(Surface(box, palette.card.fill, sheet.mm(3.5), palette.primary.fill, max(3, sheet.mm(0.9))))
    room = box.inset(sheet.mm(6), 0)
    draft = grouped(sheet.scene.draft, view.groups)
    if draft:
        sizes = [sheet.set(draft, kind, room.width) for kind in (Type.NUMERAL, Type.TITLE, Type.LABEL)]
        block = next((b for b in sizes if b.height <= room.height and b.whole_words), sizes[-1])
        sheet.add(Words(room, block, palette.ink))
        return None
    if view.example is not None:
        block = sheet.set(view.example, Type.BODY, room.width)
        if block.height <= room.height:
            sheet.add(Words(room, block, palette.muted))
            return None
    return view.example


def _put_keypad(sheet: Sheet, view: EnterNumber, box: Box) -> None:
    """Three rows of three; below them the last sign, if there is one, 0 and Erase; Done across it all."""
    gap, palette = sheet.theme.gap, sheet.palette
    done_box, box = box.cut_bottom((box.height - 4 * gap) // 5 + sheet.mm(5), gap)
    *digit_rows, last = [row.columns(3, gap) for row in box.rows(4, gap)]
    cells = zip("".join(ROWS), (cell for row in digit_rows for cell in row), strict=True)
    for digit, cell in (*cells, ("0", last[1])):
        words = Words(cell, sheet.set(digit, Type.TITLE, cell.width), palette.card.ink, Align.CENTRE)
        sheet.add(key(sheet, cell, f"digit:{digit}", Keyed(digit), palette.card, (words,), at_once=True))
    if view.last_sign:
        sheet.add(_last_sign_key(sheet, view, last[0]))
    erase = Face("backspace-outline", _("Erase"))
    _put_word_key(sheet, last[2], "erase", erase, palette.card, (stacked, beside), (Type.LABEL,))
    done = Face("check-bold", view.done, disc=inverted(palette.primary))
    kinds = (Type.TITLE, Type.LABEL)
    _put_word_key(sheet, done_box, "done", done, palette.primary, (beside, stacked), kinds)


def _last_sign_key(sheet: Sheet, view: EnterNumber, box: Box) -> Key:
    """Dimmed until its place has come."""
    enabled = len(sheet.scene.draft) == view.max_digits - 1
    paint = sheet.palette.card if enabled else sheet.palette.dimmed
    words = Words(box, sheet.set(view.last_sign, Type.TITLE, box.width), paint.ink, Align.CENTRE)
    name, action = f"digit:{view.last_sign}", Keyed(view.last_sign)
    return key(sheet, box, name, action, paint, (words,), enabled=enabled, at_once=True)


def _put_word_key(
    sheet: Sheet,
    box: Box,
    name: str,
    face: Face,
    paint: Paint,
    arrangements: Sequence[Arrangement],
    kinds: Sequence[Type],
) -> None:
    ways = [(arrangement, kind) for kind in kinds for arrangement in arrangements]
    (parts,) = alike(sheet, [box], [face], paint, ways)
    sheet.add(key(sheet, box, f"digit:{name}", Keyed(name), paint, parts, at_once=name == "erase"))
