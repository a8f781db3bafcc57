"""Plays an emergency against a clock and a line made up for the purpose, so that days pass at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hardware.guard import alarm as words
from hardware.guard import alarm_events
from hardware.guard.alarm import Alarm, Contact, Ending, Phase, Plan
from hardware.guard.alarm_actions import (
    Action,
    Adopt,
    After,
    Answer,
    Dial,
    FallSilent,
    HangUp,
    Record,
    Refuse,
    SayWhere,
    SendLocation,
    Signal,
)
from hardware.guard.alarm_events import (
    ButtonPressed,
    ButtonReleased,
    CallOver,
    CallUp,
    EndedOnSite,
    Event,
    LocationSent,
    Resumed,
)
from hardware.guard.emergency import step

DUTY = Contact("duty", "02155500001", text_location=True)
STREET = Contact("street", "02155500002")
POLICE = Contact("police", "110")
PLAN = Plan(contacts=(DUTY, STREET, POLICE))


@dataclass
class Rehearsal:
    """`dialled` are the numbers of all dials; `line` is the call that is asked for and not over; `saying` the
    call that is being told where we are."""

    alarm: Alarm = field(default_factory=lambda: Alarm(PLAN))
    now: float = 0.0
    pending: list[tuple[float, Event]] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    dialled_at: list[float] = field(default_factory=list)
    line: int | None = None
    texted: list[str] = field(default_factory=list)
    texts_fail: bool = False
    saying: int | None = None
    said_at: list[float] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    refusals: list[words.Refusal] = field(default_factory=list)
    signal: Signal | None = None
    last: tuple[Action, ...] = ()

    @property
    def phase(self) -> Phase:
        return self.alarm.phase

    def happens(self, *events: Event) -> None:
        for event in events:
            self.alarm, self.last = step(self.alarm, event)
            for action in self.last:
                self._carry_out(action)

    def passes(self, seconds: float) -> None:
        """Let time pass; timers fire in their order."""
        until = self.now + seconds
        while due := [each for each in self.pending if each[0] <= until]:
            first = min(due, key=lambda each: each[0])
            self.pending.remove(first)
            self.now = first[0]
            self.happens(first[1])
        self.now = until

    def is_answered(self) -> None:
        assert self.line is not None
        self.happens(CallUp(self.line))

    def is_over(self, ending: Ending = Ending.HUNG_UP_THERE) -> None:
        assert self.line is not None
        call, self.line = self.line, None
        self.happens(CallOver(call, ending))

    def _carry_out(self, action: Action) -> None:
        match action:
            case Dial(call=call, number=number):
                self.line = call
                self.dialled.append(number)
                self.dialled_at.append(self.now)
            case Answer(call=call) | Adopt(call=call):
                self.line = call
            case HangUp():
                self.line = None
            case After(seconds=seconds, event=event):
                self.pending.append((self.now + seconds, event))
            case SendLocation(contact=contact):
                self.texted.append(contact)
                if self.texts_fail:
                    self.happens(alarm_events.LocationFailed(contact))
                else:
                    self.happens(LocationSent(contact))
            case SayWhere(call=call):
                self.saying = call
                self.said_at.append(self.now)
            case FallSilent():
                self.saying = None
            case Signal():
                self.signal = action
            case Record():
                self.records.append(action)
            case Refuse(reason=reason):
                self.refusals.append(reason)


BY_CITIZEN, BY_TECHNICIAN = EndedOnSite(by_technician=False), EndedOnSite(by_technician=True)


def dialling(booth: Rehearsal) -> Rehearsal:
    booth.happens(ButtonPressed(), ButtonReleased(), ButtonPressed(), ButtonReleased())
    assert booth.phase is Phase.DIALLING
    return booth


def answered(booth: Rehearsal) -> Rehearsal:
    dialling(booth).is_answered()
    booth.passes(11)
    booth.is_over()
    assert booth.phase is Phase.ANSWERED
    return booth


def waiting(booth: Rehearsal) -> Rehearsal:
    dialling(booth)
    for _contact in PLAN.contacts:
        booth.is_over(Ending.BUSY)
    assert booth.phase is Phase.WAITING
    return booth


def restarted(booth: Rehearsal, age_seconds: float | None = 1.0) -> Rehearsal:
    """As the guard does it: what was saved is read, everything else is forgotten."""
    saved = booth.alarm
    alarm = replace(
        Alarm(saved.plan),
        phase=saved.phase,
        origin=saved.origin,
        number=saved.number,
        calling=saved.calling,
        attempt=saved.attempt,
        round=saved.round,
        index=saved.index,
        acknowledged=saved.acknowledged,
        untold=saved.untold,
        said=saved.said,
    )
    after = Rehearsal(alarm=alarm)
    after.happens(Resumed(age_seconds))
    return after
