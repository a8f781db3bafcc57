"""What is done a while later, unless something else comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Pause:
    """One thing at most is waiting; the next one takes its place."""

    def __init__(self) -> None:
        self._due: asyncio.TimerHandle | None = None

    def then(self, seconds: float, act: Callable[[], None]) -> None:
        self.end()
        self._due = asyncio.get_running_loop().call_later(seconds, act)

    def end(self) -> None:
        """Nothing is waiting any more."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
