"""The booth's heartbeat to the platform, and what it tells of the platform: away, or well again."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import NoReturn, Protocol

from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.station import Heartbeat, HeartbeatAnswer, StationProfile
from kiosk.platform.errors import PlatformError, PlatformRefused

log = logging.getLogger(__name__)

BEAT_SECONDS = 60.0
SPREAD = 0.1  # of the time between two, so that booths that started together drift apart


class TakesHeartbeats(Protocol):
    """kiosk.platform.client.Platform, as far as the heart needs it."""

    async def tell_profile(self, profile: StationProfile) -> None: ...

    async def heartbeat(self, heartbeat: Heartbeat) -> HeartbeatAnswer: ...


class Heart:
    def __init__(
        self,
        platform: TakesHeartbeats,
        profile: StationProfile,
        current: Callable[[], Heartbeat],
        on_changed: Callable[[bool], None],
        *,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        """`on_changed` is told in the loop whether the platform is away, whenever that has changed."""
        self._platform = platform
        self._profile = profile
        self._current = current
        self._on_changed = on_changed
        self._beat_seconds = beat_seconds
        self._introduced = False
        self.away = False

    async def run(self) -> NoReturn:
        """Introduce the station, then beat for ever."""
        while True:
            self._judge(away=not await self._beat())
            await asyncio.sleep(self._beat_seconds * random.uniform(1 - SPREAD, 1 + SPREAD))  # noqa: S311  # no secret

    async def _beat(self) -> bool:
        """Whether the platform has heard it."""
        try:
            if not self._introduced:
                await self._platform.tell_profile(self._profile)
                self._introduced = True
            await self._platform.heartbeat(self._current())
        except PlatformError as error:
            if isinstance(error, PlatformRefused) and error.kind is ProblemKind.NOT_FOUND:
                self._introduced = False  # it has forgotten this station
            log.debug("heartbeat_not_heard error=%s", type(error).__name__)
            return False
        return True

    def _judge(self, *, away: bool) -> None:
        if away != self.away:
            self.away = away
            log.log(logging.WARNING if away else logging.INFO, "platform_%s", "away" if away else "well")
            self._on_changed(away)
