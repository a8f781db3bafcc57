"""What the booth keeps for a citizen after the visit, because the citizen waits for it: a taxi, a call back.

No more than is needed to know one's own again: a plate with the last digits of a phone, a masked name. All
of it is forgotten when it has come, or when its time is over.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from kiosk.conversation.views import AwaitedTaxi
from kiosk.i18n.text import Text, _, counted, local
from kiosk.platform.client import Platform
from kiosk.platform.contract.taxi import TaxiOrder, TaxiState
from kiosk.platform.errors import PlatformError, PlatformRefused
from kiosk.platform.undoing import NOT_NOW, Undoings

log = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 15.0
TAXI_KEPT_SECONDS = 2400  # longer than any taxi was promised; after that its citizen has found another way
GIVE_UP_SECONDS = 600  # by then the platform has stopped looking by itself
STALE_SECONDS = 60  # minutes to wait that were not confirmed for so long are told no more
MOST_TAXIS, MOST_CALLERS = 3, 5
ON_ITS_WAY = (TaxiState.FOUND, TaxiState.ARRIVED)


@dataclass(frozen=True, slots=True)
class KeptTaxi:
    order: TaxiOrder
    phone_last4: str
    until: float  # seconds on CLOCK_MONOTONIC
    confirmed: float  # likewise: when the order was so


@dataclass(frozen=True, slots=True)
class ExpectedCaller:
    masked_name: str
    until: float  # seconds on CLOCK_MONOTONIC


class Keepsakes:
    def __init__(
        self,
        platform: Platform,
        *,
        ask_every_seconds: float = ASK_EVERY_SECONDS,
        undoings: Undoings | None = None,
    ) -> None:
        self._platform = platform
        self._ask_every_seconds = ask_every_seconds
        self._taxis: tuple[KeptTaxi, ...] = ()
        self._callers: tuple[ExpectedCaller, ...] = ()
        self._given_up: dict[str, float] = {}
        self._shown: tuple[AwaitedTaxi, ...] = ()
        self._something_to_do = asyncio.Event()
        self.undoings = undoings or Undoings()
        self.changed: Callable[[], None] = lambda: None

    def await_taxi(self, order: TaxiOrder, phone_last4: str) -> None:
        """Show its plate on the empty booth until it has come, was cancelled, or long overdue."""
        others = tuple(taxi for taxi in self._taxis if taxi.order.id != order.id)
        now = time.monotonic()
        kept = KeptTaxi(order, phone_last4, now + TAXI_KEPT_SECONDS, now)
        self._taxis = (*others, kept)[-MOST_TAXIS:]
        self._tell_changed()

    def drop_taxi(self, order_id: str) -> None:
        self._taxis = tuple(taxi for taxi in self._taxis if taxi.order.id != order_id)
        self._tell_changed()

    def give_up_taxi(self, order_id: str) -> None:
        """Have it cancelled: its citizen has left, and nobody would get in."""
        self._given_up[order_id] = time.monotonic() + GIVE_UP_SECONDS
        self._something_to_do.set()

    def resume_taxi(self, order_id: str) -> None:
        """Its citizen is there again."""
        self._given_up.pop(order_id, None)

    def expect_caller(self, masked_name: str, seconds: float) -> None:
        caller = ExpectedCaller(masked_name, time.monotonic() + seconds)
        self._callers = (*self._callers, caller)[-MOST_CALLERS:]
        self._something_to_do.set()

    @property
    def callers(self) -> tuple[str, ...]:
        """Masked names of those who may ring the booth now."""
        self._drop_callers()
        return tuple(dict.fromkeys(caller.masked_name for caller in self._callers))

    @property
    def taxis(self) -> tuple[AwaitedTaxi, ...]:
        confirmed_since = time.monotonic() - STALE_SECONDS
        return tuple(
            AwaitedTaxi(
                taxi.order.taxi.plate,
                local(taxi.order.taxi.colour),
                taxi.phone_last4,
                _state(taxi.order, stale=taxi.confirmed < confirmed_since),
            )
            for taxi in self._taxis
            if taxi.order.taxi is not None
        )

    async def keep_up(self) -> None:
        """For ever: ask after the taxis, cancel those given up, forget what is over."""
        while True:
            self._something_to_do.clear()
            for order_id in tuple(self._given_up):
                await self._cancel(order_id)
            for taxi in self._taxis:
                await self._ask_after(taxi)
            self._drop_callers()
            if self.taxis != self._shown:
                self._tell_changed()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds_to_next()):
                    await self._something_to_do.wait()

    def _seconds_to_next(self) -> float:
        over = [caller.until - time.monotonic() for caller in self._callers]
        return max(0.0, min([self._ask_every_seconds, *over]))

    def _drop_callers(self) -> None:
        now = time.monotonic()
        self._callers = tuple(caller for caller in self._callers if caller.until > now)

    def _tell_changed(self) -> None:
        self._shown = self.taxis
        self.changed()

    async def _cancel(self, order_id: str) -> None:
        until = self._given_up.get(order_id)
        if until is None:
            return
        try:
            await self._platform.cancel_taxi(order_id)
        except PlatformError as error:
            final = isinstance(error, PlatformRefused) and error.kind not in NOT_NOW
            log.info("given_up_taxi_not_cancelled error=%s final=%s", type(error).__name__, final)
            if not final and time.monotonic() < until:
                return
        self._given_up.pop(order_id, None)

    async def _ask_after(self, taxi: KeptTaxi) -> None:
        order_id, now = taxi.order.id, time.monotonic()
        try:
            order = await self._platform.taxi_order(order_id)
        except PlatformError as error:
            log.info("awaited_taxi_unknown error=%s", type(error).__name__)
            if now > taxi.until:
                self.drop_taxi(order_id)
            return
        if order.state not in ON_ITS_WAY or now > taxi.until:
            self.drop_taxi(order_id)
            return
        self._taxis = tuple(
            replace(kept, order=order, confirmed=now) if kept.order.id == order_id else kept
            for kept in self._taxis
        )


def _state(order: TaxiOrder, *, stale: bool) -> Text:
    if order.state is TaxiState.ARRIVED or order.taxi is None:
        return _("It is waiting here.")
    if stale:
        return _("It is on its way.")
    return counted("Here in about {n} minute.", "Here in about {n} minutes.", max(1, order.taxi.minutes))
