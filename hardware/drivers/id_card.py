"""A reader of ID cards with a SAM-V: it looks for a card while somebody waits for one, and keeps none."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Literal, NoReturn

from pydantic import Field

from hardware.drivers.card_wish import CardWish, CardWishes
from hardware.drivers.contract import (
    Card,
    CardAbsent,
    CardUnreadable,
    CommandRefused,
    DeviceHealth,
    PortUnavailable,
    Report,
    UnreadableReason,
)
from hardware.drivers.port import HealthReport, SerialSettings, SerialWire, keep_open, open_serial
from hardware.drivers.sam_channel import SamChannel
from hardware.drivers.sam_v import FIND, READ, REASONS, RESET, SELECT, STATUS, Answer, Command, Sw3, card_in

log = logging.getLogger(__name__)

STILL_LYING_SECONDS = 30.0
"""A reader finds a card once only, until it is lifted. When a card was read so short a time ago and none is
found now, it is taken to be lying there still."""


class IdCardSettings(SerialSettings):
    """115200 baud, 8N1: GA 467. Readers want at least 300 ms between two searches."""

    driver: Literal["id_card"]
    poll_ms: float = Field(default=300, ge=300, le=2000)
    answer_ms: float = Field(default=1000, ge=100, le=5000)
    read_ms: float = Field(default=3000, ge=500, le=10_000)
    check_seconds: float = Field(default=15, ge=1, le=300)

    def build(self, name: str) -> IdCardReader:
        return IdCardReader(name, self)


class IdCardReader:
    def __init__(
        self, name: str, settings: IdCardSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._settings = settings
        self._clock = clock
        self._wishes = CardWishes(clock)
        self._selected_at = float("-inf")

    @property
    def name(self) -> str:
        return self._name

    async def run(self, report: Report) -> NoReturn:
        health = HealthReport(self._name, report)
        await keep_open(health, lambda: open_serial(self._settings), lambda wire: self._serve(wire, health))

    async def read(self, patience_seconds: float) -> Card:
        return await self._wishes.read(patience_seconds)

    @property
    def _may_lie_still(self) -> bool:
        return self._clock() - self._selected_at < STILL_LYING_SECONDS

    async def _serve(self, wire: SerialWire, health: HealthReport) -> NoReturn:
        sam = SamChannel(wire.write)

        def lost(error: PortUnavailable) -> None:
            sam.fail(error)
            self._wishes.wake()

        wire.received, wire.on_lost = sam.received, lost
        await self._start(sam, health)
        health(DeviceHealth.READY)
        with self._wishes.served():
            while True:
                await self._serve_once(sam)

    async def _serve_once(self, sam: SamChannel) -> None:
        """A coroutine of its own, as a wish that stayed in the loop's would keep the card."""
        wish = await self._wishes.next(self._settings.check_seconds)
        if wish is None:
            await self._check(sam)
        else:
            await self._fulfil(wish, sam)

    async def _start(self, sam: SamChannel, health: HealthReport) -> None:
        answer = await sam.ask(STATUS, self._settings.answer_ms)
        if answer.sw3 != Sw3.DONE:
            health(DeviceHealth.STARTING, "being reset")
            await sam.ask(RESET, self._settings.answer_ms)
            await self._check(sam)

    async def _check(self, sam: SamChannel) -> None:
        """Raises CommandRefused when the module says that it can't work."""
        _raise_if_refused(STATUS, await sam.ask(STATUS, self._settings.answer_ms))

    async def _fulfil(self, wish: CardWish, sam: SamChannel) -> None:
        """Whatever of a card comes to light here is forgotten when this returns."""
        try:
            await self._find(wish, sam)
            if wish.holds:
                wish.grant(await self._read(sam))
                log.info("card_read device=%s", self._name)
        except CardUnreadable as error:
            log.info("card_not_read device=%s reason=%s", self._name, error.reason)
            wish.refuse(error)
        except CardAbsent as error:
            wish.refuse(error)
        finally:
            sam.forget()

    async def _find(self, wish: CardWish, sam: SamChannel) -> None:
        """Returns when a card is found and selected, or nobody waits for one any more."""
        while wish.holds:
            asked_at = self._clock()
            answer = await sam.ask(FIND, self._settings.answer_ms)
            if answer.sw3 == Sw3.FOUND:
                await self._select(sam)
                return
            if answer.sw3 != Sw3.FIND_FAILED:
                _raise_if_refused(FIND, answer)
            next_at = asked_at + self._settings.poll_ms / 1000
            if next_at > wish.until:
                if self._may_lie_still:
                    raise CardUnreadable(UnreadableReason.STILL_LYING)
                raise CardAbsent("no card was laid on the reader")
            await asyncio.sleep(max(0.0, next_at - self._clock()))

    async def _select(self, sam: SamChannel) -> None:
        may_lie_still, self._selected_at = self._may_lie_still, self._clock()
        answer = await sam.ask(SELECT, self._settings.answer_ms)
        if answer.sw3 == Sw3.SELECT_FAILED and may_lie_still:
            raise CardUnreadable(UnreadableReason.STILL_LYING)
        _raise_if_refused(SELECT, answer)

    async def _read(self, sam: SamChannel) -> Card:
        answer = await sam.ask(READ, self._settings.read_ms)
        _raise_if_refused(READ, answer)
        return card_in(answer.data)


def _raise_if_refused(command: Command, answer: Answer) -> None:
    if answer.sw3 in REASONS:
        raise CardUnreadable(REASONS[answer.sw3])
    if answer.sw3 not in (Sw3.DONE, Sw3.FOUND):
        raise CommandRefused(f"the reader refused {command.what} with {answer.sw3:02X}")
