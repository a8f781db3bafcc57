"""Writes to disk in a thread of its own, so that a slow or broken disk never holds up an alarm."""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

Job = Callable[[], None]


class DiskWriter:
    """Does one job after the other. A job that fails is logged, and `failing` until one succeeds."""

    def __init__(self, name: str, on_changed: Callable[[], None]) -> None:
        """`on_changed` is called in the loop when `failing` has changed."""
        self._name = name
        self._on_changed = on_changed
        self._jobs: queue.SimpleQueue[tuple[Job, asyncio.Future[None]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._last: asyncio.Future[None] | None = None
        self._stuck: asyncio.Future[None] | None = None
        self.failing = False

    def submit(self, job: Job) -> None:
        if self._thread is None:
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._work, args=(loop,), name=self._name, daemon=True)
            self._thread.start()
        self._last = asyncio.get_running_loop().create_future()
        self._jobs.put((job, self._last))

    async def settled(self, patience_seconds: float) -> None:
        """Wait for what was submitted until now, but not longer, and not again for a disk that hangs."""
        waited_for = self._last
        if waited_for is None or waited_for.done() or (self._stuck and not self._stuck.done()):
            return
        await asyncio.wait([waited_for], timeout=patience_seconds)
        if not waited_for.done():
            self._stuck = waited_for
            log.error("disk_hangs writer=%s", self._name)
            self._judge(failed=True)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            job, done = self._jobs.get()
            error: OSError | None = None
            try:
                job()
            except OSError as caught:
                error = caught
            try:
                loop.call_soon_threadsafe(self._done, done, error)
            except RuntimeError:  # the loop is closed: the guard has ended
                return

    def _done(self, done: asyncio.Future[None], error: OSError | None) -> None:
        if not done.done():
            done.set_result(None)
        if error is not None:
            log.error('disk_failed writer=%s error="%s"', self._name, error.strerror)
        self._judge(failed=error is not None)

    def _judge(self, *, failed: bool) -> None:
        if failed != self.failing:
            self.failing = failed
            self._on_changed()


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file so that after a power cut there is the old one or the new one, whole. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
