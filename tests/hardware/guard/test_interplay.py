from __future__ import annotations

import pytest

from hardware.guard import alarm as alarms
from hardware.guard import calls
from hardware.guard.alarm import Phase
from hardware.guard.calls import Ending, Purpose
from tests.hardware.guard.rehearsal import DUTY, PLAN
from tests.hardware.guard.rehearsed_line import RehearsedBooth


@pytest.fixture
def booth() -> RehearsedBooth:
    rehearsed = RehearsedBooth()
    rehearsed.is_plugged()
    return rehearsed


def connect(booth: RehearsedBooth) -> None:
    booth.happens(alarms.CalledForHelp())
    booth.happens(alarms.CalledForHelp())
    booth.passes(0)
    booth.is_answered()
    assert booth.alarm.phase is Phase.CONNECTED


def test_an_alarms_call_outlives_the_loss_of_the_modem(booth: RehearsedBooth) -> None:
    connect(booth)
    booth.is_unplugged()
    booth.passes(30)
    booth.is_plugged()
    assert booth.alarm.phase is Phase.CONNECTED
    booth.passes(1)
    assert booth.dialled == [DUTY.number]
    assert booth.call is not None


def test_a_call_that_is_gone_when_the_modem_is_back_is_made_again_at_once(booth: RehearsedBooth) -> None:
    connect(booth)
    booth.is_unplugged()
    booth.is_over()
    booth.passes(2)
    booth.is_plugged()
    booth.passes(0)
    assert booth.dialled == [DUTY.number, DUTY.number]


def test_a_call_coming_in_at_the_very_moment_of_the_dial_does_not_block_it(booth: RehearsedBooth) -> None:
    booth.happens(alarms.CalledForHelp())
    booth.happens(alarms.CalledForHelp())
    booth.rings("13800000000")
    booth.passes(0)
    assert booth.dialled != []
    assert booth.call is not None
    assert booth.call.outgoing


def test_a_free_call_ends_when_the_alarm_dials_and_not_before(booth: RehearsedBooth) -> None:
    booth.happens(calls.CallWanted(Purpose.FREE, "13800000000"))
    booth.passes(0)
    booth.is_answered()
    booth.happens(alarms.PressLatched(blind_seconds=9))
    booth.passes(PLAN.window_seconds - 0.1)
    assert booth.call is not None
    assert booth.call.number == "13800000000"
    booth.passes(0.1)
    assert booth.dialled == ["13800000000", DUTY.number]


def test_ending_the_alarm_hangs_up(booth: RehearsedBooth) -> None:
    connect(booth)
    assert booth.happens(alarms.EndedOnSite(by_technician=True)) is None
    booth.passes(0)
    assert booth.call is None
    assert booth.line.ending is Ending.HUNG_UP_HERE


def test_a_stranger_who_rings_without_an_alarm_is_declined(booth: RehearsedBooth) -> None:
    booth.rings("13800000000")
    booth.passes(0)
    assert booth.call is None
    assert booth.alarm.phase is Phase.NONE
