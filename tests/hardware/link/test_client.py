"""The kiosk's end of the link against a real server that comes, goes, freezes and refuses."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hardware.link import client as link_client
from hardware.link.client import CommandRefused, GuardGone, Heard, LinkClient
from hardware.link.messages import (
    Accepted,
    CallForHelp,
    CancelAlarm,
    Command,
    HangUp,
    Hello,
    KeyPressed,
    Message,
    RefusalReason,
    Refused,
    State,
)
from hardware.link.server import LinkServer
from tests.hardware.eventually import eventually

HELLO = Hello("kiosk", "1", 1)


async def handle(command: Command) -> Message:
    if isinstance(command, HangUp):
        await asyncio.Event().wait()  # never
    if isinstance(command, CancelAlarm):
        return Refused(command.id, RefusalReason.NOT_NOW, "it dials")
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


@pytest.fixture
async def client(path: Path) -> AsyncIterator[LinkClient]:
    made = LinkClient(path, HELLO)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()


async def connected(client: LinkClient) -> None:
    await eventually(lambda: client.state is not None, "the client is connected")


async def test_it_keeps_the_state_and_tells_of_changes(server: LinkServer, client: LinkClient) -> None:
    heard: list[Heard] = []
    stop = client.subscribe(heard.append)
    await connected(client)
    server.publish(State(guard_version="2"))
    server.publish(State(guard_version="2"))
    server.publish(KeyPressed("5"))
    await eventually(lambda: KeyPressed("5") in heard, "the key is heard")
    assert heard == [State(guard_version="1"), State(guard_version="2"), KeyPressed("5")]
    assert client.state == State(guard_version="2")
    stop()
    server.publish(KeyPressed("6"))
    server.publish(State(guard_version="3"))
    await eventually(lambda: client.state == State(guard_version="3"), "the state is heard")
    assert KeyPressed("6") not in heard


async def test_it_introduces_itself(server: LinkServer, client: LinkClient) -> None:
    await connected(client)
    await eventually(lambda: [each.name for each in server.clients] == ["kiosk"], "it is introduced")


async def test_commands_are_accepted_or_refused(server: LinkServer, client: LinkClient) -> None:
    await connected(client)
    await client.command(CallForHelp())
    with pytest.raises(CommandRefused) as caught:
        await client.command(CancelAlarm())
    assert (caught.value.reason, caught.value.detail) == (RefusalReason.NOT_NOW, "it dials")


async def test_without_a_guard_nobody_answers(client: LinkClient) -> None:
    assert client.state is None
    with pytest.raises(GuardGone):
        await client.command(CallForHelp())


async def test_a_guard_that_goes_and_comes_back(path: Path, server: LinkServer, client: LinkClient) -> None:
    heard: list[Heard] = []
    client.subscribe(heard.append)
    await connected(client)
    await server.close()
    await eventually(lambda: client.state is None, "the guard is gone")
    again = LinkServer(path, handle, greeting=lambda: State(guard_version="again"))
    await again.start()
    await eventually(lambda: client.state == State(guard_version="again"), "the guard is back")
    assert heard == [State(guard_version="1"), None, State(guard_version="again")]
    await again.close()


async def test_a_guard_that_dies_before_it_answers(server: LinkServer, client: LinkClient) -> None:
    await connected(client)
    waiting = asyncio.create_task(client.command(HangUp()))
    await asyncio.sleep(0)
    await server.close()
    with pytest.raises(GuardGone):
        await waiting


async def test_a_guard_that_does_not_answer_counts_as_gone(
    server: LinkServer, client: LinkClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_client, "ANSWER_SECONDS", 0.05)
    await connected(client)
    with pytest.raises(GuardGone):
        await client.command(HangUp())
    await connected(client)


async def test_a_guard_that_says_nothing_any_more_counts_as_gone(path: Path, server: LinkServer) -> None:
    client = LinkClient(path, HELLO, silence_seconds=0.1)
    heard: list[Heard] = []
    client.subscribe(heard.append)
    running = asyncio.create_task(client.run())
    await eventually(lambda: None in heard, "silence is noticed")
    running.cancel()


async def test_words_it_does_not_know_are_skipped(path: Path) -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"type":"from_the_future"}\n\xff\n{"type":"state","unknown":1,"guard_version":"9"}\n')

    server = await asyncio.start_unix_server(speak, path)
    client = LinkClient(path, HELLO)
    running = asyncio.create_task(client.run())
    await eventually(lambda: client.state == State(guard_version="9"), "the state is heard")
    running.cancel()
    server.close()


async def test_a_subscriber_that_fails_harms_no_other(server: LinkServer, client: LinkClient) -> None:
    def fails(_: Heard) -> None:
        raise RuntimeError("a fault of the subscriber")

    heard: list[Heard] = []
    client.subscribe(fails)
    client.subscribe(heard.append)
    await eventually(lambda: heard, "the other hears")
