"""`boothctl voices where`: records what whoever answers an alarm is told of where the booth is.

In Mandarin, and in English where the station has an English name and address and somebody speaks it here.
The guard plays the recording into the line; it repeats it by itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from deploy.boothctl import booth
from hardware.guard.spoken_location import LONGEST_SECONDS
from hardware.link.booth_file import FilePath, Station, load
from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE, VoiceError
from kiosk.faces.voice.prompts import write
from kiosk.faces.voice.speakers import Engines, Sound, Speakers, engines
from kiosk.faces.voice.spoken import digits_said, sentences, spoken
from kiosk.i18n.translator import LOCALES

WORDS = {
    "zh_Hans": "紧急呼叫。这里是公用电话亭，编号：{id}。{name}，{address}。",
    "en": "Emergency call. This is public phone booth {id}. {name}, {address}.",
}
PAUSE_SECONDS = 0.4


class _RecordingPlace(BaseModel):
    model_config = ConfigDict(frozen=True)

    location_sound: FilePath | None = None


class _WhereItStands(BaseModel):
    """Other sections may be wrong."""

    model_config = ConfigDict(frozen=True)

    station: Station
    emergency: _RecordingPlace = _RecordingPlace()


def wanted(booth_file: Path) -> bool:
    """Whether the booth file names a recording. Raises BoothFileError."""
    return load(booth_file, _WhereItStands).emergency.location_sound is not None


def record(
    booth_file: Path,
    models_dir: Path | None = None,
    *,
    makers: Callable[[Path], Engines] = engines,
    locales: Path = LOCALES,
) -> int:
    """Returns the exit code. Raises BoothFileError, OSError; VoiceError when nobody speaks Mandarin."""
    settings = load(booth_file, _WhereItStands)
    path = settings.emergency.location_sound
    if path is None:
        print("boothctl: emergency.location_sound names no file", file=sys.stderr)
        return os.EX_CONFIG
    speakers = Speakers(makers(models_dir or booth.models_dir(booth_file)), locales)
    try:
        sound = _said(settings.station, speakers)
    finally:
        speakers.close()
    if sound.seconds >= LONGEST_SECONDS:
        raise VoiceError(f"{sound.seconds:.0f} s are too long to be said: shorten the station's address")
    write(path, sound)
    print(f"{path}: {sound.seconds:.0f} s")
    return os.EX_OK


def sentence(station: Station, language: str) -> str:
    """All of it in words, the id letter by letter."""
    words = WORDS[language].format(
        id=_id_said(station.id, language),
        name=spoken(station.name[language], language),
        address=spoken(station.address[language], language),
    )
    return words.replace("。。", "。").replace("..", ".")


def _said(station: Station, speakers: Speakers) -> Sound:
    samples = b""
    pause = bytes(round(PAUSE_SECONDS * SAMPLE_RATE) * SAMPLE_BYTES)
    for language in _languages(station, speakers):
        for piece in sentences(sentence(station, language)):
            samples += speakers.synthesise(piece, language).samples + pause
    return Sound(samples, SAMPLE_RATE)


def _languages(station: Station, speakers: Speakers) -> Iterator[str]:
    """Raises VoiceError."""
    speakers.voice("zh_Hans")
    yield "zh_Hans"
    if "en" not in station.name or "en" not in station.address:
        return
    try:
        speakers.voice("en")
    except VoiceError as error:
        print(f"boothctl: en is left out: {error}", file=sys.stderr)
        return
    yield "en"


def _id_said(station_id: str, language: str) -> str:
    """SH-PT-0042 is S H, P T, zero zero four two."""
    parts = (
        digits_said(part, language) if part.isdigit() else " ".join(part.upper())
        for part in station_id.split("-")
        if part
    )
    return ("，" if language == "zh_Hans" else ", ").join(parts)
