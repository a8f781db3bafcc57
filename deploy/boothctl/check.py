"""Whether the booth file would let guard and kiosk start, and what they would then miss."""

from __future__ import annotations

from pathlib import Path

from hardware.guard.settings import load_guard_settings
from hardware.link.booth_file import BoothFileError, Fault
from kiosk.platform.credentials import Credentials
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


def shortcomings(booth_file: Path) -> tuple[str, ...]:
    """What stops neither process, but keeps the booth from all it could do. Raises BoothFileError."""
    platform = load_kiosk_settings(booth_file).platform
    if platform is None:
        return ("platform: there is none, so seven of the ten services only offer a person",)
    files = (platform.token_file, platform.ca_file, platform.client_cert_file, platform.client_key_file)
    return tuple(f"platform: {fault}" for fault in Credentials(*files).faults())
