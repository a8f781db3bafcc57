"""Reads a citizen's card on whichever reader it is laid: one reading at a time, beside everything else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Any, Final

from hardware.drivers.contract import Card, CardAbsent, CardUnreadable, DriverError, ReadsCards
from hardware.link.messages import RefusalReason

log = logging.getLogger(__name__)

LAST_MOMENT_SECONDS: Final = 4.0
"""A card that is found when the patience ends is still read; nothing here relies on the drivers' bounds."""
LETTING_GO_SECONDS: Final = 2.0


class NoCard(Exception):
    """No card was read. `detail` says nothing of it."""

    def __init__(self, reason: RefusalReason, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else str(reason))


class CardReading:
    def __init__(self, readers: Sequence[ReadsCards]) -> None:
        self._readers = readers
        self._reading: int = 0
        self._stopped: asyncio.Future[NoCard] | None = None
        self._asked: set[asyncio.Task[Card]] = set()

    async def read(self, reading: int, patience_seconds: float) -> Card:
        """The first card on any reader; it takes the place of a reading before it. `reading` is what `stop`
        may name it by. Raises NoCard."""
        self.stop(NoCard(RefusalReason.NOT_NOW, "another reading has begun"))
        stopped: asyncio.Future[NoCard] = asyncio.get_running_loop().create_future()
        self._reading, self._stopped = reading, stopped
        try:
            await self._let_go()
            return await self._first(stopped, patience_seconds)
        finally:
            if self._stopped is stopped:
                self._stopped = None
                self._cancel()

    def stop(self, why: NoCard, reading: int | None = None) -> None:
        """Have the reading fail at once, if there is one; with `reading`, only that one."""
        stopped = self._stopped
        if stopped is not None and not stopped.done() and reading in (None, self._reading):
            stopped.set_result(why)
            self._cancel()

    async def _first(self, stopped: asyncio.Future[NoCard], patience_seconds: float) -> Card:
        if stopped.done():
            raise stopped.result()
        mine = {asyncio.create_task(reader.read(patience_seconds)) for reader in self._readers}
        self._asked |= mine
        for each in mine:
            each.add_done_callback(self._finished)
        waiting, faults = mine, list[BaseException]()
        try:
            async with asyncio.timeout(patience_seconds + LAST_MOMENT_SECONDS):
                while waiting:
                    awaited: set[asyncio.Future[Any]] = {*waiting, stopped}
                    await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                    if stopped.done():
                        raise stopped.result()
                    done = {each for each in waiting if each.done()}
                    waiting = waiting - done
                    faults += [fault for fault in map(_fault, done) if fault is not None]
                    if cards := [each.result() for each in done if _fault(each) is None]:
                        return cards[0]
                    _raise_if_unreadable(faults)
        except TimeoutError as error:
            raise NoCard(RefusalReason.CARD_ABSENT) from error
        if any(isinstance(fault, CardAbsent) for fault in faults):
            raise NoCard(RefusalReason.CARD_ABSENT)
        raise NoCard(RefusalReason.READER_ABSENT)

    def _finished(self, task: asyncio.Task[Card]) -> None:
        self._asked.discard(task)
        match _fault(task):
            case None | asyncio.CancelledError() | CardAbsent() | CardUnreadable():
                pass
            case DriverError() as fault:
                log.info('reader_failed error=%s detail="%s"', type(fault).__name__, fault)
            case fault:  # its text may hold what the card says
                log.error("reader_broken error=%s", type(fault).__name__)

    def _cancel(self) -> None:
        for each in self._asked:
            each.cancel()

    async def _let_go(self) -> None:
        """Until the readers know that the reading before this one is over: they take one at a time."""
        if self._asked:
            await asyncio.wait(tuple(self._asked), timeout=LETTING_GO_SECONDS)


def _fault(done: asyncio.Task[Card]) -> BaseException | None:
    return asyncio.CancelledError() if done.cancelled() else done.exception()


def _raise_if_unreadable(faults: Iterable[BaseException]) -> None:
    for fault in faults:
        if isinstance(fault, CardUnreadable):
            raise NoCard(RefusalReason.CARD_UNREADABLE, fault.reason)
