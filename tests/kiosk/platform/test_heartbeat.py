"""The heart beats to the demonstration platform, and tells when that is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import requests

from kiosk.platform.client import Platform
from kiosk.platform.contract.station import Heartbeat, StationProfile
from kiosk.platform.heartbeat import Heart
from kiosk.settings import Platform as PlatformSettings
from tests.hardware.eventually import eventually
from tests.platform_process import STATION_ID, PlatformProcess, running_platform

TEXTS = {"zh_Hans": "演示亭", "en": "Demonstration booth"}
PROFILE = StationProfile(STATION_ID, TEXTS, TEXTS, 31.2397, 121.4095, ("zh_Hans", "en"), ("taxi",), "7.7.7")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


@asynccontextmanager
async def beating(
    platform: PlatformProcess, current: Callable[[], Heartbeat]
) -> AsyncIterator[tuple[Heart, list[bool]]]:
    """The heart, and what it has told."""
    settings = PlatformSettings(url=platform.url, token_file=platform.token_file)
    client = Platform(settings, platform.station_id, None)
    told: list[bool] = []
    heart = Heart(client, PROFILE, current, told.append, beat_seconds=0.02)
    running = asyncio.create_task(heart.run())
    try:
        yield heart, told
    finally:
        running.cancel()
        client.close()


def profile_at(platform: PlatformProcess) -> dict[str, object]:
    answer: dict[str, object] = requests.get(
        platform.station_url, headers=platform.headers, timeout=10
    ).json()
    return answer


async def test_it_introduces_the_station_and_beats(platform: PlatformProcess) -> None:
    beats = 0

    def current() -> Heartbeat:
        nonlocal beats
        beats += 1
        return Heartbeat(datetime.now(UTC), "7.7.7", "none", records_waiting=3)

    async with beating(platform, current) as (heart, told):
        await eventually(lambda: beats > 3, "it beats")
        assert not heart.away
    assert told == []
    assert profile_at(platform)["version"] == "7.7.7"


async def test_it_tells_when_the_platform_is_away_and_when_it_is_well_again(
    platform: PlatformProcess,
) -> None:
    async with beating(platform, lambda: Heartbeat(datetime.now(UTC), "1", "none")) as (heart, told):
        platform.set_fault("absent")
        await eventually(lambda: heart.away, "it is away")
        platform.clear_faults()
        await eventually(lambda: not heart.away, "it is well again")
    assert told == [True, False]
