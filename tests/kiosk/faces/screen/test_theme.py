"""What the numbers of accessibility demand of sizes and colours."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.faces.screen.theme import (
    CALM,
    CONTRAST,
    CONTRASTING,
    Paint,
    Palette,
    PanelTooSmall,
    contrast,
    in_alarm,
    theme_for,
)
from kiosk.settings import Panel

PALETTES = {"calm": CALM, "contrasting": CONTRASTING}
PALETTES |= {f"{name} in an alarm": in_alarm(palette) for name, palette in PALETTES.items()}


def panel(width_mm: float, height_mm: float) -> Panel:
    return Panel(width_px=1080, height_px=1920, width_mm=width_mm, height_mm=height_mm)


def paints(palette: Palette) -> dict[str, Paint]:
    named = {name: getattr(palette, name) for name in ("card", "quiet", "primary", "danger", "trouble")}
    return named | {f"accent {number}": paint for number, paint in enumerate(palette.accents)}


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_words_stand_out_on_every_ground_also_while_pressed(palette: Palette) -> None:
    faint = {
        name: round(contrast(paint.ink, ground), 2)
        for name, paint in paints(palette).items()
        for ground in (paint.fill, paint.pressed)
        if contrast(paint.ink, ground) < CONTRAST
    }
    assert faint == {}
    assert contrast(palette.ink, palette.paper) >= CONTRAST
    assert contrast(palette.muted, palette.paper) >= CONTRAST


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_a_press_can_be_seen(palette: Palette) -> None:
    for name in ("card", "quiet", "primary", "danger"):
        paint = getattr(palette, name)
        assert contrast(paint.fill, paint.pressed) > 1.3, name


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == pytest.approx(1)


def test_a_millimetre_is_a_millimetre() -> None:
    theme = theme_for(panel(267.8, 476.1))
    assert theme.mm(100) == pytest.approx(100 * 1080 / 267.8, abs=1)


def test_everything_grows_with_a_larger_panel() -> None:
    small, large = theme_for(panel(267.8, 476.1)), theme_for(panel(398, 708))
    assert large.mm(20) / large.px_per_mm > 1.4 * small.mm(20) / small.px_per_mm
    assert large.body_px / large.px_per_mm > 1.4 * small.body_px / small.px_per_mm


def test_a_panel_too_small_for_large_words_is_refused() -> None:
    with pytest.raises(PanelTooSmall, match="194 × 345 mm"):
        theme_for(panel(194, 345))


def test_composing_a_screen_does_not_import_kivy() -> None:
    modules = "theme, fonts, icons, composition, window"
    code = f"import sys; from kiosk.faces.screen import {modules}; sys.exit('kivy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
