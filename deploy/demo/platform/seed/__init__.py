"""The demonstration's invented data, as the TOML files of this folder tell it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AnyHttpUrl, Field, TypeAdapter

from kiosk.platform.contract.hospital import Department
from kiosk.platform.contract.pension import PensionState
from kiosk.platform.contract.places import Dish, PlaceKind, SurroundingKind
from kiosk.platform.contract.station import NoticeKind
from kiosk.platform.contract.values import IdNumber, Key, MobileNumber, Name, PhoneNumber, Texts

Spot = tuple[float, float]  # metres east and north of the booth
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class BusLine:
    line: Name
    towards: Texts
    every_minutes: Annotated[int, Field(ge=1)]
    offset_minutes: int
    minutes_a_stop: Annotated[int, Field(ge=1)] = 2


@dataclass(frozen=True, slots=True)
class SeedPlace:
    """`hours`: "24 h", "06:30–19:00", or "" where unknown."""

    id: Key
    kind: PlaceKind
    name: Texts
    address: Texts
    at: Spot
    hours: str = ""
    phone: PhoneNumber | None = None
    menu: tuple[Dish, ...] = ()
    lines: tuple[BusLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SeedSurrounding:
    """A polygon's ring is closed by the platform; a rectangle by its west, south, east and north."""

    kind: SurroundingKind
    line: tuple[Spot, ...] = ()
    ring: tuple[Spot, ...] = ()
    rectangles: tuple[tuple[float, float, float, float], ...] = ()
    name: Texts | None = None


@dataclass(frozen=True, slots=True)
class SeedDepartment:
    id: Key
    name: Texts
    fee_fen: int
    a_half_day: int  # the places of a half-day, at most

    def told(self) -> Department:
        return Department(self.id, self.name)


@dataclass(frozen=True, slots=True)
class SeedHospital:
    """`place`: the id of the place that it is."""

    place: Key
    departments: tuple[SeedDepartment, ...]


@dataclass(frozen=True, slots=True)
class SeedContact:
    id: Key
    name: Name
    relation: Texts
    phone: PhoneNumber


@dataclass(frozen=True, slots=True)
class SeedPension:
    state: PensionState
    amount_fen: int | None = None
    account_last4: str | None = None


@dataclass(frozen=True, slots=True)
class Citizen:
    id: Key
    id_number: IdNumber
    phone: MobileNumber
    card_number: str
    pension: SeedPension
    contacts: tuple[SeedContact, ...] = ()


@dataclass(frozen=True, slots=True)
class SeedNotice:
    id: Key
    kind: NoticeKind
    title: Texts
    text: Texts
    days: int  # valid for so many days, today among them


@dataclass(frozen=True, slots=True)
class SeedLine:
    contact: Key
    hours: str
    waiting_minutes: int | None = None
    sign_language: AnyHttpUrl | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    places: tuple[SeedPlace, ...]
    surroundings: tuple[SeedSurrounding, ...]
    hospitals: tuple[SeedHospital, ...]
    citizens: tuple[Citizen, ...]
    notices: tuple[SeedNotice, ...]
    assistance: tuple[SeedLine, ...]

    def place(self, place_id: str) -> SeedPlace | None:
        return next((place for place in self.places if place.id == place_id), None)


Item = TypeVar("Item")


def load_seed() -> Seed:
    """Raises pydantic's ValidationError where a file of this folder is not what is written above."""
    board = _tables("board.toml")
    return Seed(
        _items(_tables("places.toml")["places"], SeedPlace),
        _items(_tables("surroundings.toml")["surroundings"], SeedSurrounding),
        _items(_tables("hospitals.toml")["hospitals"], SeedHospital),
        _items(_tables("people.toml")["citizens"], Citizen),
        _items(board["notices"], SeedNotice),
        _items(board["assistance"], SeedLine),
    )


def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def _items(told: list[dict[str, Any]], kind: type[Item]) -> tuple[Item, ...]:
    return tuple(TypeAdapter(list[kind]).validate_python(told))  # type: ignore[valid-type]  # a list of that kind
