"""The link as a client meets it: a real server on a real socket, and clients that do what they like."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.link import server as link_server
from hardware.link.messages import (
    MAX_LINE_BYTES,
    Accepted,
    CallForHelp,
    Command,
    Hello,
    KeyPressed,
    Message,
    RefusalReason,
    Refused,
    SendTone,
    State,
    decode,
    encode,
)
from hardware.link.server import LinkServer, SocketTaken
from tests.hardware.eventually import eventually

GREETING = State(guard_version="test")


@dataclass
class Guard:
    """What a guard does with its link, as little as possible."""

    path: Path
    commands: list[Command] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()
        self.server = LinkServer(self.path, self.handle, greeting=lambda: GREETING)

    async def handle(self, command: Command) -> Message:
        await self.gate.wait()
        self.commands.append(command)
        if isinstance(command, SendTone):
            raise RuntimeError("a fault of the handler")
        return Accepted(command.id)


@dataclass
class Peer:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hears(self) -> Message:
        async with asyncio.timeout(30):
            line = await self.reader.readline()
        assert line, "the server closed the connection"
        return decode(line)

    async def is_dropped(self) -> bool:
        async with asyncio.timeout(30):
            with contextlib.suppress(ConnectionError):
                await self.reader.read()
            return True

    async def says(self, *lines: bytes) -> None:
        self.writer.write(b"".join(lines))
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, because a socket's path is."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
async def guard(folder: Path) -> AsyncIterator[Guard]:
    made = Guard(folder / "run" / "guard.sock")
    await made.server.start()
    yield made
    await made.server.close()


async def connect(guard: Guard) -> Peer:
    return Peer(*await asyncio.open_unix_connection(guard.path, limit=2**20))


async def test_a_new_client_hears_the_whole_state_first(guard: Guard) -> None:
    assert await (await connect(guard)).hears() == GREETING


async def test_commands_are_answered_with_their_ids(guard: Guard) -> None:
    peer = await connect(guard)
    await peer.hears()
    await peer.says(encode(CallForHelp(id=5)), encode(CallForHelp(id=6)))
    assert [await peer.hears(), await peer.hears()] == [Accepted(5), Accepted(6)]


async def test_everybody_hears_what_is_published(guard: Guard) -> None:
    peers = [await connect(guard) for _ in range(5)]
    for peer in peers:
        await peer.hears()
    guard.server.publish(KeyPressed("5"))
    assert [await peer.hears() for peer in peers] == [KeyPressed("5")] * 5


async def test_half_a_line_waits_for_its_other_half(guard: Guard) -> None:
    peer = await connect(guard)
    await peer.hears()
    line = encode(CallForHelp(id=1))
    await peer.says(line[:9])
    await asyncio.sleep(0)
    await peer.says(line[9:])
    assert await peer.hears() == Accepted(1)


@pytest.mark.parametrize(
    "line", [b"hello\n", b"\xff\xfe\n", b"{}\n", b"[]\n", b"\n", encode(GREETING), b'{"type":"dial"}\n']
)
async def test_garbage_is_refused_and_the_client_may_go_on(guard: Guard, line: bytes) -> None:
    peer = await connect(guard)
    await peer.hears()
    await peer.says(line)
    refused = await peer.hears()
    assert isinstance(refused, Refused)
    assert refused.reason is RefusalReason.MALFORMED
    await peer.says(encode(CallForHelp(id=1)))
    assert await peer.hears() == Accepted(1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.lists(st.binary(max_size=300), max_size=20))
async def test_no_noise_disturbs_the_others(guard: Guard, noise: list[bytes]) -> None:
    noisy, calm = await connect(guard), await connect(guard)
    await calm.hears()
    await noisy.says(*noise)
    noisy.writer.close()
    await calm.says(encode(CallForHelp(id=1)))
    assert await calm.hears() == Accepted(1)
    calm.writer.close()


async def test_a_line_without_end_is_dropped(guard: Guard) -> None:
    peer = await connect(guard)
    await peer.says(b"x" * (MAX_LINE_BYTES + 1))
    assert await peer.is_dropped()


async def test_a_client_that_only_sends_garbage_is_dropped(guard: Guard) -> None:
    peer = await connect(guard)
    await peer.says(b"garbage\n" * 50)
    assert await peer.is_dropped()
    await eventually(lambda: guard.server.clients == (), "it is gone")


async def test_a_client_that_does_not_read_is_dropped_and_holds_up_nobody(guard: Guard) -> None:
    frozen = socket.socket(socket.AF_UNIX)
    frozen.connect(str(guard.path))
    reading = await connect(guard)
    await reading.hears()
    await eventually(lambda: len(guard.server.clients) == 2, "both are there")
    state = State(guard_version="x" * 10_000)
    for _ in range(100):
        guard.server.publish(state)
        assert await reading.hears() == state
    assert len(guard.server.clients) == 1
    frozen.close()


async def test_a_client_that_has_stopped_reading_does_not_listen(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_server, "INSPECTION_SECONDS", 0.05)
    await guard.server.close()
    guard.server = LinkServer(guard.path, guard.handle, greeting=lambda: GREETING)
    await guard.server.start()
    frozen = socket.socket(socket.AF_UNIX)
    frozen.connect(str(guard.path))
    frozen.sendall(encode(Hello("kiosk", "1", 1)))
    await eventually(lambda: guard.server.listens("kiosk", 60), "it is there")
    await eventually(lambda: not guard.server.listens("kiosk", 0.01), "it has something unread")
    monkeypatch.setattr(link_server, "FROZEN_SECONDS", 0.2)
    await eventually(lambda: guard.server.clients == (), "it is dropped")
    frozen.close()


async def test_a_client_that_reads_listens(guard: Guard) -> None:
    peer = await connect(guard)
    await peer.says(encode(Hello("kiosk", "1", 1)))
    await peer.hears()
    await eventually(lambda: guard.server.listens("kiosk", 1e-9), "all is read")
    assert not guard.server.listens("somebody else", 60)


async def test_a_command_counts_even_when_its_client_dies(guard: Guard) -> None:
    guard.gate.clear()
    peer = await connect(guard)
    await peer.hears()
    await peer.says(encode(CallForHelp(id=1)))
    peer.writer.transport.abort()
    await eventually(lambda: guard.server.clients == (), "it is gone")
    guard.gate.set()
    await eventually(lambda: guard.commands, "the command is carried out")


async def test_a_fault_of_the_handler_harms_nobody(guard: Guard) -> None:
    peer = await connect(guard)
    await peer.hears()
    await peer.says(encode(SendTone("1", id=1)), encode(CallForHelp(id=2)))
    answers = [await peer.hears(), await peer.hears()]
    assert answers == [Refused(1, RefusalReason.NOT_NOW, "an internal fault; see the log"), Accepted(2)]


async def test_there_is_room_for_many_clients_but_not_for_ever_more(guard: Guard) -> None:
    peers = [await connect(guard) for _ in range(link_server.MAX_CLIENTS)]
    for peer in peers:
        await peer.hears()
    assert await (await connect(guard)).is_dropped()
    await peers[0].says(encode(CallForHelp(id=1)))
    assert await peers[0].hears() == Accepted(1)


async def test_a_second_server_is_told_that_the_socket_is_taken(guard: Guard) -> None:
    with pytest.raises(SocketTaken):
        await LinkServer(guard.path, guard.handle).start()
    assert await (await connect(guard)).hears() == GREETING


async def test_a_socket_left_by_the_dead_is_replaced(folder: Path) -> None:
    path = folder / "guard.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    guard = Guard(path)
    await guard.server.start()
    assert await (await connect(guard)).hears() == GREETING
    await guard.server.close()
    assert not path.exists()


async def test_only_the_booths_group_may_connect(guard: Guard) -> None:
    assert stat.S_IMODE(guard.path.stat().st_mode) == 0o660
