"""Outboxes for tests, and records to put into them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk.platform.contract.records import (
    DeviceChanged,
    EmergencyChanged,
    FeedbackGiven,
    Happening,
    Mood,
    Outcome,
    Record,
    ServiceEnded,
    VisitEnded,
)
from kiosk.platform.outbox import Outbox
from kiosk.platform.outbox_database import Limits
from kiosk.platform.outbox_words import Words
from tests.platform_process import STATION_ID

WORDS = Words(
    services=frozenset({"taxi", "hospital"}),
    languages=frozenset({"zh_Hans", "en"}),
    contacts=frozenset({"duty", "street"}),
    devices=lambda: {"modem", "io"},
)
DEVICE = DeviceChanged("modem", "absent")
VISIT = VisitEnded(60, 2, "zh_Hans", idle=False)


def emergency(number: int = 0) -> EmergencyChanged:
    return EmergencyChanged("dialling", "button", "duty", number, "elapsed_window")


def feedback(number: int = 0) -> FeedbackGiven:
    return FeedbackGiven("taxi", Mood.BAD, None, str(10_000_000 + number))


def use(number: int = 0) -> ServiceEnded:
    return ServiceEnded("taxi", Outcome.DONE, number, "en")


def number_of(happening: Happening) -> int:
    """The number that one of the three above was made with."""
    match happening:
        case EmergencyChanged(attempt=number) | ServiceEnded(seconds=number):
            return number
        case FeedbackGiven(number=number):
            return int(number) - 10_000_000
        case _:
            raise AssertionError(f"{happening} has none")


def data(records: tuple[Record, ...]) -> list[Happening]:
    return [record.data for record in records]


@asynccontextmanager
async def opened(folder: Path, limits: Limits | None = None) -> AsyncIterator[Outbox]:
    outbox = Outbox(folder / "outbox.sqlite3", STATION_ID, WORDS, limits=limits)
    outbox.open()
    try:
        yield outbox
    finally:
        await outbox.close()


async def emptied(outbox: Outbox, seconds: float = 20) -> None:
    """Until nothing waits any more."""
    async with asyncio.timeout(seconds):
        while await outbox.first(1):  # noqa: ASYNC110  # it is the database that is asked
            await asyncio.sleep(0.01)
