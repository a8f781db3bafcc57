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
from typing import Any, Protocol

import pytest

from kiosk.faces.voice import models
from kiosk.faces.voice.contract import ModelMissing
from tests.booth_processes import ROOT, eventually
from tests.recordings import models_dir

BOOTH = ROOT / "booth"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers
UP_SECONDS = 120
ENDING_SECONDS = 60
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


def why_no_voice() -> str:
    """Why nothing can speak here; "" when it can."""
    stamps = (ROOT / ".venv").glob("installed-*voice*")
    if not any(stamps):
        return "this checkout was set up without a voice"
    try:
        models.find("kokoro", models_dir())
    except ModelMissing as error:
        return str(error)
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
        """The only one: what is just being started may bear the name of what starts it."""
        (pid,) = eventually(
            lambda: found if len(found := self.pids(command)) == 1 else None, f"{command} runs"
        )
        return pid

    def ends(self) -> None:
        """With everything that it started."""
        self.process.wait(ENDING_SECONDS)
        eventually(lambda: not self.pids(), "everything it started has ended", ENDING_SECONDS)

    def tells(self) -> dict[str, Any]:
        """What the kiosk says of itself. Asks without the mark, so as not to be counted."""
        done = subprocess.run([BOOTH, "ctl", "status", "--json"], capture_output=True, timeout=60)
        kiosk: dict[str, Any] = json.loads(done.stdout)["kiosk"]
        return kiosk

    def is_whole(self) -> bool:
        """Whether the kiosk draws and sees the guard."""
        return self.tells().get("guard_connected") is True

    def comes_up(self) -> None:
        eventually(lambda: self.process.poll() is not None or self.is_whole(), "the booth is up", UP_SECONDS)
        assert self.process.poll() is None, self.log.read_text("utf-8")


class Start(Protocol):
    def __call__(self, *words: str, **environment: str) -> Started: ...


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `./booth run` without a display and without any registry."""
    if reason := why_not_here():
        pytest.skip(reason)
    running: list[subprocess.Popen[bytes]] = []

    def run(*words: str, **more: str) -> Started:
        mark, log = f"BOOTH_MARK={uuid.uuid4()}", tmp_path / "log"
        unreachable = dict.fromkeys(("PIP_INDEX_URL", "http_proxy", "https_proxy"), NOWHERE)
        environment = {**os.environ, **unreachable, **more, **dict([mark.split("=")])}
        environment.pop("DISPLAY", None)
        with log.open("wb") as out:
            running.append(subprocess.Popen([BOOTH, "run", *words], env=environment, stdout=out, stderr=out))
        return Started(running[0], mark, log)

    yield run
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.wait(ENDING_SECONDS)


@pytest.fixture
def started(start: Start) -> Started:
    return start()


def test_it_runs_without_a_registry_and_leaves_nothing_behind(started: Started) -> None:
    started.comes_up()
    assert "screenshot" in started.log.read_text("utf-8"), "it does not say how to look without a display"
    started.process.send_signal(signal.SIGINT)
    started.ends()


def test_it_has_a_voice_where_that_is_asked_for(start: Start, tmp_path: Path) -> None:
    """Its models are somebody else's: they are too large to be fetched in a test."""
    if why_no_voice():
        pytest.skip(why_no_voice())
    text = (ROOT / "deploy" / "demo" / "booth.toml").read_text("utf-8").replace("../..", str(ROOT))
    own = tmp_path / "booth.toml"
    own.write_text(f'{text}\n[voice]\nmodels_dir = "{models_dir()}"\n', encoding="utf-8")
    booth = start("--voice", BOOTH_FILE=str(own))
    booth.comes_up()
    subprocess.run([BOOTH, "ctl", "sim", "lift"], check=True, timeout=60)
    eventually(lambda: booth.tells()["said"], "it says something", 60)


def test_run_takes_no_other_word() -> None:
    done = subprocess.run([BOOTH, "run", "--loud"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "--voice" in done.stderr


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
    started.ends()


def test_a_second_one_says_that_the_first_is_running(started: Started) -> None:
    started.comes_up()
    second = subprocess.run([BOOTH, "run"], capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert "running already" in second.stderr
    assert started.process.poll() is None
