"""What the booth says, understood: every fixed prompt spoken by its voice, and transcribed freely by Whisper.

The error is the edit distance over the length of what was to be said: in toneless pinyin for Mandarin (nobody
hears characters), in letters elsewhere; numbers are compared as they are said. Prompts that were rendered at
installation are taken as they are, others are rendered now.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.faces.voice import models, prompts
from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.prompts import PROMPTS_DIR, Prompts
from kiosk.faces.voice.speakers import Sound, Speakers, engines
from kiosk.faces.voice.spoken import Spoken, keys_said, spoken
from kiosk.i18n.languages import load_languages
from kiosk.i18n.translator import Translator
from tests.bench.figures import Figure
from tests.recordings import models_dir

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

LANGUAGES = ("zh_Hans", "en")
WORST_PERCENT = 10.0
WORST = 10
QUICK_PROMPTS = 25
WRITTEN_LIKE = {"zh": "以下是普通话的句子。"}  # in simplified characters
NO_SOUND = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Trip:
    sentence: str
    heard: str
    edits: int
    length: int

    @property
    def percent(self) -> float:
        return 100 * self.edits / self.length


def measure() -> list[Figure]:
    """Every prompt of every language: as long as all of them take to be heard, and some more."""
    return _measure(None)


def measure_quick() -> list[Figure]:
    """A few prompts of each language, spread over all of them."""
    return _measure(QUICK_PROMPTS)


def _measure(most: int | None) -> list[Figure]:
    try:
        from faster_whisper import WhisperModel

        folder = models_dir()
        whisper = WhisperModel(str(models.find("whisper-base", folder)), device="cpu", compute_type="int8")
        speakers = Speakers(engines(folder))
        return [_figure(language, most, speakers, whisper) for language in LANGUAGES]
    except (ImportError, VoiceError) as error:
        print(f"round_trip: not measured: {error}", file=sys.stderr)
        return []


def _figure(language: str, most: int | None, speakers: Speakers, whisper: WhisperModel) -> Figure:
    sentences = list(spread(fixed(language), most))
    spoken_seconds, began = 0.0, time.monotonic()
    trips = []
    rendered = Prompts(PROMPTS_DIR, speakers)
    for sentence in sentences:
        sound = rendered.find(sentence, language) or speakers.synthesise(sentence, language)
        spoken_seconds += sound.seconds
        trips.append(compared(sentence, transcribed(sound, language, whisper), language))
    worst = sorted(trips, key=lambda trip: -trip.percent)[:WORST]
    edits, length = sum(trip.edits for trip in trips), sum(trip.length for trip in trips)
    return Figure(
        f"round_trip_{language}",
        round(100 * edits / length, 2),
        "%",
        WORST_PERCENT,
        {
            "prompts": len(trips),
            "mean_of_prompts_percent": round(sum(trip.percent for trip in trips) / len(trips), 2),
            "prompts_over_target": sum(trip.percent > WORST_PERCENT for trip in trips),
            "heard_rightly": sum(trip.edits == 0 for trip in trips),
            "speech_seconds": round(spoken_seconds, 1),
            "took_seconds": round(time.monotonic() - began, 1),
            "worst": [
                f"{trip.percent:.0f} %: {trip.sentence} > {trip.heard}" for trip in worst if trip.edits
            ],
        },
    )


def transcribed(sound: Sound, language: str, whisper: WhisperModel) -> str:
    """What a listener writes down who expects nothing; the booth's recogniser looks for phrases."""
    import numpy as np

    code = language.partition("_")[0]
    segments, _ = whisper.transcribe(
        np.frombuffer(sound.samples, "<i2").astype(np.float32) / 32768,
        language=code,
        initial_prompt=WRITTEN_LIKE.get(code),
        beam_size=5,
        without_timestamps=True,
        condition_on_previous_text=False,
    )
    return "".join(segment.text for segment in segments).strip()


def fixed(language: str) -> list[str]:
    """The prompts of the language, those of single keys left out: nobody transcribes one syllable."""
    names = [each.name for each in load_languages(LANGUAGES)]
    words = Spoken(Translator(LANGUAGES))
    found = prompts.fixed_sentences(prompts.msgids(LANGUAGES), names, words, language)
    single = {keys_said(key, language) for key in prompts.KEYS}
    return [sentence for sentence in found if sentence not in single and sentence not in names]


def spread(sentences: Sequence[str], most: int | None) -> Iterator[str]:
    """`most` of them, evenly spread; all when it is None."""
    if most is None or most >= len(sentences):
        yield from sentences
        return
    for number in range(most):
        yield sentences[number * len(sentences) // most]


def compared(sentence: str, heard: str, language: str) -> Trip:
    wanted, got = sounds(sentence, language), sounds(spoken(heard, language), language)
    return Trip(sentence, heard, edit_distance(wanted, got), max(1, len(wanted)))


def sounds(text: str, language: str) -> Sequence[str]:
    """Units that are compared: letters of toneless pinyin, or letters."""
    if language == "zh_Hans":
        from pypinyin import Style, lazy_pinyin

        return "".join(lazy_pinyin(NO_SOUND.sub("", text), style=Style.NORMAL)).lower()
    return NO_SOUND.sub("", text).lower()


def edit_distance(one: Sequence[str], other: Sequence[str]) -> int:
    row = list(range(len(other) + 1))
    for number, sign in enumerate(one, start=1):
        before, row[0] = row[0], number
        for at, its in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (sign != its))
    return row[-1]
