"""A citizen lays a card on the reader: the real guard and the real driver, a card at the end of the wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date

import pytest

from hardware.link.client import CommandRefused, Heard, LinkClient
from hardware.link.messages import AlarmPhase, CardRead, Hello, RefusalReason
from tests.hardware.eventually import eventually
from tests.hardware.guard.conftest import GuardedBooth

NAME, NUMBER = "欧阳示例", "310101194901010023"
LAY = f"card lay name={NAME} id_number={NUMBER} valid_until=2035-06-30"


@pytest.fixture
async def client(booth: GuardedBooth) -> AsyncIterator[LinkClient]:
    made = LinkClient(booth.whole.run_dir / "guard.sock", Hello("kiosk", "1", 1))
    running = asyncio.create_task(made.run())
    await eventually(lambda: made.state is not None and made.state.reads_cards, "a reader is ready")
    yield made
    running.cancel()


def asked(booth: GuardedBooth) -> int:
    """How often the reader has looked for a card."""
    looks: int = booth.sim("state")["id_card"]["asked"]["find"]
    return looks


async def looking(booth: GuardedBooth) -> None:
    before = asked(booth)
    await eventually(lambda: asked(booth) > before, "the reader looks for a card")


async def refused(reading: asyncio.Task[CardRead]) -> RefusalReason:
    with pytest.raises(CommandRefused) as caught:
        await reading
    return caught.value.reason


async def test_a_card_is_read_and_told_to_nobody_else(booth: GuardedBooth, client: LinkClient) -> None:
    heard: list[Heard] = []
    client.subscribe(heard.append)
    reading = asyncio.create_task(client.read_card(10))
    await looking(booth)
    booth.sim(LAY)
    card = await reading
    assert (card.kind, card.name, card.number) == ("id_card", NAME, NUMBER)
    assert card.valid_until == date(2035, 6, 30)
    for where in (repr(heard), repr(booth.state()), booth.whole.log("guard"), json.dumps(booth.sim("state"))):
        assert NAME not in where
        assert NUMBER not in where


async def test_nobody_lays_a_card(booth: GuardedBooth, client: LinkClient) -> None:
    """On a guard that has just started: a card read before might lie there still."""
    booth.whole.kill("guard")
    await eventually(lambda: client.state is None, "the guard is gone")
    await asyncio.to_thread(booth.start)
    await eventually(lambda: client.state is not None and client.state.reads_cards, "a reader is ready")
    reading = asyncio.create_task(client.read_card(0.3))
    assert await refused(reading) is RefusalReason.CARD_ABSENT


async def test_a_card_that_cannot_be_read_is_laid_again(booth: GuardedBooth, client: LinkClient) -> None:
    booth.sim("card unreadable")
    booth.sim(LAY)
    reading = asyncio.create_task(client.read_card(10))
    assert await refused(reading) is RefusalReason.CARD_UNREADABLE
    booth.sim("card well")
    booth.sim("card lift")
    again = asyncio.create_task(client.read_card(10))
    await looking(booth)
    booth.sim(LAY)
    assert (await again).number == NUMBER


async def test_a_reader_that_is_gone(booth: GuardedBooth, client: LinkClient) -> None:
    booth.sim("unplug id_card")
    try:
        await eventually(lambda: client.state is not None and not client.state.reads_cards, "it is gone")
        reading = asyncio.create_task(client.read_card(10))
        assert await refused(reading) is RefusalReason.READER_ABSENT
        assert booth.state().out_of_order == ""
    finally:
        booth.sim("plug id_card")


async def test_an_alarm_stops_the_reading(booth: GuardedBooth, client: LinkClient) -> None:
    reading = asyncio.create_task(client.read_card(30))
    await looking(booth)
    booth.sim("press")
    assert await refused(reading) is RefusalReason.ALARM_RUNNING
    assert await refused(asyncio.create_task(client.read_card(30))) is RefusalReason.ALARM_RUNNING
    await asyncio.to_thread(booth.until, AlarmPhase.ANNOUNCED)


async def test_a_second_reading_takes_the_place_of_the_first(booth: GuardedBooth, client: LinkClient) -> None:
    first = asyncio.create_task(client.read_card(30))
    await looking(booth)
    second = asyncio.create_task(client.read_card(30))
    assert await refused(first) is RefusalReason.NOT_NOW
    await looking(booth)  # the first one's last look, which would take the card and forget it
    await looking(booth)
    booth.sim(LAY)
    assert (await second).number == NUMBER


async def test_given_up_it_is_not_looked_for_any_more(booth: GuardedBooth, client: LinkClient) -> None:
    reading = asyncio.create_task(client.read_card(30))
    await looking(booth)
    reading.cancel()

    def still() -> bool:
        before = asked(booth)
        states = [booth.state() for _ in range(50)]
        return len(states) == 50 and asked(booth) == before

    await eventually(still, "the reader rests")
    again = asyncio.create_task(client.read_card(10))
    await looking(booth)
    booth.sim(LAY)
    assert (await again).name == NAME


async def test_patience_has_bounds(booth: GuardedBooth, client: LinkClient) -> None:
    for seconds in (0.0, 30.1):
        assert await refused(asyncio.create_task(client.read_card(seconds))) is RefusalReason.MALFORMED
