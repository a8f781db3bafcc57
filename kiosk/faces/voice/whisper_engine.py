"""Whisper with a grammar: it encodes an utterance once, transcribes it freely and once more with nothing but
the grammar's own tokens, and then scores how well each of the phrases that sound like one of these
transcriptions would explain what was said. Where the free one is like no phrase, the other still finds it.

A score is the mean log-probability of the phrase's tokens, less a part of what Whisper expects of them when
it hears nothing: without that, common words beat rare ones (null-input calibration: Ma et al. 2024,
"Investigating the emergent audio classification ability of ASR foundation models").
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.faces.voice import sounding
from kiosk.faces.voice.certainty import Evidence, certainty
from kiosk.faces.voice.contract import (
    NOTHING,
    SAMPLE_BYTES,
    SAMPLE_RATE,
    SURE,
    UNSURE,
    Grammar,
    Heard,
    Phrase,
)
from kiosk.faces.voice.digits import read_digits
from kiosk.faces.voice.negation import is_negated
from kiosk.faces.voice.whisper_model import Encoded, Hypothesis, WhisperModel

LEAST_BYTES = SAMPLE_RATE * SAMPLE_BYTES // 10
CANDIDATES = 12  # near the free transcription
BOUND_TRANSCRIPTIONS, CANDIDATES_EACH = 3, 6  # in the grammar's tokens
ALWAYS_CONSIDERED = 4
PRIOR_SHARE = 0.6
DISTANCE_WEIGHT = 4.0  # nats a token that a phrase loses when it sounds nothing like the transcription
PROMPTS = {"zh": "以下是普通话的句子。"}  # pulls Mandarin to simplified characters
ECHO = re.compile(r"(.{1,24}?)\1{2,}")  # Whisper repeats itself when little was said
TWICE = re.compile(r"(.+?)\W*\1\W*")  # even a single word: 拜拜 for 百
READINGS = 5
FIGURES = tuple("0123456789")  # where nobody has written down what they are called
FEW_DIGITS = 1
LEAST_SECONDS_A_DIGIT = 0.3  # said on its own; Whisper writes 1 1 where one was said once
SILENCE_AROUND_SECONDS = 0.6  # that the VAD leaves before and behind what was said
DISPUTED = SURE - 0.01  # the free transcription reads another number: it must be confirmed
ASKED = (UNSURE + SURE) / 2  # a phrase within a sentence may have been meant, or its contrary
LEAST_SYLLABLES_WITHIN, LEAST_LETTERS_WITHIN = 2, 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate: its score, by which they are ranked, and its plain mean token log-probability."""

    phrase: Phrase
    score: float
    likelihood: float
    distance: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was last said: asked about twice, as a phrase and as a number, it is encoded and written once."""

    samples: bytes
    encoded: Encoded
    transcriptions: dict[str, Hypothesis] = field(default_factory=dict)  # by language


class WhisperRecogniser:
    """Raises ModelMissing, EngineMissing."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self._model = WhisperModel(folder, threads)
        self._priors: dict[tuple[str, str], float] = {}
        self._latest: Utterance | None = None

    def prepare(self, grammar: Grammar) -> None:
        self._learn_priors([phrase.text for phrase in grammar.phrases], grammar)

    def recognise(self, samples: bytes, grammar: Grammar) -> Heard:
        if not grammar.phrases or len(samples) < LEAST_BYTES:
            return Heard("", None, 0.0)
        return self._recognise(self._utterance(samples), grammar)

    def recognise_digits(self, samples: bytes, grammar: Grammar, max_digits: int) -> Heard:
        if len(samples) < LEAST_BYTES:
            return Heard("", None, 0.0)
        utterance = self._utterance(samples)
        readings = self._readings(utterance.encoded, grammar, max_digits)
        likeliest = _without_echo(readings[0][0], utterance.encoded.seconds) if readings else ""
        if len(likeliest) <= FEW_DIGITS:
            return self._one_digit(utterance, grammar, likeliest)
        digits, share = readings[0]
        language = grammar.language
        free = read_digits(self._transcribe(utterance, language).text, language, grammar.digits)
        agreed = free.digits == digits and not free.unread
        runner_up = readings[1][0] if len(readings) > 1 else None
        return Heard(digits, digits, share if agreed else min(share, DISPUTED), runner_up)

    def transcribe(self, samples: bytes, language: str) -> str:
        if len(samples) < LEAST_BYTES:
            return ""
        return self._transcribe(self._utterance(samples), language).text

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Whisper writes anything that has a sounding."""
        return tuple(word for word in words if not any(sign.isalnum() for sign in word))

    def forget(self, kept: Collection[str], /) -> None:
        self._priors = {key: prior for key, prior in self._priors.items() if key[1] in kept}
        self._latest = None

    def close(self) -> None:
        self._model.close()
        self._priors.clear()
        self._latest = None

    def _utterance(self, samples: bytes) -> Utterance:
        if self._latest is None or self._latest.samples != samples:
            self._latest = Utterance(samples, self._model.encode(samples))
        return self._latest

    def _recognise(self, utterance: Utterance, grammar: Grammar) -> Heard:
        said = self._transcribe(utterance, grammar.language)
        judged = self._judge(utterance.encoded, said.text, grammar)
        if not judged:
            return Heard(said.text, None, 0.0)
        best = judged[0]
        other = next((each for each in judged if each.phrase.value != best.phrase.value), None)
        evidence = Evidence(
            margin=best.score - other.score if other else 0.0,
            likelihood=best.likelihood - said.likelihood,
            distance=best.distance,
        )
        sure = certainty(evidence)
        if sure < UNSURE and (
            said_within := _longest_within(said.text, [each.phrase for each in judged], grammar.language)
        ):
            return Heard(said_within.text, said_within.value, ASKED, None)
        return Heard(best.phrase.text, best.phrase.value, sure, other.phrase.value if other else None)

    def _transcribe(self, utterance: Utterance, language: str) -> Hypothesis:
        if language not in utterance.transcriptions:
            code = _code(language)
            found = self._model.decode(utterance.encoded, code, PROMPTS.get(code, ""))[0]
            found = replace(found, text=ECHO.sub(r"\1", found.text.strip()))
            utterance.transcriptions[language] = found
        return utterance.transcriptions[language]

    def _judge(self, encoded: Encoded, text: str, grammar: Grammar) -> list[Judged]:
        """The phrases that may have been said, the best first."""
        language = grammar.language
        considered = dict.fromkeys((*self._candidates(encoded, text, grammar), *_shortest_cries(grammar)))
        near = [phrase for phrase in considered if not _is_refused(phrase, text, grammar)]
        spellings = [(phrase, spelling) for phrase in near for spelling in _spellings(phrase.text, grammar)]
        self._learn_priors([phrase.text for phrase in near], grammar)
        likelihoods = self._model.likelihoods(encoded, _code(language), [each[1] for each in spellings])
        judged = []
        for phrase in near:
            likelihood = _log_sum(
                found for (its, _), found in zip(spellings, likelihoods, strict=True) if its is phrase
            )
            distance = min(sounding.distance(each, phrase.text, language) for each in _once_and_twice(text))
            prior = PRIOR_SHARE * self._priors[language, phrase.text]
            judged.append(
                Judged(phrase, likelihood - prior - DISTANCE_WEIGHT * distance, likelihood, distance)
            )
        return sorted(judged, key=lambda each: -each.score)

    def _candidates(self, encoded: Encoded, text: str, grammar: Grammar) -> Iterator[Phrase]:
        yield from _nearest(text, grammar, CANDIDATES)
        if len(grammar.phrases) <= CANDIDATES:
            return
        code = _code(grammar.language)
        spellings = (each for phrase in grammar.phrases for each in _spellings(phrase.text, grammar))
        tokens = self._model.tokens(code, spellings)
        for bound in self._model.decode(encoded, code, PROMPTS.get(code, ""), tokens, BOUND_TRANSCRIPTIONS):
            yield from _nearest(bound.text.strip(), grammar, CANDIDATES_EACH)

    def _learn_priors(self, texts: Sequence[str], grammar: Grammar) -> None:
        language = grammar.language
        for text in dict.fromkeys(texts):
            if (language, text) not in self._priors:
                found = self._model.likelihoods(
                    self._model.silence, _code(language), _spellings(text, grammar)
                )
                self._priors[language, text] = _log_sum(found)

    def _readings(self, encoded: Encoded, grammar: Grammar, max_digits: int) -> list[tuple[str, float]]:
        """The numbers that may have been said, the likeliest first, each with its share of the belief."""
        code = _code(grammar.language)
        words = (*(grammar.digits.alone or FIGURES), *grammar.digits.repeats)
        tokens = self._model.number_tokens(code, words)
        found = self._model.decode(encoded, code, PROMPTS.get(code, ""), tokens, READINGS)
        shares: dict[str, float] = {}
        for hypothesis in found:
            digits = read_digits(hypothesis.text, grammar.language, grammar.digits).digits
            if 0 < len(digits) <= max_digits:
                share = math.exp(hypothesis.likelihood * hypothesis.tokens)
                shares[digits] = shares.get(digits, 0.0) + share
        whole = sum(shares.values())
        return sorted(
            ((digits, share / whole) for digits, share in shares.items()), key=lambda pair: -pair[1]
        )

    def _one_digit(self, utterance: Utterance, grammar: Grammar, reading: str) -> Heard:
        """Whisper hears little in one syllable: what is also its own reading may at least be asked about."""
        digits = grammar.digits
        phrases = tuple(Phrase(digits.by_word.get(word, word), word) for word in digits.alone or FIGURES)
        heard = self._recognise(utterance, Grammar(grammar.language, phrases, digits=digits))
        if heard.sure >= UNSURE:
            return heard
        return replace(heard, sure=ASKED) if heard.value == reading else replace(heard, value=None)


def _nearest(text: str, grammar: Grammar, most: int) -> list[Phrase]:
    return sounding.nearest(text, grammar.phrases, lambda phrase: phrase.text, grammar.language, most)


def _shortest_cries(grammar: Grammar) -> list[Phrase]:
    """Who is frightened speaks so that the free transcription is often nothing like it: 救命, help."""
    cries = (phrase for phrase in grammar.phrases if phrase.text in grammar.cries)
    return sorted(cries, key=lambda phrase: len(phrase.text))[:ALWAYS_CONSIDERED]


def _is_refused(phrase: Phrase, text: str, grammar: Grammar) -> bool:
    """Whether its contrary was said."""
    return phrase.text not in grammar.cries and is_negated(
        text, phrase.text, grammar.negations, grammar.language
    )


def _longest_within(text: str, phrases: Sequence[Phrase], language: str) -> Phrase | None:
    """The longest phrase that a longer transcription has in it: 叫出租车 in 请帮我叫出租车."""
    lengths = {
        phrase: len(sounding.sounding(phrase.text, language))
        for phrase in phrases
        if phrase.value != NOTHING and sounding.within(text, phrase.text, language) == 0
    }
    longest = max(lengths, key=lambda phrase: lengths[phrase], default=None)
    least = LEAST_SYLLABLES_WITHIN if _code(language) == "zh" else LEAST_LETTERS_WITHIN
    return longest if longest is not None and lengths[longest] >= least else None


def _without_echo(digits: str, seconds: float) -> str:
    """One digit where there was no time to say it as often as it is written."""
    spoken_seconds = seconds - SILENCE_AROUND_SECONDS
    hurried = spoken_seconds < LEAST_SECONDS_A_DIGIT * len(digits)
    return digits[:1] if hurried and len(set(digits)) == 1 else digits


def _once_and_twice(text: str) -> tuple[str, ...]:
    twice = TWICE.fullmatch(text)
    return (text, twice[1]) if twice else (text,)


def _code(language: str) -> str:
    """Whisper's code of one of the booth's languages."""
    return language.partition("_")[0]


def _spellings(text: str, grammar: Grammar) -> list[str]:
    """As Whisper may write it: with a capital or not, a number in words or in digits."""
    if _code(grammar.language) in ("zh", "ja"):
        return [text]
    written = [f" {text}", f" {text[:1].upper()}{text[1:]}"]
    digit = grammar.digits.by_word.get(text)
    return [*dict.fromkeys(written), *([f" {digit}"] if digit else [])]


def _log_sum(logarithms: Iterable[float]) -> float:
    values = list(logarithms)
    most = max(values)
    return most + math.log(sum(math.exp(value - most) for value in values))
