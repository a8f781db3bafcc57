"""How a taxi order goes on by itself. What it is told by is the end of the phone number that orders:

| the number ends in | what happens                                                              |
|--------------------|---------------------------------------------------------------------------|
| 01                 | a code is asked for; the platform's page shows it, "as if sent"           |
| 02                 | none is found                                                             |
| 03                 | one is found, and its driver cancels                                      |
| 04                 | it takes long to find one                                                 |
| anything else      | one is found, comes, waits and picks up                                   |

Pure: no clock, no database. Seconds are the order's own: the clock's, times its speed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from kiosk.platform.contract.taxi import Taxi, TaxiOrder, TaxiState

CODE_DIGITS = 6
CODE_SECONDS = 300  # how long a code can be given
LOOKING_MINUTES = 2  # what is told to be usual
WAITING_SECONDS = 120  # at the booth
METRES_A_SECOND = 6.0  # in the city, lights included
COLOURS = (
    {"zh_Hans": "蓝色", "en": "blue"},
    {"zh_Hans": "绿色", "en": "green"},
    {"zh_Hans": "白色", "en": "white"},
    {"zh_Hans": "黄色", "en": "yellow"},
)
COMPANIES = ("示范出租", "演示强生", "演示大众")


class Course(StrEnum):
    USUAL = "usual"
    CODE = "code"
    NONE_FOUND = "none_found"
    DRIVER_CANCELS = "driver_cancels"
    LONG = "long"


ENDINGS = {"01": Course.CODE, "02": Course.NONE_FOUND, "03": Course.DRIVER_CANCELS, "04": Course.LONG}
LOOKING_SECONDS = {
    Course.USUAL: 8,
    Course.CODE: 8,
    Course.NONE_FOUND: 15,
    Course.DRIVER_CANCELS: 8,
    Course.LONG: 150,
}
DRIVING_SECONDS = 180
CANCELLING_SECONDS = 30  # after one was found


def course_of(phone: str) -> Course:
    return ENDINGS.get(phone[-2:], Course.USUAL)


@dataclass(frozen=True, slots=True)
class Stage:
    """A state, since how many of the order's seconds it holds, and the taxi's seconds from the booth."""

    state: TaxiState
    since: float
    away_seconds: float | None = None


def stage_at(course: Course, seconds: float) -> Stage:
    """Where an order is `seconds` after a taxi began to be looked for."""
    looking = LOOKING_SECONDS[course]
    if seconds < looking:
        return Stage(TaxiState.LOOKING, 0)
    if course is Course.NONE_FOUND:
        return Stage(TaxiState.NONE_FOUND, looking)
    if course is Course.DRIVER_CANCELS and seconds >= looking + CANCELLING_SECONDS:
        return Stage(TaxiState.CANCELLED_BY_DRIVER, looking + CANCELLING_SECONDS)
    arrival = looking + DRIVING_SECONDS
    if seconds < arrival:
        return Stage(TaxiState.FOUND, looking, arrival - seconds)
    if seconds < arrival + WAITING_SECONDS:
        return Stage(TaxiState.ARRIVED, arrival, 0)
    return Stage(TaxiState.PICKED_UP, arrival + WAITING_SECONDS)


def order_told(order_id: str, stage: Stage, at: Callable[[float], datetime]) -> TaxiOrder:
    """`at` turns the order's seconds into a moment."""
    return TaxiOrder(
        order_id,
        stage.state,
        at(stage.since),
        taxi=_taxi(order_id, stage.away_seconds) if stage.away_seconds is not None else None,
        looking_minutes=LOOKING_MINUTES if stage.state is TaxiState.LOOKING else None,
        code_digits=CODE_DIGITS if stage.state is TaxiState.CODE_NEEDED else None,
    )


def _taxi(order_id: str, away_seconds: float) -> Taxi:
    """The same for the same order, and invented."""
    number = int.from_bytes(order_id.encode()[-6:], "big")
    return Taxi(
        plate=f"沪A·D{number % 10_000:04d}",
        colour=COLOURS[number % len(COLOURS)],
        company=COMPANIES[number % len(COMPANIES)],
        distance_m=round(away_seconds * METRES_A_SECOND),
        minutes=ceil(away_seconds / 60),
    )
