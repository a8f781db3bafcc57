"""Stations: profile, heartbeat, notices, assistance, and whose token is whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.station import (
    Assistance,
    HeartbeatAnswer,
    NoticeKind,
    Notices,
    StationProfile,
)
from kiosk.settings import load_kiosk_settings
from tests.booth_processes import DEMO_FILE
from tests.deploy.demo.conftest import Booth, problem_of

PROFILE: dict[str, Any] = {
    "id": "SH-DEMO-0001",
    "name": {"zh_Hans": "新站点", "en": "a new name"},
    "address": {"zh_Hans": "别处"},
    "latitude": 31.0,
    "longitude": 121.0,
    "languages": ["zh_Hans", "en"],
    "services": ["taxi"],
    "version": "9",
}


def test_its_profile_is_that_of_the_booth_file_until_it_tells_another(booth: Booth) -> None:
    station = load_kiosk_settings(DEMO_FILE).station
    profile = booth.get("", StationProfile)
    assert (profile.id, profile.name, profile.latitude) == (station.id, station.name, station.latitude)

    told = booth.send("PUT", "", PROFILE)
    assert (told.status_code, told.content) == (204, b"")
    assert booth.get("", StationProfile).name["en"] == "a new name"


def test_a_profile_of_another_station_is_malformed(booth: Booth) -> None:
    assert booth.refused("PUT", "", PROFILE | {"id": "SH-OTHER-0002"}) is ProblemKind.MALFORMED


def test_a_field_that_is_not_known_is_ignored(booth: Booth) -> None:
    assert booth.send("PUT", "", PROFILE | {"of_a_later_version": 1}).status_code == 204


def test_a_heartbeat_is_answered_with_the_platforms_clock(booth: Booth) -> None:
    beat = {"at": "2020-01-01T00:00:00+08:00", "version": "1", "alarm": "none", "records_waiting": 3}
    answer = booth.post("/heartbeats", beat, HeartbeatAnswer)
    assert abs(answer.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_notices_hold_now_and_warn_of_fraud(booth: Booth) -> None:
    before = datetime.now(UTC)
    notices = booth.get("/notices", Notices).notices
    now = datetime.now(UTC)
    assert all(notice.valid_from <= now and before < notice.valid_until for notice in notices)
    assert NoticeKind.FRAUD_WARNING in {notice.kind for notice in notices}
    assert all({"zh_Hans", "en"} <= notice.text.keys() for notice in notices)


def test_assistance_is_there_round_the_clock_and_by_sign_language(booth: Booth) -> None:
    lines = {line.contact: line for line in booth.get("/assistance", Assistance).lines}
    assert lines["assistant"].open_now
    assert lines["hotline"].sign_language is not None
    assert (lines["hotline"].waiting_minutes is not None) == lines["hotline"].open_now


@pytest.mark.parametrize("token", [None, "", "nobody's"])
def test_without_a_stations_token_it_is_unauthorised(booth: Booth, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    response = requests.get(booth.platform.station_url + "/notices", headers=headers, timeout=10)
    assert problem_of(response) is ProblemKind.UNAUTHORISED
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_another_stations_token_is_forbidden(booth: Booth, other_booth: Booth) -> None:
    response = requests.get(
        booth.platform.station_url + "/notices", headers=other_booth.platform.headers, timeout=10
    )
    assert problem_of(response) is ProblemKind.FORBIDDEN
    assert other_booth.get("/notices", Notices)
