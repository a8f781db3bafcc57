"""Emergency numbers that a citizen dials, and the button beside them."""

from __future__ import annotations

import pytest

from hardware.guard.alarm import Ending, Origin, Phase
from hardware.guard.alarm_events import (
    ButtonPressed,
    ButtonReleased,
    CalledForHelp,
    CitizenDialled,
    CitizenHungUp,
    EndedOnSite,
    Event,
    PressLatched,
)
from tests.hardware.guard.rehearsal import BY_CITIZEN, DUTY, POLICE, STREET, Rehearsal


@pytest.fixture
def booth() -> Rehearsal:
    return Rehearsal()


@pytest.mark.parametrize("number", ["110", "119", "120", "+86110"])
def test_a_citizen_dials_an_emergency_number_at_once(booth: Rehearsal, number: str) -> None:
    booth.happens(CitizenDialled(number))
    assert booth.dialled == [number.removeprefix("+86")]
    assert booth.alarm.origin is Origin.CITIZEN


def test_a_citizens_number_is_repeated_then_joined_by_the_contacts(booth: Rehearsal) -> None:
    booth.happens(CitizenDialled("120"))
    for _ in range(6):
        booth.is_over(Ending.BUSY)
        booth.passes(10 if booth.phase is Phase.WAITING else 0)
    assert booth.dialled == ["120", "120", "120", DUTY.number, STREET.number, POLICE.number, "120"]


def test_a_citizens_answered_call_is_over_when_it_ends(booth: Rehearsal) -> None:
    booth.happens(CitizenDialled("110"))
    booth.is_answered()
    booth.is_over()
    assert booth.phase is Phase.NONE
    assert booth.texted == []


@pytest.mark.parametrize("event", [CitizenHungUp(), BY_CITIZEN])
def test_a_citizen_may_hang_up_at_any_time(booth: Rehearsal, event: CitizenHungUp | EndedOnSite) -> None:
    booth.happens(CitizenDialled("110"), event)
    assert (booth.phase, booth.line) == (Phase.NONE, None)
    booth.happens(CitizenDialled("110"))
    booth.is_over(Ending.BUSY)
    booth.is_over(Ending.BUSY)
    assert booth.phase is Phase.WAITING
    booth.happens(event)
    booth.passes(1000)
    assert (booth.phase, booth.line) == (Phase.NONE, None)


def test_another_emergency_number_replaces_the_first(booth: Rehearsal) -> None:
    booth.happens(CitizenDialled("110"), CitizenDialled("110"), CitizenDialled("120"))
    assert booth.dialled == ["110", "120"]


def test_the_button_takes_over_a_citizens_call_that_does_not_get_through(booth: Rehearsal) -> None:
    booth.happens(CitizenDialled("120"), ButtonPressed())
    assert booth.dialled == ["120"]
    booth.is_over(Ending.BUSY)
    booth.is_over(Ending.BUSY)
    assert booth.dialled == ["120", DUTY.number, STREET.number]
    booth.happens(CitizenHungUp())
    assert booth.phase is Phase.DIALLING


def test_the_button_leaves_a_citizens_talk_alone_until_it_is_over(booth: Rehearsal) -> None:
    booth.happens(CitizenDialled("120"))
    booth.is_answered()
    booth.happens(ButtonPressed(), ButtonReleased())
    assert (booth.phase, booth.alarm.origin) == (Phase.CONNECTED, Origin.BUTTON)
    assert booth.dialled == ["120"]
    booth.passes(11)
    booth.is_over()
    assert booth.phase is Phase.ANSWERED


@pytest.mark.parametrize("press", [ButtonPressed(), CalledForHelp(), PressLatched(9.0)])
def test_a_press_in_a_talk_that_was_none_calls_the_contacts_when_it_is_over(
    booth: Rehearsal, press: Event
) -> None:
    booth.happens(CitizenDialled("120"))
    booth.is_answered()
    booth.happens(press)
    booth.is_over()
    assert booth.dialled == ["120", DUTY.number]


@pytest.mark.parametrize("seconds", [0.1, 2.0, 7.0])
def test_an_emergency_number_goes_through_whatever_the_alarm_is_doing(
    booth: Rehearsal, seconds: float
) -> None:
    booth.happens(ButtonPressed())
    booth.passes(seconds)
    booth.happens(CitizenDialled("119"))
    assert booth.dialled[-1] == "119"
    assert booth.refusals == []
