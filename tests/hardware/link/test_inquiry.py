from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hardware.link.client import CommandRefused, GuardGone
from hardware.link.inquiry import ask, current_state, states
from hardware.link.messages import (
    Accepted,
    CancelAlarm,
    Command,
    DescribeKiosk,
    KioskDescription,
    Message,
    RefusalReason,
    Refused,
    State,
)
from hardware.link.server import LinkServer

KIOSK = KioskDescription(7, "1", "Home", "", "zh_Hans", guard_connected=True, visits=0)


async def handle(command: Command) -> Message:
    match command:
        case DescribeKiosk():
            return KIOSK
        case CancelAlarm():
            return Refused(command.id, RefusalReason.NOT_NOW)
        case _:
            return Accepted(command.id)


@pytest.fixture
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "guard.sock"


@pytest.fixture
async def server(path: Path) -> AsyncIterator[LinkServer]:
    made = LinkServer(path, handle, greeting=lambda: State(guard_version="1"))
    await made.start()
    yield made
    await made.close()


async def test_it_asks_and_waits_for_the_answer_to_that(path: Path, server: LinkServer) -> None:
    assert await asyncio.to_thread(ask, path, DescribeKiosk(7)) == KIOSK


async def test_it_tells_a_refusal(path: Path, server: LinkServer) -> None:
    with pytest.raises(CommandRefused, match="not_now"):
        await asyncio.to_thread(ask, path, CancelAlarm(1))


async def test_it_follows_the_state(path: Path, server: LinkServer) -> None:
    following = states(path)
    assert await asyncio.to_thread(next, following) == State(guard_version="1")
    server.publish(State(guard_version="2"))
    assert await asyncio.to_thread(next, following) == State(guard_version="2")
    await server.close()
    with pytest.raises(GuardGone):
        await asyncio.to_thread(next, following)


def test_nobody_is_there(path: Path) -> None:
    with pytest.raises(GuardGone):
        current_state(path)


def test_somebody_is_there_and_says_nothing(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen()
        with pytest.raises(GuardGone, match="no answer"):
            ask(path, DescribeKiosk(1), answer_seconds=0.1)
