"""Entering the phases of an alarm: what each begins with, and the timer that ends it. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hardware.guard.alarm import Alarm, Origin, Phase, Timer
from hardware.guard.alarm_actions import Action, After, Dial, HangUp, SendLocation
from hardware.guard.alarm_events import Elapsed
from hardware.guard.chain import targets

BEFORE_THE_CALL = frozenset({Phase.HOLDING, Phase.ASKING, Phase.ANNOUNCED})

Step = tuple[Alarm, tuple[Action, ...]]


def begin(alarm: Alarm, origin: Origin | None, number: str = "") -> Alarm:
    return replace(
        alarm,
        origin=origin,
        number=number,
        calling="",
        attempt=0,
        round=0,
        index=0,
        acknowledged=False,
        untold=tuple(contact.id for contact in alarm.plan.contacts if contact.text_location),
        said=0,
        alarms=alarm.alarms + 1,
        call=None,
        calls_back=False,
    )


def ask(alarm: Alarm) -> Step:
    asking = enter(alarm, Phase.ASKING)
    return asking, (after(asking, alarm.plan.asking_seconds, Timer.ASKING),)


def announce(alarm: Alarm) -> Step:
    announced = enter(alarm, Phase.ANNOUNCED)
    window = after(announced, alarm.plan.window_seconds, Timer.WINDOW)
    hold_on = after(announced, alarm.plan.hold_on_seconds, Timer.HOLD_ON)
    return announced, (window, hold_on) if announced.button_down else (window,)


def dial(alarm: Alarm, index: int) -> Step:
    """The call at `index` of this round; past its end, the wait for the next round."""
    wanted = targets(alarm)
    if index >= len(wanted):
        return wait(alarm)
    target = wanted[index]
    call = alarm.calls + 1
    dialling = enter(
        alarm,
        Phase.DIALLING,
        index=index,
        said=0,
        calling=target.label,
        attempt=alarm.attempt + 1,
        calls=call,
        call=call,
        calls_back=False,
        counts=target.counts,
        lasted=False,
    )
    return dialling, (Dial(call, target.number), after(dialling, alarm.plan.ring_seconds, Timer.RING))


def wait(alarm: Alarm) -> Step:
    plan = alarm.plan
    seconds = min(plan.first_backoff_seconds * 2 ** min(alarm.round, 16), plan.longest_backoff_seconds)
    waiting = enter(alarm, Phase.WAITING, round=alarm.round + 1, index=0, call=None)
    return waiting, (after(waiting, seconds, Timer.BACKOFF),)


def connect(alarm: Alarm) -> Step:
    connected = enter(alarm, Phase.CONNECTED)
    acknowledged = after(connected, alarm.plan.acknowledged_seconds, Timer.ACKNOWLEDGED)
    by_contact = alarm.calls_back or any(alarm.calling == contact.id for contact in alarm.plan.contacts)
    texts = tuple(SendLocation(contact) for contact in alarm.untold) if by_contact else ()
    return connected, (acknowledged, *texts, *say_where(connected))


def say_where(alarm: Alarm) -> tuple[After, ...]:
    """Soon, or again; () when the call has been told often enough."""
    plan = alarm.plan
    if not plan.says_where or alarm.said >= plan.sayings:
        return ()
    seconds = plan.say_again_seconds if alarm.said else plan.say_where_seconds
    return (after(alarm, seconds, Timer.SAY_WHERE),)


def rest(alarm: Alarm) -> Step:
    answered = enter(alarm, Phase.ANSWERED, round=0, index=0, call=None)
    return answered, (after(answered, alarm.plan.rest_seconds, Timer.REST),)


def end(alarm: Alarm) -> Step:
    """Once there were calls it hangs up even without one: the modem may be gone, and have kept one up."""
    idle = enter(replace(begin(alarm, None), untold=()), Phase.NONE)
    return idle, () if alarm.call is None and alarm.phase in BEFORE_THE_CALL else (HangUp(),)


def enter(alarm: Alarm, phase: Phase, **changes: Any) -> Alarm:
    return replace(alarm, phase=phase, epoch=alarm.epoch + 1, **changes)


def after(alarm: Alarm, seconds: float, timer: Timer) -> After:
    return After(seconds, Elapsed(timer, alarm.epoch))
