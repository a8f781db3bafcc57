"""From a press on the wire to the first byte of ATD: the second press, which skips the window.

Both moments are stamped by the simulators, at the far ends of the two wires. The press is held, as people do,
so that a poll finds it latched and down; one that is over before the next poll is only found latched, and has
to be told from a bouncing contact first.
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from hardware.link.messages import AlarmPhase, EndAlarm, LinePhase
from hardware.simulators.control import SimulatorError
from tests.bench.figures import MS_PER_SECOND, Figure, percentile, time_taken
from tests.bench.rig import whole_booth
from tests.booth_processes import WholeBooth, eventually

PRESSES = 150
IDLE_TARGET_MS = 40
POLL_MS = 10  # the guard reads its inputs so often; nothing can be faster than the next poll
PAUSE_SECONDS = (0.1, 0.15)  # between presses: nobody is faster, and no poll knows when it ends
PROCESSORS_TO_BURN = 2


def measure() -> list[Figure]:
    with whole_booth() as citizen:
        booth = citizen.booth
        conditions: dict[str, tuple[Callable[[], AbstractContextManager[None]], str]] = {
            "idle": (contextlib.nullcontext, "press"),
            "processors_busy": (_processors_busy, "press"),
            "kiosk_stopped": (lambda: _kiosk_stopped(booth), "press"),
            "shorter_than_poll": (contextlib.nullcontext, "tap"),
        }
        figures = []
        for name, (condition, second_press) in conditions.items():
            with condition():
                samples = [_press_twice(booth, second_press) for _ in range(PRESSES)]
            figures += _figures(name, samples)
    return figures


def _figures(condition: str, samples: list[float]) -> list[Figure]:
    target = IDLE_TARGET_MS if condition == "idle" else None
    over_poll = percentile(samples, 50) * MS_PER_SECOND / POLL_MS
    return [
        time_taken(f"press_to_dial_{condition}_p99", samples, 99, target),
        Figure(f"press_to_dial_{condition}_p50_over_poll", round(over_poll, 2), "x"),
    ]


def _press_twice(booth: WholeBooth, second_press: str) -> float:
    """Seconds from the second press to ATD; then the alarm is ended on site."""
    _pause()
    booth.sim("tap")
    eventually(lambda: booth.phase() is AlarmPhase.ASKING, "the first press is noticed")
    _pause()
    pressed_at: float = booth.sim(second_press)["pressed_at"]
    eventually(lambda: booth.phase() in (AlarmPhase.DIALLING, AlarmPhase.CONNECTED), "it is dialled")
    dialled_at = eventually(lambda: _dialled_after(booth, pressed_at), "ATD reached the modem")
    booth.sim("release")
    booth.tell_guard(EndAlarm(by="technician"))
    with contextlib.suppress(SimulatorError):
        booth.sim("hangup")
    eventually(lambda: _at_rest(booth), "the alarm is over")
    return dialled_at - pressed_at


def _pause() -> None:
    time.sleep(random.uniform(*PAUSE_SECONDS))


def _dialled_after(booth: WholeBooth, moment: float) -> float | None:
    lines = booth.sim("log modem")["lines"]
    dials = (
        line["first_byte_at"]
        for line in reversed(lines)
        if line["text"].startswith("ATD") and line["first_byte_at"] > moment
    )
    return next(dials, None)


def _at_rest(booth: WholeBooth) -> bool:
    state = booth.state()
    return state is not None and state.alarm.phase is AlarmPhase.NONE and state.line.phase is LinePhase.IDLE


@contextlib.contextmanager
def _processors_busy() -> Iterator[None]:
    burners = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(PROCESSORS_TO_BURN)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


@contextlib.contextmanager
def _kiosk_stopped(booth: WholeBooth) -> Iterator[None]:
    booth.freeze("kiosk")
    try:
        yield
    finally:
        booth.thaw("kiosk")
