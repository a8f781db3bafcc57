"""What the booth says, understood: spoken by its voice, and transcribed freely by Whisper.

Two sets a language: every fixed prompt, and sentences with changing parts, as the services' views bring them
and as the booth makes them, clause by clause. Prompts that were rendered ($BOOTH_PROMPTS, else where a booth
has them) are taken as they are, others are rendered now.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kiosk.conversation.scene import Manner
from kiosk.faces.voice import models, prompt_texts
from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE, VoiceError
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.rewording import Mode
from kiosk.faces.voice.saying import sayings
from kiosk.faces.voice.speakers import Sound, Speakers, engines
from kiosk.faces.voice.spoken import Spoken, clauses, keys_said, sentences
from kiosk.faces.voice.voicing import CLAUSE_PAUSE_SECONDS
from kiosk.i18n.formats import in_groups, money
from kiosk.i18n.languages import load_languages
from kiosk.i18n.text import Day, Text, Verbatim, _, counted, local
from kiosk.i18n.translator import Translator
from kiosk.services.distances import distance
from tests.bench.figures import Figure
from tests.bench.hearsay import Trip, compared
from tests.kiosk.faces.screen.scenes import scenes
from tests.recordings import models_dir, prompts_dir

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

LANGUAGES = ("zh_Hans", "en")
WORST_PERCENT = 10.0
WORST = 10
QUICK_PROMPTS = 25
WRITTEN_LIKE = {"zh": "以下是普通话的句子。"}  # in simplified characters
EXAMPLES: tuple[Text, ...] = (
    _("The plate is {plate}.", plate=Verbatim("沪A·12345")),
    _("Once more: {plate}.", plate=Verbatim("沪A·DF6789")),
    _("Telephone {number}", number=in_groups("02155500201", 3, 4)),
    _("Telephone {number}", number="96110"),
    _("Telephone {number}", number="962121"),
    _("Calling {number}", number="12345"),
    _("Calling {number}", number="13912345678"),
    _("Thank you. Your number is {number}.", number=in_groups("20461107", 4)),
    _("On {day}, to the account ending in {account}.", day=Day(date(2026, 11, 15)), account="6217"),
    _("It is due on {day}.", day=Day(date(2026, 12, 2))),
    _("You pay {amount} at the hospital.", amount=money(2550)),
    _("It stays on until {time}.", time=Verbatim("14:05")),
    _("One will be free at {time}.", time=Verbatim("9:30")),
    _("Open now, {hours}", hours=Verbatim("06:30–19:00")),
    _("{distance} away", distance=distance(850)),
    _("Password: {password}", password="hello2024"),
    _("Network: {name}", name="Hello-Laoyou-Demo"),
    _("For {person}", person=Verbatim("王** ···· 121X")),
    counted("You have waited {n} second.", "You have waited {n} seconds.", 45),
    local({"zh_Hans": "示63路，往演示火车站，8 分钟。", "en": "示63路, to Yanshi railway station, 8 min."}),
    local({"zh_Hans": "今天 PM2.5 是 35，气温 -3℃。", "en": "PM2.5 is 35 today, and it is -3℃."}),
    local({"zh_Hans": "扫二维码，连免费 Wi-Fi。", "en": "Scan the QR code for free Wi-Fi."}),
    local({"zh_Hans": "一般要 10-15 分钟，1.2 公里。", "en": "It takes 10–15 min, 1.2 km."}),
    local({"zh_Hans": "示范路 1288 弄 20 号 1504 室", "en": "Room 1504, 20 Lane 1288, Shifan Road"}),
)


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
        voice = VoiceOfTheBooth(Speakers(engines(folder)))
        return [
            _figure(f"round_trip_{language}{name}", language, list(spread(texts, most)), sound, whisper)
            for language in LANGUAGES
            for name, texts, sound in (
                ("", fixed(language), voice.prompt),
                ("_changing", changing(language), voice.clause_by_clause),
            )
        ]
    except (ImportError, VoiceError) as error:
        print(f"round_trip: not measured: {error}", file=sys.stderr)
        return []


class VoiceOfTheBooth:
    def __init__(self, speakers: Speakers) -> None:
        self._speakers = speakers
        self._prompts = Prompts(prompts_dir(), speakers)

    def prompt(self, text: str, language: str) -> Sound:
        """As it was rendered at installation, or now."""
        return self._prompts.find(text, language) or self._speakers.synthesise(text, language)

    def clause_by_clause(self, text: str, language: str) -> Sound:
        """As the booth makes it while the screen changes."""
        pause = bytes(round(CLAUSE_PAUSE_SECONDS * SAMPLE_RATE) * SAMPLE_BYTES)
        sounds = [self.prompt(clause, language).samples for clause in clauses(text)]
        return Sound(pause.join(sounds), SAMPLE_RATE)


def _figure(
    name: str,
    language: str,
    texts: Sequence[str],
    voice: Callable[[str, str], Sound],
    whisper: WhisperModel,
) -> Figure:
    spoken_seconds, began = 0.0, time.monotonic()
    trips = []
    for text in texts:
        sound = voice(text, language)
        spoken_seconds += sound.seconds
        trips.append(compared(text, transcribed(sound, language, whisper), language))
    details = {"speech_seconds": round(spoken_seconds, 1), "took_seconds": round(time.monotonic() - began, 1)}
    return figure_of(name, trips, details)


def figure_of(name: str, trips: Sequence[Trip], details: dict[str, float]) -> Figure:
    worst = sorted(trips, key=lambda trip: -trip.percent)[:WORST]
    edits, length = sum(trip.edits for trip in trips), sum(trip.length for trip in trips)
    return Figure(
        name,
        round(100 * edits / length, 2),
        "%",
        WORST_PERCENT,
        {
            "prompts": len(trips),
            "mean_of_prompts_percent": round(sum(trip.percent for trip in trips) / len(trips), 2),
            "prompts_over_target": sum(trip.percent > WORST_PERCENT for trip in trips),
            "heard_rightly": sum(trip.edits == 0 for trip in trips),
            **details,
            "worst": [
                f"{trip.percent:.0f} %: {trip.sentence} > {trip.heard}" for trip in worst if trip.edits
            ],
        },
    )


def transcribed(sound: Sound, language: str, whisper: WhisperModel) -> str:
    """What a listener writes down who expects nothing; the booth's recogniser looks for phrases."""
    import numpy as np

    code = language.partition("_")[0]
    segments, _info = whisper.transcribe(
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
    found = prompt_texts.fixed_sentences(
        prompt_texts.msgids(LANGUAGES), names, Spoken(Translator(LANGUAGES)), language
    )
    single = {keys_said(key, language) for key in prompt_texts.KEYS}
    return [sentence for sentence in found if sentence not in single and sentence not in names]


def changing(language: str) -> list[str]:
    """What the services' views say beside the fixed prompts, and values as the platform may bring them."""
    words = Spoken(Translator(LANGUAGES))
    said = [
        saying.text
        for _name, scene in scenes()
        for mode in Mode
        for saying in sayings(replace(scene, manner=Manner(language=language)), words, mode, private=True)
        if saying.language == language
    ]
    said += [sentence for text in EXAMPLES for sentence in sentences(words.say(text, language))]
    known = set(fixed(language))
    return [text for text in dict.fromkeys(said) if text not in known]


def spread(texts: Sequence[str], most: int | None) -> Iterator[str]:
    """`most` of them, evenly spread; all when it is None."""
    if most is None or most >= len(texts):
        yield from texts
        return
    for number in range(most):
        yield texts[number * len(texts) // most]
