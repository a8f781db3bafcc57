"""What happens to the line. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.guard.call_backs import AlarmBegan, AllowanceOver, CallBackAllowed, LetRing, PickedUp
from hardware.guard.calls import Ending, Purpose, Timer


@dataclass(frozen=True, slots=True)
class CallWanted:
    purpose: Purpose
    number: str
    token: int = 0
    alarm_running: bool = False


@dataclass(frozen=True, slots=True)
class HangUpWanted:
    """End the call if it has one of these purposes."""

    purposes: frozenset[Purpose]


@dataclass(frozen=True, slots=True)
class DeclineWanted:
    pass


@dataclass(frozen=True, slots=True)
class AnswerWanted:
    token: int


@dataclass(frozen=True, slots=True)
class AdoptWanted:
    """The call that was found belongs to the alarm, in place of one that is not placed yet."""

    token: int
    number: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Disowned:
    """The call that was found is no alarm's."""


@dataclass(frozen=True, slots=True)
class DialFailed:
    call_id: int


@dataclass(frozen=True, slots=True)
class AnswerFailed:
    call_id: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """The modem has nothing more to say of hanging up. `told`: it was reached at all."""

    told: bool


@dataclass(frozen=True, slots=True)
class Alerting:
    pass


@dataclass(frozen=True, slots=True)
class Answered:
    pass


@dataclass(frozen=True, slots=True)
class Ended:
    ending: Ending


@dataclass(frozen=True, slots=True)
class Incoming:
    number: str | None


@dataclass(frozen=True, slots=True)
class Found:
    number: str | None
    answered: bool


@dataclass(frozen=True, slots=True)
class ModemReady:
    pass


@dataclass(frozen=True, slots=True)
class ModemLost:
    """The wire is gone."""


@dataclass(frozen=True, slots=True)
class ModemUnfit:
    """It answers, but can't make ordinary calls."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    timer: Timer
    count: int  # of calls, or of clearings


@dataclass(frozen=True, slots=True)
class Forget:
    digest: bytes


Event = (
    CallWanted
    | HangUpWanted
    | DeclineWanted
    | AnswerWanted
    | CallBackAllowed
    | AllowanceOver
    | LetRing
    | PickedUp
    | AlarmBegan
    | AdoptWanted
    | Disowned
    | DialFailed
    | AnswerFailed
    | Cleared
    | Alerting
    | Answered
    | Ended
    | Incoming
    | Found
    | ModemReady
    | ModemLost
    | ModemUnfit
    | Elapsed
    | Forget
)
