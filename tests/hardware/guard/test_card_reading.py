"""Whose card, from which reader, and until when: on readers that keep the drivers' contract."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date
from typing import NoReturn

import pytest

from hardware.drivers.contract import (
    Card,
    CardAbsent,
    CardKind,
    CardUnreadable,
    CommandRefused,
    DriverError,
    PortUnavailable,
    Report,
    UnreadableReason,
)
from hardware.guard.card_reading import CardReading, NoCard
from hardware.link.messages import RefusalReason
from tests.hardware.eventually import eventually

ID_CARD = Card(CardKind.ID_CARD, "示例", "11010519491231002X", date(2035, 1, 1))
SOCIAL = Card(CardKind.SOCIAL_SECURITY, "示例", "A12345678", None)


class Reader:
    """Takes one reading at a time, as the contract says, and does in it what the test says."""

    def __init__(self, name: str, read: Callable[[], Awaitable[Card]]) -> None:
        self.name = name
        self.act = read
        self.begun = self.ended = 0

    async def run(self, report: Report) -> NoReturn:
        raise NotImplementedError

    async def read(self, patience_seconds: float) -> Card:
        if self.begun > self.ended:
            raise CommandRefused("a card is waited for already")
        self.begun += 1
        try:
            async with asyncio.timeout(patience_seconds):
                return await self.act()
        except TimeoutError as error:
            raise CardAbsent from error
        finally:
            self.ended += 1


async def nothing() -> Card:
    await asyncio.Event().wait()
    raise AssertionError


async def id_card() -> Card:
    return ID_CARD


def failing(error: DriverError | Exception) -> Callable[[], Awaitable[Card]]:
    async def fail() -> Card:
        raise error

    return fail


def reading(*readers: Reader) -> CardReading:
    return CardReading(readers)


async def refusal(wanted: Awaitable[Card]) -> RefusalReason:
    with pytest.raises(NoCard) as caught:
        await wanted
    return caught.value.reason


async def test_both_readers_are_asked_and_the_first_card_is_it() -> None:
    empty, used = Reader("social_security", nothing), Reader("id_card", id_card)
    assert await reading(empty, used).read(1, 5) == ID_CARD
    await eventually(lambda: empty.ended == 1, "the other reader is left alone")


@pytest.mark.parametrize(
    ("readers", "reason"),
    [
        ([], RefusalReason.READER_ABSENT),
        ([failing(PortUnavailable("unplugged"))], RefusalReason.READER_ABSENT),
        ([failing(PortUnavailable("unplugged")), nothing], RefusalReason.CARD_ABSENT),
        ([nothing], RefusalReason.CARD_ABSENT),
        ([nothing, failing(CardUnreadable(UnreadableReason.DAMAGED))], RefusalReason.CARD_UNREADABLE),
        ([failing(ZeroDivisionError())], RefusalReason.READER_ABSENT),
    ],
)
async def test_why_there_is_no_card(
    readers: list[Callable[[], Awaitable[Card]]], reason: RefusalReason
) -> None:
    made = [Reader(f"reader_{number}", read) for number, read in enumerate(readers)]
    assert await refusal(reading(*made).read(1, 0.05)) is reason
    await eventually(lambda: all(each.ended == each.begun for each in made), "no reader is waiting")


async def test_what_may_help_is_told() -> None:
    reader = Reader("id_card", failing(CardUnreadable(UnreadableReason.STILL_LYING)))
    with pytest.raises(NoCard) as caught:
        await reading(reader).read(1, 5)
    assert caught.value.detail == "still_lying"


async def test_a_driver_that_breaks_its_bounds_does_not_hold_the_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hardware.guard.card_reading.LAST_MOMENT_SECONDS", 0.05)

    class Endless(Reader):
        async def read(self, patience_seconds: float) -> Card:
            return await nothing()

    assert await refusal(reading(Endless("id_card", nothing)).read(1, 0.05)) is RefusalReason.CARD_ABSENT


async def test_a_second_reading_takes_the_place_of_the_first() -> None:
    reader = Reader("id_card", nothing)
    cards = reading(reader)
    first = asyncio.create_task(cards.read(1, 5))
    await eventually(lambda: reader.begun == 1, "the first waits for a card")
    reader.act = id_card
    assert await cards.read(2, 5) == ID_CARD
    assert await refusal(first) is RefusalReason.NOT_NOW
    assert reader.begun == reader.ended == 2


async def test_an_alarm_stops_it_at_once() -> None:
    reader = Reader("id_card", nothing)
    cards = reading(reader)
    first = asyncio.create_task(cards.read(1, 5))
    await eventually(lambda: reader.begun == 1, "it waits for a card")
    cards.stop(NoCard(RefusalReason.ALARM_RUNNING))
    assert await refusal(first) is RefusalReason.ALARM_RUNNING
    await eventually(lambda: reader.ended == 1, "the reader is left alone")
    cards.stop(NoCard(RefusalReason.ALARM_RUNNING))


async def test_only_the_reading_that_is_named_is_stopped() -> None:
    reader = Reader("id_card", nothing)
    cards = reading(reader)
    later = asyncio.create_task(cards.read(2, 5))
    await eventually(lambda: reader.begun == 1, "it waits for a card")
    cards.stop(NoCard(RefusalReason.NOT_NOW), reading=1)
    await asyncio.sleep(0)
    assert not later.done()
    cards.stop(NoCard(RefusalReason.NOT_NOW), reading=2)
    assert await refusal(later) is RefusalReason.NOT_NOW


async def test_a_reading_nobody_awaits_leaves_the_reader_alone() -> None:
    reader = Reader("id_card", nothing)
    cards = reading(reader)
    given_up = asyncio.create_task(cards.read(1, 5))
    await eventually(lambda: reader.begun == 1, "it waits for a card")
    given_up.cancel()
    await eventually(lambda: reader.ended == 1, "the reader is left alone")
    reader.act = id_card
    assert await cards.read(2, 5) == ID_CARD


async def test_nothing_of_a_card_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reader = Reader("id_card", failing(ValueError(f"{ID_CARD.name} {ID_CARD.number}")))
    assert await refusal(reading(reader).read(1, 5)) is RefusalReason.READER_ABSENT
    reader.act = id_card
    await reading(reader).read(2, 5)
    assert "reader_broken error=ValueError" in caplog.text
    assert ID_CARD.number not in caplog.text
    assert ID_CARD.name not in caplog.text
