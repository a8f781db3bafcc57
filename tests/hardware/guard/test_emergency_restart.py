"""A guard that is started anew goes on."""

from __future__ import annotations

import pytest

from hardware.guard.alarm import Origin, Phase
from hardware.guard.alarm_events import ButtonPressed, CallFound, CitizenDialled, LineReady
from tests.hardware.guard.rehearsal import DUTY, Rehearsal, dialling, restarted


@pytest.fixture
def booth() -> Rehearsal:
    return Rehearsal()


def test_a_restart_finds_the_call_and_keeps_it(booth: Rehearsal) -> None:
    again = restarted(dialling(booth))
    again.happens(CallFound(DUTY.number, answered=True), LineReady())
    assert (again.phase, again.dialled, again.texted) == (Phase.CONNECTED, [], ["duty"])
    again.passes(10)
    again.is_over()
    assert again.phase is Phase.ANSWERED


def test_a_restart_that_finds_no_call_dials_as_soon_as_the_line_is_ready(booth: Rehearsal) -> None:
    again = restarted(dialling(booth))
    again.happens(LineReady())
    assert again.dialled == [DUTY.number]


def test_a_restart_does_not_wait_for_a_line_for_ever(booth: Rehearsal) -> None:
    again = restarted(dialling(booth))
    again.passes(5)
    assert again.dialled == [DUTY.number]


def test_a_restart_takes_nobody_elses_call_for_its_own(booth: Rehearsal) -> None:
    again = restarted(dialling(booth))
    again.happens(CallFound("13800000000", answered=True), LineReady())
    assert again.dialled == [DUTY.number]


def test_a_restart_in_the_window_dials_when_the_line_is_ready(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed())
    booth.passes(2)
    again = restarted(booth)
    assert again.alarm.calling == "duty"
    again.happens(LineReady())
    assert again.dialled == [DUTY.number]


def test_a_restart_while_the_button_is_held_announces(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed())
    assert restarted(booth).phase is Phase.ANNOUNCED


def test_a_button_still_down_after_a_restart_does_not_cut_the_call_that_is_looked_for(
    booth: Rehearsal,
) -> None:
    again = restarted(dialling(booth))
    again.happens(ButtonPressed(), CallFound(DUTY.number, answered=True))
    assert (again.phase, again.dialled) == (Phase.CONNECTED, [])


def test_an_old_alarm_by_the_button_goes_on_but_an_old_call_by_a_citizen_does_not(booth: Rehearsal) -> None:
    day_seconds = 86_400.0
    assert restarted(dialling(booth), day_seconds).phase is Phase.DIALLING
    other = Rehearsal()
    other.happens(CitizenDialled("110"))
    assert restarted(other, day_seconds).phase is Phase.NONE
    assert restarted(other, None).phase is Phase.DIALLING


def test_a_call_to_an_emergency_number_found_without_an_alarm_is_kept(booth: Rehearsal) -> None:
    booth.happens(CallFound("110", answered=True))
    assert (booth.phase, booth.alarm.origin) == (Phase.CONNECTED, Origin.CITIZEN)
