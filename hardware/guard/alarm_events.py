"""What happens to the alarm. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.guard.alarm import Ending, Timer


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
    """The line was opened with a call on it that nobody here knows of. `hung_up`: this guard has hung up a
    call, and could not tell the modem so."""

    number: str | None
    answered: bool
    hung_up: bool = False


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
class SaidWhere:
    call: int


@dataclass(frozen=True, slots=True)
class WhereUnsaid:
    call: int


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
    | SaidWhere
    | WhereUnsaid
    | Resumed
    | Elapsed
)
