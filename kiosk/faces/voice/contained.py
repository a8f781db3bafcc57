"""A recogniser whose engine may fail in any way, and takes nothing else with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ParamSpec, TypeVar

from kiosk.faces.voice.contract import Grammar, Heard, Recogniser, VoiceError

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


class Contained:
    """A kiosk.faces.voice.contract.Recogniser: all that it raises is a VoiceError, without what was said."""

    def __init__(self, recogniser: Recogniser, broke: Callable[[str], None]) -> None:
        """`broke` is told the kind of error when it was none that an engine raises knowingly."""
        self._recogniser = recogniser
        self._broke = broke

    def prepare(self, grammar: Grammar) -> None:
        self._tried(self._recogniser.prepare, grammar)

    def recognise(self, samples: bytes, grammar: Grammar) -> Heard:
        return self._tried(self._recogniser.recognise, samples, grammar)

    def recognise_digits(self, samples: bytes, grammar: Grammar, max_digits: int) -> Heard:
        return self._tried(self._recogniser.recognise_digits, samples, grammar, max_digits)

    def transcribe(self, samples: bytes, language: str) -> str:
        return self._tried(self._recogniser.transcribe, samples, language)

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        return self._tried(self._recogniser.unknown_words, words)

    def forget(self, kept: Collection[str], /) -> None:
        self._tried(self._recogniser.forget, kept)

    def close(self) -> None:
        self._tried(self._recogniser.close)

    def _tried(
        self, work: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        try:
            return work(*arguments, **named)
        except VoiceError:
            raise
        except Exception as error:
            self._broke(type(error).__name__)
            raise VoiceError(f"the engine broke: {type(error).__name__}") from error
