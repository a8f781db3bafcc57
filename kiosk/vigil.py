"""Watches that the kiosk lives and draws. A kiosk that does neither is ended, so that it is started anew.

The loop's pulse is watched from a thread of its own, because a stalled loop can't watch itself.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

EXIT_STALLED = 75  # EX_TEMPFAIL of sysexits.h: try again
PULSES_PER_STALL = 8


class Vigil:
    def __init__(
        self, stalled_seconds: float, undrawn_seconds: Callable[[], float], tell: Callable[[str], None]
    ) -> None:
        """`undrawn_seconds` says how long a scene has not reached the glass; `tell` speaks to systemd."""
        self._stalled_seconds = stalled_seconds
        self._pulse_seconds = stalled_seconds / PULSES_PER_STALL
        self._undrawn_seconds = undrawn_seconds
        self._tell = tell
        self._last_pulse = time.monotonic()

    async def keep(self) -> None:
        """Beat for ever; ends the process when the loop or the drawing stalls."""
        threading.Thread(target=self._watch, name="vigil", daemon=True).start()
        while True:
            self._last_pulse = time.monotonic()
            if self._undrawn_seconds() > self._stalled_seconds:
                self._end("the screen is not drawn")
            self._tell("WATCHDOG=1")
            await asyncio.sleep(self._pulse_seconds)

    def _watch(self) -> None:
        while True:
            time.sleep(self._pulse_seconds)
            if time.monotonic() - self._last_pulse > self._stalled_seconds:
                self._end("the loop is stalled")

    def _end(self, reason: str) -> None:
        """No clean-up: what is stalled can't be asked to tidy."""
        log.critical("kiosk_stalled reason=%r", reason)
        logging.shutdown()
        os._exit(EXIT_STALLED)
