"""Samples from an engine, brought to the booth's rate and to one loudness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.faces.voice.contract import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TARGET_DBFS = -17.0  # mean loudness of what is spoken, pauses left out: all voices and sentences alike
PEAK = 0.94  # of full scale, about -0.5 dBFS
SPOKEN_DBFS = -45.0  # a frame below this is a pause
FRAME_SECONDS = 0.02
HALF_WIDTH = 16  # zero crossings of the low-pass on either side


def resampled(samples: NDArray[np.float32], from_hz: int, to_hz: int = SAMPLE_RATE) -> NDArray[np.float32]:
    """By a windowed sinc that cuts off below the lower of the two rates' halves."""
    import numpy as np

    if from_hz == to_hz or samples.size == 0:
        return samples
    cut_off = min(1.0, to_hz / from_hz) * 0.95
    reach = int(HALF_WIDTH / cut_off)
    at = np.arange(int(samples.size * to_hz / from_hz)) * (from_hz / to_hz)
    nearest = np.floor(at).astype(np.int64)
    padded = np.pad(samples.astype(np.float32), reach)
    result = np.zeros(at.size, np.float32)
    for step in range(1 - reach, reach + 1):
        distance = (nearest + step - at).astype(np.float32)
        window = 0.5 + 0.5 * np.cos(np.pi * distance / reach)
        result += padded[nearest + step + reach] * np.sinc(distance * cut_off) * window * cut_off
    return result


def levelled(samples: NDArray[np.float32], volume_db: float = 0.0) -> bytes:
    """As 16 bit, spoken at TARGET_DBFS and `volume_db`; peaks are rounded off instead of cut."""
    import numpy as np

    frame = int(SAMPLE_RATE * FRAME_SECONDS)
    whole = samples[: samples.size // frame * frame].reshape(-1, frame)
    power = (whole.astype(np.float64) ** 2).mean(axis=1) if whole.size else np.zeros(1)
    spoken = power[power > 10 ** (SPOKEN_DBFS / 10)]
    gain = 10 ** ((TARGET_DBFS + volume_db) / 20) / np.sqrt(spoken.mean()) if spoken.size else 1.0
    louder = samples * gain
    knee = PEAK * 0.8
    over = np.abs(louder) > knee
    rounded = knee + (PEAK - knee) * np.tanh((np.abs(louder) - knee) / (PEAK - knee))
    shaped = np.where(over, np.sign(louder) * rounded, louder)
    return (shaped * 32767).astype("<i2").tobytes()
