"""The outbox: records of what happened wait here, on disk, until the platform has taken them.

Importance before age: emergencies, then devices, feedback, use. A record is delivered at least once and
leaves when the platform has acknowledged it by its id. When more waits than `Limits` allow, the oldest of the
least important give way and are counted in a record of their own; an emergency never does. While the disk
takes nothing, records wait in memory (`failing`).

SQLite works in a thread of its own; nothing here blocks the loop.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.platform.contract.records import EmergencyChanged, Happening, Record
from kiosk.platform.outbox_database import Limits, Row, new_row
from kiosk.platform.outbox_keeper import Keeper
from kiosk.platform.outbox_words import Importance, NoRecord, Words, happening_adapter

log = logging.getLogger(__name__)

MAX_BACKLOG = 2_000  # jobs that wait for a disk that hangs
MAX_JOBS_AT_ONCE = 200  # written in one transaction
RETRY_SECONDS = 5.0  # of what could not be written
CLOSE_SECONDS = 3.0


class OutboxFailing(Exception):
    """The disk takes nothing now. The record waits in memory, and is written as soon as that is possible."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An emergency's record that has its id already."""

    id: str
    at: datetime
    change: EmergencyChanged


@dataclass(frozen=True, slots=True)
class _Job:
    """`do` runs in the thread; `answer` comes once everything is written, and whether it could be."""

    do: Callable[[Keeper], Any]
    must_be_written: bool
    answer: Future[Any] = field(default_factory=Future)


class Outbox:
    def __init__(
        self,
        path: Path,
        station_id: str,
        words: Words,
        *,
        limits: Limits | None = None,
        on_changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_changed` is called in the loop when `waiting` or `failing` has changed."""
        self._source = f"/stations/{station_id}"
        self._words = words
        self._on_changed = on_changed
        self._keeper = Keeper(path, limits or Limits())
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._ended = asyncio.Event()
        self._lost = 0
        self.arrived = asyncio.Event()  # more wait than before; cleared by who waits for it
        self.emergency_arrived = asyncio.Event()  # likewise
        self.waiting = 0
        self.failing = False

    def open(self) -> None:
        """Begin to work, in the running loop. What was noted before is kept too."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Write what is noted and end; a disk that hangs is not waited for. Later calls fail."""
        self._closed = True
        if self._thread is None:
            return
        self._jobs.put(None)
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._ended.wait()

    async def put(self, happening: Happening, at: datetime | None = None) -> str:
        """The id of the record, once it is on the disk. `at`: aware; default now.

        Raises NoRecord for what may not be kept, OutboxFailing when it is in memory only.
        """
        row = self._row(happening, at)
        try:
            await self._do(lambda keeper: self._add(keeper, (row,)), must_be_written=True)
        finally:
            self._tell_emergency(row)
        return row.id

    def note(self, happening: Happening) -> None:
        """Keep a record, now and without waiting. What may not be kept is logged, without its values."""
        try:
            row = self._row(happening, None)
        except NoRecord as error:
            log.error('record_refused reason="%s"', error)
            return
        if self._jobs.qsize() >= MAX_BACKLOG and row.importance != Importance.EMERGENCY:
            self._lost += 1
            return
        self._jobs.put(_Job(lambda keeper: self._add(keeper, (row,)), must_be_written=False))
        self._tell_emergency(row)

    async def bookmark(self) -> str:
        """Id of the last record of the guard that was taken over; "" when there is none."""
        return str(await self._do(Keeper.bookmark))

    async def take_over(self, happened: Sequence[Happened]) -> None:
        """Records of the guard, oldest first, and the bookmark behind the last of them: both or neither.

        A record that comes again is one. Raises NoRecord, and OutboxFailing when there is no room left for
        them in memory; the guard keeps them.
        """
        if not happened:
            return
        for each in happened:
            self._words.check(each.change)
        rows = [new_row(each.change, each.at, each.id) for each in happened]
        if not await self._do(lambda keeper: self._add(keeper, rows, happened[-1].id)):
            raise OutboxFailing
        self._tell_emergency(rows[0])

    async def first(self, limit: int, passing_over: Collection[str] = ()) -> tuple[Record, ...]:
        """The first records that wait, at most `limit`, without those `passing_over`; () when none waits."""
        rows: list[Row] = await self._do(lambda keeper: keeper.first(limit, passing_over))
        records = [record for record in map(self._record, rows) if record is not None]
        if len(records) < len(rows):
            await self.settle((), {row.id for row in rows} - {record.id for record in records})
        return tuple(records)

    async def settle(self, delivered: Collection[str], refused: Collection[str] = ()) -> None:
        """The platform has taken those `delivered`, and will never take those `refused`: they go aside."""
        await self._do(lambda keeper: keeper.settle(delivered, refused))

    def _row(self, happening: Happening, at: datetime | None) -> Row:
        self._words.check(happening)
        return new_row(happening, at or datetime.now(UTC))

    def _record(self, row: Row) -> Record | None:
        """None for what another version of the kiosk has left and this one does not know."""
        try:
            data = happening_adapter().validate_json(row.data)
        except ValidationError:
            log.error("record_not_understood")
            return None
        return Record(row.id, self._source, data.type, datetime.fromisoformat(row.time), data)

    def _tell_emergency(self, row: Row) -> None:
        if row.importance == Importance.EMERGENCY:
            self.emergency_arrived.set()

    def _add(self, keeper: Keeper, rows: Sequence[Row], bookmark: str | None = None) -> bool:
        lost, self._lost = self._lost, 0
        if lost:
            keeper.lose(lost)
        return keeper.add(rows, bookmark)

    async def _do(self, do: Callable[[Keeper], Any], *, must_be_written: bool = False) -> Any:
        if self._closed:
            raise OutboxFailing
        job = _Job(do, must_be_written)
        self._jobs.put(job)
        return await asyncio.wrap_future(job.answer)

    def _work(self) -> None:
        happening_adapter()
        self._write()
        self._tell()
        ended = False
        while not ended:
            jobs, ended = self._next_jobs()
            answers = [_attempt(job.do, self._keeper) for job in jobs]
            written = self._write()
            for job, answer in zip(jobs, answers, strict=True):
                _give(job, OutboxFailing() if job.must_be_written and not written else answer)
            self._tell()
        self._keeper.close()
        self._in_loop(self._ended.set)

    def _next_jobs(self) -> tuple[list[_Job], bool]:
        """All that are there, or the next; none when it is time to write again. And whether it is the end."""
        again = self._keeper.unwritten or self._keeper.failing
        jobs: list[_Job] = []
        with suppress(queue.Empty):
            job = self._jobs.get(timeout=RETRY_SECONDS if again else None)
            while job is not None:
                jobs.append(job)
                if len(jobs) == MAX_JOBS_AT_ONCE:
                    return jobs, False
                job = self._jobs.get_nowait()
            return jobs, True
        return jobs, False

    def _write(self) -> bool:
        try:
            return self._keeper.write()
        except Exception:
            log.exception("outbox_broken")
            return False

    def _tell(self) -> None:
        self._in_loop(self._told, self._keeper.waiting, self._keeper.failing)

    def _in_loop(self, call: Callable[..., None], *values: object) -> None:
        assert self._loop is not None
        with suppress(RuntimeError):  # the loop is closed: the kiosk has ended
            self._loop.call_soon_threadsafe(call, *values)

    def _told(self, waiting: int, failing: bool) -> None:
        if waiting > self.waiting:
            self.arrived.set()
        if (waiting, failing) != (self.waiting, self.failing):
            self.waiting, self.failing = waiting, failing
            self._on_changed()


def _attempt(do: Callable[[Keeper], Any], keeper: Keeper) -> Any:
    try:
        return do(keeper)
    except Exception as error:
        log.exception("outbox_job_failed")
        return error


def _give(job: _Job, answer: Any) -> None:
    if not job.answer.set_running_or_notify_cancel():
        return
    if isinstance(answer, Exception):
        job.answer.set_exception(answer)
    else:
        job.answer.set_result(answer)
