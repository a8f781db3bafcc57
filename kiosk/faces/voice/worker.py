"""One thread for blocking work, one piece after the other; it never holds up the end of the process."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


class Worker:
    def __init__(self, name: str) -> None:
        self._name = name
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, work: Callable[[], Result]) -> Result:
        """What `work` returns or raises. Work that is cancelled before its turn is not done."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()

        def settle(settled: Callable[[], None]) -> None:
            if not done.done():
                settled()

        def turn() -> None:
            if done.cancelled():
                return
            try:
                settled = partial(done.set_result, work())
            except Exception as error:
                settled = partial(done.set_exception, error)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, settled)

        self._start()
        self._work.put(turn)
        return await done

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()

    def _serve(self) -> None:
        while True:
            self._work.get()()
