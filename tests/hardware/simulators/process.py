"""The simulators as the process they are."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hardware.simulators.control import SimulatorError, send

START_SECONDS = 60


@contextlib.contextmanager
def simulators(run_dir: Path, *arguments: str) -> Iterator[Path]:
    """Runs them in `run_dir`, and ends them the friendly way."""
    process = start(run_dir, *arguments)
    try:
        yield run_dir
    finally:
        process.terminate()
        process.wait(30)


def start(run_dir: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Returns when they answer."""
    command = [sys.executable, "-m", "hardware.simulators", "--dir", str(run_dir), *arguments]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[3])
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(SimulatorError):
            send(run_dir, ["state"])
            return process
        assert process.poll() is None, "the simulators did not start"
        time.sleep(0.02)
    process.kill()
    raise AssertionError("the simulators do not answer")
