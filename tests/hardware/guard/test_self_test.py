from __future__ import annotations

import pytest

from hardware.guard import alarm_events, call_events, self_test
from hardware.guard.calls import Ending, Purpose, Refusal
from hardware.guard.self_test import Phase, Verdict
from tests.hardware.guard.rehearsed_line import RehearsedBooth

DAY_SECONDS = 86_400.0
THREE_DAYS_SECONDS = 3 * DAY_SECONDS


@pytest.fixture
def booth() -> RehearsedBooth:
    """A booth whose last test call was good, one day ago."""
    rehearsed = RehearsedBooth()
    rehearsed.is_plugged()
    rehearsed.happens(self_test.Started(DAY_SECONDS))
    return rehearsed


def wait_until_it_calls(booth: RehearsedBooth, seconds: float) -> None:
    booth.passes(seconds)
    assert booth.dialled[-1:] == ["02155500001"]


def verdict(booth: RehearsedBooth) -> Verdict:
    return booth.interplay.test.verdict


def test_it_calls_when_three_days_are_over(booth: RehearsedBooth) -> None:
    booth.passes(THREE_DAYS_SECONDS - DAY_SECONDS - 1)
    assert booth.dialled == []
    wait_until_it_calls(booth, 1)


def test_an_answered_test_is_good_and_the_next_comes_in_three_days(booth: RehearsedBooth) -> None:
    wait_until_it_calls(booth, 2 * DAY_SECONDS)
    booth.is_answered()
    booth.passes(10)
    assert booth.judged == [Verdict.GOOD]
    assert booth.call is None
    booth.passes(THREE_DAYS_SECONDS)
    assert len(booth.dialled) == 2


@pytest.mark.parametrize("ending", [Ending.BUSY, Ending.NO_ANSWER, Ending.FAILED])
def test_a_test_that_nobody_answers_has_failed_until_one_is_good(
    booth: RehearsedBooth, ending: Ending
) -> None:
    wait_until_it_calls(booth, 2 * DAY_SECONDS)
    booth.is_over(ending)
    assert verdict(booth) is Verdict.FAILED
    booth.passes(600)
    assert len(booth.dialled) == 2
    booth.is_answered()
    booth.passes(10)
    assert verdict(booth) is Verdict.GOOD


def test_it_waits_for_a_citizens_call_and_is_overdue_in_the_end(booth: RehearsedBooth) -> None:
    booth.happens(call_events.CallWanted(Purpose.CONTACT, "02150001111"))
    booth.passes(1)
    booth.is_answered()
    booth.passes(2 * DAY_SECONDS)
    assert booth.dialled == ["02150001111"]
    assert verdict(booth) is Verdict.GOOD
    booth.passes(3600)
    assert verdict(booth) is Verdict.OVERDUE
    booth.is_over()
    wait_until_it_calls(booth, 300)


@pytest.mark.parametrize("answered", [True, False])
def test_it_gives_way_to_an_emergency_at_once(booth: RehearsedBooth, answered: bool) -> None:
    wait_until_it_calls(booth, 2 * DAY_SECONDS)
    if answered:
        booth.is_answered()
    booth.happens(alarm_events.CitizenDialled("110"))
    while booth.work:
        booth.works()
    assert booth.dialled[-1] == "110"
    assert booth.interplay.test.phase is Phase.IDLE
    assert verdict(booth) is Verdict.GOOD, "that tells nothing against the line"


def test_it_gives_way_to_a_citizen(booth: RehearsedBooth) -> None:
    wait_until_it_calls(booth, 2 * DAY_SECONDS)
    assert booth.happens(call_events.CallWanted(Purpose.FREE, "13800000000")) is None
    booth.passes(0)
    assert booth.dialled[-1] == "13800000000"


def test_it_is_not_made_during_an_alarm(booth: RehearsedBooth) -> None:
    booth.happens(alarm_events.ButtonPressed())
    assert booth.happens(self_test.Asked()) is Refusal.ALARM_RUNNING
    assert booth.interplay.test.phase is Phase.IDLE


def test_a_technician_can_have_it_now(booth: RehearsedBooth) -> None:
    assert booth.happens(self_test.Asked()) is None
    wait_until_it_calls(booth, 0)


def test_after_a_long_time_without_power_it_is_overdue() -> None:
    booth = RehearsedBooth()
    booth.happens(self_test.Started(10 * DAY_SECONDS))
    assert verdict(booth) is Verdict.OVERDUE
    booth.is_plugged()
    wait_until_it_calls(booth, 600)


def test_without_anybody_to_take_it_there_is_none() -> None:
    booth = RehearsedBooth()
    booth.interplay.test = self_test.SelfTest(self_test.Plan(""))
    booth.is_plugged()
    booth.happens(self_test.Started(None))
    assert booth.happens(self_test.Asked()) is Refusal.NOTHING_TO_DO
    booth.passes(10 * DAY_SECONDS)
    assert booth.dialled == []
