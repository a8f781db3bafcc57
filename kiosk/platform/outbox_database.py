"""The outbox on disk: SQLite, one row a record, in the order in which they are to be sent.

A change is on the disk when `write` returns (WAL, synchronous FULL: a power cut takes nothing back), or has
not happened at all. Used by one thread.
"""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk.platform.contract.records import Happening, RecordsDropped
from kiosk.platform.outbox_words import IMPORTANCE, Importance, happening_adapter

log = logging.getLogger(__name__)

PAGE_BYTES = 4096
WAL_PAGES = 256  # then it is written back, so that it stays about 1 MB
DROPPED_AT_ONCE = 100
MAX_ASIDE = 1_000
MAX_COUNT = 100_000
SUFFIXES = ("", "-wal", "-shm")

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    importance INTEGER NOT NULL,
    time TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS record_in_order ON record (importance, number);
CREATE TABLE IF NOT EXISTS aside (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    importance INTEGER NOT NULL,
    time TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
BOOKMARK, DROPPED, ANNOUNCED = "bookmark", "dropped", "announced"


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is kept: `time` as ISO 8601, `data` as JSON. `number`: its place; None in memory."""

    id: str
    importance: int
    time: str
    data: str
    number: int | None = None


def new_row(happening: Happening, at: datetime, record_id: str = "") -> Row:
    """`record_id`: the one that it has already, if it has one."""
    data = happening_adapter().dump_json(happening).decode()
    return Row(record_id or str(uuid.uuid4()), IMPORTANCE[type(happening)], at.isoformat(), data)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may wait. Above it the oldest of the least important give way, emergencies never."""

    rows: int = 50_000
    size_bytes: int = 33_554_432


@dataclass(slots=True)
class Changes:
    """What is not on the disk yet. `dropped`: records that gave way before they reached it."""

    rows: dict[str, Row] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    aside: set[str] = field(default_factory=set)
    bookmark: str | None = None
    dropped: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.settled or self.aside or self.bookmark is not None or self.dropped)


class Database:
    def __init__(self, path: Path, limits: Limits) -> None:
        """Opens it, or makes it. Raises sqlite3.Error, OSError; sqlite3.DatabaseError when it is damaged."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._limits = limits
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=1.0)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    @property
    def bookmark(self) -> str:
        """Id of the guard's last record that was taken over; "" when there is none."""
        return self._fact(BOOKMARK)

    def write(self, changes: Changes) -> None:
        """All of it, or nothing. Raises sqlite3.Error."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            self._write(changes)
            execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise

    def first(self, limit: int) -> list[Row]:
        """The first that wait: the most important, of these the oldest. Raises sqlite3.Error."""
        found = self._connection.execute(
            "SELECT id, importance, time, data, number FROM record ORDER BY importance, number LIMIT ?",
            (limit,),
        )
        return [Row(*values) for values in found]

    def count(self) -> int:
        """How many wait. Raises sqlite3.Error."""
        (rows,) = self._connection.execute("SELECT count(*) FROM record").fetchone()
        return int(rows)

    def _prepare(self) -> None:
        execute = self._connection.execute
        execute(f"PRAGMA page_size = {PAGE_BYTES}")
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = FULL")
        execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
        execute(f"PRAGMA journal_size_limit = {2 * WAL_PAGES * PAGE_BYTES}")
        execute(f"PRAGMA max_page_count = {self._limits.size_bytes // PAGE_BYTES}")
        (verdict,) = execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise Damaged(verdict)
        self._connection.executescript(SCHEMA)

    def _write(self, changes: Changes) -> None:
        self._insert(changes.rows.values())
        if changes.aside:
            self._put_aside(changes.aside)
        self._connection.executemany(
            "DELETE FROM record WHERE id = ?", [(record_id,) for record_id in changes.settled | changes.aside]
        )
        if changes.bookmark is not None:
            self._state(BOOKMARK, changes.bookmark)
        dropped = changes.dropped + self._drop_excess(len(changes.rows))
        if dropped:
            self._state(DROPPED, str(int(self._fact(DROPPED) or 0) + dropped))
        if self._fact(DROPPED) not in ("", "0"):
            self._announce_dropped()

    def _insert(self, rows: Iterable[Row]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO record (id, importance, time, data) VALUES (?, ?, ?, ?)",
            [(row.id, row.importance, row.time, row.data) for row in rows],
        )

    def _drop_excess(self, added: int) -> int:
        """How many gave way. The last eighth of the size is for what a change takes before that."""
        excess = self.count() - self._limits.rows
        if self._used_bytes() > self._limits.size_bytes * 7 // 8:
            excess = max(excess, added, DROPPED_AT_ONCE)
        dropped = 0
        for importance in sorted(Importance, reverse=True):
            if importance != Importance.EMERGENCY and dropped < excess:
                dropped += self._drop_oldest(importance, excess - dropped)
        return dropped

    def _drop_oldest(self, importance: Importance, most: int) -> int:
        gave_way = self._connection.execute(
            "DELETE FROM record WHERE number IN"
            " (SELECT number FROM record WHERE importance = ? AND id != ? ORDER BY number LIMIT ?)",
            (importance, self._fact(ANNOUNCED), most),
        )
        return gave_way.rowcount

    def _announce_dropped(self) -> None:
        """A record of how many gave way; the next one when that has been delivered."""
        announced = self._fact(ANNOUNCED)
        if self._connection.execute("SELECT 1 FROM record WHERE id = ?", (announced,)).fetchone():
            return
        dropped = int(self._fact(DROPPED))
        told = min(dropped, MAX_COUNT)
        row = new_row(RecordsDropped(told), datetime.now(UTC))
        self._insert([row])
        self._state(ANNOUNCED, row.id)
        self._state(DROPPED, str(dropped - told))

    def _put_aside(self, ids: Iterable[str]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO aside (id, importance, time, data)"
            " SELECT id, importance, time, data FROM record WHERE id = ?",
            [(record_id,) for record_id in ids],
        )
        self._connection.execute(
            "DELETE FROM aside WHERE number IN"
            " (SELECT number FROM aside ORDER BY importance, number DESC LIMIT -1 OFFSET ?)",
            (MAX_ASIDE,),
        )

    def _used_bytes(self) -> int:
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        (free,) = self._connection.execute("PRAGMA freelist_count").fetchone()
        return int(pages - free) * PAGE_BYTES

    def _fact(self, name: str) -> str:
        found = self._connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def _state(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))


class Damaged(sqlite3.DatabaseError):
    """What is in the file is no database, or not whole."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the database can't be used any more; else the trouble is the disk's, and may pass."""
    code = getattr(error, "sqlite_errorcode", None)
    damages = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return isinstance(error, Damaged) or (code is not None and code & 0xFF in damages)


def move_aside(path: Path) -> None:
    """A damaged database makes room for a new one; one is kept for whoever wants to look. Raises OSError."""
    for suffix in SUFFIXES:
        path.with_name(path.name + ".damaged" + suffix).unlink(missing_ok=True)
    for suffix in SUFFIXES:
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(path.with_name(path.name + ".damaged" + suffix))
