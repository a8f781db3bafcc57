"""The platform's clock: Unix seconds inside, aware datetimes in answers, Shanghai's days and hours."""

from __future__ import annotations

import re
import time as clock
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = re.compile(r"^(\d\d):(\d\d)–(\d\d):(\d\d)$")


def seconds_now() -> float:
    return clock.time()


def moment(unix_seconds: float) -> datetime:
    return datetime.fromtimestamp(unix_seconds, UTC)


def shanghai_now() -> datetime:
    return datetime.fromtimestamp(seconds_now(), SHANGHAI)


def today() -> date:
    return shanghai_now().date()


def open_at(hours: str, now: datetime) -> bool | None:
    """Whether "06:30–19:00" or "24 h" hold at `now`; None where the hours are not known."""
    if hours == "24 h":
        return True
    found = HOURS.match(hours)
    if found is None:
        return None
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    opens, closes = time(from_hour, from_minute), time(to_hour % 24, to_minute)
    if opens < closes:
        return opens <= now.time() < closes
    return now.time() >= opens or now.time() < closes
