"""The words of an emergency: what the alarm is like, what happens to it, what it asks to be done. Pure."""

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
    alarms: int = 0  # counts alarms
    epoch: int = 0
    calls: int = 0
    call: int | None = None
    calls_back: bool = False  # `call` came in
    counts: bool = True  # whether `call` can acknowledge the alarm
    lasted: bool = False  # whether `call` was up for `acknowledged_seconds`
    button_down: bool = False
    has_service: bool = True


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    pass


@dataclass(frozen=True, slots=True)
class ButtonReleased:
    pass


@dataclass(frozen=True, slots=True)
class ButtonLost:
    """The wire of the button is gone: nobody knows whether it is down."""


@dataclass(frozen=True, slots=True)
class PressLatched:
    """A whole press that was seen only afterwards; it may have lasted `blind_seconds`."""

    blind_seconds: float


@dataclass(frozen=True, slots=True)
class CalledForHelp:
    """The second press, made on the screen."""


@dataclass(frozen=True, slots=True)
class CitizenDialled:
    number: str  # an emergency number


@dataclass(frozen=True, slots=True)
class CitizenHungUp:
    pass


@dataclass(frozen=True, slots=True)
class Cancelled:
    pass


@dataclass(frozen=True, slots=True)
class EndedOnSite:
    by_technician: bool


@dataclass(frozen=True, slots=True)
class CallUp:
    call: int


@dataclass(frozen=True, slots=True)
class CallOver:
    call: int
    ending: Ending


@dataclass(frozen=True, slots=True)
class CallOffered:
    """Somebody calls the booth, and the line is free to answer."""

    number: str | None


@dataclass(frozen=True, slots=True)
class CallFound:
    """The line was opened with a call on it that nobody here knows of."""

    number: str | None
    answered: bool


@dataclass(frozen=True, slots=True)
class LineReady:
    pass


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    has_service: bool


@dataclass(frozen=True, slots=True)
class LocationSent:
    contact: str


@dataclass(frozen=True, slots=True)
class LocationFailed:
    contact: str


@dataclass(frozen=True, slots=True)
class LocationDue:
    contact: str
    alarms: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """The guard has started. `age_seconds` since the alarm was saved; None when the clock can't tell."""

    age_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Elapsed:
    timer: Timer
    epoch: int


Event = (
    ButtonPressed
    | ButtonReleased
    | ButtonLost
    | PressLatched
    | CalledForHelp
    | CitizenDialled
    | CitizenHungUp
    | Cancelled
    | EndedOnSite
    | CallUp
    | CallOver
    | CallOffered
    | CallFound
    | LineReady
    | ServiceChanged
    | LocationSent
    | LocationFailed
    | LocationDue
    | Resumed
    | Elapsed
)


@dataclass(frozen=True, slots=True)
class Dial:
    """Whatever else is on the line gives way. Its course comes back as CallUp and CallOver."""

    call: int
    number: str


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the offered call; comes back as CallUp and CallOver."""

    call: int


@dataclass(frozen=True, slots=True)
class Decline:
    """Do not answer the offered call."""


@dataclass(frozen=True, slots=True)
class PassOn:
    """The offered call is no alarm's; a citizen may have it."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """The call that was found is the alarm's; comes back as CallOver, and as CallUp if it rings still."""

    call: int
    number: str
    answered: bool


@dataclass(frozen=True, slots=True)
class SendLocation:
    """Comes back as LocationSent or LocationFailed."""

    contact: str


@dataclass(frozen=True, slots=True)
class Signal:
    lamp: bool
    sounder: bool


@dataclass(frozen=True, slots=True)
class Save:
    """Have the alarm on disk before anything that follows; go on all the same when that can't be done."""


@dataclass(frozen=True, slots=True)
class Record:
    reason: str
    phase: Phase
    origin: Origin | None
    calling: str
    attempt: int


@dataclass(frozen=True, slots=True)
class After:
    seconds: float
    event: Event


@dataclass(frozen=True, slots=True)
class Refuse:
    reason: Refusal


Action = (
    Dial | HangUp | Answer | Decline | PassOn | Adopt | SendLocation | Signal | Save | Record | After | Refuse
)
