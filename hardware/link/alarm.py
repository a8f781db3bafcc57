"""What the link says of the alarm, and how a client has a part in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class AlarmPhase(StrEnum):
    NONE = "none"
    HOLDING = "holding"  # the button is down, not yet long enough
    ASKING = "asking"  # it was let go early: "press again to call"
    ANNOUNCED = "announced"  # the call is announced and can be cancelled
    DIALLING = "dialling"
    WAITING = "waiting"  # between two rounds of calls that nobody answered
    CONNECTED = "connected"
    ANSWERED = "answered"  # the call was answered and has ended; the alarm stays until ended on site


class AlarmOrigin(StrEnum):
    BUTTON = "button"
    CITIZEN = "citizen"  # 110, 119 or 120 chosen on the screen or dialled by keypad
    TEST = "test"  # the automatic test call


@dataclass(frozen=True, slots=True)
class Alarm:
    phase: AlarmPhase = AlarmPhase.NONE
    origin: AlarmOrigin | None = None
    calling: str = ""  # id of the contact, or the emergency number: who is or was called last
    attempt: int = 0  # dials so far
    window_seconds: float = 0.0  # HOLDING, ASKING, ANNOUNCED: how long that phase lasts in all
    since: float = 0.0  # start of this phase, seconds on this machine's CLOCK_MONOTONIC


@dataclass(frozen=True, slots=True)
class CallForHelp:
    """The second press, made on the screen: skip the window and dial at once."""

    id: int = 0
    type: Literal["call_for_help"] = "call_for_help"


@dataclass(frozen=True, slots=True)
class CancelAlarm:
    """Before the first dial only; later `EndAlarm` ends it, once somebody has answered."""

    id: int = 0
    type: Literal["cancel_alarm"] = "cancel_alarm"


@dataclass(frozen=True, slots=True)
class EndAlarm:
    """End the alarm on site (EN 81-28): the citizen after an answered call, a technician at any time."""

    by: Literal["citizen", "technician"]
    id: int = 0
    type: Literal["end_alarm"] = "end_alarm"


@dataclass(frozen=True, slots=True)
class TestLine:
    """Make the automatic test call now."""

    id: int = 0
    type: Literal["test_line"] = "test_line"
