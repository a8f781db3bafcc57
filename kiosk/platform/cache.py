"""The last good answers and their age, on disk, for when the platform is away.

| what | asked again after | kept for |
|---|---|---|
| hospitals, departments, places | 10 min | 30 days |
| surroundings | 1 h | 30 days |
| assistance | 1 min | 30 days |
| notices | at once | 24 h |
| arrivals | at once | 10 min |

One JSON file an answer, replaced as a whole. What is lost with the power is asked for again, so nothing is
forced onto the disk. No personal data is in any of these answers, and nothing else may be kept here.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Generic

from kiosk.platform.aged import Aged
from kiosk.platform.calls import Answer
from kiosk.platform.contract.hospital import Departments, Hospitals
from kiosk.platform.contract.places import Arrivals, Places, Surroundings
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.station import Assistance, Notices
from kiosk.platform.errors import PlatformError, PlatformRefused
from kiosk.platform.messages import NotTheContract, decoded, encoded
from kiosk.platform.threads import Threads, TooManyHang

log = logging.getLogger(__name__)

IN_TROUBLE = (ProblemKind.INTERNAL, ProblemKind.TOO_MANY_REQUESTS)  # refusals that have nothing to do with us
MAX_FILES = 100
MAX_FILE_BYTES = 4_000_000
PATIENCE_SECONDS = 0.5  # how long a citizen waits for a disk that hangs
MAX_DISK_THREADS = 4


@dataclass(frozen=True, slots=True)
class Kind(Generic[Answer]):
    name: str
    answer: type[Answer]
    ask_again_after: timedelta
    kept_for: timedelta


HOSPITALS = Kind("hospitals", Hospitals, timedelta(minutes=10), timedelta(days=30))
DEPARTMENTS = Kind("departments", Departments, timedelta(minutes=10), timedelta(days=30))
PLACES = Kind("places", Places, timedelta(minutes=10), timedelta(days=30))
SURROUNDINGS = Kind("surroundings", Surroundings, timedelta(hours=1), timedelta(days=30))
ASSISTANCE = Kind("assistance", Assistance, timedelta(minutes=1), timedelta(days=30))
NOTICES = Kind("notices", Notices, timedelta(0), timedelta(hours=24))
ARRIVALS = Kind("arrivals", Arrivals, timedelta(0), timedelta(minutes=10))


def _now() -> datetime:
    return datetime.now(UTC)


class Cache:
    def __init__(self, folder: Path | None, now: Callable[[], datetime] = _now) -> None:
        """`folder` is made when it is needed; None: nothing is kept. `now`: aware."""
        self._folder = folder
        self._now = now
        self._threads = Threads("platform-cache", MAX_DISK_THREADS)
        self._writing: set[asyncio.Task[None]] = set()

    async def through(
        self, kind: Kind[Answer], ask: Callable[[], Awaitable[Answer]], key: str = ""
    ) -> Aged[Answer]:
        """The answer to `ask`, or a kept one of the same kind and key (a Key of the contract).

        A kept one is given without asking while it is younger than `ask_again_after`, as fresh; and when
        asking fails, unless the platform refuses us. Raises what `ask` raises when none is young enough.
        """
        if kind.ask_again_after:
            kept = await self._kept(kind, key, kind.ask_again_after)
            if kept is not None:
                return Aged(kept.answer, kept.at, fresh=True)
        try:
            answer = await ask()
        except PlatformError as error:
            if isinstance(error, PlatformRefused) and error.kind not in IN_TROUBLE:
                raise
            kept = await self._kept(kind, key, kind.kept_for)
            if kept is None:
                raise
            log.info("kept_answer_used kind=%s error=%s", kind.name, type(error).__name__)
            return kept
        aged = Aged(answer, self._now(), fresh=True)
        self._keep(kind, key, aged)
        return aged

    async def settled(self) -> None:
        """What was answered is on disk."""
        await asyncio.gather(*self._writing)

    def close(self) -> None:
        for task in self._writing:
            task.cancel()

    async def _kept(self, kind: Kind[Answer], key: str, youth: timedelta) -> Aged[Answer] | None:
        path = self._path(kind.name, key)
        if path is None:
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                kept = await self._threads.run(lambda: _read(path, kind))
        except (TimeoutError, TooManyHang) as error:
            log.error("kept_answer_not_readable kind=%s error=%s", kind.name, type(error).__name__)
            return None
        if (
            kept is None or not timedelta(0) <= self._now() - kept.at <= youth
        ):  # the clock may have been put back
            return None
        return kept

    def _keep(self, kind: Kind[Answer], key: str, aged: Aged[Answer]) -> None:
        path = self._path(kind.name, key)
        if path is None:
            return
        task = asyncio.create_task(self._write(path, kind, aged), name="platform-cache")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write(self, path: Path, kind: Kind[Answer], aged: Aged[Answer]) -> None:
        try:
            await self._threads.run(lambda: _replace(path, kind, aged))
        except (OSError, TooManyHang) as error:
            log.error("answer_not_kept kind=%s error=%s", kind.name, type(error).__name__)

    def _path(self, name: str, key: str) -> Path | None:
        if self._folder is None:
            return None
        return self._folder / f"{name}.{key}.json" if key else self._folder / f"{name}.json"


def _read(path: Path, kind: Kind[Answer]) -> Aged[Answer] | None:
    """None where there is none. What is there but can't be used counts as none; the next replaces it."""
    try:
        with path.open("rb") as file:
            head, content = file.readline(200), file.read(MAX_FILE_BYTES)
        at = datetime.fromisoformat(json.loads(head)["at"])
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return Aged(decoded(kind.answer, content), at, fresh=False)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, NotTheContract) as error:
        log.warning("kept_answer_is_garbage kind=%s error=%s", kind.name, type(error).__name__)
        return None


def _replace(path: Path, kind: Kind[Answer], aged: Aged[Answer]) -> None:
    """A line with the moment, then the answer. Raises OSError."""
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"at": aged.at.isoformat()}).encode() + b"\n" + encoded(kind.answer, aged.answer)
    with NamedTemporaryFile(dir=folder, prefix=path.name, suffix=".new", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(content)
            file.flush()
            written.replace(path)
        except OSError:
            with suppress(OSError):
                written.unlink()
            raise
    _prune(folder)


def _prune(folder: Path) -> None:
    """The oldest go, so that hospitals and bus stops that are no more do not fill the disk."""
    by_age = sorted((path for path in folder.iterdir() if path.is_file()), key=_modified, reverse=True)
    for path in by_age[MAX_FILES:]:
        with suppress(OSError):
            path.unlink()


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0
