"""What the line is like: its phases, the call on it, and the rules. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hardware.guard.call_backs import Allowances


class Phase(StrEnum):
    IDLE = "idle"
    DIALLING = "dialling"
    ALERTING = "alerting"
    ACTIVE = "active"
    INCOMING = "incoming"


class Purpose(StrEnum):
    EMERGENCY = "emergency"
    FREE = "free"
    CONTACT = "contact"
    FAMILY = "family"
    CALL_BACK = "call_back"  # rings for a citizen
    ALARM_CALL_BACK = "alarm_call_back"  # a call that comes in is the alarm's until it leaves it to a citizen
    TEST = "test"


CITIZENS_OWN = frozenset({Purpose.FREE, Purpose.CONTACT, Purpose.FAMILY, Purpose.CALL_BACK})


ALARMS_OWN = frozenset({Purpose.EMERGENCY, Purpose.ALARM_CALL_BACK})


class Ending(StrEnum):
    HUNG_UP_HERE = "hung_up_here"
    HUNG_UP_THERE = "hung_up_there"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    TIME_UP = "time_up"
    GAVE_WAY = "gave_way"


class Refusal(StrEnum):
    ALARM_RUNNING = "alarm_running"
    LINE_BUSY = "line_busy"
    LINE_ABSENT = "line_absent"
    SAME_NUMBER_TOO_SOON = "same_number_too_soon"
    NUMBER_NOT_ALLOWED = "number_not_allowed"
    NOTHING_TO_DO = "nothing_to_do"


class Timer(StrEnum):
    RING = "ring"
    UNANSWERED = "unanswered"
    BELL = "bell"
    LIMIT = "limit"
    CLEAR = "clear"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Rules:
    """`key` is random for every start, so that what is remembered of a number means nothing to anybody."""

    key: bytes
    free_call_seconds: float = 180.0
    same_number_seconds: float = 1800.0
    family_call_seconds: float = 600.0
    call_back_seconds: float = 1800.0

    def limit_seconds(self, purpose: Purpose) -> float | None:
        """How long a call may last; None: no limit."""
        match purpose:
            case Purpose.FREE:
                return self.free_call_seconds
            case Purpose.FAMILY:
                return self.family_call_seconds
            case Purpose.CALL_BACK:
                return self.call_back_seconds
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Call:
    """`token` is what its asker knows it by. `placed`: the modem was told of it. `again`: it was refused
    once, and is placed again when the line is clear. `answering`: a citizen has picked up, and the modem was
    told."""

    id: int
    purpose: Purpose
    number: str
    token: int = 0
    placed: bool = True
    again: bool = False
    answering: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`clearing`: a call was hung up and the modem has not said that it is gone. `unended`: the modem could
    not be told to hang up. `lost`: the modem vanished during the call."""

    rules: Rules
    phase: Phase = Phase.IDLE
    call: Call | None = None
    ending: Ending | None = None
    calls: int = 0
    ready: bool = False
    clearing: bool = False
    clearings: int = 0
    ends_call: bool = False  # what is cleared is a call, and no failed attempt at one
    unended: bool = False
    lost: bool = False
    remembered: tuple[bytes, ...] = ()
    allowed: Allowances = field(default_factory=Allowances)
    bell: bool = False

    @property
    def limit_seconds(self) -> float | None:
        if self.call is None or self.phase is not Phase.ACTIVE:
            return None
        return self.rules.limit_seconds(self.call.purpose)
