"""A disk that is full, gone or damaged stops nothing, and what it can't hold is bounded and counted."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.platform import outbox as outbox_module
from kiosk.platform import outbox_keeper
from kiosk.platform.contract.records import EmergencyChanged, RecordsDropped
from kiosk.platform.outbox import Happened, Outbox, OutboxFailing
from kiosk.platform.outbox_database import Limits
from tests.hardware.eventually import eventually
from tests.kiosk.platform.outboxes import DEVICE, data, emergency, feedback, number_of, opened, use

NOW = datetime(2024, 11, 21, 8, tzinfo=UTC)
SMALL_BYTES = 400 * 4096


@pytest.fixture(autouse=True)
def _written_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "RETRY_SECONDS", 0.05)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True)
    if mounting.returncode != 0:
        pytest.skip("file systems can't be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for block in (65_536, 4096, 512):
            try:
                while file.write(bytes(block)) == block:
                    pass
            except OSError:
                pass
    return ballast


async def put_until_refused(outbox: Outbox) -> int:
    """The number of the first record that the disk did not take, once what SQLite has claimed is used up."""
    for number in range(2, 10_000):
        try:
            await outbox.put(use(number))
        except OutboxFailing:
            return number
    raise AssertionError("the disk is not full")


def damaged(folder: Path) -> list[Path]:
    return list(folder.glob("*.damaged"))


async def test_a_full_disk_is_told_survived_and_recovered_from(small_disk: Path) -> None:
    async with opened(small_disk) as outbox:
        await outbox.put(use(1))
        ballast = fill(small_disk)
        number = await put_until_refused(outbox)
        await eventually(lambda: outbox.failing, "it tells that the disk takes nothing")
        outbox.note(feedback(1))
        await outbox.take_over([Happened("a-1", NOW, emergency(1))])
        assert await outbox.bookmark() == "a-1"
        records = await outbox.first(100)
        assert data(records)[:3] == [emergency(1), feedback(1), use(1)]
        await outbox.settle([records[0].id, records[2].id])  # one is in memory, one on the full disk
        assert data(await outbox.first(2)) == [feedback(1), use(2)]
        ballast.unlink()
        await eventually(lambda: not outbox.failing, "it writes again")
    async with opened(small_disk) as outbox:
        assert await outbox.bookmark() == "a-1"
        found = data(await outbox.first(10_000))
        assert found == [feedback(1), *(use(each) for each in range(2, number + 1))]


async def test_a_folder_that_can_not_be_made_is_tried_again(tmp_path: Path) -> None:
    obstacle = tmp_path / "state"
    obstacle.write_text("")
    async with opened(obstacle) as outbox:
        with pytest.raises(OutboxFailing):
            await outbox.put(use(1))
        assert data(await outbox.first(1)) == [use(1)]
        obstacle.unlink()
        await eventually(lambda: not outbox.failing, "it is written")
    async with opened(obstacle) as outbox:
        assert data(await outbox.first(1)) == [use(1)]


async def test_memory_is_bounded_while_the_disk_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_keeper, "MAX_HELD", 5)
    monkeypatch.setattr(outbox_keeper, "MAX_HELD_EMERGENCIES", 8)
    obstacle = tmp_path / "state"
    obstacle.write_text("")
    async with opened(obstacle) as outbox:
        for number in range(20):
            outbox.note(use(number))
        outbox.note(DEVICE)
        await outbox.take_over([Happened(f"a-{number}", NOW, emergency(number)) for number in range(6)])
        with pytest.raises(OutboxFailing):  # the guard keeps them
            await outbox.take_over([Happened(f"b-{number}", NOW, emergency(number)) for number in range(6)])
        assert await outbox.bookmark() == "a-5"
        held = data(await outbox.first(100))
        assert held == [*map(emergency, range(6)), DEVICE, *map(use, range(16, 20))]
        obstacle.unlink()
        await eventually(lambda: not outbox.failing, "it is written")
        assert RecordsDropped(16) in data(await outbox.first(100))


async def test_the_oldest_of_the_least_important_give_way_and_are_counted(tmp_path: Path) -> None:
    async with opened(tmp_path, Limits(rows=50)) as outbox:
        await outbox.put(emergency(0))
        await outbox.put(DEVICE)
        for number in range(60):
            outbox.note(use(number))
            outbox.note(feedback(number))
        for number in range(1, 30):
            await outbox.put(emergency(number))
        records = await outbox.first(200)
        found = data(records)
        assert [each for each in found if isinstance(each, EmergencyChanged)] == [*map(emergency, range(30))]
        assert DEVICE in found
        assert len(found) in (50, 51)
        feedbacks = [number_of(each) for each in found if each.type == "station.feedback.given"]
        assert feedbacks == [*range(60 - len(feedbacks), 60)]
        assert not [each for each in found if each.type == "station.service.ended"]
        (told,) = (each for each in found if isinstance(each, RecordsDropped))
        await outbox.settle([record.id for record in records])
        outbox.note(use(60))
        (rest,) = (each for each in data(await outbox.first(10)) if isinstance(each, RecordsDropped))
        assert told.count + rest.count == 120 - len(feedbacks)


async def test_the_file_is_bounded(tmp_path: Path) -> None:
    async with opened(tmp_path, Limits(size_bytes=SMALL_BYTES)) as outbox:
        for number in range(6_000):
            outbox.note(use(number))
            if number % 500 == 0:
                await outbox.put(emergency(number))
        found = data(await outbox.first(10_000))
        assert not outbox.failing
    assert number_of(found[-1]) == 5_999
    assert len([each for each in found if isinstance(each, EmergencyChanged)]) == 12
    assert (tmp_path / "outbox.sqlite3").stat().st_size <= SMALL_BYTES


@pytest.mark.parametrize("damage", ["garbage", "torn", "no_header"])
async def test_a_damaged_database_is_moved_aside(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "outbox.sqlite3"
    async with opened(tmp_path) as outbox:
        for number in range(300):
            outbox.note(use(number))
        await outbox.take_over([Happened("a-1", NOW, emergency(1))])
    content = path.read_bytes()
    match damage:
        case "garbage":
            path.write_bytes(content[:4096] + os.urandom(len(content) - 4096))
        case "torn":
            path.write_bytes(content[: len(content) // 2])
        case "no_header":
            path.write_bytes(b"\0" * len(content))
    async with opened(tmp_path) as outbox:
        assert await outbox.bookmark() == ""  # the guard's are taken over again
        await outbox.put(use(1))
        assert data(await outbox.first(10)) == [use(1)]
    assert "outbox_damaged" in caplog.text
    assert damaged(tmp_path)


async def test_damage_that_shows_during_work_is_survived(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        for number in range(300):
            outbox.note(use(number))
        await outbox.put(use(300))
        with sqlite3.connect(tmp_path / "outbox.sqlite3") as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with (tmp_path / "outbox.sqlite3").open("r+b") as file:
            file.seek(100)
            file.write(os.urandom(200_000))
        outbox.note(emergency(1))
        await eventually(lambda: damaged(tmp_path), "it is moved aside")
        await eventually(lambda: not outbox.failing, "a new one is begun")
        assert data(await outbox.first(1)) == [emergency(1)]
