"""From a press to the first call, and the chain of calls after it."""

from __future__ import annotations

import pytest

from hardware.guard.alarm import Ending, Phase, Refusal
from hardware.guard.alarm_actions import Dial, Save, Signal
from hardware.guard.alarm_events import (
    ButtonLost,
    ButtonPressed,
    ButtonReleased,
    CalledForHelp,
    CallOffered,
    CallOver,
    CallUp,
    Cancelled,
    CitizenHungUp,
    PressLatched,
)
from tests.hardware.guard.rehearsal import (
    BY_CITIZEN,
    BY_TECHNICIAN,
    DUTY,
    PLAN,
    POLICE,
    STREET,
    Rehearsal,
    answered,
    dialling,
)


@pytest.fixture
def booth() -> Rehearsal:
    return Rehearsal()


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


@pytest.mark.parametrize("seconds", [0, 0.1, 2, 6.5, 8])
def test_a_technician_ends_it_at_any_time(booth: Rehearsal, seconds: float) -> None:
    booth.happens(ButtonPressed())
    booth.passes(seconds)
    booth.happens(BY_TECHNICIAN)
    assert (booth.phase, booth.line) == (Phase.NONE, None)


def test_a_press_after_the_answer_calls_again(booth: Rehearsal) -> None:
    answered(booth).happens(ButtonPressed())
    assert booth.dialled == [DUTY.number, DUTY.number]


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
