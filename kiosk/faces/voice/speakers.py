"""What turns a sentence into sound: for each language the first voice of its language.toml that works.

[[voices]]
engine = "kokoro"      # or "pyttsx3"
name = "zf_xiaoxiao"   # of the engine's voices
rate = 0.9             # of the voice's own pace; elders understand slower speech better
volume_db = 0          # to bring voices to one loudness
"""

from __future__ import annotations

import logging
import threading
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.faces.voice.contract import EngineMissing, VoiceError
from kiosk.i18n.translator import LOCALES

log = logging.getLogger(__name__)

SENTENCE_THREADS = 2


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
    """An engine. Blocking: nothing belongs into the loop's thread."""

    def check(self, voice: Voice, language: str) -> None:
        """Whether it could speak; loads nothing large. Raises EngineMissing, ModelMissing, VoiceError."""

    def version(self, voice: Voice) -> str:
        """Changes when the same words would sound otherwise. Loads nothing. Raises like `check`."""

    def prepare(self, voice: Voice, language: str) -> None:
        """What the first sentence would have to wait for, some seconds. Raises like `check`."""

    def synthesise(self, text: str, language: str, voice: Voice) -> Sound:
        """16 kHz. In several threads at once. Raises EngineMissing, ModelMissing, VoiceError."""

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


def engines(models_dir: Path, threads: int = SENTENCE_THREADS) -> Engines:
    """The engines there are, each made when it is first needed. `threads`: those that render one sentence."""

    def kokoro() -> Speaker:
        from kiosk.faces.voice.kokoro_speaker import KokoroSpeaker

        return KokoroSpeaker(models_dir, threads)

    def pyttsx3() -> Speaker:
        from kiosk.faces.voice.pyttsx3_speaker import Pyttsx3Speaker

        return Pyttsx3Speaker()

    return {"kokoro": kokoro, "pyttsx3": pyttsx3}


class Speakers:
    """Each language's speaker. A language without one is silent, and says why. Any thread may ask."""

    def __init__(self, makers: Engines, folder: Path = LOCALES) -> None:
        self._makers = makers
        self._folder = folder
        self._made: dict[str, Speaker] = {}
        self._chosen: dict[str, Voice] = {}
        self._versions: dict[str, str] = {}
        self._renderings: dict[str, tuple[tuple[Voice, str], ...]] = {}
        self._faults: dict[tuple[str, Voice], str] = {}
        self._choosing = threading.RLock()

    def voice(self, language: str) -> Voice:
        """The first of the language's voices that works here. Raises VoiceError: what is wrong with each."""
        with self._choosing:
            if language not in self._chosen:
                self._chosen[language] = self._choose(language)
            return self._chosen[language]

    def version(self, language: str) -> str:
        """Raises VoiceError."""
        voice = self.voice(language)
        if language not in self._versions:
            self._versions[language] = self._engine(voice).version(voice)
        return self._versions[language]

    def renderings(self, language: str) -> tuple[tuple[Voice, str], ...]:
        """All of the language's voices that prompts may have been rendered in, with their versions, the best
        first: also those whose model is missing or damaged now. Raises VoiceError."""
        with self._choosing:
            if language not in self._renderings:
                self._renderings[language] = tuple(self._versioned(voices_of(language, self._folder)))
            return self._renderings[language]

    def prepare(self, language: str) -> None:
        """Blocking, some seconds: what the first sentence would have to wait for. Raises VoiceError."""
        voice = self.voice(language)
        self._engine(voice).prepare(voice, language)

    def settle(self, language: str) -> None:
        """The same for the first voice that does load; others are passed over from then on. Raises VoiceError
        when none does."""
        while True:
            voice = self.voice(language)
            try:
                self._engine(voice).prepare(voice, language)
            except Exception as error:
                log.warning(
                    "voice_passed_over language=%s name=%s error=%r", language, voice.name, str(error)
                )
                with self._choosing:
                    self._faults[language, voice] = str(error)
                    self._chosen.pop(language, None)
                    self._versions.pop(language, None)
            else:
                return

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
                if fault := self._faults.get((language, voice)):
                    raise VoiceError(fault)
                self._engine(voice).check(voice, language)
            except VoiceError as error:
                faults.append(f"{voice.engine} {voice.name}: {error}")
                continue
            log.info("voice_chosen language=%s engine=%s name=%s", language, voice.engine, voice.name)
            return voice
        raise VoiceError("; ".join(faults) or f"{language} has no voices in its language.toml")

    def _versioned(self, voices: Iterable[Voice]) -> Iterator[tuple[Voice, str]]:
        for voice in voices:
            with suppress(VoiceError):  # without its library nobody knows the version
                yield voice, self._engine(voice).version(voice)

    def _engine(self, voice: Voice) -> Speaker:
        with self._choosing:
            if voice.engine not in self._made:
                if voice.engine not in self._makers:
                    there = ", ".join(sorted(self._makers))
                    raise EngineMissing(f"no engine {voice.engine}; there are {there}")
                self._made[voice.engine] = self._makers[voice.engine]()
            return self._made[voice.engine]
