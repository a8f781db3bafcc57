from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from hardware.drivers.contract import CommandRefused
from hardware.guard.call_actions import EndCall, PlaceCall
from hardware.guard.call_events import Cleared, DialFailed, Event
from hardware.guard.calls import Purpose
from hardware.guard.switchboard import Switchboard
from tests.hardware.eventually import eventually

HELP = PlaceCall(1, "110", Purpose.EMERGENCY)


class Telephone:
    """Does nothing, slowly, until it is let."""

    name = "telephone"

    def __init__(self) -> None:
        self.done: list[str] = []
        self.taken = asyncio.Event()
        self.taken.set()
        self.refuses = False

    async def dial(self, number: str) -> None:
        self.done.append(f"dial {number}")
        if self.refuses:
            raise CommandRefused("busy")
        await self.taken.wait()

    async def hang_up(self) -> None:
        self.done.append("hang up")

    async def answer(self) -> None:
        self.done.append("answer")

    async def send_tone(self, key: str) -> None:
        raise NotImplementedError

    async def send_text(self, number: str, text: str) -> None:
        raise NotImplementedError

    async def run(self, report: object) -> None:
        raise NotImplementedError


class Stage:
    def __init__(self) -> None:
        self.telephone = Telephone()
        self.told: list[Event] = []
        self.wanted = {1, 2}
        self.saved = asyncio.Event()
        self.saved.set()

        async def alarm_is_saved() -> None:
            await self.saved.wait()

        self.switchboard = Switchboard(
            self.telephone,  # type: ignore[arg-type]  # its run is never called
            self.told.append,
            lambda call_id: call_id in self.wanted,
            alarm_is_saved,
        )


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    running = asyncio.create_task(made.switchboard.run())
    yield made
    running.cancel()


async def test_an_emergency_is_dialled_when_it_is_saved(stage: Stage) -> None:
    stage.saved.clear()
    stage.switchboard.do(HELP)
    for _ in range(20):
        await asyncio.sleep(0)
    assert stage.telephone.done == []
    stage.saved.set()
    await eventually(lambda: stage.telephone.done == ["dial 110"], "it is done")


async def test_hanging_up_does_not_wait_for_a_dial_that_is_stuck(stage: Stage) -> None:
    stage.telephone.taken.clear()
    stage.switchboard.do(PlaceCall(1, "13800000000", Purpose.FREE))
    await eventually(lambda: len(stage.telephone.done) == 1, "it is done")
    stage.wanted = {2}
    stage.switchboard.do(EndCall())
    stage.switchboard.do(PlaceCall(2, "110", Purpose.EMERGENCY))
    await eventually(
        lambda: stage.telephone.done == ["dial 13800000000", "hang up", "dial 110"], "it is done"
    )
    assert stage.told == [Cleared(told=True)]


async def test_a_call_nobody_wants_any_more_is_not_placed(stage: Stage) -> None:
    stage.wanted = set()
    stage.switchboard.do(HELP)
    await stage.switchboard.at_rest(5)
    assert stage.telephone.done == []


async def test_a_refusal_is_told(stage: Stage) -> None:
    stage.telephone.refuses = True
    stage.switchboard.do(HELP)
    await eventually(lambda: stage.told == [DialFailed(1)], "it is done")


async def test_without_a_telephone_every_dial_fails() -> None:
    told: list[Event] = []

    async def saved() -> None:
        return None

    switchboard = Switchboard(None, told.append, lambda _: True, saved)
    running = asyncio.create_task(switchboard.run())
    switchboard.do(HELP)
    switchboard.do(EndCall())
    await switchboard.at_rest(5)
    running.cancel()
    assert told == [DialFailed(1), Cleared(told=False)]
