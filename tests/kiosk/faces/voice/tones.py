"""A speaker without a model: every sentence is a tone, as long as its words are many."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kiosk.faces.voice.contract import SAMPLE_RATE, VoiceError
from kiosk.faces.voice.speakers import Engines, Sound, Voice

SECONDS_A_SIGN = 0.01
SENTENCES = ("Please wait.", "Good", "Your number is {number}.", "Call {who}", "Press {keys}.", "24 h")
LANGUAGE_FILE = 'name = "{name}"\n[[voices]]\nengine = "tones"\nname = "{pitch}"\n'


class Tones:
    def __init__(self, version: str = "1", cannot_say: str = "\x00") -> None:
        self.said: list[str] = []
        self.prepared: list[str] = []
        self.threads: set[str] = set()
        self._hold: tuple[str, threading.Event, threading.Event] | None = None
        self._version = version
        self._cannot_say = cannot_say

    def check(self, voice: Voice, language: str) -> None:
        if language == "ko":
            raise VoiceError("tones do not speak Korean")

    def version(self, voice: Voice) -> str:
        return self._version

    def prepare(self, voice: Voice, language: str) -> None:
        self.prepared.append(language)

    @contextmanager
    def holding(self, text: str) -> Iterator[threading.Event]:
        """What is being made waits at this text, as long as the block lasts; the event: it has come to it."""
        begun, held = threading.Event(), threading.Event()
        self._hold = (text, begun, held)
        try:
            yield begun
        finally:
            held.set()

    def synthesise(self, text: str, language: str, voice: Voice) -> Sound:
        if self._hold is not None and self._hold[0] in text:
            self._hold[1].set()
            self._hold[2].wait()
        if self._cannot_say in text:
            raise VoiceError("tones can't say this")
        self.said.append(text)
        self.threads.add(threading.current_thread().name)
        at = np.arange(int(len(text) * SECONDS_A_SIGN * SAMPLE_RATE)) / SAMPLE_RATE
        samples = np.sin(2 * np.pi * float(voice.name) * at) * 8000
        return Sound(samples.astype("<i2").tobytes(), SAMPLE_RATE)

    def close(self) -> None:
        pass


def engines(tones: Tones) -> Engines:
    return {"tones": lambda: tones}


def speak_in_tones(locales: Path, *languages: str) -> Path:
    """A folder of languages that tones speak, each with a small catalogue."""
    for number, language in enumerate(languages):
        messages = locales / language / "LC_MESSAGES"
        messages.mkdir(parents=True)
        described = LANGUAGE_FILE.format(name=language, pitch=300 + 100 * number)
        (locales / language / "language.toml").write_text(described, encoding="utf-8")
        catalogue = Catalog(locale=language)
        for msgid in SENTENCES:
            catalogue.add(msgid, string=msgid)
        with (messages / "kiosk.mo").open("wb") as file:
            write_mo(file, catalogue)
    return locales
