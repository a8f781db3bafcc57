"""A guard and the simulated wires as real processes, brought to rest between tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hardware.link.client import CommandRefused
from hardware.link.messages import AlarmPhase, Command, EndAlarm, HangUp, LinePhase, State
from tests.booth_processes import WholeBooth, eventually

DUTY, STREET, POLICE, ASSISTANT = "02155500001", "02155500002", "110", "02155500114"
HOLD_SECONDS, WINDOW_SECONDS, ACKNOWLEDGED_SECONDS = 0.4, 5, 2
TIMES = f"""[emergency]
hold_seconds = {HOLD_SECONDS}
window_seconds = {WINDOW_SECONDS}
hold_on_seconds = 10
asking_seconds = 30
acknowledged_seconds = {ACKNOWLEDGED_SECONDS}
first_backoff_seconds = 5
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
            ('driver = "modbus_io"\n', 'driver = "modbus_io"\nanswer_ms = 1000\n'),  # the machine is busy
            *changes,
        ):
            assert old in text, f"the demonstration's booth file has no {old!r}"
            text = text.replace(old, new)
        self.whole.booth_file.write_text(text, encoding="utf-8")

    def start(self) -> None:
        if "simulators" not in self.whole.processes:
            self.whole.start_simulators()
        if "guard" not in self.whole.processes:
            self._keep_from_testing_by_itself()
            self.whole.start_guard()
        eventually(self.whole.wires_ready, "every device is ready")

    def _keep_from_testing_by_itself(self) -> None:
        """Ten minutes after its start a guard that knows of no test call makes one, whatever runs then."""
        path = self.state_dir / "test_call.json"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
            path.write_text(json.dumps({"last_good": an_hour_ago.isoformat(timespec="seconds")}))

    @property
    def state_dir(self) -> Path:
        return self.whole.run_dir / "state"

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

    def talk(self) -> None:
        """Until it has lasted so long that the alarm counts as taken; then the far end hangs up."""
        alarm = self.state_dir / "alarm.json"
        self.eventually(lambda: json.loads(alarm.read_text())["alarm"]["acknowledged"], "the alarm is taken")
        self.sim("hangup")
        self.until(AlarmPhase.ANSWERED)


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
