"""What becomes of an alarm's calls, and who may call back."""

from __future__ import annotations

import pytest

from hardware.guard.alarm import Ending, Phase
from hardware.guard.alarm_actions import Decline, PassOn
from hardware.guard.alarm_events import ButtonPressed, CallOffered, EndedOnSite, LineReady, ServiceChanged
from tests.hardware.guard.rehearsal import (
    BY_CITIZEN,
    BY_TECHNICIAN,
    DUTY,
    PLAN,
    STREET,
    Rehearsal,
    answered,
    dialling,
    waiting,
)


@pytest.fixture
def booth() -> Rehearsal:
    return Rehearsal()


def test_an_answered_call_tells_where_we_are_and_rests(booth: Rehearsal) -> None:
    dialling(booth).is_answered()
    assert booth.texted == ["duty"]
    booth.passes(10)
    booth.is_over()
    booth.passes(29 * 60)
    assert booth.alarm.phase is Phase.ANSWERED
    booth.passes(2 * 60)
    assert booth.phase is Phase.NONE
    assert len(booth.dialled) == 1


def test_an_answering_machine_is_no_answer(booth: Rehearsal) -> None:
    dialling(booth).is_answered()
    booth.passes(9)
    booth.is_over()
    assert booth.dialled == [DUTY.number, STREET.number]


def test_a_call_that_is_cut_is_made_again(booth: Rehearsal) -> None:
    dialling(booth).is_answered()
    booth.passes(30)
    booth.is_over(Ending.FAILED)
    assert booth.dialled == [DUTY.number, DUTY.number]


def test_a_text_that_fails_is_sent_again_until_it_goes(booth: Rehearsal) -> None:
    booth.texts_fail = True
    dialling(booth).is_answered()
    booth.passes(95)
    assert booth.texted == ["duty"] * 4
    booth.texts_fail = False
    booth.passes(300)
    assert booth.texted == ["duty"] * 5


@pytest.mark.parametrize("event", [BY_CITIZEN, BY_TECHNICIAN])
def test_an_answered_alarm_is_ended_on_site(booth: Rehearsal, event: EndedOnSite) -> None:
    answered(booth).happens(event)
    assert (booth.phase, booth.line) == (Phase.NONE, None)


def test_a_press_during_the_talk_is_recorded_and_disturbs_nobody(booth: Rehearsal) -> None:
    dialling(booth).is_answered()
    before = len(booth.records)
    booth.happens(ButtonPressed())
    assert (booth.phase, booth.dialled) == (Phase.CONNECTED, [DUTY.number])
    assert [record.reason for record in booth.records[before:]] == ["button_pressed"]


def test_a_call_back_is_answered_while_the_alarm_stands(booth: Rehearsal) -> None:
    answered(booth).happens(CallOffered(None))
    booth.is_answered()
    assert booth.alarm.phase is Phase.CONNECTED
    booth.is_over()
    assert booth.phase is Phase.ANSWERED


def test_a_contact_that_calls_back_acknowledges(booth: Rehearsal) -> None:
    waiting(booth).happens(CallOffered("+862155500001"))
    booth.is_answered()
    booth.passes(10)
    booth.is_over()
    assert booth.phase is Phase.ANSWERED


def test_a_stranger_who_calls_does_not_acknowledge_and_can_be_pressed_away(booth: Rehearsal) -> None:
    waiting(booth).happens(CallOffered("13800000000"))
    booth.is_answered()
    booth.passes(100)
    booth.is_over()
    assert booth.phase is Phase.DIALLING
    for _contact in PLAN.contacts:
        booth.is_over(Ending.BUSY)
    booth.happens(CallOffered(None))
    booth.is_answered()
    dials = len(booth.dialled)
    booth.happens(ButtonPressed())
    assert len(booth.dialled) == dials + 1


def test_a_call_back_that_never_comes_up_does_not_hold_the_alarm(booth: Rehearsal) -> None:
    waiting(booth).happens(CallOffered(None))
    dials = len(booth.dialled)
    booth.passes(60)
    assert len(booth.dialled) == dials + 1


def test_without_an_alarm_a_call_that_comes_in_is_not_its_business(booth: Rehearsal) -> None:
    booth.happens(CallOffered("13800000000"))
    assert booth.last == (PassOn(),)


def test_nobody_can_call_in_before_the_alarm_calls(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed(), CallOffered("13800000000"))
    assert booth.last == (Decline(),)


def test_without_service_the_number_every_network_takes_is_called(booth: Rehearsal) -> None:
    booth.happens(ServiceChanged(has_service=False))
    dialling(booth)
    booth.is_over(Ending.FAILED)
    assert booth.dialled == ["112", "110"]
    booth.is_over(Ending.FAILED)
    booth.happens(ServiceChanged(has_service=True))
    assert booth.dialled[-1] == DUTY.number


def test_a_call_without_service_is_not_taken_for_the_contact(booth: Rehearsal) -> None:
    booth.happens(ServiceChanged(has_service=False))
    dialling(booth).is_answered()
    booth.passes(30)
    booth.is_over()
    assert booth.phase is Phase.DIALLING


def test_the_line_coming_back_ends_the_wait(booth: Rehearsal) -> None:
    waiting(booth).happens(LineReady())
    assert booth.phase is Phase.DIALLING
