"""Whether the booth file would let guard and kiosk start, and what they would then miss."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from deploy.boothctl import voice_check
from hardware.guard.settings import Emergency, load_guard_settings
from hardware.guard.spoken_location import PLAYER, fault_of
from hardware.link.booth_file import BoothFileError, Fault
from kiosk.platform.credentials import Credentials
from kiosk.settings import Platform, load_kiosk_settings


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
    settings = load_kiosk_settings(booth_file)
    emergency = load_guard_settings(booth_file).emergency
    return (
        *_of_emergency(emergency),
        *_of_platform(settings.platform),
        *voice_check.shortcomings(booth_file, settings),
    )


def _of_emergency(emergency: Emergency) -> Iterator[str]:
    """Why whoever answers an alarm is not told by voice where the booth is."""
    if emergency.location_sound is None:
        yield "emergency: there is no location_sound, so nobody who answers is told where the booth is"
        return
    if fault := fault_of(emergency.location_sound):
        yield f"emergency: location_sound: {fault}; `boothctl voices where` records it"
    if shutil.which(PLAYER) is None:
        yield f"emergency: location_sound: {PLAYER} is missing; it is in Debian's alsa-utils"


def _of_platform(platform: Platform | None) -> tuple[str, ...]:
    if platform is None:
        return ("platform: there is none, so seven of the ten services only offer a person",)
    files = (platform.token_file, platform.ca_file, platform.client_cert_file, platform.client_key_file)
    return tuple(f"platform: {fault}" for fault in Credentials(*files).faults())
