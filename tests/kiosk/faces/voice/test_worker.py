"""Blocking work in a thread: one piece after the other, and what hangs keeps nobody waiting."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from kiosk.faces.voice.worker import Worker, WorkHung
from tests.hardware.eventually import eventually


async def test_it_gives_back_what_the_work_gives_or_raises() -> None:
    worker = Worker("working")
    assert await worker.run(lambda: threading.current_thread().name) == "working"
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 // 0)


async def test_what_hangs_is_given_up_and_what_follows_waits_for_nothing_until_it_is_back() -> None:
    worker = Worker("working")
    go_on = threading.Event()
    with pytest.raises(WorkHung):
        await worker.run(go_on.wait, 0.05)
    done: list[str] = []
    async with asyncio.timeout(10):
        with pytest.raises(WorkHung):
            await worker.run(lambda: done.append("while it hangs"), 30)
    go_on.set()

    await eventually(lambda: not worker.hangs, "it is back")
    assert await worker.run(lambda: "goes on") == "goes on"
    assert done == []


async def test_what_nobody_waits_for_any_more_is_not_begun_and_never_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker = Worker("working")
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def fail() -> None:
        begun.set()
        go_on.wait(10)
        raise ValueError("one three eight")

    first = asyncio.create_task(worker.run(fail))
    second = asyncio.create_task(worker.run(lambda: done.append("second")))
    await eventually(begun.is_set, "the first is at work")
    for task in (first, second):
        task.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    go_on.set()
    assert await worker.run(lambda: "third") == "third"
    gc.collect()
    assert done == []
    assert "one three eight" not in caplog.text
