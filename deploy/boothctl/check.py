"""Whether the booth file would let guard and kiosk start."""

from __future__ import annotations

from pathlib import Path

from hardware.guard.settings import load_guard_settings
from hardware.link.booth_file import BoothFileError, Fault
from kiosk.settings import load_kiosk_settings


def faults(booth_file: Path) -> tuple[Fault, ...]:
    """Every fault of the booth file, each once; () when both processes can start."""
    found: dict[Fault, None] = {}
    for load in (load_guard_settings, load_kiosk_settings):
        try:
            load(booth_file)
        except BoothFileError as error:
            found |= dict.fromkeys(error.faults)
    return tuple(found)
