from __future__ import annotations

import pytest

from hardware.guard import alarm_events, call_events
from hardware.guard.alarm import Phase
from hardware.guard.calls import Ending, Purpose
from tests.hardware.guard.rehearsal import DUTY, PLAN, STREET
from tests.hardware.guard.rehearsed_line import ModemCall, RehearsedBooth


@pytest.fixture
def booth() -> RehearsedBooth:
    rehearsed = RehearsedBooth()
    rehearsed.is_plugged()
    return rehearsed


def connect(booth: RehearsedBooth) -> None:
    booth.happens(alarm_events.CalledForHelp())
    booth.happens(alarm_events.CalledForHelp())
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
    booth.happens(alarm_events.CalledForHelp())
    booth.happens(alarm_events.CalledForHelp())
    booth.rings("13800000000")
    booth.passes(0)
    assert booth.dialled != []
    assert booth.call is not None
    assert booth.call.outgoing


def test_a_free_call_ends_when_the_alarm_dials_and_not_before(booth: RehearsedBooth) -> None:
    booth.happens(call_events.CallWanted(Purpose.FREE, "13800000000"))
    booth.passes(0)
    booth.is_answered()
    booth.happens(alarm_events.PressLatched(blind_seconds=9))
    booth.passes(PLAN.window_seconds - 0.1)
    assert booth.call is not None
    assert booth.call.number == "13800000000"
    booth.passes(0.1)
    assert booth.dialled == ["13800000000", DUTY.number]


def test_ending_the_alarm_hangs_up(booth: RehearsedBooth) -> None:
    connect(booth)
    assert booth.happens(alarm_events.EndedOnSite(by_technician=True)) is None
    booth.passes(0)
    assert booth.call is None
    assert booth.line.ending is Ending.HUNG_UP_HERE


def test_a_stranger_who_rings_without_an_alarm_is_declined(booth: RehearsedBooth) -> None:
    booth.rings("13800000000")
    booth.passes(0)
    assert booth.call is None
    assert booth.alarm.phase is Phase.NONE


def test_a_call_that_was_hung_up_as_the_wire_went_is_ended_when_it_is_back(booth: RehearsedBooth) -> None:
    booth.happens(alarm_events.CitizenDialled("110"))
    booth.passes(0)
    booth.is_answered()
    booth.happens(alarm_events.CitizenHungUp())
    booth.is_unplugged()
    assert booth.call is not None
    booth.is_plugged()
    booth.passes(0)
    assert booth.alarm.phase is Phase.NONE
    assert booth.call is None


@pytest.mark.parametrize("origin", ["citizen", "button"])
def test_a_call_that_was_hung_up_while_the_wire_was_gone_is_ended_too(
    booth: RehearsedBooth, origin: str
) -> None:
    if origin == "citizen":
        booth.happens(alarm_events.CitizenDialled("110"))
        booth.passes(0)
        booth.is_answered()
    else:
        connect(booth)
    booth.is_unplugged()
    booth.passes(30)
    booth.happens(alarm_events.EndedOnSite(by_technician=True))
    assert booth.alarm.phase is Phase.NONE
    booth.is_plugged()
    booth.passes(0)
    assert booth.alarm.phase is Phase.NONE
    assert booth.call is None


@pytest.mark.parametrize("answered", [True, False])
def test_a_press_after_such_a_call_was_hung_up_gets_help(booth: RehearsedBooth, answered: bool) -> None:
    """Somebody who has answered is help, until the talk turns out to be none."""
    booth.happens(alarm_events.CitizenDialled("110"))
    booth.passes(0)
    if answered:
        booth.is_answered()
    booth.is_unplugged()
    booth.passes(30)
    booth.happens(alarm_events.CitizenHungUp())
    booth.happens(alarm_events.CalledForHelp())
    booth.happens(alarm_events.CalledForHelp())
    booth.is_plugged()
    booth.passes(0)
    assert (booth.alarm.phase is Phase.CONNECTED) == answered
    if answered:
        booth.is_over()
        booth.passes(0)
    assert len(booth.dialled) == 2
    assert booth.call is not None
    assert booth.call.number in (DUTY.number, STREET.number)


def test_a_press_in_a_call_found_after_a_restart_is_not_forgotten_when_that_call_ends() -> None:
    """Nobody knows whether a citizen talks in it, so it is not cut."""
    booth = RehearsedBooth(call=ModemCall("110", outgoing=True, answered=True))
    booth.is_plugged()
    booth.happens(alarm_events.CalledForHelp())
    booth.passes(1)
    assert booth.alarm.phase is Phase.CONNECTED
    assert booth.dialled == []
    booth.is_over()
    booth.passes(0)
    assert booth.dialled == [DUTY.number]
