"""Threads for blocking work; they never hold up the end of the process."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.threads import NativeThread

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class WorkHung(VoiceError):
    """Work takes longer than it ever should."""


class Worker:
    """One thread, one piece of work after the other."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: NativeThread[Callable[[], None]] | None = None
        self._hangs = False

    @property
    def hangs(self) -> bool:
        """Its thread has been given up, and has not come back."""
        return self._hangs

    async def run(self, work: Callable[[], Result], seconds: float | None = None) -> Result:
        """What `work` returns or raises. Work that is cancelled before its turn is not done.

        Raises WorkHung when it is not done within `seconds`, and from then on at once, for as long as the
        thread has not come back.
        """
        if self._hangs:
            raise WorkHung(f"{self._name} hangs")
        done, turn = _turn_of(work)
        self._started().put(turn)
        try:
            await asyncio.wait([done], timeout=seconds)
            if not done.done():
                self._give_up()
                raise WorkHung(f"{self._name} hangs")
            return done.result()
        finally:
            if not done.cancel() and not done.cancelled():
                done.exception()  # nobody may be there any more to take it, and asyncio would log its words

    def _started(self) -> NativeThread[Callable[[], None]]:
        if self._thread is None:
            self._thread = NativeThread(self._name, lambda turn: turn())
            self._thread.start()
        return self._thread

    def _give_up(self) -> None:
        log.error("work_hangs thread=%s", self._name)
        self._hangs = True
        self._started().put(self._come_back)

    def _come_back(self) -> None:
        """In the thread, once it has come to this."""
        self._hangs = False
        log.info("work_goes_on thread=%s", self._name)


async def run_aside(name: str, work: Callable[[], Result]) -> Result:
    """What `work` returns or raises, from a thread that is there for nothing else and ends with it."""
    done, turn = _turn_of(work)
    threading.Thread(target=turn, name=name, daemon=True).start()
    return await done


def _turn_of(work: Callable[[], Result]) -> tuple[asyncio.Future[Result], Callable[[], None]]:
    """What is to be awaited, and what is to be called in the thread."""
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

    return done, turn
