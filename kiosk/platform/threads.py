"""Blocking work in threads of its own, and the means to end it.

A pool would be the usual thing, but its threads are shared and joined at exit: work that hangs in a dead
socket or a dead resolver would hold up the next citizen and the end of the process. A thread a call costs
some 0.1 ms; what hangs there hangs alone.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


class TooManyHang(Exception):
    """As many threads as there may be are all still busy."""


class Threads:
    def __init__(self, name: str, most: int) -> None:
        """`most`: how many may be busy at once, so that what hangs for ever does not pile up."""
        self._name = name
        self._most = most
        self.busy = 0  # also those that nobody waits for any more

    async def run(self, work: Callable[[], Result]) -> Result:
        """What `work` returns or raises. Cancelled, it returns at once and lets the thread end by itself.

        Raises TooManyHang.
        """
        if self.busy >= self._most:
            raise TooManyHang(f"{self.busy} threads of {self._name} are busy")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()

        def settle(settled: Callable[[], None]) -> None:
            self.busy -= 1
            if not done.done():
                settled()

        def run() -> None:
            try:
                result = work()
            except Exception as error:
                settled = partial(done.set_exception, error)
            else:
                settled = partial(done.set_result, result)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, settled)

        try:
            threading.Thread(target=run, name=self._name, daemon=True).start()
        except RuntimeError as error:  # the system allows no more
            raise TooManyHang("no thread can be started") from error
        self.busy += 1
        return await done


class Leash:
    """Ends from one thread what blocks on a socket in another: cut, it reads the end of the stream."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cut = False

    def hold(self, connected: socket.socket | None) -> None:
        """From here on this socket is what `cut` cuts; None: nothing any more."""
        with self._lock:
            self._socket = connected
            if self._cut:
                self._shut_down()

    def cut(self) -> None:
        with self._lock:
            self._cut = True
            self._shut_down()

    def _shut_down(self) -> None:
        """The plain socket's shutdown: that of TLS would take its state away from the thread that reads."""
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
