"""Draws the booth for the clients of the link, from what the machines and the devices are."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hardware.drivers.contract import DeviceChanged, DeviceHealth
from hardware.guard import alarm as alarms
from hardware.guard import self_test
from hardware.guard.alarm import Alarm
from hardware.guard.calls import Line, Purpose
from hardware.guard.self_test import SelfTest
from hardware.link import messages


@dataclass
class Surroundings:
    """What the devices have told. `vital`: names of the devices that an emergency by the button needs."""

    vital: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()  # of cards
    devices: dict[str, DeviceChanged] = field(default_factory=dict)
    handset_lifted: bool = False
    door_open: bool = False
    network_registered: bool = False
    signal_percent: int | None = None
    last_test_call: str = ""
    disk_failing: bool = False
    starting: bool = True  # devices that were never ready need not be ready yet
    seen_ready: set[str] = field(default_factory=set)


class Painter:
    """Remembers since when a phase is shown; everything else is drawn anew each time."""

    def __init__(self, warning_seconds: float) -> None:
        self._warning_seconds = warning_seconds
        self._alarm: tuple[object, float] = (None, 0.0)
        self._line: tuple[object, float] = (None, 0.0)

    def alarm(self, alarm: Alarm, test: SelfTest) -> messages.Alarm:
        if alarm.phase is alarms.Phase.NONE and test.phase is not self_test.Phase.IDLE:
            return self._test_call(test)
        self._alarm = _since(self._alarm, ("alarm", alarm.epoch))
        return messages.Alarm(
            phase=messages.AlarmPhase(alarm.phase.value),
            origin=messages.AlarmOrigin(alarm.origin.value) if alarm.origin else None,
            calling=alarm.calling,
            attempt=alarm.attempt,
            window_seconds=_window_seconds(alarm),
            since=self._alarm[1],
        )

    def line(self, line: Line) -> messages.Line:
        self._line = _since(self._line, (line.phase, line.calls))
        limit_seconds = line.limit_seconds
        return messages.Line(
            phase=messages.LinePhase(line.phase.value),
            purpose=_purpose(line.call.purpose) if line.call else None,
            since=self._line[1],
            limit_seconds=limit_seconds,
            warning_seconds=None if limit_seconds is None else self._warning_seconds,
            ending=messages.CallEnding(line.ending.value) if line.ending else None,
            call_id=line.calls,
        )

    def _test_call(self, test: SelfTest) -> messages.Alarm:
        up = test.phase is self_test.Phase.UP
        self._alarm = _since(self._alarm, ("test", test.count))
        return messages.Alarm(
            phase=messages.AlarmPhase.CONNECTED if up else messages.AlarmPhase.DIALLING,
            origin=messages.AlarmOrigin.TEST,
            calling=test.plan.contact,
            attempt=1,
            since=self._alarm[1],
        )


def out_of_order(around: Surroundings, test: SelfTest) -> str:
    """Why an emergency might not get through, in words for a technician; "" when all is well."""
    return "; ".join(_reasons(around, test))


def devices(around: Surroundings) -> tuple[messages.Device, ...]:
    return tuple(
        messages.Device(name, change.health.value, change.detail) for name, change in around.devices.items()
    )


def reads_cards(around: Surroundings) -> bool:
    return any(
        name in around.readers and change.health is DeviceHealth.READY
        for name, change in around.devices.items()
    )


def sockets(until: Mapping[int, float | None]) -> tuple[messages.Socket, ...]:
    return tuple(messages.Socket(number, moment) for number, moment in sorted(until.items()))


def _reasons(around: Surroundings, test: SelfTest) -> Iterator[str]:
    for name, change in around.devices.items():
        settling = around.starting and name not in around.seen_ready
        if name in around.vital and change.health is not DeviceHealth.READY and not settling:
            yield f"{name}: {change.detail or change.health}"
    if not around.network_registered and not around.starting:
        yield "no network service"
    if test.verdict is not self_test.Verdict.GOOD:
        yield f"the test call is {test.verdict}"
    if around.disk_failing:
        yield "the state can't be written to disk"


def _window_seconds(alarm: Alarm) -> float:
    match alarm.phase:
        case alarms.Phase.HOLDING:
            return alarm.plan.hold_seconds
        case alarms.Phase.ASKING:
            return alarm.plan.asking_seconds
        case alarms.Phase.ANNOUNCED:
            return alarm.plan.window_seconds
        case _:
            return 0.0


def _purpose(purpose: Purpose) -> messages.CallPurpose:
    if purpose is Purpose.ALARM_CALL_BACK:
        return messages.CallPurpose.CALL_BACK
    return messages.CallPurpose(purpose.value)


def _since(before: tuple[object, float], now_shown: object) -> tuple[object, float]:
    return before if before[0] == now_shown else (now_shown, time.monotonic())
