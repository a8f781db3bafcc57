"""A guard and the simulated wires as real processes, brought to rest between tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.link.client import CommandRefused
from hardware.link.messages import AlarmPhase, Command, EndAlarm, HangUp, LinePhase, State
from tests.booth_processes import WholeBooth, eventually

DUTY, STREET, POLICE, ASSISTANT = "02155500001", "02155500002", "110", "02155500114"
TIMES = """[emergency]
hold_seconds = 0.4
window_seconds = 2
hold_on_seconds = 5
asking_seconds = 30
acknowledged_seconds = 2
first_backoff_seconds = 1
"""


class GuardedBooth:
    """The guard and its wires, without a kiosk."""

    def __init__(self, whole: WholeBooth) -> None:
        self.whole = whole
        self._dials_before = 0

    def write_booth_file(self, *changes: tuple[str, str]) -> None:
        text = self.whole.booth_file.read_text(encoding="utf-8")
        for old, new in (
            ("hold_seconds = 1.5\n", ""),
            ("window_seconds = 5\n", ""),
            ("[emergency]\n", TIMES),
            *changes,
        ):
            assert old in text, f"the demonstration's booth file has no {old!r}"
            text = text.replace(old, new)
        self.whole.booth_file.write_text(text, encoding="utf-8")

    def start(self) -> None:
        if "simulators" not in self.whole.processes:
            self.whole.start_simulators()
        if "guard" not in self.whole.processes:
            self.whole.start_guard()
        eventually(self.whole.wires_ready, "every device is ready")

    def come_to_rest(self) -> None:
        for words in ("plug modem", "plug io", "plug keypad", "replace", "service on", "sim in"):
            self.sim(words)
        for words in ("plug id_card", "card lift", "card well"):
            self.sim(words)
        for number in ("default", DUTY, STREET, POLICE, ASSISTANT):
            self.sim(f"far {number} answers 0.1")
        self.start()
        self.release()
        self.refusal(EndAlarm("technician", 1))
        self.until(AlarmPhase.NONE)
        self.refusal(HangUp(1))
        self.eventually(lambda: self.state().line.phase is LinePhase.IDLE, "the line is idle")
        self.eventually(lambda: not self.calls_up(), "no call is up")
        self._dials_before = len(self.whole.dialled())

    def sim(self, words: str) -> dict[str, Any]:
        return self.whole.sim(words)

    def tell(self, command: Command) -> None:
        self.whole.tell_guard(command)

    def refusal(self, command: Command) -> str:
        """Why the guard refuses `command`; "" when it does it."""
        try:
            self.tell(command)
        except CommandRefused as error:
            return error.reason
        return ""

    def state(self) -> State:
        return eventually(self.whole.state, "the guard answers")

    def until(self, phase: AlarmPhase) -> None:
        self.eventually(lambda: self.whole.phase() is phase, f"the alarm is {phase}")

    def eventually(self, condition: Callable[[], object], what: str) -> None:
        eventually(condition, what)

    def dialled(self) -> list[str]:
        """What reached the modem in this test."""
        return self.whole.dialled()[self._dials_before :]

    def calls(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self.sim("state")["modem"]["calls"]
        return calls

    def calls_up(self) -> list[dict[str, Any]]:
        return [call for call in self.calls() if call["ending"] is None]

    def press_twice(self) -> None:
        """The second press dials at once, whether the first was short or long."""
        self.sim("press")
        self.eventually(lambda: self.whole.phase() not in (None, AlarmPhase.NONE), "the press is seen")
        self.release()
        self.sim("press")
        before = (None, AlarmPhase.HOLDING, AlarmPhase.ASKING, AlarmPhase.ANNOUNCED)
        self.eventually(lambda: self.whole.phase() not in before, "the second press is seen")
        self.release()

    def release(self) -> None:
        """Until the guard must have seen it: what follows sooner would be a bounce of the contact."""
        self.sim("release")
        reads = self._reads()
        self.eventually(lambda: self._reads() >= reads + 6, "the button's wire is read")

    def _reads(self) -> int:
        reads: int = self.sim("state")["io"]["reads"]
        return reads

    def connect(self) -> None:
        self.press_twice()
        self.until(AlarmPhase.CONNECTED)


@pytest.fixture(scope="session")
def guarded_booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedBooth]:
    with WholeBooth(tmp_path_factory.mktemp("guard")) as whole:
        booth = GuardedBooth(whole)
        booth.write_booth_file()
        booth.start()
        yield booth


@pytest.fixture
def booth(guarded_booth: GuardedBooth) -> GuardedBooth:
    guarded_booth.come_to_rest()
    return guarded_booth


@pytest.fixture
def other_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For a booth of its own; short, because a socket's path is."""
    return tmp_path_factory.mktemp("own")
