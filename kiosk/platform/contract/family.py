"""A citizen's own people: told where the citizen is, called, and let in when they call back.

Names come masked ("王*芳"); a number is given only for the call that is made with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StringConstraints

from kiosk.platform.contract.values import IdNumber, Key, MobileNumber, Moment, Name, PhoneNumber, Texts


@dataclass(frozen=True, slots=True)
class FamilySearch:
    """`POST /family-searches`: by exactly one of the two numbers."""

    id_number: IdNumber | None = None
    phone: MobileNumber | None = None

    def __post_init__(self) -> None:
        if (self.id_number is None) == (self.phone is None):
            raise ValueError("exactly one of id_number and phone is needed")


@dataclass(frozen=True, slots=True)
class FamilyContact:
    id: Key
    masked_name: Name
    relation: Texts
    phone_last4: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


@dataclass(frozen=True, slots=True)
class Family:
    """`pass_key` stands for the citizen in what follows, for ten minutes, so the number is sent only once."""

    pass_key: Key
    contacts: Annotated[tuple[FamilyContact, ...], Field(max_length=8)]


@dataclass(frozen=True, slots=True)
class FamilyNoticeRequest:
    """`POST /family-notices`, with an `Idempotency-Key`: the contact gets the booth's address and a map."""

    pass_key: Key
    contact_id: Key


@dataclass(frozen=True, slots=True)
class FamilyNotice:
    id: Key
    sent_at: Moment


@dataclass(frozen=True, slots=True)
class FamilyCallRequest:
    """`POST /family-calls`."""

    pass_key: Key
    contact_id: Key


@dataclass(frozen=True, slots=True)
class FamilyCall:
    number: PhoneNumber
