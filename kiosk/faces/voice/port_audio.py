"""The sound devices of this machine, by PortAudio.

PortAudio knows the devices that were there when it began, and no others. So it begins anew once a device
could not be opened: a sound card that is plugged in later is found, without the kiosk being restarted. That
ends every open stream; it is done only while there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from kiosk.faces.voice.contract import SAMPLE_RATE, AudioGone
from kiosk.faces.voice.reel import Reel
from kiosk.faces.voice.vad import CHUNK_SAMPLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK_FRAMES = SAMPLE_RATE // 100  # that are played at a time
LATENCY_SECONDS = 0.02  # of samples that an output holds ready
BUSY_SECONDS = 10.0  # a call of PortAudio's that takes longer does not come back


class Stream:
    """An open device."""

    def __init__(self, stream: Any, closed: Callable[[], None]) -> None:
        self._stream = stream
        self._closed = closed

    @property
    def active(self) -> bool:
        """False once the device has gone."""
        return bool(self._stream.active)

    def close(self) -> None:
        """Blocking."""
        self._closed()


class PortAudio:
    """One for the process, for both directions. Every call may block, and may come from any thread.

    Its own functions are no more than one thread's at a time ("not thread-safe", PortAudio's documentation).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[Stream] = set()
        self._outdated = False

    def open_input(self, name: str | None, take: Callable[[bytes], None]) -> Stream:
        """An input by its name, or the default one; `take` gets CHUNK_SAMPLES at a time, in the audio thread.
        Raises AudioGone."""

        def captured(block: object, *_: object) -> None:
            take(bytes(block))  # type: ignore[call-overload]  # a CFFI buffer, which has no types

        def make(sounddevice: Any) -> Any:
            return sounddevice.RawInputStream(
                samplerate=SAMPLE_RATE,
                blocksize=CHUNK_SAMPLES,
                device=name,
                channels=1,
                dtype="int16",
                callback=captured,
            )

        return self._opened(make, name or "the default input")

    def open_output(self, name: str | None, reel: Reel) -> Stream:
        """An output by its name, or the default one. Raises AudioGone."""

        def fill(block: NDArray[np.int16], *_: object) -> None:
            reel.fill(block[:, 0])

        def make(sounddevice: Any) -> Any:
            return sounddevice.OutputStream(
                samplerate=SAMPLE_RATE,
                blocksize=BLOCK_FRAMES,
                device=name,
                channels=1,
                dtype="int16",
                latency=LATENCY_SECONDS,
                callback=fill,
            )

        return self._opened(make, name or "the default output")

    def fault_of(self, name: str | None, kind: str) -> str | None:
        """Why there is no such device; None when there is. `kind`: input or output. Raises AudioGone."""
        with self._alone() as sounddevice:
            try:
                sounddevice.query_devices(name, kind)
            except (sounddevice.PortAudioError, ValueError) as error:
                return str(error)
        return None

    def names(self, kind: str) -> tuple[str, ...]:
        """The devices of a `kind`, input or output. Raises AudioGone."""
        with self._alone() as sounddevice:
            devices = sounddevice.query_devices()
            return tuple(each["name"] for each in devices if each[f"max_{kind}_channels"] > 0)

    def _opened(self, make: Callable[[Any], Any], called: str) -> Stream:
        with self._alone() as sounddevice:
            made = None
            try:
                made = make(sounddevice)
                made.start()
            except (sounddevice.PortAudioError, ValueError) as error:
                self._outdated = True
                if made is not None:
                    made.close()
                raise AudioGone(f"{called}: {error}") from error
            stream = Stream(made, lambda: self._close(stream, made))
            self._open.add(stream)
            return stream

    def _close(self, stream: Stream, made: Any) -> None:
        with self._alone():
            if stream in self._open:
                self._open.discard(stream)
                made.close()

    @contextmanager
    def _alone(self) -> Iterator[Any]:
        """The library, once nobody else uses it. Raises AudioGone."""
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise AudioGone("PortAudio hangs on another device")
        try:
            try:
                import sounddevice
            except Exception as error:  # its import looks for PortAudio, and begins it
                raise AudioGone(f"sounddevice does not load: {error}") from error
            if self._outdated and not self._open:
                _begin_anew(sounddevice)
                self._outdated = False
            yield sounddevice
        finally:
            self._lock.release()


def _begin_anew(sounddevice: Any) -> None:
    """As sounddevice's author advises (python-sounddevice, issue 125). Raises AudioGone."""
    with suppress(sounddevice.PortAudioError):  # it did not begin the last time
        sounddevice._terminate()
    try:
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise AudioGone(f"PortAudio does not begin: {error}") from error
