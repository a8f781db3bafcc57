"""What a recogniser hears and gives back, whichever engine it is.

Samples are 16 kHz, mono, signed 16 bit, little-endian, and never leave memory: nothing here writes them,
or what was understood of them, to a disk or a log. Languages are the booth's own codes: zh_Hans, en, ko.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.faces.voice.digits import Digits

SAMPLE_RATE = 16_000
SAMPLE_BYTES = 2


class VoiceError(Exception):
    """The voice face can't do what was asked of it."""


class ModelMissing(VoiceError):
    """A model is not installed, or not whole."""


class EngineMissing(VoiceError):
    """A library that an engine needs is not installed, or does not load."""


class AudioGone(VoiceError):
    """The microphone or the loudspeaker is not there, or no longer."""


NOTHING = ""
NO_DIGITS = Digits()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of saying the reply `value`: "叫差头" for "taxi"; NOTHING is that of "um" and "er"."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that can be said now, in one language.

    A phrase directly behind one of the `negations` is not taken: 不要叫出租车. That does not hold for the
    texts in `cries`, for help. `digits`: what they are called.
    """

    language: str
    phrases: tuple[Phrase, ...]
    negations: tuple[str, ...] = ()
    cries: frozenset[str] = frozenset()
    digits: Digits = NO_DIGITS


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood of one utterance.

    `text` is the phrase that was taken, or the bare transcription when nothing of the grammar was near.
    `value` is the reply it stands for, None when none was meant. `sure` runs from 0 to 1: from SURE
    upwards it may be acted on, from UNSURE upwards it must be confirmed ("did you mean …?"), below it was
    not understood. `runner_up` is the value of the next best phrase with another value, for a second offer.
    `settled`: no phrase of another value goes on from here, so it need not be waited for one.
    """

    text: str
    value: str | None
    sure: float
    runner_up: str | None = None
    settled: bool = False


SURE = 0.85
UNSURE = 0.1


class Recogniser(Protocol):
    """Every method may take seconds and belongs into the one thread that owns the recogniser."""

    def prepare(self, grammar: Grammar) -> None:
        """What can be done for a grammar before anything is said in it. Need not be called."""

    def recognise(self, samples: bytes, grammar: Grammar) -> Heard:
        """The phrase of the grammar that was said. Raises VoiceError."""

    def recognise_digits(self, samples: bytes, grammar: Grammar, max_digits: int) -> Heard:
        """A number said digit by digit, none of the phrases: `value` is its digits, None for none heard.

        Raises VoiceError.
        """

    def transcribe(self, samples: bytes, language: str) -> str:
        """What was said, without a grammar; "" for nothing. Raises VoiceError."""

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those of the words that the engine can never hear."""

    def forget(self, kept: Collection[str], /) -> None:
        """All that it remembers of a visit: phrases that are not among the `kept` ones, such as names."""

    def close(self) -> None:
        """Gives the memory back. Nothing may be asked afterwards."""
