"""The demonstration platform, for the benches' own tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.city_traffic import Booth
from tests.platform_process import PlatformProcess, running_platform

CITY = {f"SH-CITY-{number:04d}": f"token-of-{number}" for number in range(3)}


@pytest.fixture(scope="session")
def platform_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path_factory.mktemp("platform"), more_stations=CITY) as process:
        yield process


@pytest.fixture
def city(platform_process: PlatformProcess) -> list[Booth]:
    """Simulated booths at an empty platform, not yet connected."""
    platform_process.reset()
    return [Booth(platform_process.url, station_id, token) for station_id, token in CITY.items()]
