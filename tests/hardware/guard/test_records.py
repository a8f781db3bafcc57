from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hardware.guard import records
from hardware.guard.records import Records


def read(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]


async def test_records_are_appended_with_their_time(tmp_path: Path) -> None:
    kept = Records(tmp_path / "state", 90, lambda: None)
    kept.add(event="alarm", phase="dialling")
    kept.add(event="alarm", phase="connected")
    await kept.settled(5)
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
    await kept.settled(5)
    assert [record["days"] for record in read(tmp_path)] == [89, 0]


async def test_records_take_limited_space(tmp_path: Path) -> None:
    kept = Records(tmp_path, 90, lambda: None)
    (tmp_path / "records.jsonl").write_bytes(b'{"at": "2024-11-21T08:00:00+00:00"}\n' * 40_000)
    kept.add(event="alarm", phase="the newest")
    await kept.settled(5)
    assert (tmp_path / "records.jsonl").stat().st_size < records.MAX_BYTES
    assert read(tmp_path)[-1]["phase"] == "the newest"


async def test_a_disk_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Records(tmp_path / "file", 90, lambda: None)
    kept.add(event="alarm")
    await kept.settled(5)
    assert kept.failing
