"""Sends what waits in the outbox to the platform, and again until it is taken. The one retry-with-backoff."""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress
from typing import NoReturn, Protocol

from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.records import MAX_BATCH, Record, RecordsAnswer
from kiosk.platform.errors import PlatformConfused, PlatformError, PlatformRefused
from kiosk.platform.outbox import Outbox

log = logging.getLogger(__name__)

FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 1.0, 300.0
NEVER_TAKEN = frozenset({ProblemKind.MALFORMED, ProblemKind.TOO_LARGE})
OF_THE_BATCH = NEVER_TAKEN | {ProblemKind.INTERNAL}


class TakesRecords(Protocol):
    """kiosk.platform.client.Platform, as far as the sender needs it."""

    async def send_records(self, records: tuple[Record, ...]) -> RecordsAnswer: ...


class Sender:
    """One batch at a time, the most important first.

    A failure is followed by a wait of random length up to a bound that doubles ("full jitter", so that a city
    of booths does not come back all at once). A platform that is known to be well again and a new emergency
    end the wait. When the platform chokes on a batch, smaller ones find the record it chokes on; that one is
    put aside if it can never be taken, else passed over while others wait.
    """

    def __init__(
        self,
        outbox: Outbox,
        platform: TakesRecords,
        *,
        first_backoff_seconds: float = FIRST_BACKOFF_SECONDS,
        longest_backoff_seconds: float = LONGEST_BACKOFF_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._platform = platform
        self._first_backoff_seconds = first_backoff_seconds
        self._longest_backoff_seconds = longest_backoff_seconds
        self._well = asyncio.Event()
        self._failures = 0
        self._batch_size = MAX_BATCH
        self._passed_over: set[str] = set()

    def platform_well(self) -> None:
        """The platform has answered again: what waits is sent at once."""
        self._well.set()

    async def run(self) -> NoReturn:
        while True:
            self._outbox.arrived.clear()
            self._outbox.emergency_arrived.clear()
            self._well.clear()
            records = await self._outbox.first(self._batch_size, self._passed_over)
            if records:
                await self._send(records)
            elif self._passed_over:
                self._passed_over.clear()
                await self._wait()
            else:
                await self._outbox.arrived.wait()

    async def _send(self, records: tuple[Record, ...]) -> None:
        try:
            answer = await self._platform.send_records(records)
            if not await self._settle(records, answer):
                raise PlatformConfused("it says nothing of what was sent")
        except PlatformError as error:
            self._failures += 1
            log.info("records_not_sent records=%d failures=%d error=%s", len(records), self._failures, error)
            await self._isolate(records, error)
            await self._wait()
        else:
            self._failures = 0
            self._batch_size = min(2 * self._batch_size, MAX_BATCH)

    async def _settle(self, records: tuple[Record, ...], answer: RecordsAnswer) -> int:
        """How many need not be sent again."""
        sent = {record.id for record in records}
        results = [result for result in answer.results if result.id in sent]
        refused = {result.id for result in results if result.state == "refused"}
        taken = {result.id for result in results} - refused
        for result in results:
            if result.state == "refused":
                log.error(
                    "record_refused id=%s problem=%s", result.id, result.problem and result.problem.type
                )
        await self._outbox.settle(taken, refused)
        return len(taken) + len(refused)

    async def _isolate(self, records: tuple[Record, ...], error: PlatformError) -> None:
        """The platform may have choked on one record: look which, and let it hold up no others."""
        kind = error.kind if isinstance(error, PlatformRefused) else None
        if kind not in OF_THE_BATCH and not isinstance(error, PlatformConfused):
            return
        if len(records) > 1:
            self._batch_size = 1
        elif kind in NEVER_TAKEN:
            log.error("record_refused id=%s problem=%s", records[0].id, kind)
            await self._outbox.settle((), {records[0].id})
        else:
            self._passed_over.add(records[0].id)

    async def _wait(self) -> None:
        """Full jitter, Marc Brooker, "Exponential Backoff And Jitter": AWS Architecture Blog, 2015."""
        bound = min(self._first_backoff_seconds * 2 ** min(self._failures, 32), self._longest_backoff_seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(random.uniform(0, bound)):  # noqa: S311  # no secret
                await self._cut_short()

    async def _cut_short(self) -> None:
        well = asyncio.ensure_future(self._well.wait())
        emergency = asyncio.ensure_future(self._outbox.emergency_arrived.wait())
        try:
            await asyncio.wait((well, emergency), return_when=asyncio.FIRST_COMPLETED)
        finally:
            well.cancel()
            emergency.cancel()
        if self._well.is_set():
            self._failures = 0
            self._passed_over.clear()
