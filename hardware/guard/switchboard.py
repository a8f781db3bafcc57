"""Does what the line asks for on the telephone, one thing after the other, and tells how it went."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

from hardware.drivers.contract import CarriesCalls, DriverError
from hardware.guard.call_actions import AnswerCall, EndCall, PlaceCall
from hardware.guard.call_events import AnswerFailed, Cleared, DialFailed, Event
from hardware.guard.calls import Purpose

log = logging.getLogger(__name__)

HANG_UP_SECONDS = 2.5
DIAL_SECONDS = 30.0  # the driver's own bounds are shorter; nothing here relies on them

Work = PlaceCall | EndCall | AnswerCall


class Switchboard:
    def __init__(
        self,
        telephone: CarriesCalls | None,
        tell: Callable[[Event], object],
        wanted: Callable[[int], bool],
        alarm_is_saved: Callable[[], Awaitable[None]],
    ) -> None:
        """`wanted`: whether the line wants a call still. `alarm_is_saved`: awaited before an alarm dials."""
        self._telephone = telephone
        self._tell = tell
        self._wanted = wanted
        self._alarm_is_saved = alarm_is_saved
        self._work: asyncio.Queue[Work] = asyncio.Queue()
        self._current: asyncio.Task[None] | None = None
        self._may_be_cut_short = False

    def do(self, work: Work) -> None:
        """Hanging up cuts short a dial that the telephone has not taken: nobody waits for it any more."""
        if isinstance(work, EndCall) and self._current is not None and self._may_be_cut_short:
            self._current.cancel()
        self._work.put_nowait(work)

    async def run(self) -> NoReturn:
        while True:
            work = await self._work.get()
            if isinstance(work, EndCall) or self._wanted(work.call_id):
                await self._do_alone(work)
            self._work.task_done()

    async def at_rest(self, patience_seconds: float) -> None:
        """Everything asked for until now is done, or the time is up."""
        try:
            async with asyncio.timeout(patience_seconds):
                await self._work.join()
        except TimeoutError:
            log.warning("telephone_does_not_rest")

    async def _do_alone(self, work: Work) -> None:
        self._may_be_cut_short = not isinstance(work, EndCall)
        self._current = asyncio.create_task(self._do(work))
        try:
            await asyncio.wait([self._current])
        finally:
            self._current.cancel()
            self._current = None

    async def _do(self, work: Work) -> None:
        match work:
            case PlaceCall(call_id=call_id):
                if not await self._succeeds(self._dial(work), DIAL_SECONDS):
                    self._tell(DialFailed(call_id))
            case AnswerCall(call_id=call_id):
                if not await self._succeeds(self._answer(), DIAL_SECONDS):
                    self._tell(AnswerFailed(call_id))
            case EndCall():
                told = await self._succeeds(self._hang_up(), HANG_UP_SECONDS)
                self._tell(Cleared(told))

    async def _dial(self, work: PlaceCall) -> None:
        if work.purpose is Purpose.EMERGENCY:
            await self._alarm_is_saved()
        if self._telephone is not None and self._wanted(work.call_id):
            await self._telephone.dial(work.number)

    async def _answer(self) -> None:
        if self._telephone is not None:
            await self._telephone.answer()

    async def _hang_up(self) -> None:
        if self._telephone is not None:
            await self._telephone.hang_up()

    async def _succeeds(self, doing: Awaitable[None], seconds: float) -> bool:
        """Whether the telephone did it in time; whatever goes wrong is not allowed to stop the next thing."""
        try:
            async with asyncio.timeout(seconds):
                await doing
        except (DriverError, TimeoutError) as error:
            log.warning('telephone_failed error=%s detail="%s"', type(error).__name__, error)
            return False
        except Exception:
            log.exception("telephone_broken")
            return False
        return self._telephone is not None
