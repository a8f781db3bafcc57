"""Whoever answers an alarm is told where the booth is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.guard.alarm import Alarm, Ending, Phase
from hardware.guard.alarm_events import CallFound, CallOffered, CitizenDialled, SaidWhere, WhereUnsaid
from hardware.guard.memory import as_saved, restored
from tests.hardware.guard.rehearsal import BY_CITIZEN, PLAN, Rehearsal, answered, dialling, restarted

PLAN_WITH_SOUND = replace(PLAN, says_where=True)


@pytest.fixture
def booth() -> Rehearsal:
    return Rehearsal(Alarm(PLAN_WITH_SOUND))


def connected(booth: Rehearsal) -> Rehearsal:
    dialling(booth).is_answered()
    return booth


def has_said(booth: Rehearsal) -> None:
    assert booth.saying is not None
    call, booth.saying = booth.saying, None
    booth.happens(SaidWhere(call))


def test_it_is_said_after_the_hello_and_once_more_after_some_talk(
    booth: Rehearsal,
) -> None:
    connected(booth)
    assert booth.said_at == []
    for seconds in (1, 8, 20, 8, 600):
        booth.passes(seconds)
        if booth.saying is not None and seconds == 8:
            has_said(booth)
    assert booth.said_at == [1, 29]
    assert booth.phase is Phase.CONNECTED
    assert [record.reason for record in booth.records].count("said_where") == 2


def test_a_booth_without_a_recording_says_nothing() -> None:
    booth = connected(Rehearsal())
    booth.passes(600)
    assert booth.said_at == []


def test_a_citizens_call_to_110_is_told_too(booth: Rehearsal) -> None:
    booth.happens(CitizenDialled("110"))
    booth.is_answered()
    booth.passes(1)
    assert booth.said_at == [1]


def test_nobody_hears_the_end_of_a_sentence_that_was_meant_for_the_one_before(booth: Rehearsal) -> None:
    connected(booth).passes(1)
    assert booth.saying is not None
    booth.is_over(Ending.FAILED)
    assert booth.saying is None
    booth.is_answered()
    booth.passes(1)
    assert booth.said_at == [1, 2]


def test_what_comes_late_from_a_call_that_is_over_counts_for_no_other(booth: Rehearsal) -> None:
    connected(booth).passes(1)
    before = booth.saying
    assert before is not None
    booth.is_over(Ending.FAILED)
    booth.happens(SaidWhere(before))
    booth.is_answered()
    booth.happens(SaidWhere(before))
    booth.passes(1)
    assert booth.said_at == [1, 2]


def test_it_falls_silent_when_the_alarm_is_ended(booth: Rehearsal) -> None:
    connected(booth).passes(11)
    assert booth.saying is not None
    booth.happens(BY_CITIZEN)
    assert booth.phase is Phase.NONE
    assert booth.saying is None


def test_a_sound_that_fails_harms_nothing_and_is_tried_once_more(booth: Rehearsal) -> None:
    connected(booth).passes(1)
    for _ in range(2):
        assert booth.saying is not None
        booth.happens(WhereUnsaid(booth.saying))
        booth.saying = None
        booth.passes(20)
    booth.passes(600)
    assert booth.said_at == [1, 21]
    assert booth.phase is Phase.CONNECTED
    assert booth.alarm.acknowledged
    assert "where_unsaid" in [record.reason for record in booth.records]


def test_who_calls_back_is_told_as_well(booth: Rehearsal) -> None:
    answered(booth)
    said = len(booth.said_at)
    booth.happens(CallOffered("02155500001"))
    booth.is_answered()
    booth.passes(1)
    assert len(booth.said_at) == said + 1


def test_a_restarted_guard_does_not_begin_again_what_was_said(booth: Rehearsal) -> None:
    connected(booth).passes(1)
    has_said(booth)
    again = restarted(booth)
    again.happens(CallFound("02155500001", answered=True))
    again.passes(1)
    assert again.said_at == []
    again.passes(19)
    has_said(again)
    again.passes(600)
    assert again.said_at == [20]


def test_a_restarted_guard_says_what_may_have_been_cut(booth: Rehearsal) -> None:
    connected(booth).passes(1)
    again = restarted(booth)
    again.happens(CallFound("02155500001", answered=True))
    again.passes(1)
    assert again.said_at == [1]


def test_after_a_restart_another_call_is_told_from_the_beginning(booth: Rehearsal) -> None:
    connected(booth).passes(1)
    has_said(booth)
    again = restarted(booth)
    again.passes(PLAN.adopt_seconds)
    assert again.dialled == ["02155500001"]
    again.is_answered()
    again.passes(1)
    assert len(again.said_at) == 1


def test_what_a_guard_before_this_one_saved_can_be_read() -> None:
    saved = as_saved(connected(Rehearsal()).alarm)
    del saved["said"]
    assert restored(PLAN_WITH_SOUND, saved).phase is Phase.CONNECTED
