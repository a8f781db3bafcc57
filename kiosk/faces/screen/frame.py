"""What every screen has: the global keys in their places, the banner of a trouble, the idle warning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.conversation.scene import GlobalKey, PressedGlobalKey, Touched
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Drawing, Element, Key, Surface, Words
from kiosk.faces.screen.hearing import cut_meter, is_listening, put_meter
from kiosk.faces.screen.notices import notice_height, put_notice
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import ANSWERS_SHARE
from kiosk.faces.screen.theme import Paint, Theme
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import DENSE, Face, Part, anyhow, beside, inverted, key, stacked
from kiosk.i18n.text import Verbatim, _, counted

EDGE_MM = 7
STILL_HERE_MM = 48
COLUMN_MM = 102
FLAT = 0.38  # a key's height to its width, where its icon stands beside its words
LISTEN_ROW_MM = 25  # across an upright panel: a line of titles' type
LISTEN_HIGH_MM = 32  # in a lying panel's column: a line of large text, and the level below it
WAYS_OUT = (GlobalKey.EMERGENCY, GlobalKey.PERSON, GlobalKey.BACK, GlobalKey.HOME)
MANNERS = (GlobalKey.LANGUAGE, GlobalKey.TEXT_SIZE, GlobalKey.CONTRAST)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of the frame lie on a panel; the same in every manner."""

    ground: Box  # all but the band of the global keys
    band: Box
    content: Box
    keys: Mapping[GlobalKey, Box]


def places(theme: Theme, *, ears: bool) -> Places:
    """`ears`: whether there is a key to listen."""
    screen = Box(0, 0, theme.width_px, theme.height_px)
    return _upright(theme, screen, ears=ears) if theme.upright else _lying(theme, screen, ears=ears)


def _upright(theme: Theme, screen: Box, *, ears: bool) -> Places:
    """Two rows below everything else: the ways out, and above them the manners.

    The key to listen lies across above both: four words in large text are wider than the panel.
    """
    edge, gap = theme.mm(EDGE_MM), theme.gap
    listen_px = theme.mm(LISTEN_ROW_MM) + gap if ears else 0
    band, ground = screen.cut_bottom(2 * theme.mm(5) + theme.mm(44) + gap + theme.mm(39) + listen_px)
    main, rest = band.inset(edge, theme.mm(5)).cut_bottom(theme.mm(44), gap)
    manners, listen = rest.cut_bottom(theme.mm(39), gap)
    keys = dict(zip(WAYS_OUT, main.shares((38, 17, 18, 21), gap), strict=True))
    keys |= zip(MANNERS, manners.columns(3, gap), strict=True)
    if ears:
        keys[GlobalKey.LISTEN] = listen
    return Places(ground, band, ground.inset(edge), keys)


def _lying(theme: Theme, screen: Box, *, ears: bool) -> Places:
    """A column at the end. The key to listen is the first and highest of the manners, which make room."""
    edge, gap = theme.mm(EDGE_MM), theme.gap
    band, ground = screen.cut_end(theme.mm(COLUMN_MM) + 2 * theme.mm(5))
    column = band.inset(theme.mm(5), edge)
    manners_px = theme.mm(3 * (24 if ears else 30)) + 2 * gap
    listen_px = theme.mm(LISTEN_HIGH_MM) + gap if ears else 0
    spare = column.height - theme.mm(36 + 38) - manners_px - listen_px - 3 * gap
    emergency, column = column.cut_top(min(spare, theme.mm(62)), gap)
    person, column = column.cut_top(theme.mm(36), gap)
    manners, column = column.cut_bottom(manners_px, gap)
    back, home = column.cut_top(theme.mm(38), gap)[0].shares((18, 21), gap)
    keys = dict(zip(WAYS_OUT, (emergency, person, back, home), strict=True))
    keys |= zip(MANNERS, manners.rows(3, gap), strict=True)
    if ears:
        keys[GlobalKey.LISTEN] = column.cut_bottom(theme.mm(LISTEN_HIGH_MM))[0]
    return Places(ground, band, ground.inset(edge), keys)


def put_global_keys(sheet: Sheet, where: Places, language_names: Mapping[str, str]) -> None:
    sheet.add(Surface(where.band, sheet.palette.band))
    for global_key, box in where.keys.items():
        enabled = global_key in sheet.scene.keys
        hears = global_key is GlobalKey.LISTEN and is_listening(sheet.scene)
        paint = _paint(sheet, global_key) if enabled or hears else sheet.palette.dimmed
        face = _face(sheet, global_key, language_names)
        parts = _parts(sheet, global_key, box, face, paint)
        action = PressedGlobalKey(global_key)
        at_once = global_key is GlobalKey.EMERGENCY
        name = f"global:{global_key}"
        sheet.add(key(sheet, box, name, action, paint, parts, enabled=enabled, at_once=at_once))
        if hears:
            put_meter(sheet, box, paint)


def _parts(sheet: Sheet, global_key: GlobalKey, box: Box, face: Face, paint: Paint) -> tuple[Part, ...]:
    arrange = beside if box.height < FLAT * box.width else stacked
    kinds: tuple[Type, ...] = (Type.LABEL, Type.BODY)
    if global_key is GlobalKey.LISTEN:
        kinds = (Type.TITLE, *kinds)
        box = cut_meter(sheet, box)[1] if is_listening(sheet.scene) else box
    found = (arrange(sheet, box, face, paint, kind, DENSE) for kind in kinds)
    return next((parts for parts in found if parts), None) or anyhow(sheet, box, face, paint)


def _paint(sheet: Sheet, global_key: GlobalKey) -> Paint:
    palette = sheet.palette
    match global_key:
        case GlobalKey.EMERGENCY:
            return palette.danger
        case GlobalKey.PERSON:
            return palette.primary
        case GlobalKey.LISTEN if is_listening(sheet.scene):
            return palette.primary
        case _:
            return palette.card


def _face(sheet: Sheet, global_key: GlobalKey, language_names: Mapping[str, str]) -> Face:
    manner = sheet.manner
    match global_key:
        case GlobalKey.EMERGENCY:
            return Face("alarm-light", _("Emergency"))
        case GlobalKey.PERSON:
            return Face("headset", _("Help"))
        case GlobalKey.BACK:
            return Face("arrow-left", _("Back"))
        case GlobalKey.HOME:
            return Face("home", _("Home"))
        case GlobalKey.LANGUAGE:
            return _language_face(manner.language, language_names)
        case GlobalKey.TEXT_SIZE if manner.large_text:
            return Face("format-font-size-decrease", _("Smaller"))
        case GlobalKey.TEXT_SIZE:
            return Face("format-font-size-increase", _("Larger"))
        case GlobalKey.CONTRAST:
            return Face("contrast-circle", _("Contrast"))
        case GlobalKey.LISTEN:
            return Face("microphone", _("Listening") if is_listening(sheet.scene) else _("Speak"))


def _language_face(language: str, language_names: Mapping[str, str]) -> Face:
    """Of two languages the other one, in its own words; of more, the word for language."""
    others = [code for code in language_names if code != language]
    if len(others) == 1:
        return Face("translate", Verbatim(language_names[others[0]]), language=others[0])
    return Face("translate", _("Language"))


def put_alarm_edge(sheet: Sheet, where: Places) -> None:
    """Where an alarm's ground is not red, a frame tells it from all else."""
    alarm = sheet.palette.alarm
    if alarm.edge != alarm.fill:
        sheet.add(Surface(where.ground, alarm.fill, 0, alarm.edge, sheet.mm(3)))


def put_banner(sheet: Sheet, area: Box) -> Box:
    """The trouble of the booth across the top; returns the area left below."""
    banner = sheet.scene.banner
    if banner is None:
        return area
    height = notice_height(sheet, banner, Type.BODY, area.width)
    box, rest = area.cut_top(height, sheet.mm(6))
    put_notice(sheet, banner, Type.BODY, box)
    return rest


def put_idle_warning(sheet: Sheet, remaining_seconds: int) -> list[Element]:
    """A card over the lower (or end) part of the content, which stays readable above it.

    Returns what of the sheet is still to be seen; its keys are covered, so that any touch goes on.
    """
    theme, paint, primary = sheet.theme, sheet.palette.card, sheet.palette.primary
    gap, pad = theme.gap, sheet.mm(8)
    room = sheet.area if theme.upright else sheet.area.cut_end(sheet.area.width * ANSWERS_SHARE // 100)[0]
    left = counted("This visit ends in {n} second.", "This visit ends in {n} seconds.", remaining_seconds)
    blocks = [
        sheet.set(text, kind, room.width - 2 * pad)
        for text, kind in (
            (_("Are you still there?"), Type.TITLE),
            (left, Type.BODY),
            (str(remaining_seconds), Type.NUMERAL),
        )
    ]
    words_px = sum(block.height for block in blocks)
    height = min(room.height, words_px + sheet.mm(STILL_HERE_MM) + 2 * pad + 3 * gap)
    card = room.cut_bottom(height)[0] if theme.upright else room.centred(room.width, height)
    covered = card.inset(-gap)
    for drawing in (e for e in sheet.elements if isinstance(e, Drawing)):
        if drawing.box.overlaps(covered):
            covered = covered.around(drawing.box)  # what lies on a map goes with it
    kept = [e for e in sheet.elements if not isinstance(e, Key) and not e.box.overlaps(covered)]
    button, words_box = card.inset(pad).cut_bottom(sheet.mm(STILL_HERE_MM), gap)
    words_box = words_box.centred(words_box.width, words_px)
    words = []
    for block, ink in zip(blocks, (paint.ink, paint.ink, primary.fill), strict=True):
        line_box, words_box = words_box.cut_top(block.height)
        words.append(Words(line_box, block, ink, Align.CENTRE))
    face = Face("hand-back-right", _("I am still here"), disc=inverted(primary))
    parts = (
        beside(sheet, button, face, primary, Type.TITLE)
        or beside(sheet, button, face, primary, Type.LABEL)
        or anyhow(sheet, button, face, primary)
    )
    return [
        *kept,
        Surface(card, paint.fill, sheet.mm(5), primary.fill, max(3, sheet.mm(1))),
        *words,
        key(sheet, button, "still-here", Touched(), primary, parts),
    ]
