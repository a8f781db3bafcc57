"""What listening takes of one core while nobody speaks: the handset is up, and it is quiet, or as in a room.

On the real kiosk process with PulseAudio's microphone. The booth doesn't speak, as it would listen no longer.
"""

from __future__ import annotations

import math
import subprocess
import tempfile
import threading
import time
from array import array
from contextlib import suppress
from pathlib import Path

from kiosk.faces.voice.contract import SAMPLE_RATE
from tests.bench.figures import Figure
from tests.bench.processor_time import processor_seconds
from tests.booth_processes import PORTRAIT, WholeBooth, eventually, virtual_display
from tests.kiosk.faces.voice import pulse
from tests.recordings import in_pink_noise, models_dir

TARGET_PERCENT = 10
MEASURED_SECONDS = 20
SETTLING_SECONDS = 5  # what is heard at first is all looked at
RESTING_PERCENT = 5  # a booth that prepares for what may be said takes more
ROOM_DBFS = -50
FULL_SCALE = 32767


def measure() -> list[Figure]:
    """() where there is no PulseAudio."""
    if not pulse.available():
        return []
    section = (
        f'[voice]\nspeaks = false\nmodels_dir = "{models_dir()}"\n'
        f'microphone = "{pulse.MICROPHONE}"\nhandset_microphone = "{pulse.MICROPHONE}"\n'
    )
    with (
        tempfile.TemporaryDirectory(prefix="booth-bench-") as folder,
        pulse.Pulse(Path(folder)) as room,
        virtual_display(PORTRAIT) as display,
        WholeBooth(
            Path(folder) / "booth",
            display,
            changes={"idle_seconds": "600"},
            more=section,
            environment=room.environment,
        ) as booth,
    ):
        booth.start()
        kiosk = booth.processes["kiosk"].pid
        eventually(lambda: _percent(kiosk, 2) < RESTING_PERCENT, "it has prepared itself", 180)
        resting = _percent(kiosk, MEASURED_SECONDS)
        booth.sim("lift")
        quiet = _percent_listening(booth)
        sound = room_noise(4 * (SETTLING_SECONDS + MEASURED_SECONDS))
        noise = threading.Thread(target=_sound, args=(room, sound), daemon=True)
        noise.start()
        noisy = _percent_listening(booth)
        assert noise.is_alive(), "the room was to be heard to the end"
    return [
        Figure("listening_in_quiet", quiet, "%", TARGET_PERCENT, {"resting_percent": resting}),
        Figure("listening_in_a_room", noisy, "%", TARGET_PERCENT, {"noise_dbfs": ROOM_DBFS}),
    ]


def room_noise(seconds: int) -> bytes:
    """Pink, and no louder than a room with nobody in it."""
    silence = array("h", [1, -1] * (SAMPLE_RATE * seconds // 2)).tobytes()
    own_dbfs = -20 * math.log10(FULL_SCALE)
    return in_pink_noise(silence, own_dbfs - ROOM_DBFS, seed=1)


def _sound(room: pulse.Pulse, sound: bytes) -> None:
    with suppress(subprocess.CalledProcessError):  # the room ends before it
        room.say(sound)


def _percent_listening(booth: WholeBooth) -> float:
    def listens() -> bool:
        kiosk = booth.kiosk()
        return kiosk is not None and kiosk.listening

    eventually(listens, "it listens")
    time.sleep(SETTLING_SECONDS)
    percent = _percent(booth.processes["kiosk"].pid, MEASURED_SECONDS)
    assert listens(), "it listens all the time"
    return percent


def _percent(process_id: int, seconds: float) -> float:
    """Of one core, by the process with all its threads."""
    began, spent = time.monotonic(), processor_seconds(process_id)
    time.sleep(seconds)
    return round(100 * (processor_seconds(process_id) - spent) / (time.monotonic() - began), 1)
