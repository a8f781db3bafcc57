"""A prompt's figures, on sounds whose figures are known."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

import numpy as np

from kiosk.faces.voice.contract import SAMPLE_RATE
from kiosk.faces.voice.speakers import Sound
from tests.bench.prompt_quality import loudness_dbfs, of


def tone(seconds: float, amplitude: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return amplitude * np.sin(2 * np.pi * 440 * at)


def test_loudness_is_that_of_what_is_loud() -> None:
    spoken = tone(2, 0.2)
    expected_dbfs = 20 * np.log10(0.2) - 3.01
    assert loudness_dbfs(spoken) == pytest.approx(expected_dbfs, abs=0.05)
    with_pauses = np.concatenate([np.zeros(SAMPLE_RATE), spoken, np.zeros(SAMPLE_RATE)])
    assert loudness_dbfs(with_pauses) == pytest.approx(expected_dbfs, abs=0.7)
    assert loudness_dbfs(tone(0.1, 0.2)) == pytest.approx(expected_dbfs, abs=0.1)
    assert loudness_dbfs(np.zeros(SAMPLE_RATE)) == -70


def test_silence_clipping_and_pace_are_found() -> None:
    samples = np.concatenate([np.zeros(SAMPLE_RATE // 2), tone(2, 0.2), np.zeros(SAMPLE_RATE)])
    samples[SAMPLE_RATE : SAMPLE_RATE + 5] = 1.0
    found = of("请稍候马上好", Sound((samples * 32767).astype("<i2").tobytes(), SAMPLE_RATE))
    assert found.before_seconds == pytest.approx(0.5, abs=0.01)
    assert found.behind_seconds == pytest.approx(1.0, abs=0.01)
    assert found.clipped == 5
    assert found.seconds == pytest.approx(3.5)
    assert found.syllables_a_second == pytest.approx(3, abs=0.05)
