"""What may go into the outbox: the closed kinds of records, made of numbers and of words from fixed lists.

Whatever was keyed, spoken or read from a card is none of those words, so nothing of a citizen can get in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from enum import IntEnum
from functools import cache
from typing import Annotated, Final

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from hardware.link.messages import AlarmOrigin, AlarmPhase
from kiosk.platform.contract.records import (
    DeviceChanged,
    EmergencyChanged,
    FeedbackGiven,
    Happening,
    RecordsDropped,
    ServiceEnded,
    VisitEnded,
)

PHASES: Final[frozenset[str]] = frozenset(AlarmPhase)
ORIGINS: Final[frozenset[str]] = frozenset({*AlarmOrigin, "none"})
REASONS: Final = frozenset({
    "button_pressed", "button_released", "button_lost", "press_latched", "called_for_help", "citizen_dialled",
    "citizen_hung_up", "cancelled", "ended_on_site_citizen", "ended_on_site_technician",
    "call_up", "call_offered", "call_found", "call_over_hung_up_here", "call_over_hung_up_there",
    "call_over_busy", "call_over_no_answer", "call_over_failed", "line_ready", "service_changed",
    "location_sent", "location_failed", "location_due", "said_where", "where_unsaid", "resumed",
    "elapsed_hold", "elapsed_hold_on", "elapsed_asking", "elapsed_window", "elapsed_ring",
    "elapsed_acknowledged", "elapsed_say_where", "elapsed_backoff", "elapsed_adopt", "elapsed_rest",
    "good", "failed",
})  # fmt: skip
"""What moves the guard's alarm, and the verdicts of test calls."""

HEALTHS: Final = frozenset({"absent", "starting", "ready", "faulty"})
OTHER: Final = "other"
_EMERGENCY_NUMBER: Final = re.compile(r"1[0-9]{2}|12395")
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")  # contract.values.Key
_FEEDBACK_NUMBER: Final = re.compile(r"([1-9][0-9]{7})?")  # as the kiosk makes it; no phone's or person's


class Importance(IntEnum):
    """Lower ones go first."""

    EMERGENCY = 0
    DEVICE = 1
    FEEDBACK = 2
    USE = 3


IMPORTANCE: Final[dict[type[Happening], Importance]] = {
    EmergencyChanged: Importance.EMERGENCY,
    DeviceChanged: Importance.DEVICE,
    RecordsDropped: Importance.DEVICE,
    FeedbackGiven: Importance.FEEDBACK,
    ServiceEnded: Importance.USE,
    VisitEnded: Importance.USE,
}


class NoRecord(ValueError):
    """It is no record, or a field of it is none of the fixed words. Its value is not told."""


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of this booth: ids of services, languages and contacts, names of devices."""

    services: Collection[str]
    languages: Collection[str]
    contacts: Collection[str]
    devices: Callable[[], Collection[str]]

    def check(self, happening: Happening) -> None:
        """Raises NoRecord."""
        if type(happening) not in IMPORTANCE:
            raise NoRecord(f"{type(happening).__name__} is no kind of record")
        try:
            valid = happening_adapter().validate_python(asdict(happening))
        except ValidationError as error:
            raise NoRecord(_places(error)) from None  # its words may hold what was entered
        if valid != happening:
            raise NoRecord(f"{type(happening).__name__} has a value of another type")
        for field, known in self._known(happening).items():
            if not known:
                raise NoRecord(f"{type(happening).__name__}.{field} is none of the fixed words")

    def is_contact(self, contact: str) -> bool:
        """Whether a record may name it: an id that the contract takes, or an emergency number."""
        named = contact in self.contacts and _KEY.fullmatch(contact) is not None
        return named or _EMERGENCY_NUMBER.fullmatch(contact) is not None

    def _known(self, happening: Happening) -> dict[str, bool]:
        match happening:
            case EmergencyChanged():
                return {
                    "phase": happening.phase in PHASES or happening.phase == OTHER,
                    "origin": happening.origin in ORIGINS or happening.origin == OTHER,
                    "contact": not happening.contact or self.is_contact(happening.contact),
                    "reason": happening.reason in REASONS or happening.reason in ("", OTHER),
                }
            case ServiceEnded():
                return {
                    "service": happening.service in self.services,
                    "language": happening.language in self.languages,
                }
            case VisitEnded():
                return {"language": happening.language in self.languages}
            case FeedbackGiven():
                return {
                    "service": happening.service in self.services,
                    "number": _FEEDBACK_NUMBER.fullmatch(happening.number) is not None,
                }
            case DeviceChanged():
                return {
                    "device": happening.device in self.devices(),
                    "health": happening.health in HEALTHS,
                }
            case RecordsDropped():
                return {}


@cache
def happening_adapter() -> TypeAdapter[Happening]:
    """Built at the first record, after the kiosk's first frame: it takes 60 ms."""
    return TypeAdapter(
        Annotated[Happening, Field(discriminator="type")], config=ConfigDict(hide_input_in_errors=True)
    )


def _places(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, fault['loc']))}: {fault['type']}"
        for fault in error.errors(include_input=False, include_url=False, include_context=False)
    )
