"""What the alarm is like: its phases, whom it calls, and what it remembers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    NONE = "none"
    HOLDING = "holding"
    ASKING = "asking"
    ANNOUNCED = "announced"
    DIALLING = "dialling"
    WAITING = "waiting"
    CONNECTED = "connected"
    ANSWERED = "answered"


class Origin(StrEnum):
    BUTTON = "button"
    CITIZEN = "citizen"  # an emergency number from the screen or the keypad


class Ending(StrEnum):
    """How a call that the alarm asked for was over."""

    HUNG_UP_HERE = "hung_up_here"
    HUNG_UP_THERE = "hung_up_there"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"  # never begun, refused on the way, or cut


class Refusal(StrEnum):
    NOTHING_TO_DO = "nothing_to_do"
    NOT_NOW = "not_now"


class Timer(StrEnum):
    HOLD = "hold"
    HOLD_ON = "hold_on"
    ASKING = "asking"
    WINDOW = "window"
    RING = "ring"
    ACKNOWLEDGED = "acknowledged"
    BACKOFF = "backoff"
    SAY_WHERE = "say_where"
    ADOPT = "adopt"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    number: str
    text_location: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom to call, and how patiently. The defaults' sources are in settings.py."""

    contacts: tuple[Contact, ...]  # in the order they are called; at least one
    hold_seconds: float = 1.5
    hold_on_seconds: float = 1.5
    asking_seconds: float = 10.0
    window_seconds: float = 5.0
    ring_seconds: float = 45.0
    acknowledged_seconds: float = 10.0
    first_backoff_seconds: float = 5.0
    longest_backoff_seconds: float = 60.0
    rest_seconds: float = 1800.0
    adopt_seconds: float = 5.0  # after a restart: how long to look for the call that may still be up
    text_again_seconds: float = 30.0
    says_where: bool = False  # there is a recording of where the booth is, and a way for it into the line
    say_where_seconds: float = 1.0  # after the answer: whoever answers says hello first
    say_again_seconds: float = 20.0  # of talk in between
    sayings: int = 2  # in one call; the second is for a citizen who can't speak
    without_service_number: str = "112"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Everything about the alarm. `epoch` counts phases, so that a timer of an earlier one is known as stale;
    `call` is the token of the call that was asked for and is not over."""

    plan: Plan
    phase: Phase = Phase.NONE
    origin: Origin | None = None
    number: str = ""  # the emergency number that the citizen chose
    calling: str = ""  # contact id or number of the last dial
    attempt: int = 0  # dials in this alarm
    round: int = 0  # of the chain; each has a longer wait behind it
    index: int = 0  # within the round
    acknowledged: bool = False  # somebody has answered long enough in this alarm
    untold: tuple[str, ...] = ()  # contacts who shall get the location and have not
    said: int = 0  # how often `call` was told where we are, or could not be
    alarms: int = 0  # counts alarms
    epoch: int = 0
    calls: int = 0
    call: int | None = None
    calls_back: bool = False  # `call` came in
    counts: bool = True  # whether `call` can acknowledge the alarm
    lasted: bool = False  # whether `call` was up for `acknowledged_seconds`
    button_down: bool = False
    has_service: bool = True
