"""What the alarm asks to be done. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.guard.alarm import Origin, Phase, Refusal
from hardware.guard.alarm_events import Event


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
class Disown:
    """The call that was found is not the alarm's."""


@dataclass(frozen=True, slots=True)
class SendLocation:
    """Comes back as LocationSent or LocationFailed."""

    contact: str


@dataclass(frozen=True, slots=True)
class SayWhere:
    """Say into the call where the booth is; comes back as SaidWhere or WhereUnsaid."""

    call: int


@dataclass(frozen=True, slots=True)
class FallSilent:
    """Nobody is to be told any more; what is being said ends in the middle of a word."""


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
    Dial
    | HangUp
    | Answer
    | Decline
    | PassOn
    | Adopt
    | Disown
    | SendLocation
    | SayWhere
    | FallSilent
    | Signal
    | Save
    | Record
    | After
    | Refuse
)
