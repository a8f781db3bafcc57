"""Simulated booths ask as often as real ones, are understood by the platform, and count what fails."""

from __future__ import annotations

import random
from collections import Counter

from tests.bench.city_traffic import KINDS, Booth, Tally, connected, schedule
from tests.platform_process import PlatformProcess


def test_as_much_is_due_as_the_rates_say() -> None:
    booths = [Booth("http://127.0.0.1:9", f"SH-{number:04d}", "") for number in range(600)]
    due = schedule(booths, 20, random.Random(1))
    assert Counter(work.__name__ for _, work in due) == {"heartbeat": 200, "visit": 40}
    moments = [at for at, _ in due]
    assert moments == sorted(moments)
    assert min(moments) >= 0
    assert max(moments) < 20


async def test_a_heartbeat_and_visits_are_understood(city: list[Booth]) -> None:
    tally = Tally()
    async with connected(city):
        for booth in city:
            await booth.heartbeat(tally)
            await booth.visit(tally)
            await booth.visit(tally)
    assert tally.errors == []
    assert {kind: len(tally.waits[kind]) for kind in KINDS} == {
        "heartbeat": 3, "places": 6, "notices": 6, "records": 6,
    }  # fmt: skip


async def test_what_fails_is_an_error_and_the_next_is_answered_again(
    city: list[Booth], platform_process: PlatformProcess
) -> None:
    booth, tally = city[0], Tally()
    async with connected([booth]):
        for fault in ("failing", "absent", "half_body"):
            platform_process.set_fault(fault)
            await booth.heartbeat(tally)
        platform_process.clear_faults()
        assert len(tally.errors) == 3
        assert tally.answered == []
        await booth.heartbeat(tally)
    assert len(tally.waits["heartbeat"]) == 1


async def test_records_that_are_not_accepted_are_an_error(
    city: list[Booth], platform_process: PlatformProcess
) -> None:
    first, tally = city[0], Tally()
    again = Booth(platform_process.url, first.station_id, first.token)
    async with connected([first, again]):
        await first.visit(tally)
        await again.visit(tally)
    assert tally.errors == ["records that were not accepted"]
