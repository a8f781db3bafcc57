"""Reading a card over the link: answered to whoever asked, stopped with them, and seen by nobody else."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from hardware.link import client as link_client
from hardware.link.cards import CardKind
from hardware.link.client import CommandRefused, GuardGone, Heard, LinkClient
from hardware.link.messages import (
    Accepted,
    AllowCallBack,
    CardRead,
    Command,
    DialFamily,
    Hello,
    Message,
    ReadCard,
    RefusalReason,
    Refused,
    State,
    StopReadingCard,
    decode,
    encode,
)
from hardware.link.server import LinkServer
from tests.hardware.eventually import eventually

NAME, NUMBER = "示例", "11010519491231002X"


class Desk:
    """The guard's end, with a reader that the test moves."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.cancelled = 0
        self.laid: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    async def handle(self, command: Command) -> Message:
        self.commands.append(command)
        if not isinstance(command, ReadCard):
            return Accepted(command.id)
        try:
            return await asyncio.shield(self.laid)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def lay_card(self) -> None:
        asked = next(each for each in self.commands if isinstance(each, ReadCard))
        self.laid.set_result(CardRead(asked.id, CardKind.ID_CARD, NAME, NUMBER, date(2035, 1, 1)))


@pytest.fixture
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "guard.sock"


@pytest.fixture
async def desk(path: Path) -> AsyncIterator[Desk]:
    made = Desk()
    server = LinkServer(path, made.handle, greeting=lambda: State(guard_version="1"))
    await server.start()
    yield made
    await server.close()


async def connected(path: Path) -> tuple[LinkClient, asyncio.Task[None]]:
    client = LinkClient(path, Hello("kiosk", "1", 1))
    running: asyncio.Task[None] = asyncio.create_task(client.run())
    await eventually(lambda: client.state is not None, "the client is connected")
    return client, running


@pytest.fixture
async def client(path: Path, desk: Desk) -> AsyncIterator[LinkClient]:
    made, running = await connected(path)
    yield made
    running.cancel()


async def asked(desk: Desk) -> None:
    await eventually(lambda: any(isinstance(each, ReadCard) for each in desk.commands), "a card is asked for")


async def test_the_card_comes_to_whoever_asked_and_to_nobody_else(
    path: Path, desk: Desk, client: LinkClient
) -> None:
    other, running = await connected(path)
    heard: list[Heard] = []
    client.subscribe(heard.append)
    other.subscribe(heard.append)
    reading = asyncio.create_task(client.read_card(5))
    await asked(desk)
    desk.lay_card()
    card = await reading
    assert (card.kind, card.name, card.number, card.valid_until) == (
        "id_card",
        NAME,
        NUMBER,
        date(2035, 1, 1),
    )
    await other.command(DialFamily("13800000000"))  # whatever was sent before has come by now
    assert heard == []
    running.cancel()


async def test_other_commands_go_on_while_a_card_is_waited_for(desk: Desk, client: LinkClient) -> None:
    reading = asyncio.create_task(client.read_card(5))
    await asked(desk)
    await client.command(AllowCallBack("13800000000", 3600))
    assert not reading.done()
    desk.lay_card()
    await reading


async def test_why_there_is_none_is_told(desk: Desk, client: LinkClient) -> None:
    reading = asyncio.create_task(client.read_card(5))
    await asked(desk)
    number = desk.commands[0].id
    desk.laid.set_result(Refused(number, RefusalReason.CARD_UNREADABLE, "still_lying"))
    with pytest.raises(CommandRefused) as caught:
        await reading
    assert (caught.value.reason, caught.value.detail) == (RefusalReason.CARD_UNREADABLE, "still_lying")


async def test_giving_up_stops_the_reading_that_was_asked_for(desk: Desk, client: LinkClient) -> None:
    reading = asyncio.create_task(client.read_card(5))
    await asked(desk)
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    await eventually(lambda: len(desk.commands) == 2, "the guard is told")
    stop = desk.commands[1]
    assert isinstance(stop, StopReadingCard)
    assert stop.reading == desk.commands[0].id
    desk.lay_card()
    await client.command(DialFamily("13800000000"))  # the card that comes too late harms nothing


async def test_a_reading_ends_with_its_client(path: Path, desk: Desk) -> None:
    client, running = await connected(path)
    reading = asyncio.create_task(client.read_card(5))
    await asked(desk)
    running.cancel()
    await eventually(lambda: desk.cancelled == 1, "the reading is over")
    reading.cancel()


async def test_a_guard_that_never_answers_counts_as_gone(
    desk: Desk, client: LinkClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_client, "LAST_MOMENT_SECONDS", 0.05)
    with pytest.raises(GuardGone):
        await client.read_card(0.05)


async def test_without_a_guard_there_is_no_card(path: Path) -> None:
    with pytest.raises(GuardGone):
        await LinkClient(path, Hello("kiosk", "1", 1)).read_card(5)


def test_nothing_personal_is_in_a_repr() -> None:
    card = CardRead(7, CardKind.ID_CARD, NAME, NUMBER, date(2035, 1, 1))
    for message in (card, AllowCallBack("13800000000", 60), DialFamily("13800000000")):
        assert not any(text in repr(message) for text in (NAME, NUMBER, "2035", "138"))
        assert decode(encode(message)) == message
