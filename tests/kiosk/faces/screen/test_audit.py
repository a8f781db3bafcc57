"""Every screen in every manner, on every kind of panel, measured; and the measuring itself tested."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.conversation import views
from kiosk.faces.screen.templates import TEMPLATES
from tests.booth_processes import LANDSCAPE, PORTRAIT, PanelSize, virtual_display
from tests.kiosk.faces.screen.spoiled import EXPECTED

LARGER = PanelSize(1080, 1920, 398, 708)  # 32 inch
SMALLEST = PanelSize(1920, 1080, 455, 256)
RUNS: dict[str, tuple[PanelSize, tuple[str, ...]]] = {
    "upright": (PORTRAIT, ()),
    "lying": (LANDSCAPE, ()),
    "32 inch, large text": (LARGER, ("--large",)),
    "smallest, large text": (SMALLEST, ("--large",)),
    "spoiled": (PORTRAIT, ("--spoiled",)),
}
AT_ONCE = 2


def run_audit(panel: PanelSize, options: tuple[str, ...]) -> list[str]:
    """The lines that the audit prints; it runs in a process of its own, as Kivy has one window a process."""
    size = f"--px={panel.width_px}x{panel.height_px}", f"--mm={panel.width_mm}x{panel.height_mm}"
    with virtual_display(panel) as display:
        audit = subprocess.run(
            [sys.executable, "-m", "tests.kiosk.faces.screen.audit", *size, *options],
            env={**os.environ, "DISPLAY": display},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    *lines, last = audit.stdout.splitlines()
    assert last == "audited"
    return lines


@pytest.fixture(scope="module")
def audits() -> dict[str, list[str]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {name: pool.submit(run_audit, *run) for name, run in RUNS.items()}
        return {name: audit.result() for name, audit in running.items()}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("panel", [name for name in RUNS if name != "spoiled"])
def test_no_screen_has_a_fault(audits: dict[str, list[str]], panel: str) -> None:
    assert audits[panel] == []


@pytest.mark.timeout(400)
def test_every_spoiled_screen_is_found_out(audits: dict[str, list[str]]) -> None:
    found = dict(line.split(": ", 1) for line in audits["spoiled"])
    assert found.keys() == EXPECTED.keys()
    assert found.pop("untouched") == ""
    missed = [name for name in found if EXPECTED[name] not in found[name].split(", ")]
    assert missed == []


def test_every_view_has_a_template() -> None:
    kinds = {
        kind
        for _, kind in inspect.getmembers(views, inspect.isclass)
        if issubclass(kind, views.View) and kind is not views.View
    }
    assert kinds == TEMPLATES.keys()
