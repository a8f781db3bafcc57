from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hardware.guard import records
from hardware.guard.records import Records
from hardware.link.emergency_records import MAX_RECORDS, EmergencyRecords
from hardware.link.messages import MAX_LINE_BYTES, encode


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a busy disk, which does not hang."""
    monkeypatch.setattr(records, "READ_SECONDS", 60)


def read(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]


async def test_records_are_appended_with_their_time(tmp_path: Path) -> None:
    kept = Records(tmp_path / "state", 90, lambda: None)
    kept.add(event="alarm", phase="dialling")
    kept.add(event="alarm", phase="connected")
    await kept.settled(60)
    phases = [record["phase"] for record in read(tmp_path / "state")]
    assert phases == ["dialling", "connected"]
    assert datetime.fromisoformat(str(read(tmp_path / "state")[0]["at"])) <= datetime.now(UTC)


async def test_records_are_kept_for_a_limited_time(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    lines = [
        json.dumps({"at": (now - timedelta(days=days)).isoformat(), "days": days})
        for days in (200, 91, 89, 0)
    ]
    (tmp_path / "records.jsonl").write_text("\n".join([*lines[:2], "half a li", *lines[2:]]) + "\n")
    kept = Records(tmp_path, 90, lambda: None)
    kept.drop_old()
    await kept.settled(60)
    assert [record["days"] for record in read(tmp_path)] == [89, 0]


async def test_records_take_limited_space(tmp_path: Path) -> None:
    kept = Records(tmp_path, 90, lambda: None)
    (tmp_path / "records.jsonl").write_bytes(b'{"at": "2024-11-21T08:00:00+00:00"}\n' * 40_000)
    kept.add(event="alarm", phase="the newest")
    await kept.settled(60)
    assert (tmp_path / "records.jsonl").stat().st_size < records.MAX_BYTES
    assert read(tmp_path)[-1]["phase"] == "the newest"


async def test_a_disk_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Records(tmp_path / "file", 90, lambda: None)
    kept.add(event="alarm")
    await kept.settled(60)
    assert kept.failing


async def test_records_are_read_behind_the_last_one_known(tmp_path: Path) -> None:
    kept = Records(tmp_path, 90, lambda: None)
    assert await kept.after("", 100) == ()
    kept.add(
        event="alarm", phase="dialling", origin="button", contact="duty", attempt=1, reason="elapsed window"
    )
    kept.add(
        event="alarm", phase="none", origin=None, contact="", attempt=0, reason="ended_on_site technician"
    )
    kept.add(event="test_call", verdict="failed")
    first, second, third = await kept.after("", 100)
    assert (first.phase, first.origin, first.contact, first.attempt) == ("dialling", "button", "duty", 1)
    assert (second.phase, second.origin, second.reason) == ("none", "", "ended_on_site technician")
    assert (third.phase, third.origin, third.reason) == ("none", "test", "failed")
    assert await kept.after("", 1) == (first,)
    assert await kept.after(first.id, 100) == (second, third)
    assert await kept.after(third.id, 100) == ()
    assert await kept.after("dropped long ago", 100) == (first, second, third)
    assert await Records(tmp_path, 90, lambda: None).after(second.id, 100) == (third,)


async def test_lines_of_an_older_guard_get_an_id_that_stays(tmp_path: Path) -> None:
    lines = [
        json.dumps({"at": f"2024-11-21T08:00:00.{number:03d}+00:00", "event": "alarm", "phase": "dialling"})
        for number in range(150)
    ]
    (tmp_path / "records.jsonl").write_text("\n".join([*lines[:70], "half a li", "[1]", *lines[70:]]) + "\n")
    kept = Records(tmp_path, 90, lambda: None)
    kept.add(event="alarm", phase="connected")
    first = await kept.after("", 100)
    rest = await kept.after(first[-1].id, 100)
    assert len({record.id for record in (*first, *rest)}) == 151
    assert rest[-1].phase == "connected"
    assert await Records(tmp_path, 90, lambda: None).after("", 100) == first


async def test_as_many_records_are_read_as_fit_a_line(tmp_path: Path) -> None:
    kept = Records(tmp_path, 90, lambda: None)
    for _ in range(MAX_RECORDS):
        kept.add(event="alarm", phase="dialling", reason="x" * 2000)
    found = await kept.after("", MAX_RECORDS)
    assert 10 < len(found) < MAX_RECORDS
    assert len(encode(EmergencyRecords(1, found))) <= MAX_LINE_BYTES


async def test_what_a_full_disk_did_not_take_is_read_and_written_later(tmp_path: Path) -> None:
    kept = Records(tmp_path / "state", 90, lambda: None)
    kept.add(event="alarm", phase="dialling")
    (first,) = await kept.after("", 100)
    with file_size_limited_to((tmp_path / "state" / "records.jsonl").stat().st_size + 10):
        kept.add(event="alarm", phase="connected")
        kept.add(event="alarm", phase="answered")
        found = await kept.after(first.id, 100)
        assert [record.phase for record in found] == ["connected", "answered"]
        assert kept.failing
    assert await kept.after(first.id, 100) == found
    assert not kept.failing
    assert [record["phase"] for record in read(tmp_path / "state")] == ["dialling", "connected", "answered"]


async def test_a_line_torn_by_a_power_cut_spoils_no_other(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text('{"id": "1", "at": "2024-11-21T08')
    kept = Records(tmp_path, 90, lambda: None)
    kept.add(event="alarm", phase="dialling")
    assert [record.phase for record in await kept.after("", 100)] == ["dialling"]


@contextmanager
def file_size_limited_to(size_bytes: int) -> Iterator[None]:
    """What is written beyond it fails with EFBIG, as with ENOSPC on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
