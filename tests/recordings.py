"""Recordings of people, and the installed models, for tests and benches. Neither is part of the repository.

The recordings lie in $BOOTH_SHARED/audio, else in ../shared/audio beside the project; models in $BOOTH_MODELS
or where a booth has them; rendered prompts in $BOOTH_PROMPTS, likewise.
"""

from __future__ import annotations

import csv
import math
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.faces.voice.contract import SAMPLE_RATE, ModelMissing
from kiosk.faces.voice.models import MODELS_DIR, find
from kiosk.faces.voice.prompts import PROMPTS_DIR

if TYPE_CHECKING:
    import numpy as np

PROJECT = Path(__file__).resolve().parents[1]
FULL_SCALE = 32767


@dataclass(frozen=True, slots=True)
class Recording:
    file: Path
    language: str  # as in the manifest: zh, en
    transcript: str
    speaker: str
    source: str


def audio_dir() -> Path:
    return Path(os.environ.get("BOOTH_SHARED", PROJECT.parent / "shared")) / "audio"


def models_dir() -> Path:
    return Path(os.environ.get("BOOTH_MODELS", MODELS_DIR))


def prompts_dir() -> Path:
    return Path(os.environ.get("BOOTH_PROMPTS", PROMPTS_DIR))


@cache
def recordings() -> tuple[Recording, ...]:
    """() where there are none."""
    manifest = audio_dir() / "manifest.tsv"
    if not manifest.is_file():
        return ()
    with manifest.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Recording(
                audio_dir() / row["file"], row["language"], row["transcript"], row["speaker"], row["source"]
            )
            for row in csv.DictReader(lines, delimiter="\t")
        )


def samples(file: Path) -> bytes:
    """A sound file in the booth's own form."""
    import numpy as np
    from faster_whisper.audio import decode_audio

    waveform = decode_audio(str(file), sampling_rate=SAMPLE_RATE)
    whole: np.ndarray[Any, np.dtype[np.int16]] = (np.clip(waveform, -1, 1) * FULL_SCALE).astype("<i2")
    return whole.tobytes()


def in_pink_noise(speech: bytes, snr_db: float, seed: int, before: bytes = b"", behind: bytes = b"") -> bytes:
    """The same with noise of 3 dB less an octave, so much below the mean power of the speech; the noise also
    fills the silence `before` and `behind`."""
    import numpy as np

    waveform = np.frombuffer(before + speech + behind, "<i2").astype(np.float64)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(len(waveform)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum, len(waveform))
    spoken = np.frombuffer(speech, "<i2").astype(np.float64)
    power = float((spoken**2).mean()) / 10 ** (snr_db / 10)
    loud = waveform + noise * math.sqrt(power / float((noise**2).mean()))
    return np.clip(loud, -FULL_SCALE, FULL_SCALE).astype("<i2").tobytes()


def require_model(model_id: str) -> Path:
    """Skips the test, and says so, where the model is not installed."""
    try:
        return find(model_id, models_dir())
    except ModelMissing as error:
        pytest.skip(f"{error} (or name another folder with $BOOTH_MODELS)")


def require_recording(name: str) -> bytes:
    """Skips the test, and says so, where the recordings are not."""
    file = audio_dir() / name
    if not file.is_file():
        pytest.skip(f"{file} is not there; name their folder with $BOOTH_SHARED")
    return samples(file)


def recorded_word(speaker: str, word: str) -> bytes:
    """Of one person. Skips the test, and says so, where it is not."""
    found = next((r for r in recordings() if (r.speaker, r.transcript) == (speaker, word)), None)
    return samples(found.file) if found else require_recording(f"{speaker} saying {word}")
