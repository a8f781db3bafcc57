"""boothctl as an operator types it, against a real guard on simulated wires."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.boothctl.cli import run
from hardware.link.messages import AlarmPhase
from tests.booth_processes import ROOT, WholeBooth, eventually


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeBooth]:
    with WholeBooth(tmp_path_factory.mktemp("ctl")) as whole:
        whole.start_simulators()
        whole.start_guard()
        eventually(whole.wires_ready, "every device is ready")
        yield whole


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


def boothctl(booth_file: Path, *words: str) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["--booth-file", str(booth_file), *words])
    return Said(code, out.getvalue(), err.getvalue())


def sim(booth: WholeBooth, words: Sequence[str]) -> None:
    assert boothctl(booth.booth_file, "sim", *words).code == 0


def test_status_tells_what_is_and_what_is_gone(booth: WholeBooth) -> None:
    eventually(booth.wires_ready, "every device is ready")
    answer = boothctl(booth.booth_file, "status")
    assert answer.code == os.EX_UNAVAILABLE, "the kiosk is not running"
    lines = dict(
        line.split(maxsplit=1)
        for line in answer.out.splitlines()
        if not line.startswith(("device", "socket"))
    )
    assert lines["guard"].startswith("running")
    assert lines["kiosk"].startswith("GONE")
    assert lines["alarm"] == "none"
    assert "modem: ready" in answer.out


def test_status_for_programs(booth: WholeBooth) -> None:
    eventually(booth.wires_ready, "every device is ready")
    status = json.loads(boothctl(booth.booth_file, "status", "--json").out)
    assert status["guard"]["alarm"]["phase"] == "none"
    assert [device["health"] for device in status["guard"]["devices"]] == ["ready"] * 4
    assert "gone" in status["kiosk"]


def test_sim_moves_the_wires(booth: WholeBooth) -> None:
    sim(booth, ["lift"])
    eventually(lambda: (state := booth.state()) is not None and state.handset_lifted, "the handset is lifted")
    sim(booth, ["replace"])
    mute = boothctl(booth.booth_file, "sim", "say", "words.wav")
    assert mute.code == 64
    assert "./booth run --voice" in mute.err
    wrong = boothctl(booth.booth_file, "sim", "pres")
    assert wrong.code == os.EX_USAGE
    assert "did you mean 'press'" in wrong.err


def test_an_alarm_is_cancelled_and_ended(booth: WholeBooth) -> None:
    assert "nothing_to_do" in boothctl(booth.booth_file, "alarm", "cancel").err
    sim(booth, ["tap"])
    eventually(lambda: booth.alarm_has_come_to(AlarmPhase.ASKING), "the booth asks")
    assert boothctl(booth.booth_file, "alarm", "cancel").code == 0
    assert booth.phase() is AlarmPhase.NONE
    sim(booth, ["press"])
    eventually(lambda: booth.alarm_has_come_to(AlarmPhase.HOLDING), "the button is held")
    assert boothctl(booth.booth_file, "alarm", "end").code == 0
    sim(booth, ["release"])
    assert booth.phase() is AlarmPhase.NONE


def test_watch_prints_changes_without_a_number(booth: WholeBooth) -> None:
    environment = {**os.environ, "BOOTH_FILE": str(booth.booth_file)}
    with subprocess.Popen(
        [sys.executable, "-m", "deploy.boothctl.cli", "watch"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as watching:
        try:
            assert watching.stdout is not None
            assert "alarm none" in watching.stdout.readline()
            sim(booth, ["press"])
            assert any("alarm holding by button" in line for line in watching.stdout)
        finally:
            watching.terminate()
    sim(booth, ["release"])
    boothctl(booth.booth_file, "alarm", "end")


def test_a_kiosk_that_is_gone_takes_no_picture(booth: WholeBooth, tmp_path: Path) -> None:
    answer = boothctl(booth.booth_file, "screenshot", str(tmp_path / "picture.png"))
    assert answer.code == os.EX_UNAVAILABLE
    assert answer.err.startswith("boothctl: the kiosk does not answer")


def test_a_good_booth_file(booth: WholeBooth) -> None:
    answer = boothctl(booth.booth_file, "check")
    assert (answer.code, answer.out) == (0, "OK\n")


def test_every_fault_of_a_wrong_one_comes_once(booth: WholeBooth, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    text = booth.booth_file.read_text(encoding="utf-8")
    wrong.write_text(
        text.replace("latitude = 31.2397", "latitude = 131.0")
        .replace("hold_seconds = 1.5", "hold_seconds = 15")
        .replace("idle_seconds = 60", "idle_second = 60")
        .replace("[wifi]", "[wify]"),
        encoding="utf-8",
    )
    answer = boothctl(wrong, "check")
    assert answer.code == os.EX_CONFIG
    lines = answer.err.splitlines()
    for key in ("station.latitude = 131.0", "emergency.hold_seconds = 15", "visit.idle_second", "wify"):
        assert sum(f": {key}" in line for line in lines) == 1, key


def test_without_a_booth_there_is_nobody(tmp_path: Path) -> None:
    answer = boothctl(tmp_path / "nothing.toml", "status")
    assert answer.code == os.EX_CONFIG
    assert "can't be read" in answer.err
