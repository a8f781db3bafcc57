"""Appointments at hospitals: where, which department, which half-day, who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kiosk.platform.contract.values import (
    IdNumber,
    Key,
    Latitude,
    Longitude,
    Metres,
    Minutes,
    MobileNumber,
    Name,
    PhoneNumber,
    Texts,
)


class HalfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


class AppointmentState(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Hospital:
    id: Key
    name: Texts
    address: Texts
    latitude: Latitude
    longitude: Longitude
    distance_m: Metres
    walk_minutes: Minutes
    phone: PhoneNumber | None = None


@dataclass(frozen=True, slots=True)
class Hospitals:
    hospitals: Annotated[tuple[Hospital, ...], Field(max_length=50)]  # the nearest first


@dataclass(frozen=True, slots=True)
class Department:
    id: Key
    name: Texts


@dataclass(frozen=True, slots=True)
class Departments:
    departments: Annotated[tuple[Department, ...], Field(max_length=60)]


@dataclass(frozen=True, slots=True)
class Slot:
    id: Key
    day: date  # in Shanghai
    half_day: HalfDay
    free: Annotated[int, Field(ge=0, le=1_000)]
    fee_fen: Annotated[int, Field(ge=0, le=1_000_000)]  # paid at the hospital


@dataclass(frozen=True, slots=True)
class Slots:
    slots: Annotated[tuple[Slot, ...], Field(max_length=60)]  # the next first


@dataclass(frozen=True, slots=True)
class AppointmentRequest:
    """`POST /appointments`, with an `Idempotency-Key`."""

    slot_id: Key
    id_number: IdNumber
    phone: MobileNumber
    name: Name | None = None  # known when the card was read


@dataclass(frozen=True, slots=True)
class AppointmentSearch:
    """`POST /appointment-searches`: the coming appointments of a person at all hospitals."""

    id_number: IdNumber


@dataclass(frozen=True, slots=True)
class AppointmentCancellation:
    """`POST /appointments/{number}/cancellation`."""

    id_number: IdNumber


@dataclass(frozen=True, slots=True)
class Appointment:
    number: Key  # to be quoted at the hospital
    state: AppointmentState
    hospital: Texts
    department: Texts
    day: date
    half_day: HalfDay
    queue_number: Annotated[int, Field(ge=1, le=10_000)]
    fee_fen: Annotated[int, Field(ge=0, le=1_000_000)] = 0


@dataclass(frozen=True, slots=True)
class Appointments:
    appointments: Annotated[tuple[Appointment, ...], Field(max_length=20)]
