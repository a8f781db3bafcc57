"""What becomes of one utterance: VAD, recogniser and the rules of confirming, as in the booth."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.conversation.scene import Doubtful, Entered
from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE, Recogniser
from kiosk.faces.voice.digits import read_digits
from kiosk.faces.voice.listener import Decision, decide
from kiosk.faces.voice.recognition import listen
from kiosk.faces.voice.sounding import distance
from kiosk.faces.voice.vad import Cutting, Segmenter, load_speech_model
from tests.bench.figures import percentile
from tests.bench.sphinx import Sphinx
from tests.bench.voice_sets import Situation

CUTTING = Cutting()


class Outcome(StrEnum):
    ACTED = "acted on"
    ASKED = "asked"
    READ_BACK = "read back"  # digits: they count only once the citizen has said that they are right
    NOTHING = "not understood"


@dataclass(frozen=True, slots=True)
class Trial:
    """`left_out`: the same utterance where nothing of what was said can be said. `answering_seconds` is what
    the recogniser took, None where the VAD found no speech."""

    right: bool = False
    outcome: Outcome = Outcome.NOTHING
    left_out: Outcome = Outcome.NOTHING
    freely_right: bool = False
    sphinx_right: bool = False
    answering_seconds: float | None = None
    spoken_seconds: float = 0.0
    settled: bool = False

    @property
    def reply_seconds(self) -> float | None:
        """From the end of speech: the booth recognises after a first silence, and waits for a longer one
        unless it is settled before."""
        if self.answering_seconds is None:
            return None
        answered = CUTTING.kept_silence_seconds + self.answering_seconds
        return answered if self.settled else max(CUTTING.end_silence_seconds, answered)

    @property
    def wrong_action(self) -> bool:
        return self.outcome is Outcome.ACTED and not self.right

    @property
    def right_after_asking(self) -> bool:
        return self.right and self.outcome is not Outcome.NOTHING


@dataclass(frozen=True, slots=True)
class Trials:
    """Of one set at one level of noise."""

    name: str
    level: str
    all: Sequence[Trial]

    def percent(self, holds: Callable[[Trial], bool]) -> float:
        return round(100 * sum(map(holds, self.all)) / max(1, len(self.all)), 1)

    def reply_seconds(self, percent: float) -> float:
        found = [each.reply_seconds for each in self.all if each.reply_seconds is not None]
        return percentile(found, percent) if found else 0.0

    def answering_seconds(self, percent: float) -> float:
        found = [each.answering_seconds for each in self.all if each.answering_seconds is not None]
        return percentile(found, percent) if found else 0.0

    @property
    def real_time_factor(self) -> float:
        spoken = sum(each.spoken_seconds for each in self.all)
        return sum(each.answering_seconds or 0.0 for each in self.all) / spoken if spoken else 0.0


def hear(
    recogniser: Recogniser,
    sound: bytes,
    word: str,
    at: Situation,
    languages: Mapping[str, str],
    sphinx: Sphinx | None = None,
) -> Trial:
    utterance = cut(sound)
    if utterance is None:
        return Trial()
    truth, language = at.truths[word], at.scene.manner.language
    began = time.perf_counter()
    spoken = listen(recogniser, utterance, at.scene, at.grammar)
    seconds = time.perf_counter() - began
    outcome = _outcome(decide(spoken, at.scene, languages))
    as_word = spoken.digits is None or outcome in (Outcome.ACTED, Outcome.ASKED)
    value = spoken.words.value if as_word else spoken.digits and spoken.digits.value
    free = recogniser.transcribe(utterance, language)
    free_digits = read_digits(free, language, at.grammar.digits).digits
    return Trial(
        right=value == truth,
        outcome=outcome,
        left_out=_left_out(recogniser, utterance, truth, at, languages),
        freely_right=distance(free, word, language) == 0 or free_digits == truth,
        sphinx_right=sphinx is not None and sphinx.recognise(utterance) == word,
        answering_seconds=seconds,
        spoken_seconds=len(utterance) / SAMPLE_RATE / SAMPLE_BYTES,
        settled=spoken.settled,
    )


def cut(sound: bytes) -> bytes | None:
    """The longest utterance in it, as the booth would cut it; None when nobody seems to speak."""
    segmenter = Segmenter(load_speech_model(), CUTTING)
    found = [segmenter.push(sound)]
    while found[-1] is not None:
        found.append(segmenter.push(b""))
    return max((each for each in found if each is not None), key=len, default=None)


def _left_out(
    recogniser: Recogniser, utterance: bytes, truth: str, at: Situation, languages: Mapping[str, str]
) -> Outcome:
    there = at.elsewhere or at
    others = tuple(phrase for phrase in there.grammar.phrases if phrase.value != truth)
    spoken = listen(recogniser, utterance, there.scene, replace(there.grammar, phrases=others))
    return _outcome(decide(spoken, there.scene, languages))


def _outcome(decision: Decision) -> Outcome:
    if not decision.understood:
        return Outcome.NOTHING
    if isinstance(decision.reply, Doubtful):
        return Outcome.ASKED
    return Outcome.READ_BACK if isinstance(decision.reply, Entered) else Outcome.ACTED


def as_summary(rows: Sequence[Trials]) -> str:
    """One line a set and level, in percent and seconds, for people."""
    head = (
        "set",
        "noise",
        "n",
        "right",
        "+asked",
        "asked",
        "WRONG",
        "else:acted",
        "asked",
        "free",
        "sphinx",
        "p50 s",
        "p95 s",
        "x real",
    )
    lines = [head, *(_line(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    table = "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
    return table + LEGEND


LEGEND = """
right: the first guess is what was said. +asked: right, and taken at once, read back or after a question.
asked: how many needed that question. WRONG: acted on without a question, and not what was said. else: nothing
of what was said can be said there; acted: something else was done all the same. free: the same engine without
a grammar. sphinx: PocketSphinx with the set's words. Noise is pink, below the mean power of the recording.
p50, p95: from the end of speech to the reply, the silence that ends it included."""


def _line(row: Trials) -> tuple[str, ...]:
    with_sphinx = any(each.sphinx_right for each in row.all)
    shares: tuple[Callable[[Trial], bool], ...] = (
        lambda each: each.right,
        lambda each: each.right_after_asking,
        lambda each: each.outcome is Outcome.ASKED,
        lambda each: each.wrong_action,
        lambda each: each.left_out is Outcome.ACTED,
        lambda each: each.left_out is Outcome.ASKED,
        lambda each: each.freely_right,
    )
    return (
        row.name,
        row.level,
        str(len(row.all)),
        *(f"{row.percent(holds):.1f}" for holds in shares),
        f"{row.percent(lambda each: each.sphinx_right):.1f}" if with_sphinx else "",
        f"{row.reply_seconds(50):.2f}",
        f"{row.reply_seconds(95):.2f}",
        f"{row.real_time_factor:.2f}",
    )
