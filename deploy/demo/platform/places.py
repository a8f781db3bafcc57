"""What is around the booth, and when the next bus comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter

from deploy.demo.platform.clock import open_at, shanghai_now
from deploy.demo.platform.demo import Caller
from deploy.demo.platform.geography import Origin, distance_m, walk_minutes
from deploy.demo.platform.problems import Refusal, documented
from deploy.demo.platform.seed import BusLine, SeedPlace, SeedSurrounding
from deploy.demo.platform.stations import origin_of
from kiosk.platform.contract.places import (
    Arrival,
    Arrivals,
    Line,
    Place,
    PlaceKind,
    PlaceProperties,
    Places,
    Point,
    Polygon,
    Position,
    Surrounding,
    SurroundingProperties,
    Surroundings,
)
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.values import Key

router = APIRouter(tags=["places"])
FIRST_BUS_HOUR, LAST_BUS_HOUR = 5, 23
NEXT_BUSES = 3


@router.get("/places", operation_id="places", responses=documented())
def places(caller: Caller) -> Places:
    origin, now = origin_of(caller), shanghai_now()
    told = (_place(each, origin, now) for each in caller.demo.seed.places)
    return Places(tuple(sorted(told, key=lambda place: place.properties.distance_m)))


@router.get("/surroundings", operation_id="surroundings", responses=documented())
def surroundings(caller: Caller) -> Surroundings:
    origin = origin_of(caller)
    return Surroundings(
        tuple(
            Surrounding(geometry, SurroundingProperties(each.kind, each.name))
            for each in caller.demo.seed.surroundings
            for geometry in _geometries(each, origin)
        )
    )


@router.get("/bus-stops/{place_id}/arrivals", operation_id="arrivals", responses=documented())
def arrivals(caller: Caller, place_id: Key) -> Arrivals:
    """Of all lines that stop there, by a timetable of this demonstration."""
    place = caller.demo.seed.place(place_id)
    if place is None or place.kind is not PlaceKind.BUS_STOP:
        raise Refusal(ProblemKind.NOT_FOUND, "no such bus stop")
    now = shanghai_now()
    coming = (arrival for line in place.lines for arrival in _coming(line, now))
    return Arrivals(now, tuple(sorted(coming, key=lambda arrival: arrival.minutes)))


def _coming(line: BusLine, now: datetime) -> Iterator[Arrival]:
    """The next ones of a line, which runs from 05:00 to 23:00."""
    minute = now.hour * 60 + now.minute
    first = minute + (line.offset_minutes - minute) % line.every_minutes
    for comes in range(first, first + NEXT_BUSES * line.every_minutes, line.every_minutes):
        if FIRST_BUS_HOUR * 60 <= comes < LAST_BUS_HOUR * 60:
            away = comes - minute
            yield Arrival(line.line, line.towards, away, min(99, away // line.minutes_a_stop))


def _place(place: SeedPlace, origin: Origin, now: datetime) -> Place:
    return Place(
        place.id,
        Point(origin.position(*place.at)),
        PlaceProperties(
            place.kind,
            place.name,
            place.address,
            distance_m(*place.at),
            walk_minutes(*place.at),
            place.hours,
            open_at(place.hours, now),
            place.phone,
            place.menu,
        ),
    )


def _geometries(seed: SeedSurrounding, origin: Origin) -> Iterator[Line | Polygon]:
    def positions(spots: tuple[tuple[float, float], ...]) -> tuple[Position, ...]:
        return tuple(origin.position(*spot) for spot in spots)

    if seed.line:
        yield Line(positions(seed.line))
    if seed.ring:
        yield Polygon((positions((*seed.ring, seed.ring[0])),))
    for west, south, east, north in seed.rectangles:
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        yield Polygon((positions(corners),))
