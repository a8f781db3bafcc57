"""Times and numbers as people in this place write them."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.i18n.text import Sentence, Verbatim, _

SHANGHAI = ZoneInfo("Asia/Shanghai")


def clock_time(monotonic_seconds: float) -> Verbatim:
    """The time of day of a moment on CLOCK_MONOTONIC, as HH:MM on the 24-hour clock.

    An explicit pattern: Babel's short form of some languages puts AM and PM at the wrong end.
    """
    moment = datetime.now(SHANGHAI) + timedelta(seconds=monotonic_seconds - time.monotonic())
    return Verbatim(f"{moment:%H:%M}")


def time_of_day(moment: datetime) -> Verbatim:
    """HH:MM in Shanghai; `moment` is aware."""
    return Verbatim(f"{moment.astimezone(SHANGHAI):%H:%M}")


def in_groups(number: str, *sizes: int) -> Verbatim:
    """A number set for reading: 13812345678 by (3, 4) is 138 1234 5678."""
    groups, at = [], 0
    for size in (*sizes, *(sizes[-1:] * len(number))):
        groups.append(number[at : at + size])
        at += size
    return Verbatim(" ".join(group for group in groups if group))


def money(fen: int) -> Verbatim:
    """Yuan and fen, as printed on a bill: ¥1,234.50."""
    return Verbatim(f"¥{fen // 100:,}.{fen % 100:02d}")


def masked_name(name: str) -> str:
    """The surname's first sign, and a star for each further one: 王秀兰 is 王**."""
    return name[:1] + "*" * (len(name) - 1)


def as_of(moment: datetime) -> Sentence:
    """How old something is that could not be asked for anew; `moment` is aware."""
    return _("As of {time}", time=time_of_day(moment))


def written_day(day: date, language: str) -> str:
    """Day of the week and of the month: 11月23日星期一; Monday, November 23."""
    # Babel takes 30 ms to import: only when there is a date on the screen.
    from babel.dates import format_skeleton

    return format_skeleton("MMMMEEEEd", day, locale=language)
