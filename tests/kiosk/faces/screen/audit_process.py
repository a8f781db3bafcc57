"""Runs the audit in a process of its own, as Kivy has one window a process."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.booth_processes import LANDSCAPE, PORTRAIT, PanelSize, virtual_display

LARGER = PanelSize(1080, 1920, 398, 708)  # 32 inch
SMALLEST = PanelSize(1920, 1080, 455, 256)
PANELS = {"upright": PORTRAIT, "lying": LANDSCAPE, "32 inch": LARGER, "smallest": SMALLEST}


def composed(panel: str, *options: str) -> list[str]:
    """The lines that the audit prints of one of PANELS; no display is needed to compose."""
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return _run(PANELS[panel], options, environment)


def drawn(panel: str, option: str) -> list[str]:
    """The lines that the audit prints of what is drawn on a display."""
    with virtual_display(PANELS[panel]) as display:
        return _run(PANELS[panel], (option,), {**os.environ, "DISPLAY": display})


def _run(panel: PanelSize, options: tuple[str, ...], environment: dict[str, str]) -> list[str]:
    size = f"--px={panel.width_px}x{panel.height_px}", f"--mm={panel.width_mm}x{panel.height_mm}"
    audit = subprocess.run(
        [sys.executable, "-m", "tests.kiosk.faces.screen.studio", *size, *options],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    *lines, last = audit.stdout.splitlines()
    assert last == "audited"
    return lines
