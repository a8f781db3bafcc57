"""The emergency: from a press to somebody who answers, and on until it is ended on site. Pure.

    NONE ─press─> HOLDING ─held─> ANNOUNCED ─window─> DIALLING <─backoff─> WAITING
                     └─let go─> ASKING ─again─┘           └─> CONNECTED ─> ANSWERED ─> ended on site

`step` has no clock and does nothing itself. Whatever it asks for comes back as an event, failures too, and
every wait is an `After` whose event carries the epoch it belongs to. Once an alarm is past its window it
always has a call asked for or an `After` pending, and ends in one of three ways: on site, by the citizen who
dialled it, or by rest after it was acknowledged. It never gives up.

A call acknowledges the alarm when it was answered by a contact (or by a contact calling back) and lasted
`acknowledged_seconds`: shorter ones are answering machines and refusals. A call made without network service
reaches somebody else than the contact, so it never does. EN 81-28 asks for repetition until acknowledged.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hardware.guard.alarm import Alarm, Origin, Phase, Refusal, Timer
from hardware.guard.alarm_actions import Action, FallSilent, HangUp, Record, Refuse, Save, SayWhere, Signal
from hardware.guard.alarm_events import (
    ButtonLost,
    ButtonPressed,
    ButtonReleased,
    CalledForHelp,
    CallFound,
    CallOffered,
    CallOver,
    CallUp,
    Cancelled,
    CitizenDialled,
    CitizenHungUp,
    Elapsed,
    EndedOnSite,
    Event,
    LineReady,
    LocationDue,
    LocationFailed,
    LocationSent,
    PressLatched,
    Resumed,
    SaidWhere,
    ServiceChanged,
    WhereUnsaid,
)
from hardware.guard.chain import targets
from hardware.guard.course import call_changed, line_ready, location_told, where_told
from hardware.guard.numbers import national
from hardware.guard.phases import BEFORE_THE_CALL, Step, after, announce, ask, begin, dial, end, enter, rest

_SOUNDING = frozenset({Phase.HOLDING, Phase.ANNOUNCED})
_SAVED = (
    "phase",
    "origin",
    "number",
    "calling",
    "attempt",
    "round",
    "index",
    "acknowledged",
    "untold",
    "said",
)
_BY_PEOPLE = (
    ButtonPressed,
    PressLatched,
    CalledForHelp,
    CitizenDialled,
    CitizenHungUp,
    Cancelled,
    EndedOnSite,
)


def step(alarm: Alarm, event: Event) -> Step:
    """What the alarm is after `event`, and what is to be done, in this order."""
    following, actions = _react(alarm, event)
    before: list[Action] = []
    if isinstance(event, Resumed) or _signal(alarm) != _signal(following):
        before.append(_signal(following))
    if any(getattr(alarm, name) != getattr(following, name) for name in _SAVED):
        before.append(Save())
    if _talks(alarm) and (not _talks(following) or following.call != alarm.call):
        before.append(FallSilent())
    behind: list[Action] = []
    running = following.phase is not Phase.NONE
    if _place(alarm) != _place(following) or (running and isinstance(event, _BY_PEOPLE)):
        behind.append(
            Record(_reason(event), following.phase, following.origin, following.calling, following.attempt)
        )
    return following, (*before, *actions, *behind)


def _react(alarm: Alarm, event: Event) -> Step:
    match event:
        case ButtonPressed():
            return (alarm, ()) if alarm.button_down else _pressed(replace(alarm, button_down=True))
        case ButtonReleased():
            released = replace(alarm, button_down=False)
            return ask(released) if alarm.phase is Phase.HOLDING else (released, ())
        case ButtonLost():
            return replace(alarm, button_down=False), ()
        case PressLatched(blind_seconds=blind_seconds):
            return _press_latched(alarm, blind_seconds)
        case CalledForHelp():
            return (
                announce(begin(alarm, Origin.BUTTON)) if alarm.phase is Phase.NONE else _pressed_again(alarm)
            )
        case CitizenDialled(number=number):
            return _citizen_dialled(alarm, national(number))
        case CitizenHungUp() | Cancelled() | EndedOnSite():
            return _give_up(alarm, event)
        case CallUp() | CallOver() | CallOffered() | CallFound():
            return call_changed(alarm, event)
        case LineReady():
            return line_ready(alarm)
        case ServiceChanged(has_service=has_service):
            regained = has_service and not alarm.has_service
            changed = replace(alarm, has_service=has_service)
            return line_ready(changed) if regained and alarm.phase is Phase.WAITING else (changed, ())
        case LocationSent() | LocationFailed() | LocationDue():
            return location_told(alarm, event)
        case SaidWhere() | WhereUnsaid():
            return where_told(alarm, event)
        case Resumed(age_seconds=age_seconds):
            return _resumed(alarm, age_seconds)
        case Elapsed(timer=timer, epoch=epoch):
            return _elapsed(alarm, timer) if epoch == alarm.epoch else (alarm, ())


def _pressed(alarm: Alarm) -> Step:
    if alarm.phase is Phase.HOLDING:
        return alarm, ()
    if alarm.phase is not Phase.NONE:
        return _pressed_again(alarm)
    holding = enter(begin(alarm, Origin.BUTTON), Phase.HOLDING)
    return holding, (after(holding, alarm.plan.hold_seconds, Timer.HOLD),)


def _press_latched(alarm: Alarm, blind_seconds: float) -> Step:
    """A press nobody saw the length of: it may have been held for all the time that was not looked."""
    if alarm.phase is Phase.HOLDING:
        return alarm, ()
    if alarm.phase is not Phase.NONE:
        return _pressed_again(alarm)
    begun = begin(alarm, Origin.BUTTON)
    return announce(begun) if blind_seconds >= alarm.plan.hold_seconds else ask(begun)


def _pressed_again(alarm: Alarm) -> Step:
    """The button takes over a citizen's call to an emergency number: a talk goes on, and is followed by calls
    to the contacts when it was none."""
    if alarm.origin is Origin.CITIZEN:
        alarm = replace(alarm, origin=Origin.BUTTON, index=0)
    return _hurry(alarm)


def _hurry(alarm: Alarm) -> Step:
    """Dial at once, unless a call that matters is under way."""
    stranger = alarm.calls_back and not alarm.counts and not alarm.acknowledged
    if alarm.phase is Phase.DIALLING or (alarm.phase is Phase.CONNECTED and not stranger):
        return alarm, ()
    return dial(replace(alarm, round=0), 0)


def _citizen_dialled(alarm: Alarm, number: str) -> Step:
    """Never refused, and never later: it replaces whatever else the alarm is doing."""
    if alarm.phase in (Phase.NONE, Phase.HOLDING, Phase.ASKING):
        return dial(begin(alarm, Origin.CITIZEN, number), 0)
    under_way = alarm.phase in (Phase.DIALLING, Phase.CONNECTED) and alarm.call is not None
    if under_way and not alarm.calls_back and alarm.calling == number:
        return alarm, ()
    return dial(replace(alarm, number=number, round=0), 0)


def _give_up(alarm: Alarm, event: CitizenHungUp | Cancelled | EndedOnSite) -> Step:
    if alarm.phase is Phase.NONE:
        return alarm, (Refuse(Refusal.NOTHING_TO_DO),)
    own_call = alarm.origin is Origin.CITIZEN
    match event:
        case CitizenHungUp():
            allowed = own_call
        case Cancelled():
            allowed = alarm.phase in BEFORE_THE_CALL
        case EndedOnSite(by_technician=by_technician):
            allowed = by_technician or own_call or alarm.acknowledged
    return end(alarm) if allowed else (alarm, (Refuse(Refusal.NOT_NOW),))


def _resumed(alarm: Alarm, age_seconds: float | None) -> Step:
    """After a restart: a call that may be up is looked for first; help is called when the line is ready or
    `adopt_seconds` are over.

    The button was not watched meanwhile, so a press under way counts as held. Calls that a citizen made are
    dropped when nobody can be waiting there any more; an alarm by the button never is.
    """
    forgotten = age_seconds is not None and age_seconds > alarm.plan.rest_seconds
    if forgotten and (alarm.origin is Origin.CITIZEN or alarm.phase in BEFORE_THE_CALL):
        return end(alarm)
    match alarm.phase:
        case Phase.NONE:
            return alarm, ()
        case Phase.HOLDING:
            return announce(alarm)
        case Phase.ASKING:
            return ask(alarm)
        case Phase.ANSWERED:
            return rest(alarm)
        case _:
            calling = alarm.calling or targets(alarm)[0].label
            seeking = enter(alarm, Phase.DIALLING, call=None, calling=calling)
            return seeking, (after(seeking, alarm.plan.adopt_seconds, Timer.ADOPT),)


def _elapsed(alarm: Alarm, timer: Timer) -> Step:
    match timer, alarm.phase:
        case Timer.HOLD, Phase.HOLDING:
            return announce(alarm)
        case Timer.ASKING, Phase.ASKING:
            return end(alarm)
        case Timer.WINDOW, Phase.ANNOUNCED:
            return dial(alarm, 0)
        case Timer.HOLD_ON, Phase.ANNOUNCED if alarm.button_down:
            return dial(alarm, 0)
        case Timer.RING, Phase.DIALLING:
            following, actions = dial(replace(alarm, call=None), alarm.index + 1)
            return following, (HangUp(), *actions)
        case Timer.ACKNOWLEDGED, Phase.CONNECTED:
            return replace(alarm, lasted=True, acknowledged=alarm.acknowledged or alarm.counts), ()
        case Timer.SAY_WHERE, Phase.CONNECTED if alarm.call is not None:
            return alarm, (SayWhere(alarm.call),)
        case Timer.BACKOFF, Phase.WAITING:
            return dial(alarm, 0)
        case Timer.ADOPT, Phase.DIALLING if alarm.call is None:
            return dial(alarm, alarm.index)
        case Timer.REST, Phase.ANSWERED:
            return end(alarm)
        case _:
            return alarm, ()


def _place(alarm: Alarm) -> tuple[object, ...]:
    return alarm.phase, alarm.origin, alarm.attempt, alarm.acknowledged, alarm.said


def _talks(alarm: Alarm) -> bool:
    return alarm.plan.says_where and alarm.phase is Phase.CONNECTED


def _signal(alarm: Alarm) -> Signal:
    """Lamp while an alarm runs; sound only until the call, so that people can hear one another."""
    return Signal(lamp=alarm.phase is not Phase.NONE, sounder=alarm.phase in _SOUNDING)


def _reason(event: Event) -> str:
    """Such as "button_pressed", "call_over busy" or "elapsed window"; no number, ever."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    match event:
        case CallOver(ending=ending):
            return f"{name} {ending}"
        case Elapsed(timer=timer):
            return f"{name} {timer}"
        case EndedOnSite(by_technician=by_technician):
            return f"{name} {'technician' if by_technician else 'citizen'}"
        case _:
            return name
