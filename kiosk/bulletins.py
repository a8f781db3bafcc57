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
        """Ask the platform for ever. What it can't repeat goes when the client no longer keeps it."""
        while True:
            try:
                notices = (await self._platform.notices()).answer.notices
            except PlatformError as error:
                log.info("notices_unknown error=%s", type(error).__name__)
                notices = ()
            if notices != self._notices:
                self._notices = notices
                self.changed()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._ask_every_seconds):
                    await self._asked.wait()
            self._asked.clear()


def _bulletin(notice: Notice) -> Bulletin:
    warning = notice.kind is NoticeKind.FRAUD_WARNING
    return Bulletin(
        ICONS[notice.kind], local(notice.title), local(notice.text), Tone.TROUBLE if warning else Tone.PLAIN
    )
