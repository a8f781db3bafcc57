"""The simulators from outside: how they start and end, and how they are told what to do."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from hardware.simulators.control import SimulatorError, send, socket_path
from tests.hardware.simulators.process import simulators, start


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with simulators(tmp_path_factory.mktemp("runs") / "not" / "there") as run_dir:
        yield run_dir


def test_the_wires_have_their_names_and_vanish_at_the_end(tmp_path: Path) -> None:
    with simulators(tmp_path):
        wires = sorted(path.name for path in (tmp_path / "wires").iterdir())
        assert wires == ["id_card", "io", "keypad", "modem"]
    assert list((tmp_path / "wires").iterdir()) == []
    assert not socket_path(tmp_path).exists()


def test_what_a_killed_run_left_is_replaced(tmp_path: Path) -> None:
    process = start(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    left = (tmp_path / "wires/io").readlink()
    assert socket_path(tmp_path).exists()
    with simulators(tmp_path):
        assert (tmp_path / "wires/io").exists()
        assert send(tmp_path, ["state"])["wires"]["io"] == "plugged", left


def test_a_word_it_does_not_know_lists_those_it_does(run_dir: Path) -> None:
    with pytest.raises(SimulatorError, match="did you mean 'press'") as error:
        send(run_dir, ["prss"])
    assert "far NUMBER|default answers S|busy" in str(error.value)
    with pytest.raises(SimulatorError, match="expected is one of"):
        send(run_dir, [])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("press hard", "takes no further word"),
        ("key", "expected: key one of 0123456789"),
        ("key 10", "no key '10'"),
        ("door ajar", "'ajar' is neither open nor close"),
        ("unplug printer", "no wire 'printer'"),
        ("signal 101", "0 to 100"),
        ("signal x", "expected: signal PERCENT"),
        ("far 110 sleeps", "a far end is one of answers, busy"),
        ("far 110 answers soon", "could not convert"),
        ("log io", "no log of 'io'"),
        ("slow AT", "expected: slow COMMAND SECONDS"),
        ("power-cycle keypad", "expected: power-cycle io|modem"),
        ("answer", "nobody is being called"),
        ("busy", "nobody is being called"),
        ("hangup", "there is no call"),
    ],
)
def test_wrong_words_say_what_is_expected(run_dir: Path, words: str, expected: str) -> None:
    with pytest.raises(SimulatorError) as error:
        send(run_dir, words.split())
    assert expected in str(error.value)


def test_a_second_caller_does_not_get_through(run_dir: Path) -> None:
    send(run_dir, ["ring", "13800138000"])
    with pytest.raises(SimulatorError, match="can't be called now"):
        send(run_dir, ["ring", "13900139000"])
    send(run_dir, ["hangup"])


@pytest.mark.parametrize("request_line", [b"nonsense\n", b"{}\n", b'{"words": 5}\n', b"[]\n", b"\xff\n"])
def test_a_request_that_is_none_is_refused_and_the_next_served(run_dir: Path, request_line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection, connection.makefile("rwb") as lines:
        connection.connect(str(socket_path(run_dir)))
        lines.write(request_line)
        lines.flush()
        assert json.loads(lines.readline())["ok"] is False
        lines.write(b'{"words": ["state"]}\n')
        lines.flush()
        assert json.loads(lines.readline())["ok"] is True


def test_nobody_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SimulatorError, match="no simulators answer"):
        send(tmp_path, ["state"])


def test_presses_and_commands_are_stamped_on_one_clock(run_dir: Path) -> None:
    before = time.monotonic()
    pressed_at = send(run_dir, ["press"])["pressed_at"]
    with serial.Serial(str(run_dir / "wires/modem"), timeout=30) as port:
        port.write(b"ATE0\r")
        assert port.read_until(b"OK\r\n").endswith(b"OK\r\n")
    line = send(run_dir, ["log", "modem"])["lines"][-1]
    assert line["text"] == "ATE0"
    assert before < pressed_at < line["first_byte_at"] <= line["complete_at"] < time.monotonic()
    send(run_dir, ["release"])
