"""Takes back what was ordered by somebody who has left before the platform's answer came.

The answer may have been lost with the order carried out, so it is asked for again under the same idempotency
key until it is known what became of it; then that is cancelled. All of it within UNDO_SECONDS: what the order
holds of its citizen lives no longer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.errors import PlatformDistrusted, PlatformError, PlatformRefused

log = logging.getLogger(__name__)

UNDO_SECONDS = 60.0
PAUSE_SECONDS = 10.0
NOT_NOW = (ProblemKind.INTERNAL, ProblemKind.TOO_MANY_REQUESTS)

Ordered = TypeVar("Ordered")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Order(Generic[Ordered]):
    """`ask` comes with the same idempotency key each time. `cancel` None: it can't be taken back."""

    ask: Callable[[], Awaitable[Ordered]] = field(repr=False)
    cancel: Callable[[Ordered], Awaitable[object]] | None = field(default=None, repr=False)


class Undoings:
    def __init__(self, *, seconds: float = UNDO_SECONDS, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._seconds = seconds
        self._pause_seconds = pause_seconds
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, order: Order[Ordered], attempt: Awaitable[Ordered]) -> None:
        """`attempt`: the one whose answer nobody waits for any more, under way or failed."""
        if order.cancel is None:
            return
        task = asyncio.create_task(self._undo(attempt, order.ask, order.cancel), name="undoing")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    @property
    def under_way(self) -> bool:
        return bool(self._under_way)

    async def settled(self) -> None:
        """Nothing is being undone any more."""
        while self._under_way:
            await asyncio.wait(tuple(self._under_way))

    async def _undo(
        self,
        attempt: Awaitable[Ordered],
        ask: Callable[[], Awaitable[Ordered]],
        cancel: Callable[[Ordered], Awaitable[object]],
    ) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                ordered = await self._insist(attempt, ask)
                await self._insist(cancel(ordered), lambda: cancel(ordered))
            log.info("order_undone")
        except PlatformRefused as error:
            log.info("order_needs_no_undoing kind=%s", error.kind)
        except TimeoutError:
            log.warning("order_not_undone")

    async def _insist(self, attempt: Awaitable[Result], again: Callable[[], Awaitable[Result]]) -> Result:
        """Raises PlatformRefused when it is refused for good."""
        while True:
            try:
                return await attempt
            except PlatformError as error:
                if isinstance(error, PlatformRefused) and error.kind not in NOT_NOW:
                    raise
            await asyncio.sleep(self._pause_seconds)
            attempt = again()


def is_unsure(error: PlatformError) -> bool:
    """Whether what was asked for may have been done all the same."""
    if isinstance(error, PlatformRefused):
        return error.kind is ProblemKind.INTERNAL
    return not isinstance(error, PlatformDistrusted)


def settles(error: PlatformError) -> bool:
    """Whether it says what became of the order, also of one whose answer was lost before."""
    turned_away = (*NOT_NOW, ProblemKind.UNAUTHORISED, ProblemKind.FORBIDDEN)
    return isinstance(error, PlatformRefused) and error.kind not in turned_away
