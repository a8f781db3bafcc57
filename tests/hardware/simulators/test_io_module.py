"""The simulated module, read and written by mbpoll: a Modbus master that nobody here wrote."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from hardware.simulators.control import send
from tests.hardware.simulators.process import simulators

pytestmark = pytest.mark.skipif(shutil.which("mbpoll") is None, reason="Debian's mbpoll is not installed")
SERIAL = ["mbpoll", "-m", "rtu", "-b", "19200", "-P", "none", "-0", "-1", "-q", "-o", "10"]


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with simulators(tmp_path_factory.mktemp("run")) as run_dir:
        yield run_dir


def mbpoll(run_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*SERIAL, *arguments[:-1], str(run_dir / "wires/io"), *arguments[-1].split()]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def inputs(run_dir: Path) -> list[int]:
    shown = mbpoll(run_dir, "-a", "1", "-t", "1", "-r", "0", "-c", "4", "").stdout
    return [int(bit) for bit in re.findall(r"\[\d\]:\s+(\d)", shown)]


def test_a_press_is_latched_until_the_reset_is_written(run_dir: Path) -> None:
    assert inputs(run_dir) == [0, 0, 0, 0]
    send(run_dir, ["press"])
    assert inputs(run_dir) == [1, 1, 0, 0]
    send(run_dir, ["release"])
    assert inputs(run_dir) == [0, 1, 0, 0]
    written = mbpoll(run_dir, "-a", "1", "-t", "0", "-r", "2", "1")
    assert written.returncode == 0, written.stderr
    assert inputs(run_dir) == [0, 0, 0, 0]


def test_hook_switch_and_door(run_dir: Path) -> None:
    send(run_dir, ["lift"])
    send(run_dir, ["door", "open"])
    assert inputs(run_dir) == [0, 0, 1, 1]
    send(run_dir, ["replace"])
    send(run_dir, ["door", "close"])
    assert inputs(run_dir) == [0, 0, 0, 0]


def test_outputs_are_written_singly_and_together(run_dir: Path) -> None:
    mbpoll(run_dir, "-a", "1", "-t", "0", "-r", "0", "1")
    mbpoll(run_dir, "-a", "1", "-t", "0", "-r", "3", "1 0 1")
    outputs = send(run_dir, ["state"])["io"]["outputs"]
    assert [name for name, on in outputs.items() if on] == ["button_lamp", "socket_1", "socket_3"]


def test_no_other_slave_is_there_and_no_other_address(run_dir: Path) -> None:
    absent = mbpoll(run_dir, "-a", "9", "-o", "0.2", "-t", "1", "-r", "0", "")
    assert "timed out" in absent.stderr + absent.stdout
    illegal = mbpoll(run_dir, "-a", "1", "-t", "1", "-r", "40", "")
    assert "Illegal data address" in illegal.stderr + illegal.stdout


def test_it_answers_after_noise(run_dir: Path) -> None:
    with serial.Serial(str(run_dir / "wires/io"), timeout=30) as port:
        for _ in range(5):
            send(run_dir, ["noise", "io", "37"])
        assert len(port.read(5 * 37)) == 5 * 37  # nothing is left of it on this side
    assert inputs(run_dir) == [0, 0, 0, 0]
