"""The rendered prompts, measured: loudness, clipping, silence at both ends, length and pace.

Loudness is that of ITU-R BS.1770-4 without its weighting filter: blocks of 400 ms, overlapping by three
quarters, those below -70 dBFS and then those 10 dB below the mean left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.faces.voice import prompts
from kiosk.faces.voice.contract import SAMPLE_RATE, VoiceError
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.speakers import Sound, Speakers, engines
from kiosk.faces.voice.spoken import syllables
from tests.bench.figures import Figure, percentile
from tests.bench.round_trip import LANGUAGES, fixed
from tests.recordings import models_dir, prompts_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPREAD_DB = 2.0
LONGEST_SECONDS = 12.0
SILENCE_SECONDS = 0.5  # at either end
BLOCK_SECONDS, STEP_SECONDS = 0.4, 0.1
ABSOLUTE_GATE_DBFS, RELATIVE_GATE_DB = -70.0, 10.0
AUDIBLE_DBFS = -45.0
FULL_SCALE = 32767
WORST = 8


@dataclass(frozen=True, slots=True)
class Quality:
    sentence: str
    loudness_dbfs: float
    clipped: int  # samples at full scale
    before_seconds: float  # of silence
    behind_seconds: float
    seconds: float
    syllables_a_second: float


def measure() -> list[Figure]:
    speakers = Speakers(engines(models_dir()))
    found = Prompts(prompts_dir(), speakers)
    figures: list[Figure] = []
    for language in LANGUAGES:
        try:
            paths = {sentence: found.path(sentence, language) for sentence in fixed(language)}
        except VoiceError as error:
            print(f"prompt_quality: not measured: {error}", file=sys.stderr)
            continue
        there = [of(sentence, prompts.read(path)) for sentence, path in paths.items() if path.is_file()]
        if there:
            figures += _figures(f"prompts_{language}", there, len(paths))
        else:
            print(f"prompt_quality: {language} is not rendered in {prompts_dir()}", file=sys.stderr)
    return figures


def of(sentence: str, sound: Sound) -> Quality:
    import numpy as np

    samples = np.frombuffer(sound.samples, "<i2").astype(np.float64) / (FULL_SCALE + 1)
    audible = np.flatnonzero(np.abs(samples) > 10 ** (AUDIBLE_DBFS / 20))
    first, last = (int(audible[0]), int(audible[-1])) if audible.size else (samples.size, 0)
    spoken_seconds = max(0.1, (last - first) / SAMPLE_RATE)
    return Quality(
        sentence,
        loudness_dbfs(samples),
        int((np.abs(samples) >= FULL_SCALE / (FULL_SCALE + 1)).sum()),
        first / SAMPLE_RATE,
        max(0.0, (samples.size - 1 - last) / SAMPLE_RATE),
        sound.seconds,
        syllables(sentence) / spoken_seconds,
    )


def loudness_dbfs(samples: NDArray[np.float64]) -> float:
    """Of sound that is shorter than a block: of all of it."""
    import numpy as np

    block, step = int(BLOCK_SECONDS * SAMPLE_RATE), int(STEP_SECONDS * SAMPLE_RATE)
    begins = range(0, max(1, samples.size - block + 1), step)
    powers = np.array([(samples[begin : begin + block] ** 2).mean() for begin in begins])
    loud = powers[powers > 10 ** (ABSOLUTE_GATE_DBFS / 10)]
    if loud.size == 0:
        return ABSOLUTE_GATE_DBFS
    gated = loud[loud > loud.mean() / 10 ** (RELATIVE_GATE_DB / 10)]
    return float(10 * np.log10(gated.mean()))


def _figures(name: str, all_of_them: Sequence[Quality], wanted: int) -> Iterator[Figure]:
    middle_dbfs = percentile([each.loudness_dbfs for each in all_of_them], 50)
    off = sorted(all_of_them, key=lambda each: -abs(each.loudness_dbfs - middle_dbfs))
    yield Figure(
        f"{name}_loudness_off",
        round(abs(off[0].loudness_dbfs - middle_dbfs), 2),
        "dB",
        SPREAD_DB,
        {
            "prompts": f"{len(all_of_them)} of {wanted}",
            "median_dbfs": round(middle_dbfs, 2),
            "farther_than_target": sum(abs(q.loudness_dbfs - middle_dbfs) > SPREAD_DB for q in off),
            "farthest": [f"{q.loudness_dbfs - middle_dbfs:+.1f} dB: {q.sentence}" for q in off[:WORST]],
        },
    )
    yield Figure(f"{name}_clipped", sum(each.clipped for each in all_of_them), "samples", 0)
    silence = [max(each.before_seconds, each.behind_seconds) for each in all_of_them]
    yield Figure(f"{name}_silence", round(max(silence), 2), "s", SILENCE_SECONDS, _spread(silence))
    longest = max(all_of_them, key=lambda each: each.seconds)
    lengths = [each.seconds for each in all_of_them]
    details: dict[str, Any] = {
        "longest": longest.sentence,
        "sum_seconds": round(sum(lengths)),
        **_spread(lengths),
    }
    yield Figure(f"{name}_seconds", round(longest.seconds, 1), "s", LONGEST_SECONDS, details)
    pace = [each.syllables_a_second for each in all_of_them if syllables(each.sentence) > 3]
    if pace:
        yield Figure(f"{name}_pace", round(percentile(pace, 50), 2), "syllables/s", None, _spread(pace))


def _spread(values: Sequence[float]) -> dict[str, Any]:
    return {f"p{percent}": round(percentile(values, percent), 2) for percent in (5, 50, 95)}
