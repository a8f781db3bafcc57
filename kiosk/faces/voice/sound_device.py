"""One sound device, kept: open while it is wanted, watched, and opened anew by itself once it was lost.

Nothing here waits for the device: it is opened and closed in threads of their own.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

from kiosk.faces.voice.contract import AudioGone
from kiosk.faces.voice.worker import run_aside

log = logging.getLogger(__name__)

OPENING_SECONDS = 5.0
CLOSING_SECONDS = 1.0  # the next is not opened before: it may be another end of the same card
LOOK_EVERY_SECONDS = 0.2
HANGS_SECONDS = 2.0  # a device that no samples go through for so long is gone
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.5, 30.0


class Device(Protocol):
    @property
    def active(self) -> bool: ...

    def close(self) -> None: ...


class SoundDevice:
    """A device is named by its place, such as "handset"."""

    def __init__(
        self,
        direction: str,
        open_at: Callable[[str], Device],
        wanted: Callable[[], str | None],
        blocks: Callable[[], int],
        changed: Callable[[], None],
    ) -> None:
        """`open_at` opens the device of a place; blocking, raises AudioGone. `wanted`: the place, or None
        while no device is wanted; one that was lost is tried for all the same, so that one knows when it is
        back. `blocks` counts what went through it. `changed`: it has gone, or it is back."""
        self._direction = direction
        self._open_at = open_at
        self._wanted = wanted
        self._blocks = blocks
        self._changed = changed
        self._stirred = asyncio.Event()
        self._hanging: set[str] = set()  # places whose device is still being opened
        self._last: str | None = None
        self._retry_seconds = FIRST_RETRY_SECONDS
        self._gone: AudioGone | None = None
        self._moving = False

    @property
    def gone(self) -> AudioGone | None:
        """Why there is none just now; None while there is, or none was tried yet."""
        return self._gone

    @property
    def moving(self) -> bool:
        """It is open, and samples go through it."""
        return self._moving

    def stir(self) -> None:
        """What is wanted has changed."""
        self._stirred.set()

    async def run(self) -> None:
        """Keep it for ever."""
        while True:
            self._stirred.clear()
            place = self._place()
            if place is None:
                await self._stirred.wait()
                continue
            self._last = place
            try:
                await self._keep(place)
            except AudioGone as error:
                self._lose(place, error)
                await self._pause(self._retry_seconds)
                self._retry_seconds = min(2 * self._retry_seconds, LONGEST_RETRY_SECONDS)

    def _place(self) -> str | None:
        return self._wanted() or (self._last if self._gone is not None else None)

    async def _keep(self, place: str) -> None:
        """Until another one is wanted. Raises AudioGone."""
        device = await self._opened(place)
        try:
            await self._watch(device, place)
        finally:
            self._moving = False
            with suppress(TimeoutError):  # a dead device may never close: its thread is left to it
                async with asyncio.timeout(CLOSING_SECONDS):
                    await _closed(device)

    async def _opened(self, place: str) -> Device:
        """Raises AudioGone."""
        if place in self._hanging:
            raise AudioGone(f"{place} still does not open")
        opening = asyncio.ensure_future(run_aside("audio-open", partial(self._open_at, place)))
        try:
            await asyncio.wait([opening], timeout=OPENING_SECONDS)
        finally:
            if not opening.done():
                self._hanging.add(place)
                opening.add_done_callback(partial(self._close_late, place))
        if not opening.done():
            raise AudioGone(f"{place} does not open")
        return opening.result()

    def _close_late(self, place: str, opening: asyncio.Future[Device]) -> None:
        """It has opened after all, or not, when nobody waited for it any more."""
        self._hanging.discard(place)
        if not opening.cancelled() and opening.exception() is None:
            closing = asyncio.ensure_future(_closed(opening.result()))
            closing.add_done_callback(lambda _: self._stirred.set())

    async def _watch(self, device: Device, place: str) -> None:
        seen, moved = self._blocks(), time.monotonic()
        while self._place() == place:
            await self._pause(LOOK_EVERY_SECONDS)
            now = time.monotonic()
            if self._blocks() != seen:
                seen, moved = self._blocks(), now
                self._find(place)
            if not device.active or now - moved > HANGS_SECONDS:
                raise AudioGone(f"no more samples at {place}")

    async def _pause(self, seconds: float) -> None:
        """At most so long: not when something else is wanted."""
        self._stirred.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()

    def _lose(self, place: str, error: AudioGone) -> None:
        before, self._gone = self._gone, error
        if before is None:
            log.warning("audio_gone direction=%s place=%s error=%r", self._direction, place, str(error))
            self._changed()

    def _find(self, place: str) -> None:
        self._moving = True
        self._retry_seconds = FIRST_RETRY_SECONDS
        if self._gone is not None:
            self._gone = None
            log.info("audio_back direction=%s place=%s", self._direction, place)
            self._changed()


async def _closed(device: Device) -> None:
    with suppress(Exception):  # it is given up; what it thinks of that helps nobody
        await run_aside("audio-close", device.close)
