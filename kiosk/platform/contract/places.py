"""What is within fifteen minutes on foot, as GeoJSON (RFC 7946), and when the next bus comes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.platform.contract.values import (
    Key,
    Latitude,
    Longitude,
    Metres,
    Minutes,
    Moment,
    Name,
    PhoneNumber,
    Texts,
)

Position = tuple[Longitude, Latitude]


class PlaceKind(StrEnum):
    HOSPITAL = "hospital"
    PHARMACY = "pharmacy"
    CANTEEN = "canteen"  # of the neighbourhood, with today's menu
    TOILET = "toilet"
    BUS_STOP = "bus_stop"
    METRO = "metro"
    MARKET = "market"
    PARK = "park"
    COMMUNITY_CENTRE = "community_centre"
    BANK = "bank"


class SurroundingKind(StrEnum):
    ROAD = "road"
    LANE = "lane"
    WATER = "water"
    GREEN = "green"
    BUILT = "built"


@dataclass(frozen=True, slots=True)
class Dish:
    name: Texts
    price_fen: Annotated[int, Field(ge=0, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class PlaceProperties:
    kind: PlaceKind
    name: Texts
    address: Texts
    distance_m: Metres
    walk_minutes: Minutes
    hours: Annotated[str, StringConstraints(max_length=60)] = ""  # "06:30–19:00"; "" unknown
    open_now: bool | None = None
    phone: PhoneNumber | None = None
    menu: Annotated[tuple[Dish, ...], Field(max_length=30)] = ()  # CANTEEN: today's


@dataclass(frozen=True, slots=True)
class Point:
    coordinates: Position
    type: Literal["Point"] = "Point"


@dataclass(frozen=True, slots=True)
class Place:
    id: Key
    geometry: Point
    properties: PlaceProperties
    type: Literal["Feature"] = "Feature"


@dataclass(frozen=True, slots=True)
class Places:
    """`GET /places`: the nearest first."""

    features: Annotated[tuple[Place, ...], Field(max_length=500)]
    type: Literal["FeatureCollection"] = "FeatureCollection"


@dataclass(frozen=True, slots=True)
class Line:
    coordinates: Annotated[tuple[Position, ...], Field(min_length=2, max_length=500)]
    type: Literal["LineString"] = "LineString"


@dataclass(frozen=True, slots=True)
class Polygon:
    """Its outer ring only."""

    coordinates: Annotated[
        tuple[Annotated[tuple[Position, ...], Field(min_length=4, max_length=500)], ...], Field(min_length=1)
    ]
    type: Literal["Polygon"] = "Polygon"


@dataclass(frozen=True, slots=True)
class SurroundingProperties:
    kind: SurroundingKind
    name: Texts | None = None


@dataclass(frozen=True, slots=True)
class Surrounding:
    geometry: Annotated[Line | Polygon, Field(discriminator="type")]
    properties: SurroundingProperties
    type: Literal["Feature"] = "Feature"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`GET /surroundings`: what the map is drawn of."""

    features: Annotated[tuple[Surrounding, ...], Field(max_length=3_000)]
    type: Literal["FeatureCollection"] = "FeatureCollection"


@dataclass(frozen=True, slots=True)
class Arrival:
    line: Name  # "63路"
    towards: Texts
    minutes: Minutes
    stops_away: Annotated[int, Field(ge=0, le=99)]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`GET /bus-stops/{place_id}/arrivals`: the next first. `at`: when it was so."""

    at: Moment
    arrivals: Annotated[tuple[Arrival, ...], Field(max_length=60)]
