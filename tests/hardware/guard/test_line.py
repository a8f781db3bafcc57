from __future__ import annotations

import pytest

from hardware.guard import call_actions, call_events, calls
from hardware.guard.call_actions import EndCall, PlaceCall, TellFound, TellOver, TellUp
from hardware.guard.call_events import (
    AdoptWanted,
    Alerting,
    Answered,
    CallWanted,
    Cleared,
    DialFailed,
    Disowned,
    Ended,
    Found,
    HangUpWanted,
    Incoming,
    ModemLost,
    ModemReady,
    ModemUnfit,
)
from hardware.guard.calls import ALARMS_OWN, CITIZENS_OWN, Ending, Phase, Purpose, Refusal
from hardware.guard.clearing import CLEAR_SECONDS
from hardware.guard.line import LOST_SECONDS, RING_SECONDS, step
from hardware.guard.numbers import EMERGENCY_NUMBERS

MOBILE, LANDLINE = "13800000000", "02150001111"
FREE = CallWanted(Purpose.FREE, MOBILE)
HELP = CallWanted(Purpose.EMERGENCY, "110", token=7)


class Rehearsal:
    def __init__(self) -> None:
        self.line = calls.Line(calls.Rules(b"key"))
        self.now = 0.0
        self.pending: list[tuple[float, call_events.Event]] = []
        self.actions: list[call_actions.Action] = []

    def happens(self, *events: call_events.Event) -> list[call_actions.Action]:
        """Everything but the waits that the last event asks for."""
        for event in events:
            self.line, actions = step(self.line, event)
            self.pending += [
                (self.now + each.seconds, each.event)
                for each in actions
                if isinstance(each, call_actions.After)
            ]
            self.actions = [each for each in actions if not isinstance(each, call_actions.After)]
        return self.actions

    def passes(self, seconds: float) -> list[call_actions.Action]:
        happened = []
        self.now += seconds
        for due, event in sorted(self.pending, key=lambda each: each[0]):
            if due <= self.now:
                self.pending.remove((due, event))
                happened += self.happens(event)
        return happened

    def refusal(self, wanted: call_events.Event) -> Refusal | None:
        reasons = [each.reason for each in self.happens(wanted) if isinstance(each, call_actions.Refuse)]
        return reasons[0] if reasons else None


@pytest.fixture
def booth() -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.happens(ModemReady())
    return rehearsal


def test_a_free_call_from_dialling_to_its_end(booth: Rehearsal) -> None:
    assert booth.happens(FREE) == [PlaceCall(1, MOBILE, Purpose.FREE)]
    booth.happens(Alerting())
    assert booth.line.phase is Phase.ALERTING
    booth.happens(Answered())
    assert (booth.line.phase, booth.line.limit_seconds) == (Phase.ACTIVE, 180)
    booth.happens(Ended(Ending.HUNG_UP_THERE))
    assert (booth.line.phase, booth.line.ending, booth.line.call) == (Phase.IDLE, Ending.HUNG_UP_THERE, None)


def test_a_free_call_ends_when_its_time_is_up(booth: Rehearsal) -> None:
    booth.happens(FREE, Answered())
    assert EndCall() not in booth.passes(179)
    assert EndCall() in booth.passes(1)
    assert booth.line.ending is Ending.TIME_UP


def test_only_free_calls_have_a_limit(booth: Rehearsal) -> None:
    booth.happens(CallWanted(Purpose.CONTACT, LANDLINE), Answered())
    assert booth.line.limit_seconds is None
    booth.passes(10_000)
    assert booth.line.phase is Phase.ACTIVE


def test_the_same_number_once_in_half_an_hour(booth: Rehearsal) -> None:
    booth.happens(FREE, Answered(), Ended(Ending.HUNG_UP_THERE))
    assert booth.refusal(FREE) is Refusal.SAME_NUMBER_TOO_SOON
    assert booth.refusal(CallWanted(Purpose.FREE, "+86" + MOBILE)) is Refusal.SAME_NUMBER_TOO_SOON
    assert booth.refusal(CallWanted(Purpose.FREE, LANDLINE)) is None
    booth.happens(Ended(Ending.BUSY))
    booth.passes(1801)
    assert booth.refusal(FREE) is None


def test_a_call_that_nobody_answered_does_not_count(booth: Rehearsal) -> None:
    booth.happens(FREE, Ended(Ending.BUSY))
    assert booth.refusal(FREE) is None


def test_no_number_stays_when_the_call_is_over(booth: Rehearsal) -> None:
    booth.happens(FREE, Answered())
    assert MOBILE in repr(booth.line)
    booth.happens(Ended(Ending.HUNG_UP_THERE))
    assert MOBILE not in repr((booth.line, booth.pending))
    assert "138" not in repr((booth.line, booth.pending))


@pytest.mark.parametrize(
    "number", ["*21*13800000000#", "+14155550100", "00441632960000", "12", "1" * 21, "a1", ""]
)
def test_numbers_a_free_call_may_not_go_to(booth: Rehearsal, number: str) -> None:
    assert booth.refusal(CallWanted(Purpose.FREE, number)) is Refusal.NUMBER_NOT_ALLOWED


def test_why_a_citizens_call_is_refused(booth: Rehearsal) -> None:
    assert booth.refusal(CallWanted(Purpose.FREE, MOBILE, alarm_running=True)) is Refusal.ALARM_RUNNING
    booth.happens(FREE)
    assert booth.refusal(CallWanted(Purpose.CONTACT, LANDLINE)) is Refusal.LINE_BUSY
    booth.happens(Ended(Ending.BUSY), ModemUnfit())
    assert booth.refusal(FREE) is Refusal.LINE_ABSENT
    assert booth.refusal(HangUpWanted(CITIZENS_OWN)) is Refusal.NOTHING_TO_DO


@pytest.mark.parametrize("number", sorted(EMERGENCY_NUMBERS))
def test_an_emergency_is_never_refused(number: str) -> None:
    """Not by an absent modem, a running call, a rule about numbers or an alarm."""
    for before in ((), (ModemReady(), FREE), (ModemReady(), FREE, Answered(), ModemLost()), (HELP,)):
        booth = Rehearsal()
        booth.happens(*before)
        assert booth.refusal(CallWanted(Purpose.EMERGENCY, number, 1, alarm_running=True)) is None
        assert booth.line.call is not None
        assert booth.line.call.number == number


def test_a_citizens_call_gives_way_and_the_next_is_placed_when_it_is_gone(booth: Rehearsal) -> None:
    booth.happens(FREE, Answered())
    assert booth.happens(HELP) == [EndCall(), TellOver(Purpose.FREE, 0, Ending.GAVE_WAY)]
    assert booth.line.phase is Phase.DIALLING
    assert booth.happens(Ended(Ending.HUNG_UP_HERE)) == [PlaceCall(2, "110", Purpose.EMERGENCY)]
    assert booth.happens(Cleared(told=True)) == []
    assert booth.happens(Answered()) == [TellUp(Purpose.EMERGENCY, 7)]


def test_a_modem_that_never_says_that_a_call_is_gone_does_not_hold_an_emergency(booth: Rehearsal) -> None:
    booth.happens(FREE, Answered(), HELP)
    assert PlaceCall(2, "110", Purpose.EMERGENCY) in booth.passes(CLEAR_SECONDS)


def test_what_the_old_call_still_does_is_not_taken_for_the_new_one(booth: Rehearsal) -> None:
    booth.happens(FREE, HELP, Answered(), Alerting())
    assert booth.line.phase is Phase.DIALLING


def test_a_dial_that_the_modem_refuses_is_tried_again_on_a_clear_line(booth: Rehearsal) -> None:
    booth.happens(HELP)
    assert booth.happens(DialFailed(1)) == [EndCall()]
    assert booth.happens(Cleared(told=True)) == [PlaceCall(1, "110", Purpose.EMERGENCY)]
    assert booth.happens(DialFailed(1)) == [EndCall(), TellOver(Purpose.EMERGENCY, 7, Ending.FAILED)]


def test_a_dial_without_a_modem_fails_at_once(booth: Rehearsal) -> None:
    booth.happens(ModemLost(), HELP)
    assert TellOver(Purpose.EMERGENCY, 7, Ending.FAILED) in booth.happens(DialFailed(1))


def test_after_a_failed_dial_the_next_waits_for_a_clear_line(booth: Rehearsal) -> None:
    booth.happens(FREE)
    assert booth.happens(DialFailed(1)) == [EndCall(), TellOver(Purpose.FREE, 0, Ending.FAILED)]
    assert booth.happens(HELP) == []
    assert booth.happens(Cleared(told=True)) == [PlaceCall(2, "110", Purpose.EMERGENCY)]


def test_a_call_coming_in_waits_for_nobody_for_ever(booth: Rehearsal) -> None:
    booth.happens(Incoming(MOBILE))
    assert booth.line.phase is Phase.INCOMING
    assert EndCall() in booth.passes(RING_SECONDS)


def test_a_citizens_call_does_not_ring_for_ever(booth: Rehearsal) -> None:
    booth.happens(FREE, Alerting())
    assert EndCall() in booth.passes(RING_SECONDS)
    assert booth.line.ending is Ending.NO_ANSWER


def test_a_call_in_progress_survives_a_wire_that_comes_back(booth: Rehearsal) -> None:
    booth.happens(HELP, Answered(), ModemLost(), Found("110", answered=True), ModemReady())
    assert booth.line.phase is Phase.ACTIVE
    booth.passes(LOST_SECONDS)
    assert booth.line.phase is Phase.ACTIVE


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_call_lost_with_its_wire_is_over(booth: Rehearsal, comes_back: bool) -> None:
    booth.happens(HELP, Answered(), ModemLost())
    actions = booth.happens(ModemReady()) if comes_back else booth.passes(LOST_SECONDS)
    assert TellOver(Purpose.EMERGENCY, 7, Ending.FAILED) in actions


def test_a_call_found_after_a_restart_ends_in_time_unless_it_is_adopted() -> None:
    opening = Rehearsal()
    opening.happens(Found(MOBILE, answered=True))
    assert EndCall() in opening.passes(180)
    other = Rehearsal()
    other.happens(Found("110", answered=True), AdoptWanted(3, "110", answered=True))
    other.passes(10_000)
    assert other.line.phase is Phase.ACTIVE
    assert other.happens(Ended(Ending.HUNG_UP_THERE)) == [
        TellOver(Purpose.EMERGENCY, 3, Ending.HUNG_UP_THERE)
    ]


def test_a_call_that_could_not_be_hung_up_is_hung_up_when_the_modem_is_back(booth: Rehearsal) -> None:
    booth.happens(FREE, Answered(), HangUpWanted(CITIZENS_OWN), Cleared(told=False), ModemLost())
    assert booth.happens(Found(MOBILE, answered=True)) == [TellFound(MOBILE, answered=True, hung_up=True)]
    assert EndCall() in booth.happens(Disowned())


def test_a_call_that_could_not_be_hung_up_may_still_help_an_alarm(booth: Rehearsal) -> None:
    booth.happens(HELP, HangUpWanted(ALARMS_OWN), Ended(Ending.FAILED), Cleared(told=False), ModemLost())
    assert booth.happens(Found("110", answered=True)) == [TellFound("110", answered=True, hung_up=True)]
    assert EndCall() not in booth.happens(AdoptWanted(8, "110", answered=True), ModemReady())
    assert booth.line.phase is Phase.ACTIVE


def test_a_call_that_should_be_gone_is_ended_and_the_next_follows(booth: Rehearsal) -> None:
    assert booth.happens(Found(MOBILE, answered=True)) == [EndCall()]
    booth.happens(Cleared(told=True), HELP)
    assert booth.happens(Found(MOBILE, answered=True)) == [EndCall()]
    assert booth.happens(Cleared(told=True)) == [PlaceCall(1, "110", Purpose.EMERGENCY)]


def test_a_dial_before_the_modem_is_ready_ends_no_call() -> None:
    booth = Rehearsal()
    booth.happens(HELP)
    assert EndCall() not in booth.happens(DialFailed(1))
