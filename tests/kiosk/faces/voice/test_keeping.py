"""What breaks a part of the voice ends nothing, and nothing of what was said gets into the log."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.faces.voice import keeping
from kiosk.faces.voice.keeping import keep_running
from tests.hardware.eventually import eventually

SAID = "one three eight, one two three four"


async def test_it_begins_again_and_tells_the_kind_of_error_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.01)
    begun: list[int] = []
    mended: list[int] = []

    async def engine() -> None:
        raise RuntimeError(f"can't say {SAID}")

    async def part() -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            async with asyncio.TaskGroup() as group:
                group.create_task(engine())
        await asyncio.Event().wait()

    running = asyncio.create_task(keep_running("mouth", part, lambda: mended.append(len(begun))))
    await eventually(lambda: len(begun) == 3, "it has begun for the third time")
    assert mended == [1, 2]
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert all("part=mouth error=RuntimeError" in line and "engine:" in line for line in told)
    assert SAID not in caplog.text
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled(), "it ends when it is told to"
