"""The one way out of sound: what is said on the loudspeaker or the handset, silent at once when told to stop.

The audio thread only copies what the reel gives it; everything else happens in the loop's thread. The device
is opened when there is something to say, and given back some seconds after the last word.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kiosk.faces.voice.contract import SAMPLE_RATE, AudioGone
from kiosk.faces.voice.reel import Finished, Reel
from kiosk.faces.voice.worker import Worker

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

BLOCK_FRAMES = SAMPLE_RATE // 100
LATENCY_SECONDS = 0.02  # of samples that the device holds ready
IDLE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.2
OPENING_SECONDS = 5.0
HANGS_SECONDS = 2.0  # a device that takes no samples for so long is gone
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.5, 30.0


class Outlet(StrEnum):
    LOUDSPEAKER = "loudspeaker"
    HANDSET = "handset"


class Device(Protocol):
    @property
    def active(self) -> bool: ...

    def close(self) -> None: ...


Open = Callable[[str | None, Reel], Device]


def open_device(name: str | None, reel: Reel) -> Device:
    """An output of PortAudio by its name, or the default one. Blocking. Raises AudioGone."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise AudioGone(f"sounddevice does not load: {error}") from error

    def fill(block: NDArray[np.int16], *_: object) -> None:
        reel.fill(block[:, 0])

    try:
        stream = sounddevice.OutputStream(
            samplerate=SAMPLE_RATE,
            blocksize=BLOCK_FRAMES,
            device=name,
            channels=1,
            dtype="int16",
            latency=LATENCY_SECONDS,
            callback=fill,
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise AudioGone(f"{name or 'the default output'}: {error}") from error
    return stream  # type: ignore[no-any-return]  # sounddevice has no types


class Player:
    """While there is no device sounds are dropped, so that nobody waits for them; it comes back by itself."""

    def __init__(self, outputs: Mapping[Outlet, str | None], open_device: Open = open_device) -> None:
        """`outputs`: PortAudio's names; None is the default output."""
        self._outputs = outputs
        self._open_device = open_device
        self._outlet = Outlet.LOUDSPEAKER
        self._reel = Reel()
        self._wanted = asyncio.Event()
        self._wanted.set()  # from the start: the first word waits for no library, and one knows if it is gone
        self._gone: AudioGone | None = None

    @property
    def outlet(self) -> Outlet:
        return self._outlet

    @property
    def gone(self) -> AudioGone | None:
        """Why there is no sound just now; None while there is, or nothing was said yet."""
        return self._gone

    @property
    def playing(self) -> bool:
        return not self._reel.empty

    def play(self, samples: NDArray[np.int16], finished: Finished = lambda _whole: None) -> None:
        """After what is being played. `finished` is called in the loop: True at its end, False when cut."""
        if self._gone is not None:
            asyncio.get_running_loop().call_soon(finished, False)
            return
        self._reel.add(samples, _in_loop(finished))
        self._wanted.set()

    def stop(self) -> None:
        """Silence: the device still plays what it holds, about LATENCY_SECONDS."""
        self._reel.cut()

    def turn_to(self, gain: float) -> None:
        """How loud, as a factor of amplitude."""
        self._reel.turn_to(gain)

    def use(self, outlet: Outlet) -> None:
        """From here on; what was being said is cut."""
        if outlet is not self._outlet:
            self._outlet = outlet
            self.stop()
            self._wanted.set()

    async def run(self) -> None:
        """Keep the device for ever: open while it is needed, opened anew when it was lost."""
        retry_seconds = FIRST_RETRY_SECONDS
        while True:
            await self._wanted.wait()
            outlet = self._outlet
            try:
                device = await self._opened(self._outputs.get(outlet))
            except AudioGone as error:
                self._lose(error)
                await asyncio.sleep(retry_seconds)
                retry_seconds = min(2 * retry_seconds, LONGEST_RETRY_SECONDS)
                continue
            if self._gone is not None:
                log.info("audio_back outlet=%s", outlet)
            self._gone, retry_seconds = None, FIRST_RETRY_SECONDS
            try:
                await self._watch(device, outlet)
            except AudioGone as error:
                self._lose(error)
            finally:
                # A dead device may never close: its thread is left to it.
                threading.Thread(target=_close, args=(device,), name="audio-close", daemon=True).start()

    async def _opened(self, name: str | None) -> Device:
        """Raises AudioGone."""
        given_up = threading.Event()

        def open_it() -> Device:
            device = self._open_device(name, self._reel)
            if given_up.is_set():
                _close(device)
            return device

        try:
            async with asyncio.timeout(OPENING_SECONDS):
                return await Worker("audio-open").run(open_it)
        except TimeoutError as error:
            given_up.set()
            raise AudioGone(f"{name or 'the default output'} does not open") from error

    async def _watch(self, device: Device, outlet: Outlet) -> None:
        """Until another outlet is used, or nothing was said for a while. Raises AudioGone."""
        taken, moved = self._reel.blocks, time.monotonic()
        spoke = time.monotonic()
        while outlet is self._outlet:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            now = time.monotonic()
            if self._reel.blocks != taken:
                taken, moved = self._reel.blocks, now
            if not device.active or now - moved > HANGS_SECONDS:
                raise AudioGone(f"{outlet} takes no more samples")
            if self.playing:
                spoke = now
            elif now - spoke > IDLE_SECONDS:
                self._wanted.clear()
                return

    def _lose(self, error: AudioGone) -> None:
        if self._gone is None:
            log.warning("audio_gone outlet=%s error=%r", self._outlet, str(error))
        self._gone = error
        self._reel.cut()


def _in_loop(finished: Finished) -> Finished:
    """The same, callable from the audio thread."""
    loop = asyncio.get_running_loop()

    def tell(whole: bool) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(finished, whole)

    return tell


def _close(device: Device) -> None:
    with suppress(Exception):  # it is given up; what it thinks of that helps nobody
        device.close()
