"""Makes calls: within a budget, once more where that is safe, and not at all while the platform is gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from secrets import SystemRandom

from kiosk.platform.breaker import Breaker
from kiosk.platform.calls import Answer, Answered, Call, Failed, Outcome, Refused
from kiosk.platform.clock import ClockWatch
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.credentials import Credentials
from kiosk.platform.errors import PlatformDistrusted, PlatformError, PlatformGone, PlatformRefused
from kiosk.platform.exchange import Exchange
from kiosk.platform.threads import Leash, Result, Threads, TooManyHang

log = logging.getLogger(__name__)

BUDGET_SECONDS = 3.0
PATIENT_SECONDS = 10.0
MAX_CALLS_AT_ONCE = 16
PAUSE_SECONDS = (0.1, 0.4)  # before asking once more
HUNG_PART = 0.5  # of the budget: what fails later than this kept somebody waiting

PROBE: Call[None] = Call("probe", "GET", "", None)


class WireError(Exception):
    """Why a call failed, in the library's words; stands in for an exception that holds the request."""


class Calling:
    """The one place for the budgets, the second try and the breaker."""

    def __init__(
        self, base_url: str, credentials: Credentials, budget_seconds: float, patient_seconds: float
    ) -> None:
        self._base_url = base_url
        self._clock = ClockWatch()
        self._exchange = Exchange(base_url, credentials, self._clock)
        self._threads = Threads("platform", MAX_CALLS_AT_ONCE)
        self._budget_seconds = budget_seconds
        self._patient_seconds = patient_seconds
        self._breaker = Breaker(first_seconds=budget_seconds)
        self._probing: asyncio.Task[None] | None = None
        self._asking_the_time: asyncio.Task[None] | None = None
        self._leashes: set[Leash] = set()
        self._closed = False

    async def ask(self, call: Call[Answer]) -> Answer:
        """Raises the PlatformError family, within the budget whatever peer, network and resolver do."""
        if self._closed:
            raise PlatformGone("the booth is ending")
        if self._breaker.is_open and not call.patient:
            self._have_it_probed()
            raise PlatformGone("it did not answer a moment ago")
        outcome = await self._outcome(call)
        if isinstance(outcome, Answered):
            return outcome.answer
        _tell(call.name, outcome)
        raise _as_error(outcome)

    def close(self) -> None:
        """Ends every call that is under way."""
        self._closed = True
        for task in (self._probing, self._asking_the_time):
            if task is not None:
                task.cancel()
        for leash in self._leashes:
            leash.cut()
        self._exchange.close()

    async def _outcome(self, call: Call[Answer]) -> Outcome[Answer]:
        seconds = self._patient_seconds if call.patient else self._budget_seconds
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout_at(began + seconds):
                outcome = await self._tries(call, began + seconds)
        except TimeoutError:
            outcome = Failed(PlatformGone, f"no answer within {seconds:g} s")
        except TooManyHang as error:
            return Failed(PlatformGone, str(error))
        self._learn(outcome, loop.time() - began)
        return outcome

    async def _tries(self, call: Call[Answer], deadline: float) -> Outcome[Answer]:
        outcome = await self._try(call, deadline)
        if call.repeatable and _may_change(outcome):
            await asyncio.sleep(SystemRandom().uniform(*PAUSE_SECONDS))
            outcome = await self._try(call, deadline)
        return outcome

    async def _try(self, call: Call[Answer], deadline: float) -> Outcome[Answer]:
        seconds = max(0.01, deadline - asyncio.get_running_loop().time())
        return await self._leashed(lambda leash: self._exchange(call, seconds, leash))

    async def _leashed(self, work: Callable[[Leash], Result]) -> Result:
        """`work` in a thread, which is ended when nobody waits for it any more."""
        leash = Leash()
        self._leashes.add(leash)
        try:
            return await self._threads.run(partial(work, leash))
        finally:
            leash.cut()
            self._leashes.discard(leash)

    def _learn(self, outcome: Outcome[Answer], took_seconds: float) -> None:
        """What the outcome says about the next one. A slow answer of a patient call says nothing."""
        gone = isinstance(outcome, Failed) and issubclass(outcome.error, PlatformGone)
        if gone and took_seconds > self._budget_seconds * HUNG_PART:
            if not self._breaker.is_open:
                log.warning("platform_hangs after_seconds=%.1f", took_seconds)
            self._breaker.note_hung(asyncio.get_running_loop().time())
            self._have_it_probed()
        elif took_seconds <= self._budget_seconds:
            if self._breaker.is_open:
                log.info("platform_keeps_nobody_waiting")
            self._breaker.note_answered()
        if isinstance(outcome, Failed) and outcome.clock_doubtful:
            self._have_the_clock_compared()

    def _have_it_probed(self) -> None:
        if (self._probing is None or self._probing.done()) and not self._closed:
            self._probing = asyncio.create_task(self._probe(), name="platform-probe")

    async def _probe(self) -> None:
        loop = asyncio.get_running_loop()
        while self._breaker.is_open:
            await asyncio.sleep(self._breaker.seconds_to_probe(loop.time()) * SystemRandom().uniform(1, 1.2))
            if self._breaker.is_open:
                await self._outcome(PROBE)

    def _have_the_clock_compared(self) -> None:
        if self._asking_the_time is None or self._asking_the_time.done():
            self._asking_the_time = asyncio.create_task(self._compare_clocks(), name="platform-time")

    async def _compare_clocks(self) -> None:
        ask = partial(self._clock.ask, self._base_url, self._budget_seconds)
        try:
            async with asyncio.timeout(self._budget_seconds):
                await self._leashed(ask)
        except (TimeoutError, TooManyHang) as error:
            log.info("platform_time_unknown error=%s", type(error).__name__)


def _may_change(outcome: Outcome[Answer]) -> bool:
    """Whether it may be different in a moment."""
    if isinstance(outcome, Refused):
        return outcome.kind is ProblemKind.INTERNAL
    return isinstance(outcome, Failed) and outcome.again


def _tell(name: str, outcome: Refused | Failed) -> None:
    if isinstance(outcome, Refused):
        log.info("platform_refused call=%s kind=%s", name, outcome.kind)
        return
    level = logging.ERROR if issubclass(outcome.error, PlatformDistrusted) else logging.WARNING
    words, kind = (outcome.words, outcome.cause), outcome.error.__name__
    log.log(level, 'platform_call_failed call=%s error=%s why="%s" cause="%s"', name, kind, *words)


def _as_error(outcome: Refused | Failed) -> PlatformError:
    if isinstance(outcome, Refused):
        return PlatformRefused(outcome.kind, outcome.problem)
    error = outcome.error(outcome.words)
    error.__cause__ = WireError(outcome.cause) if outcome.cause else None
    return error
