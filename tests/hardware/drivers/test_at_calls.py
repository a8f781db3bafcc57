"""One call of a modem, from what the modem lists and says: each ends once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.at_calls import LATE_RESULT_SECONDS, LISTING_LAG_SECONDS, Calls
from hardware.drivers.at_protocol import CallOverReason
from hardware.drivers.at_values import CallState, ListedCall
from hardware.drivers.contract import (
    CallAlerting,
    CallAnswered,
    CallEnded,
    CallEndReason,
    CallFound,
    CallIncoming,
    DriverEvent,
)


def out(state: CallState) -> list[ListedCall]:
    return [ListedCall(state, outgoing=True, number="110")]


def incoming(state: CallState, number: str | None = "13800138000") -> list[ListedCall]:
    return [ListedCall(state, outgoing=False, number=number)]


@pytest.fixture
def dialled() -> Calls:
    calls = Calls()
    calls.asked_to_dial()
    calls.dialled(100)
    return calls


def told(events: Iterable[DriverEvent]) -> list[DriverEvent]:
    return list(events)


def ended(reason: CallEndReason) -> list[DriverEvent]:
    return [CallEnded(reason)]


def test_a_call_takes_its_course(dialled: Calls) -> None:
    assert told(dialled.listed(out(CallState.DIALLING), 100.2)) == []
    assert told(dialled.listed(out(CallState.ALERTING), 100.4)) == [CallAlerting()]
    assert told(dialled.listed(out(CallState.ALERTING), 100.6)) == []
    assert told(dialled.listed(out(CallState.ACTIVE), 103)) == [CallAnswered()]
    assert told(dialled.over(CallOverReason.NO_CARRIER, 110)) == ended(CallEndReason.HUNG_UP_THERE)
    assert told(dialled.listed([], 110.2)) == []


def test_a_list_asked_for_before_the_end_finds_no_call(dialled: Calls) -> None:
    when_asked = dialled.ended
    told(dialled.over(CallOverReason.NO_CARRIER, 110))
    assert told(dialled.listed(out(CallState.ACTIVE), 110.1, when_asked)) == []
    assert told(dialled.listed(out(CallState.ACTIVE), 110.3, dialled.ended)) == [
        CallFound("110", answered=True)
    ]


def test_a_call_may_be_listed_late_but_not_never(dialled: Calls) -> None:
    assert told(dialled.listed([], 100 + LISTING_LAG_SECONDS)) == []
    assert told(dialled.listed([], 101 + LISTING_LAG_SECONDS)) == ended(CallEndReason.FAILED)


def test_while_the_dial_command_is_not_answered_nothing_ends() -> None:
    calls = Calls()
    calls.asked_to_dial()
    assert told(calls.listed([], 50)) == []
    assert told(calls.wire_lost()) == []
    assert not calls.under_way


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CallState.DIALLING, CallEndReason.FAILED),
        (CallState.ALERTING, CallEndReason.NO_ANSWER),
        (CallState.ACTIVE, CallEndReason.HUNG_UP_THERE),
    ],
)
def test_a_call_that_vanishes_without_a_word(dialled: Calls, state: CallState, reason: CallEndReason) -> None:
    told(dialled.listed(out(state), 101))
    assert told(dialled.listed([], 105)) == []  # one empty list alone may be a mistake
    assert told(dialled.listed([], 105.25)) == ended(reason)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (CallOverReason.BUSY, CallEndReason.BUSY),
        (CallOverReason.NO_ANSWER, CallEndReason.NO_ANSWER),
        (CallOverReason.NO_CARRIER, CallEndReason.FAILED),
    ],
)
def test_the_modem_says_why(dialled: Calls, said: CallOverReason, reason: CallEndReason) -> None:
    assert told(dialled.over(said, 101)) == ended(reason)


def test_the_late_result_of_a_call_hung_up_is_not_the_next_ones_end(dialled: Calls) -> None:
    assert told(dialled.hung_up_here(105)) == ended(CallEndReason.HUNG_UP_HERE)
    dialled.asked_to_dial()
    dialled.dialled(105.1)
    assert told(dialled.over(CallOverReason.NO_CARRIER, 105.2)) == []
    assert told(dialled.listed(out(CallState.ALERTING), 105.3)) == [CallAlerting()]
    assert told(dialled.over(CallOverReason.BUSY, 105.4)) == ended(CallEndReason.BUSY)
    assert LATE_RESULT_SECONDS > 1


def test_hanging_up_twice_tells_once(dialled: Calls) -> None:
    assert told(dialled.hung_up_here(105)) == ended(CallEndReason.HUNG_UP_HERE)
    assert told(dialled.hung_up_here(106)) == []


def test_an_incoming_call_is_told_once_with_its_number() -> None:
    calls = Calls()
    calls.rang()
    assert calls.under_way
    assert told(calls.caller_shown("13800138000")) == [CallIncoming("13800138000")]
    calls.rang()
    assert told(calls.caller_shown("13800138000")) == []
    assert told(calls.listed(incoming(CallState.INCOMING), 10)) == []
    assert told(calls.answered_here()) == [CallAnswered()]
    assert told(calls.listed(incoming(CallState.ACTIVE), 11)) == []


def test_a_caller_that_the_modem_does_not_show_is_read_from_the_list() -> None:
    calls = Calls()
    calls.rang()
    assert told(calls.listed(incoming(CallState.INCOMING, None), 10)) == [CallIncoming(None)]


def test_a_caller_who_gives_up_is_noticed_by_the_list() -> None:
    calls = Calls()
    told(calls.caller_shown(None))
    told(calls.listed([], 10))
    assert told(calls.listed([], 10)) == ended(CallEndReason.HUNG_UP_THERE)


def test_ringing_that_stops_before_the_caller_is_known_was_no_call() -> None:
    calls = Calls()
    calls.rang()
    assert told([*calls.listed([], 10), *calls.listed([], 10.25)]) == []
    assert not calls.under_way


@pytest.mark.parametrize(("state", "answered"), [(CallState.ACTIVE, True), (CallState.DIALLING, False)])
def test_a_call_that_was_there_before_is_found(state: CallState, answered: bool) -> None:
    calls = Calls()
    assert told(calls.listed(out(state), 10)) == [CallFound("110", answered)]
    calls.over(CallOverReason.NO_CARRIER, 11)
    assert len(told(calls.over(CallOverReason.NO_CARRIER, 11))) == 1


def test_whoever_waits_behind_the_call_does_not_disturb_it(dialled: Calls) -> None:
    told(dialled.listed(out(CallState.ACTIVE), 101))
    assert told(dialled.listed([*incoming(CallState.WAITING), *out(CallState.ACTIVE)], 102)) == []


def test_a_lost_wire_fails_the_call(dialled: Calls) -> None:
    assert told(dialled.wire_lost()) == ended(CallEndReason.FAILED)


STEPS = st.lists(
    st.sampled_from(["dial", "refuse", "hang up", "answer", "ring", "clip", "lost"])
    | st.sampled_from(list(CallOverReason))
    | st.sampled_from([[], *(out(state) for state in CallState), *(incoming(state) for state in CallState)]),
    max_size=40,
)


@given(steps=STEPS)
def test_whatever_happens_every_call_begins_and_ends_once(steps: list[object]) -> None:
    """No end without a beginning, no second beginning without an end, no second answer."""
    calls, now, begun, answered = Calls(), 0.0, False, False
    for step in steps:
        now += 0.7
        if step == "dial":
            if calls.under_way:
                continue
            calls.asked_to_dial()
            calls.dialled(now)
            begun, answered = True, False
        for event in _events(calls, step, now):
            match event:
                case CallFound() | CallIncoming():
                    assert not begun
                    begun, answered = True, isinstance(event, CallFound) and event.answered
                case CallAnswered():
                    assert begun
                    assert not answered
                    answered = True
                case CallAlerting():
                    assert begun
                    assert not answered
                case CallEnded():
                    assert begun
                    begun = False
    assert not told(calls.hung_up_here(now)) or begun


def _events(calls: Calls, step: object, now: float) -> list[DriverEvent]:
    match step:
        case "hang up":
            return told(calls.hung_up_here(now))
        case "answer":
            return told(calls.answered_here())
        case "clip":
            return told(calls.caller_shown("1"))
        case "lost":
            return told(calls.wire_lost())
        case "ring":
            calls.rang()
        case CallOverReason():
            return told(calls.over(step, now))
        case list():
            return told(calls.listed(step, now))
    return []
