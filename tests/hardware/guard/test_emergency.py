from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.guard.alarm import (
    Alarm,
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
    Decline,
    Dial,
    EndedOnSite,
    Ending,
    LineReady,
    Origin,
    Phase,
    PressLatched,
    Refusal,
    Resumed,
    Save,
    ServiceChanged,
    Signal,
)
from tests.hardware.guard.rehearsal import DUTY, PLAN, POLICE, STREET, Rehearsal

BY_CITIZEN, BY_TECHNICIAN = EndedOnSite(by_technician=False), EndedOnSite(by_technician=True)


@pytest.fixture
def booth() -> Rehearsal:
    return Rehearsal()


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


def test_a_held_press_is_announced_and_dials_after_the_window(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed())
    assert (booth.phase, booth.signal) == (Phase.HOLDING, Signal(lamp=True, sounder=True))
    booth.passes(1.5)
    booth.happens(ButtonReleased())
    assert booth.phase is Phase.ANNOUNCED
    booth.passes(4.9)
    assert booth.dialled == []
    booth.passes(0.1)
    assert (booth.phase, booth.dialled) == (Phase.DIALLING, [DUTY.number])
    assert booth.signal == Signal(lamp=True, sounder=False)


def test_holding_on_skips_the_window(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed())
    booth.passes(3.0)
    assert booth.dialled == [DUTY.number]


def test_letting_go_in_the_window_and_coming_back_is_no_holding_on_but_a_second_press(
    booth: Rehearsal,
) -> None:
    booth.happens(ButtonPressed())
    booth.passes(2.0)
    booth.happens(ButtonReleased())
    booth.passes(2.0)
    assert booth.phase is Phase.ANNOUNCED
    booth.happens(ButtonPressed())
    assert booth.dialled == [DUTY.number]


def test_a_short_press_asks_and_is_forgotten(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed())
    booth.passes(1.0)
    booth.happens(ButtonReleased())
    assert booth.alarm.phase is Phase.ASKING
    booth.passes(10)
    assert booth.phase is Phase.NONE
    assert booth.signal == Signal(lamp=False, sounder=False)


@pytest.mark.parametrize("again", [ButtonPressed(), CalledForHelp(), PressLatched(0.1)])
def test_a_second_press_dials_at_once(booth: Rehearsal, again: ButtonPressed | CalledForHelp) -> None:
    booth.happens(ButtonPressed(), ButtonReleased(), again)
    assert booth.dialled == [DUTY.number]


def test_a_latched_press_counts_as_long_as_it_may_have_been(booth: Rehearsal) -> None:
    booth.happens(PressLatched(blind_seconds=2.0))
    assert booth.phase is Phase.ANNOUNCED
    other = Rehearsal()
    other.happens(PressLatched(blind_seconds=0.2))
    assert other.phase is Phase.ASKING


def test_a_wire_cut_while_the_button_is_held_does_not_stop_the_alarm(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed(), ButtonLost())
    booth.passes(6.5)
    assert booth.dialled == [DUTY.number]


@pytest.mark.parametrize("seconds", [0.5, 2.0])
def test_cancelled_before_the_call(booth: Rehearsal, seconds: float) -> None:
    booth.happens(ButtonPressed())
    booth.passes(seconds)
    booth.happens(Cancelled())
    assert booth.phase is Phase.NONE
    booth.passes(100)
    assert booth.dialled == []


def test_it_can_not_be_cancelled_once_it_dials(booth: Rehearsal) -> None:
    dialling(booth).happens(Cancelled(), CitizenHungUp(), BY_CITIZEN)
    assert booth.phase is Phase.DIALLING
    assert booth.refusals == [Refusal.NOT_NOW] * 3


def test_the_alarm_is_saved_before_every_dial(booth: Rehearsal) -> None:
    booth.happens(ButtonPressed(), ButtonReleased(), ButtonPressed())
    assert [type(action) for action in booth.last if isinstance(action, Save | Dial)] == [Save, Dial]
    booth.is_over(Ending.BUSY)
    assert [type(action) for action in booth.last if isinstance(action, Save | Dial)] == [Save, Dial]


@pytest.mark.parametrize("ending", [Ending.BUSY, Ending.NO_ANSWER, Ending.FAILED, Ending.HUNG_UP_THERE])
def test_every_contact_is_tried_then_all_again_for_ever(booth: Rehearsal, ending: Ending) -> None:
    dialling(booth)
    for _ in range(300):
        if booth.line is None:
            booth.passes(60)
        booth.is_over(ending)
    assert booth.dialled[:6] == [DUTY.number, STREET.number, POLICE.number] * 2
    assert len(booth.dialled) >= 300
    assert booth.phase in (Phase.DIALLING, Phase.WAITING)


def test_the_waits_between_rounds_grow_to_a_minute(booth: Rehearsal) -> None:
    dialling(booth)
    waits = []
    for _ in range(6):
        for _contact in PLAN.contacts:
            booth.is_over(Ending.FAILED)
        began = booth.now
        while booth.phase is Phase.WAITING:
            booth.passes(1)
        waits.append(booth.now - began)
    assert waits == [5, 10, 20, 40, 60, 60]


def test_nobody_picks_up(booth: Rehearsal) -> None:
    dialling(booth).passes(45)
    assert booth.dialled == [DUTY.number, STREET.number]
    booth.passes(45)
    assert booth.dialled[-1] == POLICE.number


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


@pytest.mark.parametrize("seconds", [0, 0.1, 2, 6.5, 8])
def test_a_technician_ends_it_at_any_time(booth: Rehearsal, seconds: float) -> None:
    booth.happens(ButtonPressed())
    booth.passes(seconds)
    booth.happens(BY_TECHNICIAN)
    assert (booth.phase, booth.line) == (Phase.NONE, None)


def test_a_press_after_the_answer_calls_again(booth: Rehearsal) -> None:
    answered(booth).happens(ButtonPressed())
    assert booth.dialled == [DUTY.number, DUTY.number]


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


def waiting(booth: Rehearsal) -> Rehearsal:
    dialling(booth)
    for _contact in PLAN.contacts:
        booth.is_over(Ending.BUSY)
    assert booth.phase is Phase.WAITING
    return booth


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


def test_nobody_can_call_in_without_an_alarm(booth: Rehearsal) -> None:
    booth.happens(CallOffered("13800000000"))
    assert Decline() in booth.last


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


def test_the_button_leaves_a_citizens_talk_alone(booth: Rehearsal) -> None:
    booth.happens(CitizenDialled("120"))
    booth.is_answered()
    booth.happens(ButtonPressed(), ButtonReleased())
    assert (booth.phase, booth.alarm.origin) == (Phase.CONNECTED, Origin.CITIZEN)
    booth.is_over()
    assert booth.phase is Phase.NONE


@pytest.mark.parametrize("seconds", [0.1, 2.0, 7.0])
def test_an_emergency_number_goes_through_whatever_the_alarm_is_doing(
    booth: Rehearsal, seconds: float
) -> None:
    booth.happens(ButtonPressed())
    booth.passes(seconds)
    booth.happens(CitizenDialled("119"))
    assert booth.dialled[-1] == "119"
    assert booth.refusals == []


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


def restarted(booth: Rehearsal, age_seconds: float | None = 1.0) -> Rehearsal:
    """As the guard does it: what was saved is read, everything else is forgotten."""
    saved = booth.alarm
    alarm = replace(
        Alarm(PLAN),
        phase=saved.phase,
        origin=saved.origin,
        number=saved.number,
        calling=saved.calling,
        attempt=saved.attempt,
        round=saved.round,
        index=saved.index,
        acknowledged=saved.acknowledged,
        untold=saved.untold,
    )
    after = Rehearsal(alarm=alarm)
    after.happens(Resumed(age_seconds))
    return after


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


def test_what_is_over_is_over(booth: Rehearsal) -> None:
    """Reports about an earlier call change nothing."""
    dialling(booth)
    stale = booth.alarm.call
    assert stale is not None
    booth.is_over(Ending.BUSY)
    before = booth.alarm
    booth.happens(CallUp(stale), CallOver(stale, Ending.FAILED))
    assert booth.alarm == before


def test_every_transition_is_recorded_without_any_number_of_a_person(booth: Rehearsal) -> None:
    answered(booth).happens(CallOffered("13800000000"))
    booth.is_answered()
    booth.is_over()
    booth.happens(BY_CITIZEN)
    assert [(record.reason, record.phase) for record in booth.records] == [
        ("button_pressed", Phase.HOLDING),
        ("button_released", Phase.ASKING),
        ("button_pressed", Phase.DIALLING),
        ("call_up", Phase.CONNECTED),
        ("elapsed acknowledged", Phase.CONNECTED),
        ("call_over hung_up_there", Phase.ANSWERED),
        ("call_up", Phase.CONNECTED),
        ("call_over hung_up_there", Phase.ANSWERED),
        ("ended_on_site citizen", Phase.NONE),
    ]
    assert not any("138" in repr(record) for record in booth.records)
