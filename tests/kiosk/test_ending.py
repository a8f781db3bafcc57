"""The kiosk is told to end while somebody speaks to it, and ends: seen on the real process."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytest.importorskip("sounddevice", reason="PortAudio is not installed", exc_type=OSError)  # type: ignore[arg-type]  # raised where PortAudio is missing

from tests.booth_processes import PORTRAIT, WholeBooth, eventually, virtual_display
from tests.kiosk.faces.voice import pulse
from tests.recordings import models_dir, require_model, require_recording

TIMES = 2  # what it may be doing when it is told is different each time
ENDS_SECONDS = 5  # systemd's TimeoutStopSec


@pytest.fixture
def room(tmp_path: Path) -> Iterator[pulse.Pulse]:
    if not pulse.available():
        pytest.skip("PulseAudio is not installed: apt install pulseaudio libasound2-plugins libportaudio2")
    require_model("whisper-base")
    folder = tmp_path / "room"
    folder.mkdir()
    with pulse.Pulse(folder) as room:
        yield room


@contextmanager
def somebody_who_speaks_on(room: pulse.Pulse) -> Iterator[None]:
    silent = threading.Event()
    words = 5 * require_recording("zh/cmn_医院.flac")

    def speak() -> None:
        while not silent.is_set():
            with suppress(subprocess.CalledProcessError):  # the room is gone before the word is said
                room.say(words)

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    yield
    silent.set()
    speaker.join(60)


@pytest.mark.timeout(300)  # for a recogniser on a busy machine
def test_told_to_end_while_it_listens_it_ends_at_once_and_well(room: pulse.Pulse, tmp_path: Path) -> None:
    section = (
        f'[voice]\nspeaks = false\nmodels_dir = "{models_dir()}"\n'
        f'microphone = "{pulse.MICROPHONE}"\nhandset_microphone = "{pulse.MICROPHONE}"\n'
    )
    with (
        virtual_display(PORTRAIT) as display,
        WholeBooth(tmp_path / "booth", display, more=section, environment=room.environment) as booth,
        somebody_who_speaks_on(room),
    ):
        booth.start()
        booth.sim("lift")
        for time_ in range(TIMES):
            eventually(
                lambda: (kiosk := booth.kiosk()) is not None and kiosk.attending, "it hears somebody", 110
            )
            time.sleep(0.5 * time_)  # the model is loaded, then at work
            process = booth.processes.pop("kiosk")
            process.send_signal(signal.SIGTERM)
            assert process.wait(ENDS_SECONDS) == 0, booth.log("kiosk")[-2000:]
            booth.start_kiosk()
        assert "terminate called" not in booth.log("kiosk")
        assert "gdb" not in booth.log("kiosk")
