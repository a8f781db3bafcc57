"""The family rings back and is called, on a real guard with a modem and a bell at the end of their wires."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from hardware.link.messages import (
    AlarmPhase,
    AllowCallBack,
    Answer,
    CallEnding,
    CallPurpose,
    Dial,
    DialFamily,
    HangUp,
    LinePhase,
)
from tests.hardware.guard.conftest import DUTY, GuardedBooth

DAUGHTER, STRANGER = "13800000031", "13900000032"


def rings(booth: GuardedBooth, number: str = DAUGHTER) -> int:
    """Somebody rings. Returns the number of the call in the network's list."""
    booth.tell(AllowCallBack(DAUGHTER, 60, 1))
    call: int = booth.sim(f"ring {number}")["call"]
    return call


def until_it_rings(booth: GuardedBooth) -> None:
    booth.eventually(lambda: booth.state().line.phase is LinePhase.INCOMING, "it rings")
    assert booth.state().line.purpose is CallPurpose.CALL_BACK


def until_active(booth: GuardedBooth) -> None:
    booth.eventually(lambda: booth.state().line.phase is LinePhase.ACTIVE, "they talk")


def until_over(booth: GuardedBooth, call: int) -> dict[str, Any]:
    booth.eventually(lambda: booth.calls()[call]["ending"], "the call is over")
    booth.eventually(lambda: booth.state().line.phase is LinePhase.IDLE, "the line is idle")
    return booth.calls()[call]


def bell(booth: GuardedBooth) -> bool:
    on: bool = booth.sim("state")["io"]["outputs"]["ringer"]
    return on


def records(booth: GuardedBooth) -> str:
    return (booth.whole.run_dir / "state/records.jsonl").read_text("utf-8")


def test_lifting_the_handset_answers_and_replacing_it_ends(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    booth.eventually(lambda: bell(booth), "the bell rings")
    booth.eventually(lambda: not bell(booth), "the bell pauses")
    booth.sim("lift")
    until_active(booth)
    line = booth.state().line
    assert (line.purpose, line.limit_seconds) == (CallPurpose.CALL_BACK, 1800)
    assert booth.calls()[call]["number"] == DAUGHTER
    booth.sim("replace")
    assert until_over(booth, call)["phase"] == "active"
    assert booth.state().line.ending is CallEnding.HUNG_UP_HERE
    booth.eventually(lambda: not bell(booth), "the bell is silent")


def test_a_handset_that_lay_off_its_hook_is_replaced_and_lifted(booth: GuardedBooth) -> None:
    booth.sim("lift")
    booth.eventually(lambda: booth.state().handset_lifted, "the handset is off")
    call = rings(booth)
    until_it_rings(booth)
    booth.sim("replace")
    booth.eventually(lambda: not booth.state().handset_lifted, "the handset is replaced")
    assert booth.state().line.phase is LinePhase.INCOMING
    booth.sim("lift")
    until_active(booth)
    booth.tell(HangUp(1))
    until_over(booth, call)


def test_it_is_answered_and_ended_on_the_screen_too(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    booth.tell(Answer(1))
    until_active(booth)
    assert booth.refusal(Answer(1)) == ""
    booth.tell(HangUp(1))
    until_over(booth, call)
    assert booth.refusal(Answer(1)) == "nothing_to_do"


def test_the_caller_gives_up(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    booth.sim("hangup")
    assert until_over(booth, call)["ending"] == "gave_up"
    assert booth.state().line.ending is CallEnding.HUNG_UP_THERE
    booth.eventually(lambda: not bell(booth), "the bell is silent")


def test_it_is_refused_on_the_screen(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    booth.tell(HangUp(1))
    seen = until_over(booth, call)
    assert (seen["phase"], seen["ending"]) == ("incoming", "hung_up_here")


@pytest.mark.parametrize("number", [STRANGER, "withheld"])
def test_nobody_else_gets_through(booth: GuardedBooth, number: str) -> None:
    call = rings(booth, number)
    seen = until_over(booth, call)
    assert (seen["phase"], seen["ending"]) == ("incoming", "hung_up_here")
    booth.eventually(lambda: not bell(booth), "the bell is silent")


def test_nor_does_whoever_comes_too_late(booth: GuardedBooth) -> None:
    late = "13700000033"
    booth.tell(AllowCallBack(late, 60, 1))
    booth.tell(AllowCallBack(f"+86{late}", 0.01, 1))  # anew, and shorter
    over_at = time.monotonic() + 0.01
    booth.eventually(lambda: time.monotonic() > over_at and booth.state(), "that time is over")
    call = booth.sim(f"ring {late}")["call"]
    assert until_over(booth, call)["phase"] == "incoming"


def test_what_may_not_be_allowed(booth: GuardedBooth) -> None:
    assert booth.refusal(AllowCallBack("110", 60, 1)) == "number_not_allowed"
    assert booth.refusal(AllowCallBack("+14155550100", 60, 1)) == "number_not_allowed"
    assert booth.refusal(AllowCallBack(DAUGHTER, 3601, 1)) == "malformed"
    assert booth.refusal(AllowCallBack(DAUGHTER, 0, 1)) == "malformed"
    assert booth.refusal(Answer(1)) == "nothing_to_do"


def test_while_it_rings_the_line_is_busy(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    assert booth.refusal(Dial("13800000034", 1)) == "line_busy"
    booth.tell(HangUp(1))
    until_over(booth, call)


def test_a_press_while_it_rings_calls_for_help(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    booth.press_twice()
    booth.until(AlarmPhase.CONNECTED)
    assert booth.calls()[call]["ending"] == "hung_up_here"
    assert booth.dialled() == [DUTY]
    booth.eventually(lambda: not bell(booth), "the bell is silent")


def test_a_talk_gives_way_to_an_alarm(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    booth.sim("lift")
    until_active(booth)
    booth.connect()
    assert booth.calls()[call]["ending"] == "hung_up_here"
    assert booth.dialled() == [DUTY]


def test_keys_call_for_help_while_it_rings(booth: GuardedBooth) -> None:
    """Without a kiosk, with a handset that lay off its hook."""
    booth.sim("lift")
    booth.eventually(lambda: booth.state().handset_lifted, "the handset is off")
    rings(booth)
    until_it_rings(booth)
    for key in "120":
        booth.sim(f"key {key}")
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == ["120"]


def test_the_family_is_called(booth: GuardedBooth) -> None:
    for _ in range(2):
        booth.tell(DialFamily(DAUGHTER, 1))
        until_active(booth)
        line = booth.state().line
        assert (line.purpose, line.limit_seconds, line.warning_seconds) == (CallPurpose.FAMILY, 600, 30)
        booth.tell(HangUp(1))
        booth.eventually(lambda: booth.state().line.phase is LinePhase.IDLE, "the line is idle")
    assert booth.refusal(DialFamily("120", 1)) == "number_not_allowed"
    assert booth.dialled() == [DAUGHTER, DAUGHTER]


def test_what_is_recorded_holds_no_number(booth: GuardedBooth) -> None:
    call = rings(booth)
    until_it_rings(booth)
    booth.tell(HangUp(1))
    until_over(booth, call)
    booth.eventually(lambda: "hung_up_here" in records(booth).splitlines()[-1], "the end is recorded")
    *_, rang, ended = map(json.loads, records(booth).splitlines())
    assert (rang["event"], rang["phase"]) == ("call_back", "incoming")
    assert (ended["event"], ended["phase"], ended["ending"]) == ("call_back", "idle", "hung_up_here")
    for number in (DAUGHTER, STRANGER):
        assert number not in records(booth)
        assert number not in booth.whole.log("guard")
        assert number not in booth.state().__repr__()


def test_the_bell_is_silent_after_a_restart(booth: GuardedBooth) -> None:
    rings(booth)
    booth.eventually(lambda: bell(booth), "the bell rings")
    booth.whole.kill("guard")
    booth.start()
    booth.eventually(lambda: not bell(booth), "the bell is silent")
    booth.eventually(lambda: not booth.calls_up(), "whoever rings is refused: the guard has forgotten them")
