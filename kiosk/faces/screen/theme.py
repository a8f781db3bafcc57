"""Sizes in millimetres and colours: what makes the screen readable and touchable for everybody.

The panel's millimetres turn into pixels here and nowhere else. Sources of the numbers:

- Touch targets: 20 mm on a public kiosk (Duff 2010, quoted by the W3C's mobile accessibility task force).
- Gaps between targets: 3.17–6.35 mm (Jin, Plocher, Kiff 2007).
- Text: EN 301 549 5.1.4, a capital H of 0.7°: 7.3 mm at 60 cm, 12.2 mm at 1 m; 12 mm is Korea's
  rule for kiosks from 2026.
- Line spacing 1.3: MIIT's general design specification for apps for the elderly.
- Contrast 7:1: WCAG 2.2, 1.4.6.
- Reach: controls at 380–1220 mm above the floor, so on an upright panel the lower two thirds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from kiosk.faces.screen.fonts import CAP_HEIGHT_EM
from kiosk.settings import Panel

TARGET_MM = 20.0
GAP_MM = 3.2
CAP_HEIGHT_MM = 7.3
LARGE_CAP_HEIGHT_MM = 12.0
BODY_MM, TITLE_MM, NUMERAL_MM = 7.6, 13.0, 24.0  # heights of a capital, as drawn
LARGE_BODY_MM, LARGE_TITLE_MM, LARGE_NUMERAL_MM = 12.1, 16.5, 25.0
PARAGRAPH_PITCH_EM = 1.4
TITLE_PITCH_EM = 1.25
CONTRAST = 7.0
REACH = 2 / 3

DESIGN_MM = (267.8, 476.1)  # a 21.5 inch panel; everything grows with larger ones, seen from farther away
SMALLEST_MM = (256.0, 455.0)  # on smaller ones words of 12 mm do not fit

Colour = tuple[float, float, float]


class PanelTooSmall(ValueError):
    """Large text and targets of 20 mm do not fit on the panel."""


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of one thing: its fill, what is written on it, its edge, its fill while it is pressed."""

    fill: Colour
    ink: Colour
    edge: Colour
    pressed: Colour


@dataclass(frozen=True, slots=True)
class MapColours:
    ground: Colour
    built: Colour
    green: Colour
    water: Colour
    road: Colour
    road_edge: Colour
    ring: Colour


@dataclass(frozen=True, slots=True)
class Palette:
    paper: Colour  # the ground of every screen
    band: Colour  # the ground of the global keys
    ink: Colour
    muted: Colour  # hints and examples
    card: Paint  # plain choices
    quiet: Paint  # no, later
    primary: Paint  # the next step
    danger: Paint  # the emergency; ends a call
    trouble: Paint  # something did not work
    dimmed: Paint  # a key that has nothing to do here
    alarm: Paint  # the ground of a running alarm, and its quiet keys
    alarm_call: Paint  # the next step in it
    accents: tuple[Paint, ...]  # the categories
    map: MapColours


def colour(hex_rgb: str) -> Colour:
    red, green, blue = (int(hex_rgb[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _paint(fill: str, ink: str, edge: str, pressed: str) -> Paint:
    return Paint(colour(fill), colour(ink), colour(edge), colour(pressed))


def _map(*hex_rgbs: str) -> MapColours:
    return MapColours(*map(colour, hex_rgbs))


CALM = Palette(
    paper=colour("FAF6EE"),
    band=colour("EBE3D4"),
    ink=colour("1B2A2F"),
    muted=colour("3F4B4F"),
    card=_paint("FFFFFF", "1B2A2F", "8A9A98", "BFDDE0"),
    quiet=_paint("FAF6EE", "1B2A2F", "5F7072", "BFDDE0"),
    primary=_paint("0B5160", "FFFFFF", "0B5160", "052B34"),
    danger=_paint("A50F1B", "FFFFFF", "A50F1B", "5E060D"),
    trouble=_paint("FFE3A3", "3D2600", "B98A2A", "FFE3A3"),
    dimmed=_paint("EBE3D4", "8C8676", "D2C8B4", "EBE3D4"),
    alarm=_paint("7A0813", "FFFFFF", "7A0813", "3A0308"),
    alarm_call=_paint("FFFFFF", "7A0813", "FFFFFF", "F2C4C4"),
    accents=(
        _paint("0B5160", "FFFFFF", "0B5160", "0B5160"),
        _paint("34457A", "FFFFFF", "34457A", "34457A"),
        _paint("3A5A1C", "FFFFFF", "3A5A1C", "3A5A1C"),
    ),
    map=_map("F6F1E6", "E6DCC8", "CBE2B6", "B4D6EA", "FFFFFF", "B3A88F", "0B5160"),
)

CONTRASTING = Palette(
    paper=colour("000000"),
    band=colour("000000"),
    ink=colour("FFFFFF"),
    muted=colour("FFFFFF"),
    card=_paint("000000", "FFFFFF", "FFFFFF", "4A4200"),
    quiet=_paint("000000", "FFFFFF", "FFFFFF", "4A4200"),
    primary=_paint("FFE100", "000000", "FFE100", "FFFFFF"),
    danger=_paint("A50F1B", "FFFFFF", "FFFFFF", "5E060D"),
    trouble=_paint("FFE100", "000000", "FFE100", "FFE100"),
    dimmed=_paint("000000", "707070", "4A4A4A", "000000"),
    alarm=_paint("000000", "FFFFFF", "FFE100", "4A4200"),
    alarm_call=_paint("FFE100", "000000", "FFE100", "FFFFFF"),
    accents=(_paint("FFE100", "000000", "FFE100", "FFE100"),),
    map=_map("000000", "2E2E2E", "0B4416", "0C3370", "8C8C8C", "000000", "FFE100"),
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One panel in one manner. `mm` turns design millimetres into pixels."""

    width_px: int
    height_px: int
    px_per_mm: float
    growth: float
    large: bool
    palette: Palette

    @property
    def upright(self) -> bool:
        return self.height_px > self.width_px

    def mm(self, millimetres: float) -> int:
        return math.ceil(millimetres * self.growth * self.px_per_mm)

    @property
    def gap(self) -> int:
        return self.mm(4)

    @property
    def body_px(self) -> int:
        return self._em_px(LARGE_BODY_MM if self.large else BODY_MM)

    @property
    def title_px(self) -> int:
        return self._em_px(LARGE_TITLE_MM if self.large else TITLE_MM)

    @property
    def numeral_px(self) -> int:
        return self._em_px(LARGE_NUMERAL_MM if self.large else NUMERAL_MM)

    def _em_px(self, cap_height_mm: float) -> int:
        return math.ceil(cap_height_mm * self.growth * self.px_per_mm / CAP_HEIGHT_EM)


def theme_for(panel: Panel, *, large: bool = False, high_contrast: bool = False) -> Theme:
    """Raises PanelTooSmall."""
    short_mm, long_mm = sorted((panel.width_mm, panel.height_mm))
    if short_mm < SMALLEST_MM[0] or long_mm < SMALLEST_MM[1]:
        raise PanelTooSmall(
            f"the panel is {short_mm:g} × {long_mm:g} mm; large text and 20 mm keys need "
            f"{SMALLEST_MM[0]:g} × {SMALLEST_MM[1]:g} mm"
        )
    return Theme(
        width_px=panel.width_px,
        height_px=panel.height_px,
        px_per_mm=min(panel.width_px / panel.width_mm, panel.height_px / panel.height_mm),
        growth=max(1.0, min(short_mm / DESIGN_MM[0], long_mm / DESIGN_MM[1])),
        large=large,
        palette=CONTRASTING if high_contrast else CALM,
    )


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def in_alarm(palette: Palette) -> Palette:
    """The palette on the ground of a running alarm: what was red is set off in white."""
    alarm = palette.alarm
    return replace(
        palette,
        paper=alarm.fill,
        ink=alarm.ink,
        muted=alarm.ink,
        danger=palette.alarm_call,
        primary=palette.alarm_call,
        quiet=Paint(alarm.fill, alarm.ink, alarm.ink, alarm.pressed),
    )
