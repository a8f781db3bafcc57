"""An emergency gets through, always: a real guard on simulated wires, harmed in every way."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from hardware.link.messages import (
    AlarmPhase,
    CancelAlarm,
    Dial,
    EndAlarm,
    HangUp,
    LinePhase,
    encode,
)
from tests.booth_processes import WholeBooth
from tests.hardware.guard.conftest import (
    ACKNOWLEDGED_SECONDS,
    DUTY,
    HOLD_SECONDS,
    POLICE,
    STREET,
    WINDOW_SECONDS,
    GuardedBooth,
)


def test_a_held_press_is_announced_and_dials(booth: GuardedBooth) -> None:
    pressed_at = booth.sim("press")["pressed_at"]
    booth.until(AlarmPhase.ANNOUNCED)
    booth.eventually(lambda: booth.sim("state")["io"]["outputs"]["button_lamp"], "the lamp is on")
    booth.sim("release")
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == [DUTY]
    dialled_at = [line["first_byte_at"] for line in booth.sim("log modem")["lines"] if DUTY in line["text"]][
        -1
    ]
    assert dialled_at - pressed_at >= HOLD_SECONDS + WINDOW_SECONDS
    booth.eventually(lambda: not booth.sim("state")["io"]["outputs"]["alarm_sounder"], "the sounder is off")


def test_the_contact_is_told_where_the_booth_is(booth: GuardedBooth) -> None:
    texts_before = len(booth.sim("state")["modem"]["texts"])
    booth.connect()
    booth.eventually(lambda: booth.sim("state")["modem"]["texts"][texts_before:], "the text is sent")
    text = booth.sim("state")["modem"]["texts"][-1]
    assert text["number"] == DUTY
    assert "SH-DEMO-0001" in text["text"]
    assert "geo:31.23970,121.40950" in text["text"]


def test_a_cancelled_alarm_dials_nobody(booth: GuardedBooth) -> None:
    booth.sim("press")
    booth.until(AlarmPhase.ANNOUNCED)
    booth.tell(CancelAlarm(1))
    booth.until(AlarmPhase.NONE)
    booth.sim("release")
    assert booth.dialled() == []


def test_the_chain_goes_on_until_somebody_has_taken_the_alarm(booth: GuardedBooth) -> None:
    booth.sim(f"far {DUTY} busy")
    booth.sim(f"far {STREET} noanswer 0.2")
    booth.sim(f"far {POLICE} drops 0.2")
    booth.press_twice()
    booth.eventually(lambda: booth.dialled() == [DUTY, STREET, POLICE], "everybody was called")
    booth.sim(f"far {STREET} answers 0.1")
    assert booth.refusal(EndAlarm("citizen", 1)) == "not_now"
    booth.eventually(
        lambda: booth.dialled()[3:] == [DUTY, STREET] and booth.whole.phase() is AlarmPhase.CONNECTED,
        "the street office has answered in the second round",
    )
    connected_at = booth.state().alarm.since
    booth.eventually(lambda: not booth.refusal(EndAlarm("citizen", 1)), "it counts as taken and may be ended")
    assert time.monotonic() - connected_at > ACKNOWLEDGED_SECONDS / 2, "an answer alone does not count"
    booth.until(AlarmPhase.NONE)
    booth.eventually(lambda: not booth.calls_up(), "the call is over")


@pytest.mark.parametrize(
    "moment", [AlarmPhase.ANNOUNCED, AlarmPhase.DIALLING, AlarmPhase.CONNECTED, AlarmPhase.WAITING]
)
def test_a_killed_guard_goes_on(booth: GuardedBooth, moment: AlarmPhase) -> None:
    bring_to(booth, moment)
    booth.whole.kill("guard")
    dials = booth.dialled()
    booth.sim("release")
    booth.sim(f"far {DUTY} answers 0.1")
    booth.whole.start_guard()
    booth.eventually(booth.whole.wires_ready, "every device is ready")
    if moment is AlarmPhase.DIALLING:
        assert booth.dialled() == dials
        booth.sim("answer")
    booth.until(AlarmPhase.CONNECTED)
    if moment in (AlarmPhase.DIALLING, AlarmPhase.CONNECTED):
        assert booth.dialled() == dials, "the call that was there is kept"
    else:
        assert booth.dialled()[len(dials) :][-1:] == [DUTY]


def bring_to(booth: GuardedBooth, moment: AlarmPhase) -> None:
    match moment:
        case AlarmPhase.ANNOUNCED:
            booth.sim("press")
        case AlarmPhase.DIALLING:
            booth.sim(f"far {DUTY} noanswer 60")
            booth.press_twice()
            booth.eventually(lambda: [call["phase"] for call in booth.calls_up()] == ["alerting"], "it rings")
        case AlarmPhase.WAITING:
            for number in (DUTY, STREET, POLICE):
                booth.sim(f"far {number} busy")
            booth.press_twice()
        case _:
            booth.press_twice()
    booth.until(moment)


def test_a_guard_killed_during_the_call_calls_again_when_the_call_is_gone(booth: GuardedBooth) -> None:
    booth.connect()
    booth.whole.kill("guard")
    booth.sim("hangup")
    booth.whole.start_guard()
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == [DUTY, DUTY]


def test_a_modem_that_vanishes_is_waited_for(booth: GuardedBooth) -> None:
    booth.sim("unplug modem")
    booth.press_twice()
    booth.until(AlarmPhase.WAITING)
    booth.eventually(lambda: "modem" in booth.state().out_of_order, "the booth is out of order")
    booth.sim("plug modem")
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == [DUTY]


def test_a_modem_that_vanishes_during_the_call_keeps_the_call(booth: GuardedBooth) -> None:
    booth.connect()
    booth.sim("unplug modem")
    booth.eventually(lambda: booth.state().alarm.phase is not AlarmPhase.CONNECTED, "the loss is noticed")
    booth.sim("plug modem")
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == [DUTY]


def test_without_a_sim_the_number_that_every_network_takes_is_called(booth: GuardedBooth) -> None:
    booth.sim("sim out")
    booth.eventually(lambda: not booth.state().network_registered, "there is no service")
    booth.press_twice()
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == ["112"]


def test_a_network_that_comes_back_is_used_at_once(booth: GuardedBooth) -> None:
    booth.sim("service off")
    booth.eventually(lambda: not booth.state().network_registered, "there is no service")
    booth.press_twice()
    booth.until(AlarmPhase.WAITING)
    booth.sim("service on")
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled()[-1] == DUTY


def test_a_citizens_free_call_gives_way(booth: GuardedBooth) -> None:
    booth.tell(Dial("13800000001", 1))
    booth.eventually(lambda: booth.state().line.phase is LinePhase.ACTIVE, "the free call is up")
    booth.press_twice()
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == ["13800000001", DUTY]
    assert [call["number"] for call in booth.calls_up()] == [DUTY]


@pytest.mark.parametrize("number", ["110", "119", "120"])
def test_an_emergency_number_dials_at_once_and_can_be_hung_up(booth: GuardedBooth, number: str) -> None:
    booth.tell(Dial(number, 1))
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == [number]
    booth.tell(HangUp(1))
    booth.until(AlarmPhase.NONE)
    booth.eventually(lambda: not booth.calls_up(), "the call is over")


def test_a_call_back_is_answered_during_an_alarm_only(booth: GuardedBooth) -> None:
    booth.sim("ring 13800000009")
    booth.eventually(lambda: not booth.calls_up(), "it is declined")
    booth.connect()
    booth.talk()
    booth.sim(f"ring {DUTY}")
    booth.until(AlarmPhase.CONNECTED)
    booth.sim("hangup")
    booth.until(AlarmPhase.ANSWERED)
    booth.tell(EndAlarm("citizen", 1))
    booth.until(AlarmPhase.NONE)
    assert booth.dialled() == [DUTY]


def test_clients_that_misbehave_harm_no_alarm(booth: GuardedBooth) -> None:
    frozen, garbage = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    for client in (frozen, garbage):
        client.connect(str(booth.whole.run_dir / "guard.sock"))
    garbage.sendall(b"\x00garbage\n{\n" + encode(Dial("110", 1))[:10])
    booth.connect()
    assert booth.dialled() == [DUTY]
    frozen.close()
    garbage.close()


def test_a_guard_that_is_told_to_end_leaves_the_alarms_call_up(booth: GuardedBooth) -> None:
    booth.connect()
    assert booth.whole.end("guard") == 0
    assert not (booth.whole.run_dir / "guard.sock").exists()
    assert [call["number"] for call in booth.calls_up()] == [DUTY]
    booth.whole.start_guard()
    booth.until(AlarmPhase.CONNECTED)
    assert booth.dialled() == [DUTY]


def test_a_guard_that_is_told_to_end_hangs_up_a_citizens_call(booth: GuardedBooth) -> None:
    booth.tell(Dial("13800000002", 1))
    booth.eventually(lambda: booth.state().line.phase is LinePhase.ACTIVE, "the free call is up")
    assert booth.whole.end("guard") == 0
    assert booth.calls_up() == []


def test_no_number_is_in_the_log_or_in_the_records(booth: GuardedBooth) -> None:
    booth.tell(Dial("13800000003", 1))
    booth.eventually(lambda: booth.state().line.phase is LinePhase.ACTIVE, "the free call is up")
    booth.connect()
    booth.tell(EndAlarm("technician", 1))
    booth.until(AlarmPhase.NONE)
    booth.eventually(lambda: not booth.calls_up(), "the call is over")
    booth.sim("ring 13800000009")
    booth.eventually(lambda: not booth.calls_up(), "it is declined")
    kept = [path.read_text() for path in booth.state_dir.iterdir() if path.suffix != ".new"]
    for text in (booth.whole.log("guard"), *kept):
        assert "1380000000" not in text
        assert DUTY not in text
    assert any('"reason": "call_up"' in text for text in kept)


def test_a_disk_that_can_not_be_written_holds_up_no_alarm(other_folder: Path) -> None:
    with WholeBooth(other_folder) as whole:
        booth = GuardedBooth(whole)
        booth.write_booth_file(('state_dir = "run/state"', 'state_dir = "booth.toml/state"'))
        booth.start()
        booth.sim("far default answers 0.1")
        booth.connect()
        assert booth.dialled() == [DUTY]
        assert "disk" in booth.state().out_of_order
