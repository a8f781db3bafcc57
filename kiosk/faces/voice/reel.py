"""The samples that come out next. The loop's thread puts sounds in, the audio thread takes blocks out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.faces.voice.contract import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FADE_FRAMES = SAMPLE_RATE * 5 // 1000  # a sound that is cut fades out so fast, or it would click

Finished = Callable[[bool], None]


@dataclass(slots=True)
class _Track:
    samples: NDArray[np.int16]
    finished: Finished
    at: int = 0


class Reel:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tracks: deque[_Track] = deque()
        self._fading: NDArray[np.int16] | None = None
        self._gain = self._gain_reached = 1.0
        self.blocks = 0  # that were taken out; a device that takes no more is gone

    @property
    def empty(self) -> bool:
        return not self._tracks and self._fading is None

    def add(self, samples: NDArray[np.int16], finished: Finished) -> None:
        """After what is there. `finished` is called in the audio thread with True, or by `cut` with False."""
        with self._lock:
            self._tracks.append(_Track(samples, finished))

    def cut(self) -> None:
        """Silence, a fade of FADE_FRAMES later."""
        with self._lock:
            tracks, self._tracks = self._tracks, deque()
            if tracks and tracks[0].at:
                rest = tracks[0].samples[tracks[0].at : tracks[0].at + FADE_FRAMES]
                self._fading = _faded(rest) if rest.size else None
        for track in tracks:
            track.finished(False)

    def turn_to(self, gain: float) -> None:
        """How loud, as a factor of amplitude; reached within a block."""
        self._gain = gain

    def fill(self, block: NDArray[np.int16]) -> None:
        """The next samples, or silence. Called in the audio thread."""
        ended = []
        with self._lock:
            block[:] = 0
            written = self._fade_into(block)
            while self._tracks and written < block.size:
                track = self._tracks[0]
                piece = track.samples[track.at : track.at + block.size - written]
                block[written : written + piece.size] = piece
                written += piece.size
                track.at += piece.size
                if track.at >= track.samples.size:
                    ended.append(self._tracks.popleft())
            self._turn(block)
            self.blocks += 1
        for track in ended:
            track.finished(True)

    def _fade_into(self, block: NDArray[np.int16]) -> int:
        """The end of what was cut. What is said next comes after it."""
        if self._fading is None:
            return 0
        piece = self._fading[: block.size]
        self._fading = self._fading[block.size :] if self._fading.size > block.size else None
        block[: piece.size] = piece
        return piece.size

    def _turn(self, block: NDArray[np.int16]) -> None:
        import numpy as np

        if self._gain == self._gain_reached == 1.0:
            return
        ramp = np.linspace(self._gain_reached, self._gain, block.size)
        self._gain_reached = self._gain
        block[:] = np.clip(block * ramp, -32768, 32767).astype(np.int16)


def _faded(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    import numpy as np

    return (samples * np.linspace(1, 0, samples.size)).astype(np.int16)
