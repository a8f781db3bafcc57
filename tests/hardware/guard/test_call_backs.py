"""Calls of the family, in both directions, on the machines alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hardware.guard import alarm_events, call_events
from hardware.guard.alarm import Phase as AlarmPhase
from hardware.guard.call_actions import AnswerCall, Record
from hardware.guard.call_backs import MOST_ALLOWED, Allowances, CallBackAllowed, PickedUp
from hardware.guard.call_events import CallWanted, HangUpWanted
from hardware.guard.calls import CITIZENS_OWN, Ending, Phase, Purpose, Refusal
from hardware.guard.ringing import UNANSWERED_SECONDS, is_ringing
from tests.hardware.guard.rehearsal import DUTY, PLAN
from tests.hardware.guard.rehearsed_line import RehearsedBooth

DAUGHTER, STRANGER = "13800000000", "13900000000"


@pytest.fixture
def booth() -> RehearsedBooth:
    rehearsed = RehearsedBooth()
    rehearsed.is_plugged()
    rehearsed.happens(CallBackAllowed(DAUGHTER, 3600))
    return rehearsed


def rings(booth: RehearsedBooth, number: str | None = DAUGHTER) -> None:
    booth.rings(number)
    booth.passes(0)


def picked_up(booth: RehearsedBooth) -> None:
    rings(booth)
    assert booth.happens(PickedUp()) is None
    booth.passes(0)
    assert booth.line.phase is Phase.ACTIVE


@pytest.mark.parametrize(
    ("allowed", "shown"),
    [
        (DAUGHTER, DAUGHTER),
        (DAUGHTER, "+8613800000000"),
        ("+8613800000000", "013800000000"),
        ("02150001111", "+862150001111"),
        ("008602150001111", "02150001111"),
    ],
)
def test_an_allowed_number_rings_however_it_is_spelled(allowed: str, shown: str) -> None:
    booth = RehearsedBooth()
    booth.is_plugged()
    booth.happens(CallBackAllowed(allowed, 60))
    rings(booth, shown)
    assert is_ringing(booth.line)
    assert booth.line.call is not None
    assert booth.line.call.purpose is Purpose.CALL_BACK
    assert booth.call is not None


@pytest.mark.parametrize("shown", [STRANGER, None, "", "380000000", "+4413800000000", DUTY.number])
def test_nobody_else_rings(booth: RehearsedBooth, shown: str | None) -> None:
    rings(booth, shown)
    assert booth.call is None
    assert not booth.bell
    assert booth.recorded == []
    assert booth.alarm.phase is AlarmPhase.NONE


def test_an_allowance_ends(booth: RehearsedBooth) -> None:
    booth.passes(3599)
    rings(booth)
    assert is_ringing(booth.line)
    booth.is_over()
    booth.passes(1)
    rings(booth)
    assert booth.call is None


def test_an_allowance_that_was_given_again_ends_later(booth: RehearsedBooth) -> None:
    booth.passes(1800)
    booth.happens(CallBackAllowed("+86" + DAUGHTER, 3600))
    booth.passes(3599)
    rings(booth)
    assert is_ringing(booth.line)


@pytest.mark.parametrize("number", ["110", "+4420000000", "*21*13800000000#", "1"])
def test_numbers_that_may_not_ring_back(booth: RehearsedBooth, number: str) -> None:
    assert booth.happens(CallBackAllowed(number, 60)) is Refusal.NUMBER_NOT_ALLOWED


def test_allowances_are_bounded_and_the_oldest_makes_room() -> None:
    allowed = Allowances()
    for number in range(MOST_ALLOWED + 1):
        allowed = allowed.give(str(number).encode())
    assert len(allowed.given) == MOST_ALLOWED
    assert not allowed.include(b"0")
    assert allowed.include(b"1")
    assert allowed.include(str(MOST_ALLOWED).encode())


def test_no_number_stays_but_that_of_the_present_call(booth: RehearsedBooth) -> None:
    assert DAUGHTER not in repr((booth.line, booth.pending))
    picked_up(booth)
    booth.is_over()
    assert DAUGHTER not in repr((booth.line, booth.pending, booth.recorded))


def test_the_bell_has_its_cadence(booth: RehearsedBooth) -> None:
    rings(booth)
    heard = []
    for _ in range(10):
        heard.append(booth.bell)
        booth.passes(1)
    assert heard == [True, False, False, False, False] * 2


@pytest.mark.parametrize("until", [0.5, 3])
@pytest.mark.parametrize(
    "ends",
    [
        lambda booth: booth.happens(PickedUp()),
        lambda booth: booth.is_over(),
        lambda booth: booth.is_unplugged(),
        lambda booth: booth.happens(HangUpWanted(CITIZENS_OWN)),
        lambda booth: booth.happens(alarm_events.ButtonPressed()),
    ],
)
def test_the_bell_is_silent_when_the_ringing_ends(
    booth: RehearsedBooth, ends: Callable[[RehearsedBooth], object], until: float
) -> None:
    rings(booth)
    booth.passes(until)
    ends(booth)
    for _ in range(12):
        assert not booth.bell
        booth.passes(0.5)


def test_picking_up_answers(booth: RehearsedBooth) -> None:
    picked_up(booth)
    assert booth.call is not None
    assert booth.call.answered
    assert booth.line.limit_seconds == 1800
    assert booth.recorded == [
        Record(Purpose.CALL_BACK, Phase.INCOMING),
        Record(Purpose.CALL_BACK, Phase.ACTIVE),
    ]
    assert booth.happens(HangUpWanted(CITIZENS_OWN)) is None
    booth.passes(0)
    assert booth.call is None
    assert booth.recorded[-1] == Record(Purpose.CALL_BACK, Phase.IDLE, Ending.HUNG_UP_HERE)


def test_it_is_picked_up_once(booth: RehearsedBooth) -> None:
    assert booth.happens(PickedUp()) is Refusal.NOTHING_TO_DO
    rings(booth)
    first, second = (booth.interplay.happens(PickedUp()) for _ in range(2))  # before the modem has answered
    assert [deed for deed in first.deeds if isinstance(deed, AnswerCall)] != []
    assert (second.deeds, second.refusal) == ((), None)


def test_a_talk_ends_when_its_time_is_up(booth: RehearsedBooth) -> None:
    picked_up(booth)
    booth.passes(1799)
    assert booth.call is not None
    booth.passes(1)
    assert booth.call is None
    assert booth.line.ending is Ending.TIME_UP


def test_nobody_picks_up(booth: RehearsedBooth) -> None:
    rings(booth)
    booth.passes(UNANSWERED_SECONDS)
    assert booth.call is None
    assert booth.line.ending is Ending.NO_ANSWER
    assert booth.recorded[-1] == Record(Purpose.CALL_BACK, Phase.IDLE, Ending.NO_ANSWER)


def test_a_citizen_refuses_it(booth: RehearsedBooth) -> None:
    rings(booth)
    assert booth.happens(HangUpWanted(CITIZENS_OWN)) is None
    booth.passes(0)
    assert booth.call is None
    assert booth.line.ending is Ending.HUNG_UP_HERE


def test_a_call_under_way_is_not_disturbed(booth: RehearsedBooth) -> None:
    booth.happens(CallWanted(Purpose.FREE, STRANGER))
    booth.passes(0)
    booth.is_answered()
    booth.happens(call_events.Incoming(DAUGHTER))
    assert booth.line.phase is Phase.ACTIVE
    assert not booth.bell


def test_while_it_rings_the_line_is_busy_but_for_an_alarm(booth: RehearsedBooth) -> None:
    rings(booth)
    assert booth.happens(CallWanted(Purpose.FREE, STRANGER)) is Refusal.LINE_BUSY
    assert booth.happens(alarm_events.CitizenDialled("120")) is None
    booth.passes(0)
    assert booth.dialled == ["120"]
    assert booth.recorded[-1] == Record(Purpose.CALL_BACK, Phase.IDLE, Ending.GAVE_WAY)


def test_a_press_ends_the_ringing_at_once(booth: RehearsedBooth) -> None:
    rings(booth)
    booth.happens(alarm_events.ButtonPressed())
    booth.passes(0)
    assert booth.call is None
    assert booth.line.ending is Ending.GAVE_WAY
    rings(booth)
    assert booth.call is None


def test_a_talk_ends_when_the_alarm_dials_and_not_before(booth: RehearsedBooth) -> None:
    picked_up(booth)
    booth.happens(alarm_events.PressLatched(blind_seconds=9))
    booth.passes(PLAN.window_seconds - 0.1)
    assert booth.call is not None
    assert booth.call.number == DAUGHTER
    booth.passes(0.1)
    assert booth.dialled == [DUTY.number]


def test_during_an_alarm_whoever_rings_is_the_alarms(booth: RehearsedBooth) -> None:
    booth.happens(alarm_events.CalledForHelp())
    booth.happens(alarm_events.CalledForHelp())
    booth.passes(0)
    booth.is_answered()
    booth.passes(PLAN.acknowledged_seconds)
    booth.is_over()
    assert booth.alarm.phase is AlarmPhase.ANSWERED
    rings(booth)
    assert booth.line.call is not None
    assert booth.line.call.purpose is Purpose.ALARM_CALL_BACK
    assert booth.line.phase is Phase.ACTIVE
    assert not booth.bell
    assert booth.line.limit_seconds is None


def test_a_family_call_has_its_own_rules(booth: RehearsedBooth) -> None:
    family = CallWanted(Purpose.FAMILY, DAUGHTER)
    for _ in range(2):
        assert booth.happens(family) is None
        booth.passes(0)
        booth.is_answered()
        assert booth.line.limit_seconds == 600
        booth.passes(599)
        assert booth.call is not None
        booth.passes(1)
        assert booth.call is None
        assert booth.line.ending is Ending.TIME_UP
    for number in ("110", "120", "+14155550100", "*21*1#"):
        assert booth.happens(CallWanted(Purpose.FAMILY, number)) is Refusal.NUMBER_NOT_ALLOWED
    assert booth.happens(CallWanted(Purpose.FAMILY, DAUGHTER, alarm_running=True)) is Refusal.ALARM_RUNNING
