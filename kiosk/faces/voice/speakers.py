"""What turns a sentence into sound: for each language the first voice of its language.toml that works.

[[voices]]
engine = "kokoro"      # or "pyttsx3"
name = "zf_xiaoxiao"   # of the engine's voices
rate = 0.9             # of the voice's own pace; elders understand slower speech better
volume_db = 0          # to bring voices to one loudness
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.faces.voice.contract import EngineMissing, VoiceError
from kiosk.i18n.translator import LOCALES

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono, signed 16 bit, little-endian."""

    samples: bytes
    rate_hz: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate_hz


class Voice(BaseModel):
    """One voice of an engine, as a language wants it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str
    name: str
    rate: float = Field(default=1.0, ge=0.5, le=2.0)
    volume_db: float = Field(default=0.0, ge=-20, le=20)


class Speaker(Protocol):
    """An engine. Blocking: everything belongs into the one thread that owns it."""

    def check(self, voice: Voice, language: str) -> None:
        """Whether it could speak; loads nothing large. Raises EngineMissing, ModelMissing, VoiceError."""

    def version(self, voice: Voice) -> str:
        """Changes when the same words would sound otherwise. Loads nothing. Raises like `check`."""

    def synthesise(self, text: str, language: str, voice: Voice) -> Sound:
        """16 kHz. Raises EngineMissing, ModelMissing, VoiceError."""

    def close(self) -> None:
        """Gives the memory back; the next `synthesise` loads anew."""


Engines = Mapping[str, Callable[[], Speaker]]


class _LanguageFile(BaseModel):
    voices: tuple[Voice, ...] = ()


def voices_of(language: str, folder: Path = LOCALES) -> tuple[Voice, ...]:
    """The voices of a language, the best first; () for a language that is silent. Raises VoiceError."""
    path = folder / language / "language.toml"
    try:
        return _LanguageFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).voices
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise VoiceError(f"{path}: {error}") from error


def engines(models_dir: Path) -> Engines:
    """The engines there are, each made when it is first needed."""

    def kokoro() -> Speaker:
        from kiosk.faces.voice.kokoro_speaker import KokoroSpeaker

        return KokoroSpeaker(models_dir)

    def pyttsx3() -> Speaker:
        from kiosk.faces.voice.pyttsx3_speaker import Pyttsx3Speaker

        return Pyttsx3Speaker()

    return {"kokoro": kokoro, "pyttsx3": pyttsx3}


class Speakers:
    """Each language's speaker. A language without one is silent, and says why."""

    def __init__(self, makers: Engines, folder: Path = LOCALES) -> None:
        self._makers = makers
        self._folder = folder
        self._made: dict[str, Speaker] = {}
        self._chosen: dict[str, Voice] = {}
        self._versions: dict[str, str] = {}

    def voice(self, language: str) -> Voice:
        """The first of the language's voices that works here. Raises VoiceError: what is wrong with each."""
        if language not in self._chosen:
            self._chosen[language] = self._choose(language)
        return self._chosen[language]

    def version(self, language: str) -> str:
        """Raises VoiceError."""
        voice = self.voice(language)
        if language not in self._versions:
            self._versions[language] = self._engine(voice).version(voice)
        return self._versions[language]

    def synthesise(self, text: str, language: str) -> Sound:
        """Blocking, some tenths of a second up to seconds. Raises VoiceError."""
        voice = self.voice(language)
        return self._engine(voice).synthesise(text, language, voice)

    def close(self) -> None:
        for speaker in self._made.values():
            speaker.close()

    def _choose(self, language: str) -> Voice:
        faults = []
        for voice in voices_of(language, self._folder):
            try:
                self._engine(voice).check(voice, language)
            except VoiceError as error:
                faults.append(f"{voice.engine} {voice.name}: {error}")
                continue
            log.info("voice_chosen language=%s engine=%s name=%s", language, voice.engine, voice.name)
            return voice
        raise VoiceError("; ".join(faults) or f"{language} has no voices in its language.toml")

    def _engine(self, voice: Voice) -> Speaker:
        if voice.engine not in self._made:
            if voice.engine not in self._makers:
                raise EngineMissing(f"no engine {voice.engine}; there are {', '.join(sorted(self._makers))}")
            self._made[voice.engine] = self._makers[voice.engine]()
        return self._made[voice.engine]
