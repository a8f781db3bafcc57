"""What is kept after a visit goes by itself: taxis, callers, orders that nobody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from kiosk.keepsakes import STALE_SECONDS, Keepsakes
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.taxi import TaxiOrder, TaxiState
from kiosk.platform.errors import PlatformGone
from kiosk.platform.undoing import Order, Undoings
from tests.kiosk.citizen import words
from tests.kiosk.services.scripted_platform import CAR, ScriptedPlatform, order, refused

SOON = 0.1


class Clock:
    """Stands still until the test puts it on: in place of `time` in kiosk.keepsakes."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("kiosk.keepsakes.time", clock)
    return clock


@asynccontextmanager
async def kept_up(keepsakes: Keepsakes) -> AsyncIterator[None]:
    keeping = asyncio.create_task(keepsakes.keep_up())
    try:
        yield
    finally:
        keeping.cancel()


async def until(fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not fits():  # noqa: ASYNC110  # what is waited for tells nobody
            await asyncio.sleep(0.01)


async def test_a_caller_is_forgotten_when_the_time_is_over_though_nobody_asks(clock: Clock) -> None:
    keepsakes = Keepsakes(ScriptedPlatform())
    async with kept_up(keepsakes):
        keepsakes.expect_caller("王*芳", SOON)
        assert keepsakes.callers == ("王*芳",)
        clock.seconds += SOON
        await until(lambda: "王*芳" not in repr(vars(keepsakes)))


async def test_minutes_that_nobody_confirms_are_told_no_more(clock: Clock) -> None:
    class Away(ScriptedPlatform):
        async def taxi_order(self, order_id: str) -> TaxiOrder:
            raise PlatformGone("as scripted")

    keepsakes, told = Keepsakes(Away(), ask_every_seconds=SOON), list[str]()
    keepsakes.changed = lambda: told.extend(words(taxi.state) for taxi in keepsakes.taxis)
    async with kept_up(keepsakes):
        keepsakes.await_taxi(order(TaxiState.FOUND, CAR), "0955")
        clock.seconds += STALE_SECONDS + 1
        await until(lambda: len(told) > 1)
    assert told == ["Here in about {n} minutes.", "It is on its way."]


async def test_minutes_that_are_confirmed_stay(clock: Clock) -> None:
    class Confirming(ScriptedPlatform):
        asked = 0

        async def taxi_order(self, order_id: str) -> TaxiOrder:
            self.asked += 1
            return self.taxi

    platform = Confirming()
    platform.taxi = order(TaxiState.FOUND, CAR)
    keepsakes = Keepsakes(platform, ask_every_seconds=SOON)
    async with kept_up(keepsakes):
        keepsakes.await_taxi(platform.taxi, "0955")
        for _ in range(3):  # together longer than a minute is believed
            clock.seconds += STALE_SECONDS * 0.6
            asked = platform.asked
            await until(lambda asked=asked: platform.asked > asked)  # type: ignore[misc]  # bound to the loop
            assert [words(taxi.state) for taxi in keepsakes.taxis] == ["Here in about {n} minutes."]


async def test_a_taxi_goes_though_the_platform_names_another() -> None:
    platform = ScriptedPlatform()
    platform.taxi = order(TaxiState.PICKED_UP, order_id="another")
    keepsakes = Keepsakes(platform, ask_every_seconds=SOON)
    async with kept_up(keepsakes):
        keepsakes.await_taxi(order(TaxiState.FOUND, CAR), "0955")
        await until(lambda: keepsakes.taxis == ())


@pytest.mark.parametrize("kind", [ProblemKind.TOO_MANY_REQUESTS, ProblemKind.INTERNAL])
async def test_a_taxi_given_up_is_cancelled_as_soon_as_the_platform_has_time(kind: ProblemKind) -> None:
    platform = ScriptedPlatform()
    platform.cancelling = [refused(kind), refused(kind)]
    keepsakes = Keepsakes(platform, ask_every_seconds=SOON)
    async with kept_up(keepsakes):
        keepsakes.give_up_taxi("o1")
        await until(lambda: platform.cancelled == ["o1"])


async def test_a_taxi_that_is_wanted_again_is_not_cancelled() -> None:
    platform = ScriptedPlatform()
    failures = platform.cancelling = [PlatformGone("as scripted") for _ in range(1000)]
    keepsakes = Keepsakes(platform, ask_every_seconds=SOON)
    async with kept_up(keepsakes):
        keepsakes.give_up_taxi("o1")
        await until(lambda: len(failures) < 1000)
        keepsakes.resume_taxi("o1")
        failures.clear()
        await asyncio.sleep(3 * SOON)  # what was given up is tried again each time
    assert platform.cancelled == []


async def lost() -> str:
    raise PlatformGone("as scripted")


async def test_what_was_ordered_before_the_answer_was_lost_is_cancelled() -> None:
    answers, cancelled = [lost, lost], list[str]()

    async def ask() -> str:
        return await answers.pop()() if answers else "o1"

    async def cancel(ordered: str) -> None:
        cancelled.append(ordered)

    undoings = Undoings(pause_seconds=0.01)
    undoings.begin(Order(ask, cancel), lost())
    await undoings.settled()
    assert (answers, cancelled) == ([], ["o1"])


async def test_an_order_that_is_never_answered_is_forgotten() -> None:
    undoings = Undoings(seconds=0.1, pause_seconds=0.01)
    undoings.begin(Order(lost, lambda ordered: asyncio.sleep(0)), lost())
    assert undoings.under_way
    async with asyncio.timeout(5):
        await undoings.settled()
    assert not undoings.under_way


async def test_a_refused_order_needs_no_cancelling() -> None:
    cancelled = list[str]()

    async def ask() -> str:
        raise refused(ProblemKind.SLOT_TAKEN)

    async def cancel(ordered: str) -> None:
        cancelled.append(ordered)

    undoings = Undoings(pause_seconds=0.01)
    undoings.begin(Order(ask, cancel), ask())
    await undoings.settled()
    assert cancelled == []
