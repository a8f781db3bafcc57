"""Spares the processor: the speech model is not asked about what is no louder than the room always is."""

from __future__ import annotations

import math
from collections import deque

from kiosk.faces.voice.contract import SAMPLE_RATE
from kiosk.faces.voice.vad import CHUNK_SECONDS, FULL_SCALE, SpeechModel

STANDS_OUT_DB = 6.0  # above the quietest moment of late
QUIETEST_POWER = 10 ** (-75 / 10)  # below it there is only the microphone's own noise
RUMBLE_HZ = 100.0  # below it there is traffic, and no speech
RUMBLE_KEPT = math.exp(-2 * math.pi * RUMBLE_HZ / SAMPLE_RATE)
OF_LATE_CHUNKS = round(2.0 / CHUNK_SECONDS)
ATTENTIVE_CHUNKS = round(1.5 / CHUNK_SECONDS)
RUN_UP_CHUNKS = 8  # that the model is given first: it judges a sound in the light of those before


class Sparing:
    """A SpeechModel in front of another.

    Loudness is never taken for speech: what stands out from the room, what came just before and what follows
    for a while, is the model's to judge, and so is all that is heard at first.
    """

    def __init__(self, speech: SpeechModel) -> None:
        self._speech = speech
        self._of_late: deque[float] = deque(maxlen=OF_LATE_CHUNKS)
        self._spared: deque[bytes] = deque(maxlen=RUN_UP_CHUNKS)
        self._attentive_chunks = ATTENTIVE_CHUNKS
        self._before = (0, 0.0)  # the last sample, and what it was without rumble

    def __call__(self, chunk: bytes) -> float:
        """The probability of speech in a chunk of CHUNK_BYTES."""
        power = self._power_of(chunk)
        self._of_late.append(power)
        if power > 10 ** (STANDS_OUT_DB / 10) * max(min(self._of_late), QUIETEST_POWER):
            self._attentive_chunks = ATTENTIVE_CHUNKS
        if self._attentive_chunks == 0:
            self._spared.append(chunk)
            return 0.0
        self._attentive_chunks -= 1
        while self._spared:
            self._speech(self._spared.popleft())
        return self._speech(chunk)

    def forget(self) -> None:
        """All that was said."""
        self._spared.clear()
        self._before = (0, 0.0)

    def _power_of(self, chunk: bytes) -> float:
        """The mean square above RUMBLE_HZ, relative to full scale."""
        before, without = self._before
        squares = 0.0
        samples = memoryview(chunk).cast("h")
        for sample in samples:
            without = RUMBLE_KEPT * (without + sample - before)
            before = sample
            squares += without * without
        self._before = before, without
        return squares / len(samples) / FULL_SCALE**2
