"""A PulseAudio of the test's own, with a microphone into which files are played."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import wave
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.faces.voice.contract import SAMPLE_RATE
from tests.booth_processes import eventually

MICROPHONE = "booth_microphone"  # as PortAudio calls it
ALSA = (
    "<confdir:alsa.conf>\n"
    f'pcm.{MICROPHONE} {{ type pulse device mic hint {{ show on description "mic" }} }}\n'
)
MODULES = (
    f"module-null-sink sink_name=micin rate={SAMPLE_RATE} channels=1",
    "module-remap-source master=micin.monitor source_name=mic",
)
LOST_AT_FIRST_SECONDS = 1  # the source wakes up only when something is played


def available() -> bool:
    return all(map(shutil.which, ("pulseaudio", "paplay", "pactl")))


class Pulse:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        configuration = folder / "asound.conf"
        configuration.write_text(ALSA, encoding="ascii")
        self.environment = {
            **os.environ,
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "ALSA_CONFIG_PATH": str(configuration),
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }

    def start(self) -> None:
        socket = f"module-native-protocol-unix socket={self._folder}/pulse.sock auth-anonymous=1"
        options = [word for module in (socket, *MODULES) for word in ("-L", module)]
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", *options],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._answers, "PulseAudio has a microphone")

    def kill(self) -> None:
        """As when somebody pulls the plug."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        (self._folder / "pulse.sock").unlink(missing_ok=True)

    def say(self, samples: bytes) -> None:
        """Into the microphone; returns when it has been said."""
        file = self._folder / "said.wav"
        with wave.open(str(file), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(SAMPLE_RATE)
            sound.writeframes(bytes(2 * SAMPLE_RATE * LOST_AT_FIRST_SECONDS) + samples)
        subprocess.run(["paplay", "--device=micin", str(file)], env=self.environment, check=True)
        file.unlink()

    def _answers(self) -> bool:
        command = ["pactl", "list", "short", "sources"]
        answer = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        return b"\tmic\t" in answer.stdout

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
