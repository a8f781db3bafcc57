"""Keeps the outbox on the disk, and as much as is sensible in memory while the disk takes nothing.

Every change is made in memory first and then written with all others that are not yet. So there is one way
for a disk that works and one that is full: a change that is not written waits, counts, and is tried again.
Used by one thread.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from kiosk.platform.outbox_database import Changes, Database, Limits, Row, is_damage, move_aside
from kiosk.platform.outbox_words import Importance

log = logging.getLogger(__name__)

MAX_HELD = 1_000  # records in memory that are no emergency's
MAX_HELD_EMERGENCIES = 5_000  # as many as the guard keeps


class Keeper:
    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._database: Database | None = None
        self._unwritten = Changes()
        self._bookmark: str | None = None
        self._kept = 0
        self.failing = False

    @property
    def waiting(self) -> int:
        """How many records wait."""
        unwritten = self._unwritten
        return max(0, self._kept + len(unwritten.rows) - len(unwritten.settled | unwritten.aside))

    @property
    def unwritten(self) -> bool:
        return bool(self._unwritten)

    def add(self, rows: Iterable[Row], bookmark: str | None = None) -> bool:
        """Take rows over, with the bookmark that says so; False when there is no room for emergencies."""
        new = {row.id: row for row in rows}
        held = self._unwritten.rows
        urgent = sum(row.importance == Importance.EMERGENCY for row in held.values())
        if bookmark is not None and urgent + len(new) > MAX_HELD_EMERGENCIES:
            return False
        held.update(new)
        if bookmark is not None:
            self._unwritten.bookmark = self._bookmark = bookmark
        self._bound_memory()
        return True

    def settle(self, delivered: Collection[str], refused: Collection[str]) -> None:
        """What was delivered is forgotten, what can never be taken is put aside."""
        for record_id in delivered:
            if self._unwritten.rows.pop(record_id, None) is None:
                self._unwritten.settled.add(record_id)
        self._unwritten.aside.update(refused)

    def lose(self, count: int) -> None:
        """So many gave way before they came here."""
        self._unwritten.dropped += count

    def first(self, limit: int, passing_over: Collection[str]) -> list[Row]:
        """The first that wait, most important first, older ones first among equals."""
        gone = {*passing_over, *self._unwritten.settled, *self._unwritten.aside}
        try:
            kept = self._open().first(limit + len(gone))
        except (sqlite3.Error, OSError) as error:
            self._fail(error)
            kept = []
        known = {row.id for row in kept}
        held = [row for row in self._unwritten.rows.values() if row.id not in known]
        waiting = [row for row in (*kept, *held) if row.id not in gone]
        return sorted(waiting, key=lambda row: row.importance)[:limit]

    def bookmark(self) -> str:
        """Id of the guard's last record that was taken over; "" when nobody knows."""
        if self._bookmark is None:
            try:
                self._bookmark = self._open().bookmark
            except (sqlite3.Error, OSError) as error:
                self._fail(error)
                return ""
        return self._bookmark

    def write(self) -> bool:
        """Whether everything is on the disk now."""
        try:
            database = self._open()
            if self._unwritten:
                database.write(self._unwritten)
                self._unwritten = Changes()
            self._kept = database.count()
        except (sqlite3.Error, OSError) as error:
            self._fail(error)
        else:
            if self.failing:
                log.info("outbox_written_again")
            self.failing = False
        return not self._unwritten

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> Database:
        """Raises sqlite3.Error, OSError."""
        if self._database is None:
            try:
                self._database = Database(self._path, self._limits)
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise
                self._begin_anew(error)
                self._database = Database(self._path, self._limits)
        return self._database

    def _fail(self, error: sqlite3.Error | OSError) -> None:
        """A full disk leaves the database as it is; after anything else it is opened anew."""
        if not self.failing:
            log.error('outbox_failing error="%s"', error)
        self.failing = True
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
            self.close()
        if isinstance(error, sqlite3.Error) and is_damage(error):
            with suppress(OSError):
                self._begin_anew(error)

    def _begin_anew(self, error: sqlite3.Error) -> None:
        """Without the bookmark: the guard's records are taken over from the oldest on. Raises OSError."""
        log.error('outbox_damaged error="%s"', error)
        move_aside(self._path)
        self._kept = 0
        self._bookmark = self._unwritten.bookmark

    def _bound_memory(self) -> None:
        held = self._unwritten.rows
        lesser = [row for row in held.values() if row.importance != Importance.EMERGENCY]
        excess = len(lesser) - MAX_HELD
        if excess > 0:
            for row in sorted(lesser, key=lambda row: -row.importance)[:excess]:
                del held[row.id]
            self._unwritten.dropped += excess
