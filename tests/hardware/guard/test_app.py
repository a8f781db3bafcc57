"""How the guard starts, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.guard import app
from hardware.guard.settings import load_guard_settings
from hardware.guard.store import Store
from tests.booth_processes import WholeBooth
from tests.hardware.eventually import eventually
from tests.hardware.guard.conftest import GuardedBooth


def test_a_second_guard_does_not_disturb_the_first(booth: GuardedBooth) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "hardware.guard.app", "--booth-file", str(booth.whole.booth_file)],
        capture_output=True,
        timeout=60,
    )
    assert second.returncode == os.EX_UNAVAILABLE
    booth.connect()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_systemd_is_told_of_the_start_the_watchdog_and_the_end(
    other_folder: Path, how: signal.Signals
) -> None:
    with WholeBooth(other_folder) as whole, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        GuardedBooth(whole).write_booth_file()
        systemd.bind(str(other_folder / "notify"))
        systemd.settimeout(60)
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(other_folder / "notify"),
            "WATCHDOG_USEC": "200000",
            "BOOTH_FILE": str(whole.booth_file),
        }
        guard = subprocess.Popen([sys.executable, "-m", "hardware.guard.app"], env=environment)
        told = b""
        while told.count(b"WATCHDOG=1") < 3:
            told += systemd.recv(4096) + b"\n"
        assert b"READY=1" in told
        guard.send_signal(how)
        while b"STOPPING=1" not in told:
            told += systemd.recv(4096)
        assert guard.wait(60) == 0


async def test_a_press_stays_latched_until_the_disk_has_it(
    other_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before, the next guard finds it on the wire."""
    on_disk = asyncio.Event()

    async def settled(_store: Store) -> None:
        await on_disk.wait()

    monkeypatch.setattr(Store, "settled", settled)
    with WholeBooth(other_folder) as whole:
        GuardedBooth(whole).write_booth_file()
        whole.start_simulators()
        guard = asyncio.create_task(app.run(load_guard_settings(whole.booth_file)))
        try:
            whole.sim("tap")
            await eventually(lambda: whole.sim("state")["io"]["outputs"]["button_lamp"], "the alarm is begun")
            await asyncio.sleep(0.1)
            assert whole.sim("state")["io"]["inputs"]["emergency_latch"]
            on_disk.set()
            await eventually(
                lambda: not whole.sim("state")["io"]["inputs"]["emergency_latch"], "the latch is cleared"
            )
        finally:
            on_disk.set()
            if not guard.done():
                os.kill(os.getpid(), signal.SIGTERM)
            assert await guard == os.EX_OK


def test_a_wrong_booth_file_stops_the_start_with_every_fault(other_folder: Path) -> None:
    with WholeBooth(other_folder) as whole:
        GuardedBooth(whole).write_booth_file(
            ('parity = "N"', 'parity = "X"'), ("free_call_seconds = 180", "free_call_secs = 180")
        )
        guard = subprocess.run(
            [sys.executable, "-m", "hardware.guard.app"],
            env={**os.environ, "BOOTH_FILE": str(whole.booth_file)},
            capture_output=True,
            timeout=60,
        )
    assert guard.returncode == os.EX_CONFIG
    assert b"devices.io" in guard.stderr
    assert b"did you mean 'free_call_seconds'" in guard.stderr


def test_the_booth_is_not_called_without_a_file() -> None:
    guard = subprocess.run(
        [sys.executable, "-m", "hardware.guard.app", "--booth-file", "/nowhere/booth.toml"],
        capture_output=True,
        timeout=60,
    )
    assert guard.returncode == os.EX_CONFIG
    assert b"can't be read" in guard.stderr
