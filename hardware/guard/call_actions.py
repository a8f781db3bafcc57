"""What the line asks to be done. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.guard.call_backs import Ring
from hardware.guard.call_events import Event
from hardware.guard.calls import Ending, Phase, Purpose, Refusal


@dataclass(frozen=True, slots=True)
class PlaceCall:
    """Unless the line has another call by then. Comes back as Alerting, Answered, Ended; or as DialFailed."""

    call_id: int
    number: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class EndCall:
    """Comes back as Ended or Cleared."""


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """Comes back as Answered and Ended; or as AnswerFailed."""

    call_id: int


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a citizen's call-back."""

    purpose: Purpose
    phase: Phase
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class TellUp:
    purpose: Purpose
    token: int


@dataclass(frozen=True, slots=True)
class TellOver:
    purpose: Purpose
    token: int
    ending: Ending


@dataclass(frozen=True, slots=True)
class TellOffered:
    number: str | None


@dataclass(frozen=True, slots=True)
class TellFound:
    """Comes back as AdoptWanted or Disowned."""

    number: str | None
    answered: bool
    hung_up: bool = False


@dataclass(frozen=True, slots=True)
class After:
    seconds: float
    event: Event


@dataclass(frozen=True, slots=True)
class Refuse:
    reason: Refusal


Action = (
    PlaceCall
    | EndCall
    | AnswerCall
    | Ring
    | Record
    | TellUp
    | TellOver
    | TellOffered
    | TellFound
    | After
    | Refuse
)
