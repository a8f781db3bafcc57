"""Records of emergencies: one JSON object a line, kept for a limited time and in limited space.

They hold no personal data: phases, contact ids, attempts and reasons. A disk that is full stops the records,
never an alarm.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hardware.guard.disk import DiskWriter, write_whole

MAX_BYTES = 1_048_576  # about 5,000 transitions; the older half goes first


class Records:
    def __init__(self, folder: Path, keep_days: float, on_changed: Callable[[], None]) -> None:
        self._path = folder / "records.jsonl"
        self._keep = timedelta(days=keep_days)
        self._writer = DiskWriter("records", on_changed)

    @property
    def failing(self) -> bool:
        return self._writer.failing

    def add(self, **fields: Any) -> None:
        """Append a record, with the time."""
        record = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **fields}
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        self._writer.submit(lambda: self._append(line))

    def drop_old(self) -> None:
        """Forget what is older than it may be kept."""
        self._writer.submit(self._drop_old)

    async def settled(self, patience_seconds: float) -> None:
        await self._writer.settled(patience_seconds)

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        if size > MAX_BYTES:
            lines = self._path.read_bytes().splitlines(keepends=True)
            write_whole(self._path, b"".join(lines[len(lines) // 2 :]))

    def _drop_old(self) -> None:
        try:
            lines = self._path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return
        oldest = datetime.now(UTC) - self._keep
        kept = [line for line in lines if _moment(line) >= oldest]
        if len(kept) < len(lines):
            write_whole(self._path, b"".join(kept))


def _moment(line: bytes) -> datetime:
    """When a record was made; what is no record is as old as can be."""
    try:
        return datetime.fromisoformat(json.loads(line)["at"])
    except (ValueError, KeyError, TypeError):
        return datetime.min.replace(tzinfo=UTC)
