"""A whole booth for tests, tours and benches: simulators, guard and kiosk as real processes on real PTYs."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from hardware.link.client import LinkError
from hardware.link.inquiry import ask, current_state
from hardware.link.messages import AlarmPhase, Command, DescribeKiosk, KioskDescription, State, TakeScreenshot
from hardware.simulators.control import SimulatorError, send

if TYPE_CHECKING:
    from tests.platform_process import PlatformProcess

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent
SHORT_PRESS_SECONDS = 0.08
TOUCHING_SECONDS = 0.55  # a second touch within 0.5 s is taken for a trembling finger's
TYPING_SECONDS = 0.3  # the same digit within 0.25 s likewise
ANSWER_SECONDS = 10  # which guard and kiosk may take on a machine that runs other tests besides
DEMO_FILE = ROOT / "deploy" / "demo" / "booth.toml"
PEOPLE_FILE = DEMO_FILE.with_name("people.toml")
COURSE = (
    AlarmPhase.HOLDING,
    AlarmPhase.ASKING,
    AlarmPhase.ANNOUNCED,
    AlarmPhase.DIALLING,
    AlarmPhase.CONNECTED,
)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class PanelSize:
    """A 21.5 inch panel, upright or lying."""

    width_px: int
    height_px: int
    width_mm: float
    height_mm: float


PORTRAIT = PanelSize(1080, 1920, 267.8, 476.1)
LANDSCAPE = PanelSize(1920, 1080, 476.1, 267.8)


def eventually(find: Callable[[], Found | None], what: str, seconds: float = 60) -> Found:
    """What `find` finds, as soon as it is true. Fails with `what` was awaited."""
    deadline = time.monotonic() + seconds
    while True:
        found = find()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Touch:
    target: str
    moment: float
    targets: Mapping[str, tuple[int, int, int, int]]  # what there was to be touched: left, top, width, height


def _is_digit(target: str) -> bool:
    return target[:-1] == "digit:"


@contextmanager
def virtual_display(panel: PanelSize) -> Iterator[str]:
    """An X server of its own, as large as the panel; gives its DISPLAY."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{panel.width_px}x{panel.height_px}x24",
         "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@dataclass
class WholeBooth:
    """Starts what is asked for in `folder`, and ends it. Each process logs to `folder`/<name>.log."""

    folder: Path
    display: str = ""
    panel: PanelSize = PORTRAIT
    changes: dict[str, str] = field(default_factory=dict)
    platform: PlatformProcess | None = None  # None: the platform is away
    more: str = ""  # of the booth file
    environment: Mapping[str, str] = field(default_factory=dict)  # besides one's own
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _last_touch: Touch = Touch("", 0.0, {})

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.booth_file.write_text(self._booth_file_text(), encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(list(self.processes)):
            self.end(name)

    @property
    def booth_file(self) -> Path:
        return self.folder / "booth.toml"

    @property
    def run_dir(self) -> Path:
        return self.folder / "run"

    def start_simulators(self) -> None:
        places = ("--dir", str(self.run_dir), "--people", str(PEOPLE_FILE))
        self._start("simulators", [sys.executable, "-m", "hardware.simulators", *places])
        eventually(self._simulators_answer, "the simulators answer")

    def start_guard(self) -> None:
        self._start("guard", [str(SCRIPTS / "booth-guard")])

    def start_kiosk(self) -> None:
        self._start("kiosk", [str(SCRIPTS / "booth-kiosk")])

    def start(self, *, ready: bool = True) -> None:
        """Everything; with `ready`, wait until every wire works and the kiosk shows the attract screen."""
        self.start_simulators()
        self.start_guard()
        self.start_kiosk()
        if ready:
            eventually(self.wires_ready, "every device is ready")
            eventually(self.kiosk_connected, "the kiosk is connected")

    def end(self, name: str) -> int:
        """End a process the friendly way; the hard way when that takes long."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            return process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def freeze(self, name: str) -> None:
        self.processes[name].send_signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        self.processes[name].send_signal(signal.SIGCONT)

    def sim(self, words: str) -> dict[str, Any]:
        return send(self.run_dir, words.split())

    def press_shortly(self) -> None:
        """As long as a finger does at least, some time after the last press."""
        time.sleep(SHORT_PRESS_SECONDS)
        self.sim("press")
        time.sleep(SHORT_PRESS_SECONDS)
        self.sim("release")

    def state(self) -> State | None:
        """The guard's state; None while it does not answer."""
        try:
            return current_state(self.run_dir / "guard.sock")
        except LinkError:
            return None

    def phase(self) -> AlarmPhase | None:
        """The alarm's phase; None while the guard does not answer."""
        state = self.state()
        return state.alarm.phase if state is not None else None

    def alarm_has_come_to(self, phase: AlarmPhase) -> bool:
        """Or has gone on from it: an alarm waits for nobody who looks late, as a busy machine's tests do."""
        now = self.phase()
        return now in COURSE and COURSE.index(now) >= COURSE.index(phase)

    def tell_guard(self, command: Command) -> None:
        ask(self.run_dir / "guard.sock", command, ANSWER_SECONDS)

    def kiosk(self) -> KioskDescription | None:
        """What is on stage; None while the kiosk does not answer."""
        try:
            description = ask(self.run_dir / "kiosk.sock", DescribeKiosk(1), ANSWER_SECONDS)
        except LinkError:
            return None
        assert isinstance(description, KioskDescription)
        return description

    def revived_kiosk(self) -> KioskDescription | None:
        """The same; where it has ended it is started anew, as by systemd: a frozen one ends itself."""
        if self.processes["kiosk"].poll() is not None:
            self.start_kiosk()
        return self.kiosk()

    def wires_ready(self) -> bool:
        state = self.state()
        return (
            state is not None and state.network_registered and all(d.health == "ready" for d in state.devices)
        )

    def kiosk_connected(self) -> bool:
        kiosk = self.kiosk()
        return kiosk is not None and kiosk.guard_connected and kiosk.frames > 0

    def wait_for_view(self, view: str) -> KioskDescription:
        def shown() -> KioskDescription | None:
            kiosk = self.kiosk()
            return kiosk if kiosk is not None and kiosk.view == view and kiosk.targets else None

        return eventually(shown, f"the view {view} is on stage")

    def wait_for_next_view(self, view: str) -> KioskDescription:
        """Where the last touch has led to: what was touched may still be there for a moment."""

        def shown() -> KioskDescription | None:
            kiosk = self.wait_for_view(view)
            return kiosk if kiosk.targets != self._last_touch.targets else None

        return eventually(shown, f"another view {view} is on stage")

    def tap(self, target: str) -> None:
        """Touch the middle of a target, from outside, as soon as it is on the screen."""

        def there() -> KioskDescription | None:
            kiosk = self.kiosk()
            return kiosk if kiosk is not None and target in kiosk.targets else None

        self._wait_for_another_touch(target)
        targets = eventually(there, f"there is a target {target!r}").targets
        left, top, width, height = targets[target]
        self.touch(left + width // 2, top + height // 2)
        self.kiosk()  # answers once it has come round to the touch, however busy it was
        self._last_touch = Touch(target, time.monotonic(), targets)

    def _wait_for_another_touch(self, target: str) -> None:
        """Not sooner after the last touch than people do: what is sooner would be taken for a tremor."""
        last = self._last_touch
        pause_seconds = TOUCHING_SECONDS
        if _is_digit(last.target) and _is_digit(target):
            pause_seconds = TYPING_SECONDS if target == last.target else 0
        time.sleep(max(0.0, last.moment + pause_seconds - time.monotonic()))

    def touch(self, x: int, y: int) -> None:
        subprocess.run(
            ["xdotool", "mousemove", str(x), str(y), "click", "1"],
            env={**os.environ, "DISPLAY": self.display}, check=True,
        )  # fmt: skip

    def photograph(self, path: Path) -> None:
        ask(self.run_dir / "kiosk.sock", TakeScreenshot(str(path.absolute()), 1), 2 * ANSWER_SECONDS)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def dialled(self) -> list[str]:
        """The numbers of all ATD commands that reached the modem, in order."""
        return re.findall(r"ATD([0-9*#+]+);", json.dumps(self.sim("log modem")))

    def _simulators_answer(self) -> bool:
        try:
            self.sim("state")
        except SimulatorError:
            return False
        return True

    def _start(self, name: str, command: list[str]) -> None:
        own = {"BOOTH_FILE": str(self.booth_file), "PYTHONUNBUFFERED": "1"}
        environment = {**os.environ, **self.environment, **own}
        environment.pop("DISPLAY", None)
        if self.display:
            environment["DISPLAY"] = self.display
        else:
            environment["SDL_VIDEODRIVER"] = "offscreen"
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def _booth_file_text(self) -> str:
        panel = self.panel
        changes = {
            "width_px": str(panel.width_px),
            "height_px": str(panel.height_px),
            "width_mm": str(panel.width_mm),
            "height_mm": str(panel.height_mm),
            **self._platform_place(),
            **self.changes,
        }
        text = DEMO_FILE.read_text(encoding="utf-8").replace("../../build/run", "run")
        for key, value in changes.items():
            text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
            assert found, f"the demonstration's booth file has no {key}"
        return f"{text}\n{self.more}"

    def _platform_place(self) -> dict[str, str]:
        if self.platform is None:
            return {"url": '"http://127.0.0.1:9"'}  # the discard port: nobody listens
        return {"url": f'"{self.platform.url}"', "token_file": f'"{self.platform.token_file}"'}
