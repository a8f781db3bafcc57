"""What happens at the booth reaches the platform: on the real processes, whichever of them dies meanwhile."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.link.messages import AlarmPhase, EndAlarm
from tests.booth_processes import WholeBooth, eventually
from tests.platform_process import PlatformProcess, running_platform

EMERGENCY = "station.emergency.changed"


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[WholeBooth]:
    with (
        running_platform(tmp_path / "platform") as platform,
        WholeBooth(tmp_path / "booth", platform=platform) as booth,
    ):
        booth.start()
        yield booth


def test_an_emergency_is_told_even_if_the_kiosk_was_dead(booth: WholeBooth) -> None:
    platform = platform_of(booth)
    booth.kill("kiosk")
    booth.sim("far default answers 1")
    booth.sim("press")
    eventually(lambda: booth.phase() is AlarmPhase.CONNECTED, "somebody has answered")
    booth.sim("release")
    booth.tell_guard(EndAlarm("technician", 1))
    assert not records(platform, EMERGENCY)
    booth.start_kiosk()
    eventually(lambda: {"connected", "none"} <= phases(platform), "the alarm's course has arrived")


def test_what_happened_while_the_platform_was_away_arrives_later(booth: WholeBooth) -> None:
    platform = platform_of(booth)
    eventually(lambda: records(platform, "station.device.changed"), "the devices are told")
    platform.set_fault("absent")
    booth.sim("unplug keypad")
    booth.sim("press")
    eventually(lambda: booth.alarm_has_come_to(AlarmPhase.ANNOUNCED), "the call is announced")
    booth.sim("release")
    booth.kill("kiosk")
    platform.clear_faults()
    booth.start_kiosk()
    eventually(lambda: "announced" in phases(platform), "the alarm has arrived", 60)


def test_a_heartbeat_tells_how_the_booth_is(booth: WholeBooth) -> None:
    platform = platform_of(booth)
    beat = eventually(lambda: heartbeat(platform), "a heartbeat has come")
    assert beat["alarm"] == "none"
    assert {device["name"] for device in beat["devices"]} >= {"io", "modem"}


def platform_of(booth: WholeBooth) -> PlatformProcess:
    assert booth.platform is not None
    return booth.platform


def records(platform: PlatformProcess, kind: str) -> list[dict[str, Any]]:
    return [json.loads(data) for (data,) in rows(platform, "SELECT data FROM records WHERE type = ?", kind)]


def phases(platform: PlatformProcess) -> set[str]:
    return {record["phase"] for record in records(platform, EMERGENCY)}


def heartbeat(platform: PlatformProcess) -> dict[str, Any] | None:
    told = rows(platform, "SELECT heartbeat FROM stations WHERE heartbeat IS NOT NULL")
    found: dict[str, Any] | None = json.loads(told[0][0]) if told else None
    return found


def rows(platform: PlatformProcess, query: str, *values: str) -> list[tuple[Any, ...]]:
    path = platform.database.removeprefix("sqlite:///")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(query, values).fetchall()
