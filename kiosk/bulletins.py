"""What the operator lets passers-by know: the platform's notices, while they are valid and not too old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from kiosk.conversation.views import Bulletin, Tone
from kiosk.i18n.text import local
from kiosk.platform.client import Platform
from kiosk.platform.contract.station import Notice, NoticeKind
from kiosk.platform.errors import PlatformError

log = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 600.0
CLOCK_SET_SECONDS = 60.0  # how late what is valid is noticed when the clock was set
ICONS = {
    NoticeKind.NOTICE: "bullhorn-outline",
    NoticeKind.FRAUD_WARNING: "shield-alert-outline",
    NoticeKind.WEATHER: "weather-lightning-rainy",
}


class Bulletins:
    def __init__(self, platform: Platform, *, ask_every_seconds: float = ASK_EVERY_SECONDS) -> None:
        self._platform = platform
        self._ask_every_seconds = ask_every_seconds
        self._notices: tuple[Notice, ...] = ()
        self._shown: tuple[Bulletin, ...] = ()
        self._asked = asyncio.Event()
        self.changed: Callable[[], None] = lambda: None

    def valid(self, now: datetime | None = None) -> tuple[Bulletin, ...]:
        """Those to be shown now, warnings of fraud first."""
        moment = now or datetime.now(UTC)
        notices = [notice for notice in self._notices if notice.valid_from <= moment < notice.valid_until]
        notices.sort(key=lambda notice: notice.kind is not NoticeKind.FRAUD_WARNING)
        return tuple(_bulletin(notice) for notice in notices)

    def ask_now(self) -> None:
        """The platform is there again."""
        self._asked.set()

    async def keep_up(self) -> None:
        """Ask the platform for ever, and tell when others are valid than before. What it can't repeat goes
        when the client no longer keeps it."""
        now = asyncio.get_running_loop().time
        while True:
            self._notices = await self._ask()
            ask_at = now() + self._ask_every_seconds
            while now() < ask_at and not self._asked.is_set():
                self._tell_if_changed()
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(ask_at - now(), self._seconds_to_change())):
                        await self._asked.wait()
            self._asked.clear()

    async def _ask(self) -> tuple[Notice, ...]:
        try:
            return (await self._platform.notices()).answer.notices
        except PlatformError as error:
            log.info("notices_unknown error=%s", type(error).__name__)
            return ()

    def _tell_if_changed(self) -> None:
        valid = self.valid()
        if valid != self._shown:
            self._shown = valid
            self.changed()

    def _seconds_to_change(self) -> float:
        """Until a notice begins or ends to be valid; sooner where the clock may be set meanwhile."""
        moment = datetime.now(UTC)
        bounds = (bound for notice in self._notices for bound in (notice.valid_from, notice.valid_until))
        to_come = [(bound - moment).total_seconds() for bound in bounds if bound > moment]
        return min([CLOCK_SET_SECONDS, *to_come])


def _bulletin(notice: Notice) -> Bulletin:
    warning = notice.kind is NoticeKind.FRAUD_WARNING
    return Bulletin(
        ICONS[notice.kind], local(notice.title), local(notice.text), Tone.TROUBLE if warning else Tone.PLAIN
    )
