"""./booth as somebody at a terminal meets it: its verbs, and a whole booth from start to Ctrl-C."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.booth_processes import ROOT, eventually

BOOTH = ROOT / "booth"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers
VERBS = ("run", "ctl", "test", "check", "bench", "tour")


@pytest.mark.parametrize("words", [[], ["walk"]])
def test_a_wrong_verb_gets_the_right_ones(words: list[str]) -> None:
    done = subprocess.run([BOOTH, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert [verb for verb in VERBS if not re.search(rf"(?m)^  {verb} ", done.stderr)] == []


def test_make_and_ci_know_no_other_way() -> None:
    targets = (ROOT / "Makefile").read_text("utf-8").split("\n")[1].removesuffix(":").split()
    assert {*targets} == {*VERBS} - {"ctl"}
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith('/../booth" test')


def why_not_here() -> str:
    """Why `./booth run` can't be tried in this checkout without installing things; "" when it can."""
    version = f"Python {platform.python_version()}\n".encode()
    key = hashlib.sha256(version + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamps = [*(ROOT / ".venv").glob("installed-*")]
    if Path(sys.prefix) != ROOT / ".venv" or not any(key in stamp.read_text() for stamp in stamps):
        return "this checkout was not set up by ./booth"
    if shutil.which("s6-svscan") is None:
        return "s6 is not installed"
    return ""


@dataclass(frozen=True)
class Started:
    process: subprocess.Popen[bytes]
    mark: str  # in the environment of everything that it started
    log: Path

    def pids(self, command: str = "") -> list[int]:
        """Of the processes that it started, those whose command line holds `command`."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment, line = (folder / "environ").read_bytes(), (folder / "cmdline").read_bytes()
            except OSError:
                continue  # it has ended meanwhile
            if self.mark.encode() in environment and command.encode() in line:
                found.append(int(folder.name))
        return found

    def pid(self, command: str) -> int:
        (pid,) = eventually(lambda: self.pids(command), f"{command} runs")
        return pid

    def is_whole(self) -> bool:
        """Whether the kiosk draws and sees the guard. Asks without the mark, so as not to be counted."""
        done = subprocess.run([BOOTH, "ctl", "status", "--json"], capture_output=True, timeout=60)
        return json.loads(done.stdout)["kiosk"].get("guard_connected") is True

    def comes_up(self) -> None:
        eventually(lambda: self.process.poll() is not None or self.is_whole(), "the booth is up", 40)
        assert self.process.poll() is None, self.log.read_text("utf-8")


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """`./booth run` without a display and without any registry."""
    if reason := why_not_here():
        pytest.skip(reason)
    mark, log = f"BOOTH_MARK={uuid.uuid4()}", tmp_path / "log"
    unreachable = dict.fromkeys(("PIP_INDEX_URL", "http_proxy", "https_proxy"), NOWHERE)
    environment = {**os.environ, **unreachable, **dict([mark.split("=")])}
    environment.pop("DISPLAY", None)
    with log.open("wb") as out:
        process = subprocess.Popen([BOOTH, "run"], env=environment, stdout=out, stderr=out)
    booth = Started(process, mark, log)
    try:
        yield booth
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def test_it_runs_without_a_registry_and_leaves_nothing_behind(started: Started) -> None:
    started.comes_up()
    assert "screenshot" in started.log.read_text("utf-8"), "it does not say how to look without a display"
    started.process.send_signal(signal.SIGINT)
    started.process.wait(20)
    eventually(lambda: not started.pids(), "everything it started has ended", 5)


@pytest.mark.parametrize("command", ["booth-kiosk", "booth-guard"])
def test_what_is_killed_comes_back(started: Started, command: str) -> None:
    started.comes_up()
    killed = started.pid(command)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: [pid for pid in started.pids(command) if pid != killed], f"{command} is back")
    eventually(started.is_whole, "the booth is whole again")


def test_what_does_not_heed_its_end_is_ended_all_the_same(started: Started) -> None:
    started.comes_up()
    os.kill(started.pid("booth-guard"), signal.SIGSTOP)
    started.process.send_signal(signal.SIGTERM)
    started.process.wait(20)
    eventually(lambda: not started.pids(), "everything it started has ended", 5)


def test_a_second_one_says_that_the_first_is_running(started: Started) -> None:
    started.comes_up()
    second = subprocess.run([BOOTH, "run"], capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert "running already" in second.stderr
    assert started.process.poll() is None
