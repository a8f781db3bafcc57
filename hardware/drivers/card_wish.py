"""Somebody waits for a card, and the loop that owns the wire looks for one: where the two meet."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hardware.drivers.contract import (
    Card,
    CardAbsent,
    CardUnreadable,
    CommandRefused,
    DriverError,
    PortUnavailable,
)


@dataclass(frozen=True, slots=True)
class CardWish:
    until: float  # on the reader's clock
    card: asyncio.Future[Card]

    @property
    def holds(self) -> bool:
        """False when nobody waits any more."""
        return not self.card.done()

    def grant(self, card: Card) -> None:
        if self.holds:
            self.card.set_result(card)

    def refuse(self, error: DriverError) -> None:
        if isinstance(error, CardAbsent | CardUnreadable):
            # What led to it, and the frames it went through, hold what the card says.
            error.__cause__ = error.__context__ = error.__traceback__ = None
        if self.holds:
            self.card.set_exception(error)


class CardWishes:
    """One wish at a time, and none without a wire: while wishes are not served they are refused at once.

    Whoever gives a wish up does not stop the exchange that is under way on the wire, only the ones after it.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wish: CardWish | None = None
        self._made = asyncio.Event()
        self._unready: DriverError | None = PortUnavailable("the reader is not connected")

    async def read(self, patience_seconds: float) -> Card:
        """`ReadsCards.read` of the contract."""
        if self._unready is not None:
            raise type(self._unready)(*self._unready.args) from self._unready
        if self._wish is not None:
            raise CommandRefused("a card is waited for already")
        wish = CardWish(self._clock() + patience_seconds, asyncio.get_running_loop().create_future())
        self._wish = wish
        self._made.set()
        try:
            return await wish.card
        finally:
            self._wish = None

    async def next(self, within_seconds: float) -> CardWish | None:
        """The wish, as soon as there is one; None when none was made in time, or after `wake`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                await self._made.wait()
        self._made.clear()
        return self._wish

    def wake(self) -> None:
        """Have `next` return: the wire is lost."""
        self._made.set()

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Wishes are taken within. The DriverError that ends it is what they get then, and from then on."""
        self._unready = None
        error: DriverError = PortUnavailable("the reader is not connected")
        try:
            yield
        except DriverError as raised:
            error = raised
            raise
        finally:
            self._unready = error
            if self._wish is not None:
                self._wish.refuse(error)
