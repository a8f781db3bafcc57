"""A client for whatever listens at a URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kiosk.platform.wire  # noqa: F401  # so that importing requests takes nothing off the first call's budget
from kiosk.platform.client import Platform
from kiosk.settings import Platform as PlatformSettings

STATION_ID = "SH-TEST-0001"
ClientTo = Callable[..., Platform]


@pytest.fixture
def client_to(tmp_path: Path) -> Iterator[ClientTo]:
    """client_to(url, seconds=…, keeps=False, files…): closed in the end."""
    made: list[Platform] = []

    def make(url: str, seconds: float = 8, keeps: bool = False, **files: Any) -> Platform:
        folder = tmp_path / "kept" if keeps else None
        settings = PlatformSettings(url=url, **files)
        client = Platform(settings, STATION_ID, folder, budget_seconds=seconds, patient_seconds=2 * seconds)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()
