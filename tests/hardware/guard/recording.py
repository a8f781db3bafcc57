"""A recording, and sound devices that ALSA makes of files: what is played into them can be looked at."""

from __future__ import annotations

import array
import math
import wave
from pathlib import Path

RATE_HZ = 16_000


def record(path: Path, seconds: float) -> bytes:
    """A tone, as boothctl writes the sentence: mono, 16 bit. Returns its samples."""
    tone = (int(8000 * math.sin(at / 5)) for at in range(int(seconds * RATE_HZ)))
    samples = array.array("h", tone).tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples)
    return samples


def device(path: Path) -> str:
    """Writes what is played into `path`. A pipe that nobody reads hangs as soon as it is opened."""
    return f"file:FILE='{path}',FORMAT=raw"
