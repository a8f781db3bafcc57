"""What the guard has written of an alarm reaches the outbox, whoever was dead meanwhile."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.link.client import LinkClient
from hardware.link.emergency_records import EmergencyRecord
from hardware.link.messages import AlarmPhase, EndAlarm, Hello
from kiosk.conversation.guard import Guard
from kiosk.emergency_records import collect, happened, take_over_all
from kiosk.platform.contract.records import EmergencyChanged, Record
from kiosk.platform.outbox import Outbox
from tests.booth_processes import WholeBooth
from tests.hardware.guard.conftest import DUTY, GuardedBooth
from tests.kiosk.platform.outboxes import WORDS, opened

AN_HOUR = 3600.0


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedBooth]:
    with WholeBooth(tmp_path_factory.mktemp("booth")) as whole:
        guarded = GuardedBooth(whole)
        guarded.write_booth_file()
        guarded.start()
        guarded.sim("far default answers 0.1")
        yield guarded


@asynccontextmanager
async def collecting(booth: GuardedBooth, outbox: Outbox) -> AsyncIterator[None]:
    """As the kiosk does; nothing is asked for that no change has told of."""
    link = LinkClient(booth.whole.run_dir / "guard.sock", Hello("kiosk", "1", os.getpid()))
    guard = Guard(link)
    link.subscribe(lambda _: guard.note_change())
    parts = [
        asyncio.create_task(link.run()),
        asyncio.create_task(collect(guard, link.emergency_records, outbox, WORDS, ask_every_seconds=AN_HOUR)),
    ]
    try:
        yield
    finally:
        for part in parts:
            part.cancel()


async def phases(outbox: Outbox) -> list[str]:
    return [change.phase for change in changes(await outbox.first(1000))]


def changes(records: tuple[Record, ...]) -> list[EmergencyChanged]:
    return [record.data for record in records if isinstance(record.data, EmergencyChanged)]


async def until_last(outbox: Outbox, phase: str, connected: int = 1) -> None:
    """Until the last record is of that phase, and so many of a call that was answered are there."""

    async def there() -> bool:
        found = await phases(outbox)
        return found[-1:] == [phase] and found.count("connected") >= connected

    async with asyncio.timeout(20):
        while not await there():  # noqa: ASYNC110  # it is the database that is asked
            await asyncio.sleep(0.02)


async def alarm_comes_and_goes(booth: GuardedBooth) -> None:
    await asyncio.to_thread(booth.connect)
    await asyncio.to_thread(booth.tell, EndAlarm("technician", 1))
    await asyncio.to_thread(booth.until, AlarmPhase.NONE)
    await asyncio.to_thread(booth.release)


async def test_an_alarm_is_taken_over_as_it_goes_and_after_everybody_was_dead(
    booth: GuardedBooth, tmp_path: Path
) -> None:
    async with opened(tmp_path) as outbox:
        async with collecting(booth, outbox):
            await alarm_comes_and_goes(booth)
            await until_last(outbox, "none")
        seen = changes(await outbox.first(1000))
        await alarm_comes_and_goes(booth)  # nobody collects
    await asyncio.to_thread(booth.whole.kill, "guard")
    await asyncio.to_thread(booth.start)
    async with opened(tmp_path) as outbox, collecting(booth, outbox):
        await until_last(outbox, "none", connected=2)
        both = await outbox.first(1000)
    assert changes(both)[: len(seen)] == seen
    assert len({record.id for record in both}) == len(both)
    assert [
        change for change in changes(both) if "other" in (change.phase, change.origin, change.reason)
    ] == []
    connected = next(change for change in seen if change.phase == "connected")
    assert (connected.origin, connected.contact, connected.attempt) == ("button", "duty", 1)
    assert DUTY not in repr(both)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            EmergencyRecord("1", "2024-11-21T08:00:00+00:00", "none", "", "", 0, "ended_on_site technician"),
            EmergencyChanged("none", "none", "", 0, "ended_on_site_technician"),
        ),
        (
            EmergencyRecord("1", "2024-11-21T08:00:00", "none", "test", reason="failed"),
            EmergencyChanged("none", "test", "", 0, "failed"),
        ),
        (
            EmergencyRecord("1", "2024-11-21T08:00:00Z", "dialling", "button", "_night", 1, "line_ready"),
            EmergencyChanged("dialling", "button", "", 1, "line_ready"),
        ),
        (
            EmergencyRecord("1", "yesterday", "levitating", "moon", "02155500001", -3, "13812345678"),
            EmergencyChanged("other", "other", "", 0, "other"),
        ),
        (
            EmergencyRecord(
                "1", "2024-11-21T08:00:00+08:00", "dialling", "citizen", "120", 1, "citizen_dialled"
            ),
            EmergencyChanged("dialling", "citizen", "120", 1, "citizen_dialled"),
        ),
    ],
)
async def test_an_emergency_is_always_told(
    record: EmergencyRecord, expected: EmergencyChanged, tmp_path: Path
) -> None:
    async with opened(tmp_path) as outbox:
        await outbox.take_over([happened(record, replace(WORDS, contacts={"duty", "_night"}))])
        (taken,) = await outbox.first(10)
    assert taken.data == expected
    assert taken.time.tzinfo is not None


async def test_a_record_that_may_not_be_kept_holds_up_no_other(tmp_path: Path) -> None:
    at = "2024-11-21T08:00:00+00:00"
    kept_by_guard = tuple(
        EmergencyRecord(str(number), at, "dialling", "button", contact, 1, "line_ready")
        for number, contact in enumerate(("duty", "stranger", "duty", "stranger"), start=1)
    )

    async def read(after: str) -> tuple[EmergencyRecord, ...]:
        return tuple(record for record in kept_by_guard if record.id > after)

    async with opened(tmp_path) as outbox:
        await take_over_all(read, outbox, replace(WORDS, contacts={"duty", "stranger"}))
        assert [record.id for record in await outbox.first(10)] == ["1", "3"]
