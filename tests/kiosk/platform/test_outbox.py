"""What goes into the outbox comes out again, in its order, however the process ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.platform.contract.records import ServiceEnded
from kiosk.platform.outbox import Happened, Outbox
from kiosk.platform.outbox_words import NoRecord
from tests.hardware.eventually import eventually
from tests.kiosk.platform.outboxes import DEVICE, VISIT, WORDS, data, emergency, feedback, opened, use
from tests.platform_process import STATION_ID

NOW = datetime(2024, 11, 21, 8, tzinfo=UTC)


async def test_more_important_ones_come_first_and_older_ones_among_equals(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        for happening in (
            use(1),
            VISIT,
            feedback(1),
            DEVICE,
            emergency(1),
            use(2),
            feedback(2),
            emergency(2),
        ):
            await outbox.put(happening)
        expected = [emergency(1), emergency(2), DEVICE, feedback(1), feedback(2), use(1), VISIT, use(2)]
        assert data(await outbox.first(100)) == expected
        assert data(await outbox.first(3)) == expected[:3]


async def test_a_clock_that_jumps_does_not_change_the_order(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        for number, days in enumerate((0, 400, -4000)):
            await outbox.put(use(number), NOW + timedelta(days=days))
        records = await outbox.first(100)
        assert data(records) == [use(0), use(1), use(2)]
        assert [record.time.year for record in records] == [2024, 2025, 2013]


async def test_a_record_is_a_cloud_event_of_this_station(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        record_id = await outbox.put(use(7), NOW)
        (record,) = await outbox.first(1)
    assert (record.id, record.time) == (record_id, NOW)
    assert record.source == f"/stations/{STATION_ID}"
    assert record.type == "station.service.ended"


async def test_what_was_put_is_there_after_the_process_has_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        kept = await outbox.put(use(1))
        gone = await outbox.put(use(2))
        outbox.note(use(3))
        await outbox.settle([gone])
    async with opened(tmp_path) as outbox:
        records = await outbox.first(100)
        assert data(records) == [use(1), use(3)]
        assert records[0].id == kept
        await eventually(lambda: outbox.waiting == 2, "it tells how many wait")


async def test_what_is_noted_before_it_is_opened_is_kept(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite3", STATION_ID, WORDS)
    outbox.note(use(1))
    outbox.open()
    assert data(await outbox.first(1)) == [use(1)]
    await outbox.close()


async def test_a_note_of_what_may_not_be_kept_is_no_failure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path) as outbox:
        outbox.note(ServiceEnded("zhang_san", use().outcome, 1, "en"))
        outbox.note(None)  # type: ignore[arg-type]  # whatever a caller does wrong
        assert await outbox.first(100) == ()
    assert caplog.text.count("record_refused") == 2
    assert "zhang" not in caplog.text


async def test_what_is_settled_never_comes_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        ids = [await outbox.put(use(number)) for number in range(4)]
        await outbox.settle(delivered=ids[:1], refused=ids[1:2])
        assert data(await outbox.first(100)) == [use(2), use(3)]
        assert data(await outbox.first(100, passing_over=ids[2:3])) == [use(3)]
        await outbox.settle(delivered=["unknown", *ids[:2]])
        await eventually(lambda: outbox.waiting == 2, "two wait")


async def test_a_record_of_the_guard_that_comes_twice_is_one(tmp_path: Path) -> None:
    first, second = Happened("a-1", NOW, emergency(1)), Happened("a-2", NOW, emergency(2))
    async with opened(tmp_path) as outbox:
        assert await outbox.bookmark() == ""
        await outbox.take_over([first])
        await outbox.take_over([first, second])
        assert [record.id for record in await outbox.first(100)] == ["a-1", "a-2"]
    async with opened(tmp_path) as outbox:
        assert await outbox.bookmark() == "a-2"
        assert [record.id for record in await outbox.first(100)] == ["a-1", "a-2"]


async def test_records_are_taken_over_all_or_none(tmp_path: Path) -> None:
    wrong = Happened("a-2", NOW, emergency(-1))
    async with opened(tmp_path) as outbox:
        with pytest.raises(NoRecord):
            await outbox.take_over([Happened("a-1", NOW, emergency(1)), wrong])
        assert await outbox.bookmark() == ""
        assert await outbox.first(100) == ()


async def test_whoever_waits_for_records_is_woken(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        assert await outbox.first(1) == ()
        outbox.arrived.clear()
        waiting = asyncio.create_task(outbox.arrived.wait())
        outbox.note(use(1))
        async with asyncio.timeout(10):
            await waiting
        assert not outbox.emergency_arrived.is_set()
        outbox.note(emergency(1))
        await eventually(outbox.emergency_arrived.is_set, "the emergency is told")


async def test_a_caller_that_is_gone_takes_its_record_not_with_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        putting = asyncio.create_task(outbox.put(use(1)))
        await asyncio.sleep(0)
        putting.cancel()
        assert data(await outbox.first(1)) == [use(1)]
