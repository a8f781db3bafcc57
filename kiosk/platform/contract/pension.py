"""Whether this month's pension has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from kiosk.platform.contract.values import CardNumber, IdNumber


class PensionState(StrEnum):
    PAID = "paid"
    ON_ITS_WAY = "on_its_way"  # `paid_on` is the day it is due
    NOT_ENTITLED = "not_entitled"  # nobody pays a pension to this person


@dataclass(frozen=True, slots=True)
class PensionQuery:
    """`POST /pension-queries`: by exactly one of the two numbers."""

    id_number: IdNumber | None = None
    card_number: CardNumber | None = None

    def __post_init__(self) -> None:
        if (self.id_number is None) == (self.card_number is None):
            raise ValueError("exactly one of id_number and card_number is needed")


@dataclass(frozen=True, slots=True)
class Pension:
    month: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    state: PensionState
    paid_on: date | None = None
    amount_fen: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    account_last4: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None
