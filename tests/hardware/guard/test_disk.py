from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from hardware.guard.disk import DiskWriter, write_whole
from tests.hardware.eventually import eventually


async def test_a_disk_that_hangs_is_waited_for_once(tmp_path: Path) -> None:
    told = []
    released = threading.Event()
    writer = DiskWriter("test", lambda: told.append(writer.failing))
    writer.submit(lambda: assert_released(released))
    await writer.settled(0.05)
    assert writer.failing
    writer.submit(lambda: write_whole(tmp_path / "file", b"content"))
    async with asyncio.timeout(20):
        await writer.settled(60)  # does not wait again
    released.set()
    await eventually(lambda: (tmp_path / "file").exists() and not writer.failing, "the disk works again")
    assert told == [True, False]


def assert_released(released: threading.Event) -> None:
    assert released.wait(60)
