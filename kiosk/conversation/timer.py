"""What is done a while later, unless something else comes first; and the times of the idle clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdleTimes:
    """`extend_seconds` ≥ 20 (WCAG 2.2, 2.2.1); any touch or key extends, as often as it takes."""

    idle_seconds: float
    extend_seconds: float


class Timer:
    """Calls once, unless it was stopped or started anew."""

    def __init__(self) -> None:
        self._handle: asyncio.TimerHandle | None = None

    def start(self, seconds: float, then: Callable[[], None]) -> None:
        self.stop()
        self._handle = asyncio.get_running_loop().call_later(seconds, then)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
