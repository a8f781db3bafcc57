"""The one way in of sound. The device is open while the booth listens, and at no other time.

A device that is lost, or was never there, is tried for again, without holding up anything; it says when it
has gone and come back, so that the screen offers nothing that can't be heard.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from kiosk.faces.voice.contract import SAMPLE_RATE, AudioGone
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.vad import CHUNK_SAMPLES
from kiosk.faces.voice.worker import Worker

log = logging.getLogger(__name__)

OPENING_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.2
HANGS_SECONDS = 2.0  # a device that gives no samples for so long is gone
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.5, 30.0

Take = Callable[[bytes], None]
"""Takes what was captured, in the audio thread: it must be quick."""


class Device(Protocol):
    @property
    def active(self) -> bool: ...

    def close(self) -> None: ...


Open = Callable[[str | None, Take], Device]


def open_device(name: str | None, take: Take) -> Device:
    """An input of PortAudio by its name, or the default one: 32 ms at a time. Blocking. Raises AudioGone."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise AudioGone(f"sounddevice does not load: {error}") from error

    def captured(block: object, *_: object) -> None:
        take(bytes(block))  # type: ignore[call-overload]  # a CFFI buffer, which has no types

    try:
        stream = sounddevice.RawInputStream(
            samplerate=SAMPLE_RATE,
            blocksize=CHUNK_SAMPLES,
            device=name,
            channels=1,
            dtype="int16",
            callback=captured,
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise AudioGone(f"{name or 'the default input'}: {error}") from error
    return stream  # type: ignore[no-any-return]  # sounddevice has no types


class Microphone:
    """The inputs stand where the outlets do: one in the handset, one in the booth."""

    def __init__(
        self,
        inputs: Mapping[Outlet, str | None],
        take: Take,
        changed: Callable[[], None] = lambda: None,
        open_device: Open = open_device,
    ) -> None:
        """`inputs`: PortAudio's names; None is the default input. `changed`: it has gone, or come back."""
        self._inputs = inputs
        self._take = take
        self._changed = changed
        self._open_device = open_device
        self._at: Outlet | None = None
        self._stirred = asyncio.Event()
        self._gone: AudioGone | None = None
        self._blocks = 0
        self._open = False

    @property
    def gone(self) -> AudioGone | None:
        """Why it can't listen just now; None while it can, or has not tried yet."""
        return self._gone

    @property
    def capturing(self) -> bool:
        """The device is open, and has given samples."""
        return self._open

    def listen(self, at: Outlet) -> None:
        if at is not self._at:
            self._at = at
            self._stirred.set()

    def rest(self) -> None:
        """Nothing is captured any more, as soon as the device has closed."""
        if self._at is not None:
            self._at = None
            self._stirred.set()

    async def run(self) -> None:
        """Keep the device for ever: open while it is wanted, and tried for while it is gone."""
        retry_seconds = FIRST_RETRY_SECONDS
        last = Outlet.LOUDSPEAKER
        while True:
            self._stirred.clear()
            if self._at is None and self._gone is None:
                await self._stirred.wait()
                continue
            last = self._at or last
            try:
                device = await self._opened(self._inputs.get(last))
            except AudioGone as error:
                self._lose(error)
                await self._pause(retry_seconds)
                retry_seconds = min(2 * retry_seconds, LONGEST_RETRY_SECONDS)
                continue
            retry_seconds = FIRST_RETRY_SECONDS
            self._find()
            try:
                await self._watch(device, last)
            except AudioGone as error:
                self._lose(error)
            finally:
                self._open = False
                # A dead device may never close: its thread is left to it.
                threading.Thread(target=_close, args=(device,), name="audio-close", daemon=True).start()

    async def _opened(self, name: str | None) -> Device:
        """Raises AudioGone."""
        given_up = threading.Event()

        def take(block: bytes) -> None:
            self._blocks += 1
            if self._at is not None:
                self._take(block)

        def open_it() -> Device:
            device = self._open_device(name, take)
            if given_up.is_set():
                _close(device)
            return device

        try:
            async with asyncio.timeout(OPENING_SECONDS):
                return await Worker("audio-open").run(open_it)
        except TimeoutError as error:
            raise AudioGone(f"{name or 'the default input'} does not open") from error
        finally:
            given_up.set()

    async def _watch(self, device: Device, at: Outlet) -> None:
        """Until something else is wanted. Raises AudioGone."""
        seen, moved = self._blocks, time.monotonic()
        while self._at is at:
            await self._pause(LOOK_EVERY_SECONDS)
            now = time.monotonic()
            if self._blocks != seen:
                seen, moved = self._blocks, now
                self._open = True
            if not device.active or now - moved > HANGS_SECONDS:
                raise AudioGone(f"{at} gives no more samples")

    async def _pause(self, seconds: float) -> None:
        """At most so long: not when something else is wanted."""
        self._stirred.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()

    def _lose(self, error: AudioGone) -> None:
        before, self._gone = self._gone, error
        if before is None:
            log.warning("microphone_gone error=%r", str(error))
            self._changed()

    def _find(self) -> None:
        if self._gone is not None:
            self._gone = None
            log.info("microphone_back")
            self._changed()


def _close(device: Device) -> None:
    with suppress(Exception):  # it is given up; what it thinks of that helps nobody
        device.close()
