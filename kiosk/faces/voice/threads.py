"""Threads that call into native libraries, and their end.

When the interpreter ends while one of its threads is in such a library, the process crashes: CPython unwinds
the thread through frames that don't allow it. So the threads end first. One that hangs can't, and then the
process has to leave without the interpreter's own end.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

Item = TypeVar("Item")


class NativeThread(threading.Thread, Generic[Item]):
    """Does one thing after the other, until it is dismissed."""

    def __init__(self, name: str, do: Callable[[Item], None]) -> None:
        """`do` must not raise."""
        super().__init__(name=name, daemon=True)
        self._do = do
        self._items: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._dismissed = False

    @property
    def waiting(self) -> int:
        """Things that it has not begun yet."""
        return self._items.qsize()

    def put(self, item: Item) -> None:
        self._items.put(item)

    def take_back(self) -> list[Item]:
        """What it has not begun, and won't begin."""
        left: list[Item] = []
        with suppress(queue.Empty):
            while True:
                item = self._items.get_nowait()
                if item is not None:
                    left.append(item)
        if self._dismissed:
            self._items.put(None)
        return left

    def dismiss(self) -> list[Item]:
        """It ends with what it is doing just now; gives what it has not begun."""
        self._dismissed = True
        return self.take_back()

    def run(self) -> None:
        while (item := self._items.get()) is not None and not self._dismissed:
            self._do(item)
            del item  # while it waits, nothing that was said is held here


def end_all(seconds: float) -> tuple[str, ...]:
    """Blocking. The names of those that did not end within that time: some library hangs."""
    threads = [thread for thread in threading.enumerate() if isinstance(thread, NativeThread)]
    for thread in threads:
        thread.dismiss()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return tuple(thread.name for thread in threads if thread.is_alive())
