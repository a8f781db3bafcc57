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

log = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 15.0
TAXI_KEPT_SECONDS = 2400  # longer than any taxi was promised; after that its citizen has found another way
GIVE_UP_SECONDS = 600  # by then the platform has stopped looking by itself
MOST_TAXIS, MOST_CALLERS = 3, 5
ON_ITS_WAY = (TaxiState.FOUND, TaxiState.ARRIVED)


@dataclass(frozen=True, slots=True)
class KeptTaxi:
    order: TaxiOrder
    phone_last4: str
    until: float  # seconds on CLOCK_MONOTONIC


@dataclass(frozen=True, slots=True)
class ExpectedCaller:
    masked_name: str
    until: float  # seconds on CLOCK_MONOTONIC


class Keepsakes:
    def __init__(self, platform: Platform, *, ask_every_seconds: float = ASK_EVERY_SECONDS) -> None:
        self._platform = platform
        self._ask_every_seconds = ask_every_seconds
        self._taxis: tuple[KeptTaxi, ...] = ()
        self._callers: tuple[ExpectedCaller, ...] = ()
        self._given_up: dict[str, float] = {}
        self._something_to_do = asyncio.Event()
        self.changed: Callable[[], None] = lambda: None

    def await_taxi(self, order: TaxiOrder, phone_last4: str) -> None:
        """Show its plate on the empty booth until it has come, was cancelled, or long overdue."""
        others = tuple(taxi for taxi in self._taxis if taxi.order.id != order.id)
        kept = KeptTaxi(order, phone_last4, time.monotonic() + TAXI_KEPT_SECONDS)
        self._taxis = (*others, kept)[-MOST_TAXIS:]
        self.changed()

    def drop_taxi(self, order_id: str) -> None:
        self._taxis = tuple(taxi for taxi in self._taxis if taxi.order.id != order_id)
        self.changed()

    def give_up_taxi(self, order_id: str) -> None:
        """Its citizen has left while one was looked for: nobody would get in."""
        self._given_up[order_id] = time.monotonic() + GIVE_UP_SECONDS
        self._something_to_do.set()

    def expect_caller(self, masked_name: str, seconds: float) -> None:
        caller = ExpectedCaller(masked_name, time.monotonic() + seconds)
        self._callers = (*self._callers, caller)[-MOST_CALLERS:]

    @property
    def callers(self) -> tuple[str, ...]:
        """Masked names of those who may ring the booth now."""
        now = time.monotonic()
        self._callers = tuple(caller for caller in self._callers if caller.until > now)
        return tuple(dict.fromkeys(caller.masked_name for caller in self._callers))

    @property
    def taxis(self) -> tuple[AwaitedTaxi, ...]:
        return tuple(
            AwaitedTaxi(
                taxi.order.taxi.plate, local(taxi.order.taxi.colour), taxi.phone_last4, _state(taxi.order)
            )
            for taxi in self._taxis
            if taxi.order.taxi is not None
        )

    async def keep_up(self) -> None:
        """Ask after the taxis for ever, and cancel those given up."""
        while True:
            self._something_to_do.clear()
            for order_id in tuple(self._given_up):
                await self._cancel(order_id)
            for taxi in self._taxis:
                await self._ask_after(taxi)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._ask_every_seconds):
                    await self._something_to_do.wait()

    async def _cancel(self, order_id: str) -> None:
        try:
            await self._platform.cancel_taxi(order_id)
        except PlatformRefused:
            log.info("given_up_taxi_refused")
        except PlatformError as error:
            log.info("given_up_taxi_unknown error=%s", type(error).__name__)
            if time.monotonic() < self._given_up[order_id]:
                return
        del self._given_up[order_id]

    async def _ask_after(self, taxi: KeptTaxi) -> None:
        try:
            order = await self._platform.taxi_order(taxi.order.id)
        except PlatformError as error:
            log.info("awaited_taxi_unknown error=%s", type(error).__name__)
            order = taxi.order
        if order.state not in ON_ITS_WAY or time.monotonic() > taxi.until:
            self.drop_taxi(order.id)
        elif order != taxi.order:
            self._taxis = tuple(
                replace(kept, order=order) if kept.order.id == order.id else kept for kept in self._taxis
            )
            self.changed()


def _state(order: TaxiOrder) -> Text:
    if order.state is TaxiState.ARRIVED or order.taxi is None:
        return _("It is waiting here.")
    return counted("Here in about {n} minute.", "Here in about {n} minutes.", max(1, order.taxi.minutes))
