"""Whether the booth file would let guard and kiosk start, and what they would then miss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hardware.guard.settings import load_guard_settings
from hardware.link.booth_file import BoothFileError, Fault
from kiosk.faces.voice import engines
from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.speakers import Speakers
from kiosk.faces.voice.speakers import engines as speaker_engines
from kiosk.platform.credentials import Credentials
from kiosk.settings import KioskSettings, Platform, load_kiosk_settings


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
    return (*_of_platform(settings.platform), *_of_voice(settings))


def _of_platform(platform: Platform | None) -> tuple[str, ...]:
    if platform is None:
        return ("platform: there is none, so seven of the ten services only offer a person",)
    files = (platform.token_file, platform.ca_file, platform.client_cert_file, platform.client_key_file)
    return tuple(f"platform: {fault}" for fault in Credentials(*files).faults())


def _of_voice(settings: KioskSettings) -> Iterator[str]:
    """Languages that the booth can't hear or speak, and why; loads no model."""
    voice = settings.voice
    if voice is None:
        return
    speakers = Speakers(speaker_engines(voice.models_dir))
    for language in settings.languages.offered:
        heard = engines.choose(language, voice.models_dir) if voice.listens else None
        if isinstance(heard, engines.Deaf):
            yield f"voice: {language} is not heard: {heard.why}"
        try:
            if voice.speaks:
                speakers.voice(language)
        except VoiceError as error:
            yield f"voice: {language} is not spoken: {error}"
