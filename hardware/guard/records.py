"""Records of emergencies and test calls: one JSON object a line, kept for a limited time, in limited space.

They hold no personal data: phases, contact ids, attempts and reasons. A disk that is full stops neither an
alarm nor the kiosk's reading: what could not be written waits in memory for a disk that can.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hardware.guard.disk import DiskWriter, write_whole
from hardware.link.emergency_records import MAX_ANSWER_BYTES, EmergencyRecord
from hardware.link.messages import AlarmOrigin, AlarmPhase

MAX_BYTES = 1_048_576  # about 5,000 transitions; the older half goes first
MAX_UNWRITTEN = 1_000
READ_SECONDS = 1.0  # shorter than a client of the link waits for its answer
_NAMESPACE = uuid.UUID("5f0b1f0e-6c0c-4bb4-9b0e-3f8f6d7f4f11")  # of lines that were written without an id


class Records:
    def __init__(self, folder: Path, keep_days: float, on_changed: Callable[[], None]) -> None:
        self._path = folder / "records.jsonl"
        self._keep = timedelta(days=keep_days)
        self._writer = DiskWriter("records", on_changed)
        self._unwritten: list[bytes] = []  # the writer's thread alone touches it

    @property
    def failing(self) -> bool:
        return self._writer.failing

    def add(self, **fields: Any) -> None:
        """Append a record, with an id of its own and the time."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        record = {"id": str(uuid.uuid4()), "at": moment, **fields}
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        self._writer.submit(lambda: self._append(line))

    def drop_old(self) -> None:
        """Forget what is older than it may be kept."""
        self._writer.submit(self._drop_old)

    async def after(self, record_id: str, limit: int) -> tuple[EmergencyRecord, ...]:
        """At most `limit` records behind the one of that id, oldest first, with all that was added until now.

        From the oldest on when there is no such record. () also when the disk hangs.
        """
        found: list[EmergencyRecord] = []

        def read() -> None:
            found.extend(_behind(record_id, limit, [*self._lines(), *self._unwritten]))
            self._write()

        self._writer.submit(read)
        await self._writer.settled(READ_SECONDS)
        return tuple(found)

    async def settled(self, patience_seconds: float) -> None:
        await self._writer.settled(patience_seconds)

    def _append(self, line: bytes) -> None:
        self._unwritten = [*self._unwritten, line][-MAX_UNWRITTEN:]
        self._write()

    def _write(self) -> None:
        """What is not written yet, whole or not at all."""
        if not self._unwritten:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a+b", buffering=0) as file:
            begin = file.seek(0, os.SEEK_END)
            torn = begin > 0 and os.pread(file.fileno(), 1, begin - 1) != b"\n"  # by a power cut
            try:
                _write_all(file.fileno(), b"\n" * torn + b"".join(self._unwritten))
                os.fsync(file.fileno())
            except OSError:
                file.truncate(begin)
                raise
            size = file.tell()
        self._unwritten = []
        if size > MAX_BYTES:
            lines = self._lines()
            write_whole(self._path, b"".join(lines[len(lines) // 2 :]))

    def _drop_old(self) -> None:
        lines = self._lines()
        oldest = datetime.now(UTC) - self._keep
        kept = [line for line in lines if _moment(line) >= oldest]
        if len(kept) < len(lines):
            write_whole(self._path, b"".join(kept))

    def _lines(self) -> list[bytes]:
        try:
            return self._path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return []


def _write_all(number: int, content: bytes) -> None:
    while content:
        content = content[os.write(number, content) :]


def _moment(line: bytes) -> datetime:
    """When a record was made; what is no record is as old as can be."""
    try:
        return datetime.fromisoformat(json.loads(line)["at"])
    except (ValueError, KeyError, TypeError):
        return datetime.min.replace(tzinfo=UTC)


def _behind(record_id: str, limit: int, lines: list[bytes]) -> Iterator[EmergencyRecord]:
    begin = _place_behind(record_id, lines)
    answer_bytes = 0
    for line in lines[begin:]:
        record = _record(line)
        if record is None:
            continue
        answer_bytes += len(line)
        if limit <= 0 or answer_bytes > MAX_ANSWER_BYTES:
            return
        limit -= 1
        yield record


def _place_behind(record_id: str, lines: list[bytes]) -> int:
    """Looked for from the end, where it nearly always is; 0 when it is nowhere."""
    written = json.dumps(record_id).encode()
    for place in range(len(lines), 0, -1):
        line = lines[place - 1]
        if written in line or b'"id"' not in line:
            record = _record(line)
            if record is not None and record.id == record_id:
                return place
    return 0


def _record(line: bytes) -> EmergencyRecord | None:
    """None when the line is no record."""
    try:
        fields = json.loads(line)
        record_id = fields.get("id") or str(uuid.uuid5(_NAMESPACE, line.strip().decode()))
        at = datetime.fromisoformat(fields["at"]).isoformat()
        if fields.get("event") == "test_call":
            return EmergencyRecord(
                record_id, at, AlarmPhase.NONE, AlarmOrigin.TEST, reason=_word(fields, "verdict")
            )
        if fields.get("event") != "alarm":
            return None
        return EmergencyRecord(
            record_id,
            at,
            _word(fields, "phase"),
            _word(fields, "origin"),
            _word(fields, "contact"),
            int(fields.get("attempt") or 0),
            _word(fields, "reason"),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _word(fields: dict[str, Any], name: str) -> str:
    return str(fields.get(name) or "")
