"""A taxi to the booth: the phone number is all that is asked; the platform knows where the booth stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from kiosk.platform.contract.values import Key, Metres, Minutes, MobileNumber, Moment, Name, Texts


class TaxiState(StrEnum):
    CODE_NEEDED = "code_needed"  # the platform has sent a code to the phone, and waits for it
    LOOKING = "looking"
    FOUND = "found"  # on its way; `taxi` is set
    ARRIVED = "arrived"  # waits at the booth; `taxi` is set
    PICKED_UP = "picked_up"
    NONE_FOUND = "none_found"
    CANCELLED_BY_DRIVER = "cancelled_by_driver"
    CANCELLED = "cancelled"  # by the citizen


@dataclass(frozen=True, slots=True)
class TaxiRequest:
    """`POST /taxi-orders`, with an `Idempotency-Key`."""

    phone: MobileNumber


@dataclass(frozen=True, slots=True)
class TaxiCode:
    """`POST /taxi-orders/{order_id}/code`."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,8}$")]


@dataclass(frozen=True, slots=True)
class Taxi:
    plate: Annotated[str, StringConstraints(min_length=5, max_length=10)]
    colour: Texts
    company: Name
    distance_m: Metres
    minutes: Minutes  # until it is at the booth


@dataclass(frozen=True, slots=True)
class TaxiOrder:
    id: Key
    state: TaxiState
    at: Moment  # of this state
    taxi: Taxi | None = None
    looking_minutes: Minutes | None = None  # LOOKING: how long it usually takes at this hour
    code_digits: Annotated[int, Field(ge=4, le=8)] | None = None  # CODE_NEEDED
