"""What a citizen does with handset, keypad and sockets, on a real guard with simulated wires."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hardware.guard.keying import LOOK_AGAIN_SECONDS
from hardware.link import messages
from hardware.link.messages import (
    AlarmOrigin,
    AlarmPhase,
    CallEnding,
    CallPurpose,
    Dial,
    DialContact,
    HangUp,
    Hello,
    KeyPressed,
    LinePhase,
    Message,
    SendTone,
    State,
    SwitchSocket,
    decode,
    encode,
)
from tests.hardware.guard.conftest import ASSISTANT, DUTY, GuardedBooth


@contextmanager
def client(booth: GuardedBooth, name: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(booth.whole.run_dir / "guard.sock"))
        connection.settimeout(30)
        connection.sendall(encode(Hello(name, "1", 1)))
        booth.eventually(
            lambda: name in [each.name for each in booth.state().clients], f"the guard knows the {name}"
        )
        yield connection


def key(booth: GuardedBooth, keys: str) -> None:
    for each in keys:
        booth.sim(f"key {each}")


def lift(booth: GuardedBooth) -> None:
    booth.sim("lift")
    booth.eventually(lambda: booth.state().handset_lifted, "the handset is lifted")


def active(booth: GuardedBooth) -> None:
    booth.eventually(lambda: booth.state().line.phase is LinePhase.ACTIVE, "the call is up")


def idle(booth: GuardedBooth) -> None:
    booth.eventually(lambda: booth.state().line.phase is LinePhase.IDLE, "the line is idle")


def test_without_a_kiosk_the_keypad_alone_calls_for_help(booth: GuardedBooth) -> None:
    lift(booth)
    key(booth, "120")
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == ["120"]
    assert booth.state().alarm.origin is AlarmOrigin.CITIZEN
    booth.sim("replace")
    booth.until(AlarmPhase.NONE)
    booth.eventually(lambda: not booth.calls_up(), "the call is over")


def test_with_a_frozen_kiosk_too(booth: GuardedBooth) -> None:
    with client(booth, "kiosk"):
        lift(booth)
        key(booth, "120")
        booth.until(AlarmPhase.CONNECTED)
        assert booth.dialled() == ["120"]


def test_with_a_living_kiosk_the_keys_are_the_kiosks(booth: GuardedBooth) -> None:
    lift(booth)
    with client(booth, "kiosk") as kiosk, listening(kiosk) as heard:
        booth.eventually(lambda: heard, "the kiosk listens")
        key(booth, "120")
        time.sleep(1.5 * LOOK_AGAIN_SECONDS)
        booth.sim("door open")
        booth.eventually(lambda: has_seen_the_door_open(heard), "whatever was said before is heard")
        booth.sim("door close")
        assert [each.key for each in heard if isinstance(each, KeyPressed)] == ["1", "2", "0"]
        assert booth.dialled() == []


def has_seen_the_door_open(heard: list[Message]) -> bool:
    return any(isinstance(each, State) and each.door_open for each in heard)


@contextmanager
def listening(connection: socket.socket) -> Iterator[list[Message]]:
    """What is said on the link, read as it comes, whatever the test does meanwhile."""
    heard: list[Message] = []

    def listen() -> None:
        with connection.makefile("rb") as lines:
            heard.extend(map(decode, lines))

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield heard
    finally:
        connection.shutdown(socket.SHUT_RDWR)
        listener.join()


def test_keys_during_a_call_are_heard_at_the_far_end(booth: GuardedBooth) -> None:
    booth.tell(DialContact("assistant", 1))
    active(booth)
    key(booth, "52")
    booth.tell(SendTone("#", 1))
    booth.eventually(lambda: sorted(booth.calls()[-1]["tones"]) == sorted("52#"), "the tones are sent")
    booth.tell(HangUp(1))
    idle(booth)


def test_replacing_the_handset_ends_a_citizens_call(booth: GuardedBooth) -> None:
    lift(booth)
    booth.tell(DialContact("assistant", 1))
    active(booth)
    assert booth.state().line.purpose is CallPurpose.CONTACT
    booth.sim("replace")
    idle(booth)
    assert booth.state().line.ending is CallEnding.HUNG_UP_HERE
    booth.eventually(lambda: not booth.calls_up(), "the call is over")
    assert booth.dialled() == [ASSISTANT]


def test_replacing_the_handset_does_not_end_an_alarm(booth: GuardedBooth) -> None:
    lift(booth)
    booth.connect()
    booth.sim("replace")
    booth.eventually(lambda: not booth.state().handset_lifted, "the handset is replaced")
    assert booth.state().alarm.phase is AlarmPhase.CONNECTED


def test_a_free_call_has_its_rules(booth: GuardedBooth) -> None:
    booth.tell(Dial("13800000011", 1))
    assert booth.refusal(Dial("13800000012", 1)) == "line_busy"
    active(booth)
    line = booth.state().line
    assert (line.limit_seconds, line.warning_seconds) == (180, 30)
    booth.tell(HangUp(1))
    idle(booth)
    assert booth.refusal(Dial("13800000011", 1)) == "same_number_too_soon"
    assert booth.refusal(Dial("+14155550100", 1)) == "number_not_allowed"
    assert booth.refusal(DialContact("nobody", 1)) == "unknown_contact"
    assert booth.refusal(DialContact("duty", 1)) == "unknown_contact"
    assert booth.refusal(HangUp(1)) == "nothing_to_do"
    assert booth.refusal(SendTone("5", 1)) == "nothing_to_do"


def test_citizens_calls_wait_for_the_end_of_an_alarm(booth: GuardedBooth) -> None:
    booth.connect()
    assert booth.refusal(Dial("13800000013", 1)) == "alarm_running"
    assert booth.refusal(HangUp(1)) == "not_now"
    assert booth.dialled() == [DUTY]


@pytest.mark.parametrize("ending", ["busy", "noanswer 0.2"])
def test_how_a_call_ended_is_told(booth: GuardedBooth, ending: str) -> None:
    booth.sim(f"far default {ending}")
    calls = booth.state().line.call_id
    booth.tell(Dial("13800000014", 1))
    booth.eventually(lambda: booth.state().line.ending is not None, "the call is over")
    line = booth.state().line
    assert line.call_id == calls + 1
    assert line.ending is (CallEnding.BUSY if ending == "busy" else CallEnding.NO_ANSWER)


def test_a_charging_socket_is_switched_for_its_time(booth: GuardedBooth) -> None:
    booth.tell(SwitchSocket(2, True, 1))
    assert booth.sim("state")["io"]["outputs"]["socket_2"]
    socket_2 = booth.state().sockets[1]
    assert socket_2.number == 2
    assert socket_2.until is not None
    booth.tell(SwitchSocket(2, False, 1))
    assert not booth.sim("state")["io"]["outputs"]["socket_2"]
    assert booth.state().sockets[1].until is None
    assert booth.refusal(SwitchSocket(9, True, 1)) == "socket_unavailable"


def test_a_socket_is_off_after_a_restart(booth: GuardedBooth) -> None:
    booth.tell(SwitchSocket(1, True, 1))
    booth.whole.kill("guard")
    booth.start()
    booth.eventually(lambda: not booth.sim("state")["io"]["outputs"]["socket_1"], "the socket is off")


def test_a_technician_makes_the_test_call(booth: GuardedBooth) -> None:
    before = booth.state().last_test_call
    booth.tell(messages.TestLine(1))
    assert booth.state().alarm.origin is AlarmOrigin.TEST
    booth.until(AlarmPhase.CONNECTED)
    booth.until(AlarmPhase.NONE)
    assert booth.dialled() == [DUTY]
    last = booth.state().last_test_call
    assert last > before
    booth.whole.end("guard")
    booth.start()
    assert booth.state().last_test_call == last


def test_the_door_is_seen(booth: GuardedBooth) -> None:
    booth.sim("door open")
    booth.eventually(lambda: booth.state().door_open, "the door is open")
    booth.sim("door close")
    booth.eventually(lambda: not booth.state().door_open, "the door is closed")
