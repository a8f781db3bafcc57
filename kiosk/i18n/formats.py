"""Times and numbers as people in this place write them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.i18n.text import Verbatim

SHANGHAI = ZoneInfo("Asia/Shanghai")


def clock_time(monotonic_seconds: float) -> Verbatim:
    """The time of day of a moment on CLOCK_MONOTONIC, as HH:MM on the 24-hour clock.

    An explicit pattern: Babel's short form of some languages puts AM and PM at the wrong end.
    """
    moment = datetime.now(SHANGHAI) + timedelta(seconds=monotonic_seconds - time.monotonic())
    return Verbatim(f"{moment:%H:%M}")
