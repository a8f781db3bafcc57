"""The half-days on which a department of a hospital sees people, from the date alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from deploy.demo.platform.clock import SHANGHAI
from deploy.demo.platform.seed import SeedDepartment, SeedHospital
from kiosk.platform.contract.hospital import HalfDay

DAYS_AHEAD = 7
BEGINS = {HalfDay.MORNING: time(8), HalfDay.AFTERNOON: time(13)}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HalfDayOpen:
    """`places`: how many people are seen; by chance of the id some half-days are full from the start."""

    id: str
    day: date
    half_day: HalfDay
    places: int


def has_begun(day: date, half_day: HalfDay, now: datetime) -> bool:
    return now >= datetime.combine(day, BEGINS[half_day], SHANGHAI)


def half_days(hospital: SeedHospital, department: SeedDepartment, now: datetime) -> Iterator[HalfDayOpen]:
    """Those of the next seven days that have not begun, the next first. No afternoons at weekends."""
    for ahead in range(DAYS_AHEAD):
        day = now.date() + timedelta(days=ahead)
        for half_day in HalfDay:
            at_a_weekend = day.weekday() >= SATURDAY
            if has_begun(day, half_day, now) or (at_a_weekend and half_day is HalfDay.AFTERNOON):
                continue
            slot_id = f"{hospital.place}.{department.id}.{day:%Y%m%d}.{half_day}"
            yield HalfDayOpen(slot_id, day, half_day, _places(slot_id, department.a_half_day))


def _places(slot_id: str, most: int) -> int:
    chance = hashlib.sha256(slot_id.encode()).digest()[0]
    return 0 if chance < 32 else 1 + chance * most // 256
