"""vosk with a grammar: it can hear nothing but the phrases of the view on stage, and does so in milliseconds.

A grammar is made of words of the model's own vocabulary, so a phrase is first split into such words:
叫出租车 into 叫 and 出租车, 도와주세요 into 도와 and 주세요. A phrase that can't be is left out, and
`unknown_words` names it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from kiosk.faces.voice import sounding
from kiosk.faces.voice.contract import (
    SAMPLE_RATE,
    SURE,
    UNSURE,
    EngineMissing,
    Grammar,
    Heard,
    ModelMissing,
    Phrase,
)
from kiosk.faces.voice.digits import read_digits

log = logging.getLogger(__name__)

ANYTHING_ELSE = "[unk]"
# A model without a word for anything else takes all it hears for a phrase, and with none that has one was it
# measured how far vosk's confidence can be trusted: what it hears is asked about.
MOST_CERTAIN = SURE - 0.01
NEAR_ENOUGH = 0.5


class VoskRecogniser:
    """Raises ModelMissing, EngineMissing."""

    def __init__(self, folder: Path) -> None:
        try:
            import vosk
        except (ImportError, OSError) as error:
            raise EngineMissing(f"vosk does not load: {error}") from error
        vosk.SetLogLevel(-1)  # it would write what it hears
        try:
            self._model: Any = vosk.Model(str(folder))
        except Exception as error:  # vosk raises nothing narrower
            raise ModelMissing(f"{folder} can't be loaded: {error}") from error
        self._recogniser: Callable[..., Any] = vosk.KaldiRecognizer
        self._words_of = lru_cache(maxsize=4096)(self._split)
        self._rejects = self._knows(ANYTHING_ELSE)

    def prepare(self, grammar: Grammar) -> None:
        for phrase in grammar.phrases:
            self._words_of(phrase.text)

    def recognise(self, samples: bytes, grammar: Grammar) -> Heard:
        said = {
            " ".join(words): phrase for phrase in grammar.phrases if (words := self._words_of(phrase.text))
        }
        if len(said) < len(grammar.phrases):
            log.debug(
                "phrases_left_out language=%s count=%d", grammar.language, len(grammar.phrases) - len(said)
            )
        if not said:
            return Heard("", None, 0.0)
        text, confidence = self._hear(samples, tuple(said))
        if not text:
            return Heard("", None, 0.0)
        return self._decide(text, confidence, said, grammar.language)

    def recognise_digits(self, samples: bytes, grammar: Grammar, max_digits: int) -> Heard:
        spoken = (*grammar.digits.by_word, *grammar.digits.repeats)
        known = tuple(word for word in spoken if self._knows(word))
        if not known:
            return Heard("", None, 0.0)
        text, confidence = self._hear(samples, known)
        reading = read_digits(text, grammar.language, grammar.digits)
        if not reading.digits or len(reading.digits) > max_digits:
            return Heard(text, None, 0.0)
        return Heard(reading.digits, reading.digits, min(confidence, MOST_CERTAIN))

    def transcribe(self, samples: bytes, language: str) -> str:
        text, _ = self._result(self._recogniser(self._model, SAMPLE_RATE), samples)
        return text.replace(" ", "") if language.startswith(("zh", "ja")) else text

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(word for word in words if not self._words_of(word))

    def forget(self, _kept: Collection[str], /) -> None:
        """Phrases are split again in microseconds: none needs to be kept."""
        self._words_of.cache_clear()

    def close(self) -> None:
        self._words_of.cache_clear()
        self._model = None

    def _hear(self, samples: bytes, sayings: tuple[str, ...]) -> tuple[str, float]:
        """What was heard of the sayings, and the confidence in its least certain word."""
        listed = [*sayings, ANYTHING_ELSE] if self._rejects else list(sayings)
        recogniser = self._recogniser(self._model, SAMPLE_RATE, json.dumps(listed, ensure_ascii=False))
        return self._result(recogniser, samples)

    def _result(self, recogniser: Any, samples: bytes) -> tuple[str, float]:
        recogniser.SetWords(True)
        pieces: list[dict[str, Any]] = []
        if recogniser.AcceptWaveform(samples):
            pieces.append(json.loads(recogniser.Result()))
        pieces.append(json.loads(recogniser.FinalResult()))
        words = [word for piece in pieces for word in piece.get("result", ())]
        text = " ".join(word["word"] for word in words)
        return text, min((float(word["conf"]) for word in words), default=0.0)

    def _decide(self, text: str, confidence: float, said: dict[str, Phrase], language: str) -> Heard:
        """vosk joins words of different phrases: what is no whole phrase was none, or more than one."""
        plain = " ".join(word for word in text.split() if word != ANYTHING_ELSE)
        if not plain:
            return Heard(text, None, 0.0)
        costs = {phrase: sounding.distance(plain, words, language) for words, phrase in said.items()}
        best = said.get(plain) or min(costs, key=lambda phrase: costs[phrase])
        others = [phrase for phrase in costs if phrase.value != best.value]
        runner_up = min(others, key=lambda phrase: costs[phrase]).value if others else None
        if costs[best] > NEAR_ENOUGH:
            return Heard(plain, None, 0.0, runner_up)
        whole = plain == text and text in said
        if not whole:
            return Heard(best.text, best.value, min(confidence, UNSURE * (2 - costs[best])), runner_up)
        least = 0.0 if self._rejects else UNSURE
        settled = confidence >= SURE and not any(
            words.startswith(text) for words, phrase in said.items() if phrase.value != best.value
        )
        return Heard(best.text, best.value, max(least, min(confidence, MOST_CERTAIN)), runner_up, settled)

    def _knows(self, word: str) -> bool:
        return int(self._model.vosk_model_find_word(word)) >= 0

    def _split(self, phrase: str) -> tuple[str, ...]:
        """The fewest words of the vocabulary that the phrase is made of; () when it is not."""
        words: list[str] = []
        for written in phrase.casefold().split():
            pieces = self._fewest(written)
            if not pieces:
                return ()
            words += pieces
        return tuple(words)

    def _fewest(self, written: str) -> tuple[str, ...]:
        """Of as many words the split whose shortest is longest: 出租车 before 出 租车."""
        best: list[tuple[str, ...] | None] = [(), *[None] * len(written)]
        for end in range(1, len(written) + 1):
            for start in range(end):
                before, word = best[start], written[start:end]
                if before is None or not self._knows(word):
                    continue
                found = (*before, word)
                if (known := best[end]) is None or _worth(found) < _worth(known):
                    best[end] = found
        return best[-1] or ()


def _worth(words: tuple[str, ...]) -> tuple[int, int]:
    return len(words), -min(map(len, words))
