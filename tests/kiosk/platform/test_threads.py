"""Work in threads: what hangs holds up nobody else."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from kiosk.platform.threads import Leash, Threads, TooManyHang
from tests.hardware.eventually import eventually


@pytest.fixture
def released() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


async def test_work_returns_and_raises() -> None:
    threads = Threads("test", most=1)
    assert await threads.run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 / 0)
    assert await threads.run(threading.current_thread) is not threading.current_thread()


async def test_what_hangs_is_left_behind_and_counts_until_it_ends(released: threading.Event) -> None:
    threads = Threads("test", most=2)
    hanging = [asyncio.create_task(threads.run(released.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    for task in hanging:
        task.cancel()
    assert {type(result) for result in await asyncio.gather(*hanging, return_exceptions=True)} == {
        asyncio.CancelledError
    }
    with pytest.raises(TooManyHang, match="2 threads"):
        await threads.run(lambda: 7)
    released.set()

    await eventually(lambda: threads.busy == 0, "they have ended")
    assert await threads.run(lambda: 7) == 7


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_cut_leash_ends_a_read(when: str) -> None:
    """Also one that gets its socket only then."""
    ours, theirs = socket.socketpair()
    leash = Leash()

    holds = asyncio.Event()
    loop = asyncio.get_running_loop()

    def read() -> bytes:
        leash.hold(ours)
        loop.call_soon_threadsafe(holds.set)
        return ours.recv(10)

    if when == "before":
        leash.cut()
    reading = asyncio.create_task(Threads("test", most=1).run(read))
    await holds.wait()
    leash.cut()
    async with asyncio.timeout(10):
        assert await reading == b""
    ours.close()
    theirs.close()


def test_a_socket_that_was_let_go_is_not_cut() -> None:
    ours, theirs = socket.socketpair()
    leash = Leash()
    leash.hold(ours)
    leash.hold(None)
    leash.cut()
    theirs.sendall(b"still there")
    assert ours.recv(20) == b"still there"
    ours.close()
    theirs.close()
