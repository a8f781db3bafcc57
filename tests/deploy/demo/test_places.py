"""Places, surroundings and buses over HTTP: around each booth, and drawable."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from deploy.demo.platform.clock import open_at
from kiosk.platform.contract.places import (
    Arrivals,
    PlaceKind,
    Places,
    Polygon,
    Position,
    SurroundingKind,
    Surroundings,
)
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.station import StationProfile
from tests.deploy.demo.conftest import Booth
from tests.deploy.demo.test_stations import PROFILE

EARTH_RADIUS_M = 6_371_009  # mean, IUGG


def great_circle_m(here: Position, there: Position) -> float:
    (east, north), (east_2, north_2) = (map(math.radians, each) for each in (here, there))
    half = math.sin((north_2 - north) / 2) ** 2
    half += math.cos(north) * math.cos(north_2) * math.sin((east_2 - east) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


def where(booth: Booth) -> Position:
    profile = booth.get("", StationProfile)
    return profile.longitude, profile.latitude


def test_places_of_every_kind_the_nearest_first(booth: Booth) -> None:
    places = booth.get("/places", Places).features
    assert {place.properties.kind for place in places} == set(PlaceKind)
    distances = [place.properties.distance_m for place in places]
    assert distances == sorted(distances)
    assert all({"zh_Hans", "en"} <= place.properties.name.keys() for place in places)
    assert sum(bool(place.properties.menu) for place in places) == 2
    assert len({place.id for place in places}) == len(places) >= 30


def test_they_lie_where_their_distance_says(booth: Booth) -> None:
    here = where(booth)
    for place in booth.get("/places", Places).features:
        far = great_circle_m(here, place.geometry.coordinates)
        assert far == pytest.approx(place.properties.distance_m, abs=3)
        assert far / 84 <= place.properties.walk_minutes <= far / 40 + 1  # 5 to 2.4 km/h


def test_they_lie_around_the_booth_that_asks(booth: Booth) -> None:
    before = booth.get("/places", Places).features[0].geometry.coordinates
    booth.send("PUT", "", PROFILE)
    after = booth.get("/places", Places).features[0].geometry.coordinates
    assert great_circle_m(before, after) > 10_000
    assert great_circle_m(where(booth), after) < 100


def test_the_surroundings_can_be_drawn(booth: Booth) -> None:
    features = booth.get("/surroundings", Surroundings).features
    assert {feature.properties.kind for feature in features} == set(SurroundingKind)
    rings = [
        ring for each in features if isinstance(each.geometry, Polygon) for ring in each.geometry.coordinates
    ]
    assert all(ring[0] == ring[-1] for ring in rings)  # RFC 7946, 3.1.6
    here = where(booth)
    spots = [spot for ring in rings for spot in ring]
    assert max(great_circle_m(here, spot) for spot in spots) < 900
    assert len(features) > 100


def test_buses_come_the_next_first(booth: Booth) -> None:
    for stop in booth.get("/places", Places).features:
        if stop.properties.kind is PlaceKind.BUS_STOP:
            arrivals = booth.get(f"/bus-stops/{stop.id}/arrivals", Arrivals)
            minutes = [arrival.minutes for arrival in arrivals.arrivals]
            assert minutes == sorted(minutes)
    assert booth.refused("GET", "/bus-stops/hospital-shifan/arrivals") is ProblemKind.NOT_FOUND


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("06:30–19:00", "06:29", False),
        ("06:30–19:00", "06:30", True),
        ("06:30–19:00", "19:00", False),
        ("20:00–02:00", "01:59", True),
        ("20:00–02:00", "12:00", False),
        ("24 h", "03:00", True),
        ("", "03:00", None),
    ],
)
def test_hours(hours: str, at: str, expected: bool | None) -> None:
    now = datetime.fromisoformat(f"2026-03-04T{at}+08:00")
    assert open_at(hours, now) is expected
