"""The guard's records of emergencies and test calls, as the kiosk asks for them.

They hold moments, phases, contacts' ids, attempts and reasons; no telephone number but an emergency number,
and no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

MAX_RECORDS = 100
MAX_ANSWER_BYTES = 49_152  # of records in one answer, so that it fits a line of the link


@dataclass(frozen=True, slots=True)
class ReadEmergencyRecords:
    """The records behind the one whose id is `after`, oldest first.

    `after` "" asks for the oldest; so does an id that the guard does not keep any more, because all that it
    keeps are newer.
    """

    after: str = ""
    limit: Annotated[int, Field(ge=1, le=MAX_RECORDS)] = MAX_RECORDS
    id: int = 0
    type: Literal["read_emergency_records"] = "read_emergency_records"


@dataclass(frozen=True, slots=True)
class EmergencyRecord:
    """What an alarm became, and why. Of a test call: phase "none", origin "test", its verdict as reason."""

    id: str
    at: str  # ISO 8601, UTC
    phase: str  # of AlarmPhase
    origin: str = ""  # of AlarmOrigin; "" when the alarm has ended
    contact: str = ""  # id of the contact, or the emergency number
    attempt: int = 0
    reason: str = ""  # such as "button_pressed", "call_over busy", "elapsed window"


@dataclass(frozen=True, slots=True)
class EmergencyRecords:
    """The guard's answer; fewer than asked for when there are no more, or the line is full."""

    id: int
    records: tuple[EmergencyRecord, ...]
    type: Literal["emergency_records"] = "emergency_records"
