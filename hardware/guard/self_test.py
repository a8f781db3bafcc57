"""The automatic test call: proves that a call gets out, before somebody needs it. Pure.

EN 81-28 asks for one at least every 72 hours, and for a visible sign when it is overdue or has failed. It
gives way to everything: the line ends it when anybody else wants to call, and the alarm never asks about it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

TALK_SECONDS = 3.0  # what the far end gets to see the call
RING_SECONDS = 45.0
PUT_OFF_SECONDS = 300.0  # somebody is calling: later
AGAIN_SECONDS = 600.0  # it failed: look whether that lasts
FIRST_SECONDS = 600.0  # after the start, so that a booth being set up is left in peace
OVERDUE_SECONDS = 3600.0  # put off for so long


class Phase(StrEnum):
    IDLE = "idle"
    CALLING = "calling"
    UP = "up"


class Verdict(StrEnum):
    GOOD = "good"  # or not known to be anything else
    FAILED = "failed"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Plan:
    contact: str  # id; "" when nobody takes test calls
    number: str = ""
    every_seconds: float = 72 * 3600.0


@dataclass(frozen=True, slots=True)
class SelfTest:
    plan: Plan
    phase: Phase = Phase.IDLE
    count: int = 0  # of everything that may still have a timer
    put_off_seconds: float = 0.0
    verdict: Verdict = Verdict.GOOD


@dataclass(frozen=True, slots=True)
class Started:
    """`since_seconds`: since the last good test; None when there was none."""

    since_seconds: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A technician wants it now."""


@dataclass(frozen=True, slots=True)
class Due:
    count: int


@dataclass(frozen=True, slots=True)
class NotNow:
    """The line is not to be had."""


@dataclass(frozen=True, slots=True)
class Up:
    count: int


@dataclass(frozen=True, slots=True)
class Over:
    """`gave_way`: the line was needed for something else."""

    count: int
    gave_way: bool


@dataclass(frozen=True, slots=True)
class Elapsed:
    count: int


Event = Started | Asked | Due | NotNow | Up | Over | Elapsed


@dataclass(frozen=True, slots=True)
class Call:
    """Comes back as Up and Over, or as NotNow."""

    count: int
    number: str


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


@dataclass(frozen=True, slots=True)
class Judge:
    """The test is over; a good one is remembered with its time."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class After:
    seconds: float
    event: Event


@dataclass(frozen=True, slots=True)
class Refuse:
    """There is nobody to call."""


Action = Call | HangUp | Judge | After | Refuse
Step = tuple[SelfTest, tuple[Action, ...]]


def step(test: SelfTest, event: Event) -> Step:
    match event:
        case Started(since_seconds=since_seconds):
            return _started(test, since_seconds)
        case Asked() if not test.plan.contact:
            return test, (Refuse(),)
        case Asked() if test.phase is Phase.IDLE:
            return _call(test)
        case Due(count=count) if count == test.count and test.phase is Phase.IDLE:
            return _call(test)
        case NotNow() if test.phase is Phase.CALLING:
            return _put_off(test)
        case Up(count=count) if count == test.count and test.phase is Phase.CALLING:
            up = replace(test, phase=Phase.UP, count=test.count + 1)
            return up, (After(TALK_SECONDS, Elapsed(up.count)),)
        case Over(count=count, gave_way=gave_way):
            return _over(test, count, gave_way)
        case Elapsed(count=count) if count == test.count:
            return _elapsed(test)
        case _:
            return test, ()


def _started(test: SelfTest, since_seconds: float | None) -> Step:
    if not test.plan.contact:
        return test, ()
    every_seconds = test.plan.every_seconds
    left_seconds = 0.0 if since_seconds is None else every_seconds - since_seconds
    overdue = since_seconds is not None and since_seconds > every_seconds + OVERDUE_SECONDS
    waiting = replace(test, verdict=Verdict.OVERDUE if overdue else Verdict.GOOD)
    return waiting, (After(max(FIRST_SECONDS, left_seconds), Due(test.count)),)


def _call(test: SelfTest) -> Step:
    calling = replace(test, phase=Phase.CALLING, count=test.count + 1)
    return calling, (Call(calling.count, test.plan.number), After(RING_SECONDS, Elapsed(calling.count)))


def _put_off(test: SelfTest) -> Step:
    put_off_seconds = test.put_off_seconds + PUT_OFF_SECONDS
    verdict = Verdict.OVERDUE if put_off_seconds >= OVERDUE_SECONDS else test.verdict
    return _idle(replace(test, put_off_seconds=put_off_seconds, verdict=verdict), PUT_OFF_SECONDS)


def _over(test: SelfTest, count: int, gave_way: bool) -> Step:
    """A call that was answered is good, whoever ended it. `count` is the one the call was asked for with."""
    if test.phase is Phase.UP and count == test.count - 1:
        return _judge(test, Verdict.GOOD)
    if test.phase is Phase.CALLING and count == test.count:
        return _put_off(test) if gave_way else _judge(test, Verdict.FAILED)
    return test, ()


def _elapsed(test: SelfTest) -> Step:
    if test.phase is Phase.IDLE:
        return test, ()
    judged, actions = _judge(test, Verdict.GOOD if test.phase is Phase.UP else Verdict.FAILED)
    return judged, (HangUp(), *actions)


def _judge(test: SelfTest, verdict: Verdict) -> Step:
    good = verdict is Verdict.GOOD
    judged = replace(test, verdict=verdict, put_off_seconds=0.0)
    idle, actions = _idle(judged, test.plan.every_seconds if good else AGAIN_SECONDS)
    return idle, (Judge(verdict), *actions)


def _idle(test: SelfTest, wait_seconds: float) -> Step:
    idle = replace(test, phase=Phase.IDLE, count=test.count + 1)
    return idle, (After(wait_seconds, Due(idle.count)),)
