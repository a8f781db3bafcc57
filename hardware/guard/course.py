"""The course of an alarm's calls: up, over, offered, found; and how they learn where we are. Pure."""

from __future__ import annotations

from dataclasses import replace

from hardware.guard.alarm import Alarm, Ending, Origin, Phase, Timer
from hardware.guard.alarm_actions import Adopt, After, Answer, Decline, Disown, PassOn, SendLocation
from hardware.guard.alarm_events import (
    CallFound,
    CallOffered,
    CallOver,
    CallUp,
    LocationDue,
    LocationFailed,
    LocationSent,
    SaidWhere,
    WhereUnsaid,
)
from hardware.guard.chain import can_be_ours, is_contact, label_of
from hardware.guard.numbers import is_emergency, national
from hardware.guard.phases import (
    BEFORE_THE_CALL,
    Step,
    after,
    begin,
    connect,
    dial,
    end,
    enter,
    rest,
    say_where,
)


def call_changed(alarm: Alarm, event: CallUp | CallOver | CallOffered | CallFound) -> Step:
    match event:
        case CallUp(call=call):
            known = call == alarm.call and alarm.phase is not Phase.CONNECTED
            return connect(alarm) if known else (alarm, ())
        case CallOver(call=call, ending=ending):
            return _call_over(replace(alarm, call=None), ending) if call == alarm.call else (alarm, ())
        case CallOffered(number=number):
            return _call_offered(alarm, number)
        case CallFound():
            return _call_found(alarm, event)


def _call_over(alarm: Alarm, ending: Ending) -> Step:
    match alarm.phase:
        case Phase.DIALLING:
            return dial(alarm, alarm.index + 1)
        case Phase.CONNECTED if alarm.calls_back:
            return _called_back(alarm)
        case Phase.CONNECTED:
            return _talked(alarm, ending)
        case Phase.WAITING:  # the call-back was gone before it was answered
            return dial(alarm, 0)
        case _:
            return alarm, ()


def _talked(alarm: Alarm, ending: Ending) -> Step:
    if ending in (Ending.FAILED, Ending.HUNG_UP_HERE):  # cut, and not by our wish: the same once more
        return dial(alarm, alarm.index)
    if alarm.origin is Origin.CITIZEN and (alarm.calling == alarm.number or alarm.lasted):
        return end(alarm) if alarm.counts else dial(alarm, alarm.index + 1)
    return rest(alarm) if alarm.lasted and alarm.counts else dial(alarm, alarm.index + 1)


def _called_back(alarm: Alarm) -> Step:
    if alarm.origin is Origin.CITIZEN and alarm.counts:
        return end(alarm)
    return rest(alarm) if alarm.acknowledged else dial(alarm, 0)


def _call_offered(alarm: Alarm, number: str | None) -> Step:
    """An alarm lets every call in (EN 81-28: the rescue side can call back until the alarm is ended)."""
    if alarm.phase is Phase.NONE:
        return alarm, (PassOn(),)
    if alarm.phase in BEFORE_THE_CALL:
        return alarm, (Decline(),)
    if alarm.call is not None:
        return alarm, ()
    resting = alarm.phase is Phase.ANSWERED
    call = alarm.calls + 1
    answering = enter(
        alarm,
        Phase.ANSWERED if resting else Phase.WAITING,
        calls=call,
        call=call,
        calls_back=True,
        counts=is_contact(alarm, number),
        lasted=False,
        said=0,
    )
    bound = (
        after(answering, alarm.plan.rest_seconds, Timer.REST)
        if resting
        else after(answering, alarm.plan.longest_backoff_seconds, Timer.BACKOFF)
    )
    return answering, (Answer(call), bound)


def _call_found(alarm: Alarm, found: CallFound) -> Step:
    """Without an alarm, a call to an emergency number that was not hung up here is a citizen's. One that
    was hung up helps a running alarm only if somebody has answered it after all."""
    number, answered = found.number, found.answered
    if alarm.phase is Phase.NONE:
        if number is None or not is_emergency(number) or found.hung_up:
            return alarm, (Disown(),)
        return _adopt(begin(alarm, Origin.CITIZEN, national(number)), number, answered)
    seeks = alarm.phase is Phase.DIALLING or (alarm.call is None and alarm.phase not in BEFORE_THE_CALL)
    ours = seeks and can_be_ours(alarm, number) and (answered or not found.hung_up)
    return _adopt(alarm, number, answered) if ours else (alarm, (Disown(),))


def _adopt(alarm: Alarm, number: str | None, answered: bool) -> Step:
    call = alarm.calls + 1
    adopted = replace(
        alarm,
        calls=call,
        call=call,
        calls_back=False,
        counts=number is None or is_contact(alarm, number),
        lasted=False,
        calling=label_of(alarm, number),
    )
    adopt = Adopt(call, number or "", answered)
    if answered:
        connected, actions = connect(adopted)
        return connected, (adopt, *actions)
    dialling = enter(adopted, Phase.DIALLING)
    return dialling, (adopt, after(dialling, alarm.plan.ring_seconds, Timer.RING))


def line_ready(alarm: Alarm) -> Step:
    if alarm.call is not None:
        return alarm, ()
    match alarm.phase:
        case Phase.DIALLING:
            return dial(alarm, alarm.index)
        case Phase.WAITING:
            return dial(alarm, 0)
        case _:
            return alarm, ()


def location_told(alarm: Alarm, event: LocationSent | LocationFailed | LocationDue) -> Step:
    if alarm.phase is Phase.NONE or event.contact not in alarm.untold:
        return alarm, ()
    match event:
        case LocationSent(contact=contact):
            return replace(alarm, untold=tuple(each for each in alarm.untold if each != contact)), ()
        case LocationFailed(contact=contact):
            return alarm, (After(alarm.plan.text_again_seconds, LocationDue(contact, alarm.alarms)),)
        case LocationDue(contact=contact, alarms=alarms):
            return alarm, (SendLocation(contact),) if alarms == alarm.alarms else ()


def where_told(alarm: Alarm, event: SaidWhere | WhereUnsaid) -> Step:
    """A failure counts too: a sound device that is gone is not tried for ever."""
    if alarm.phase is not Phase.CONNECTED or event.call != alarm.call:
        return alarm, ()
    told = replace(alarm, said=alarm.said + 1)
    return told, say_where(told)
