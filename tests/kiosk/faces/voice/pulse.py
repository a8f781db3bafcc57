"""A PulseAudio of the test's own: a microphone into which sound is played, and loudspeakers if wanted."""

from __future__ import annotations

import array
import math
import os
import shutil
import signal
import subprocess
import threading
import wave
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.faces.voice.contract import SAMPLE_RATE
from tests.booth_processes import eventually

MICROPHONE = "booth_microphone"  # as PortAudio calls it
ALSA = 'pcm.booth_{name} {{ type pulse device {device} hint {{ show on description "{device}" }} }}\n'
MODULES = (
    f"module-null-sink sink_name=micin rate={SAMPLE_RATE} channels=1",
    "module-remap-source master=micin.monitor source_name=mic",
)
LOST_AT_FIRST_SECONDS = 1  # the source wakes up only when something is played

LOUD = 300  # of 32767, RMS: a tone is far above, the silence of a null sink is 0


def available() -> bool:
    return all(map(shutil.which, ("pulseaudio", "paplay", "parec", "pactl")))


class Pulse:
    def __init__(self, folder: Path, loudspeakers: Sequence[str] = ()) -> None:
        """What is played on a loudspeaker takes its time, and is heard by an Ear; to PortAudio it is
        booth_NAME."""
        self._folder = folder
        self._loudspeakers = loudspeakers
        self._process: subprocess.Popen[bytes] | None = None
        configuration = folder / "asound.conf"
        devices = {"microphone": "mic", **{name: name for name in loudspeakers}}
        described = (ALSA.format(name=name, device=device) for name, device in devices.items())
        configuration.write_text("".join(("<confdir:alsa.conf>\n", *described)), encoding="ascii")
        self.environment = {
            **os.environ,
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "ALSA_CONFIG_PATH": str(configuration),
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }

    def start(self) -> None:
        socket = f"module-native-protocol-unix socket={self._folder}/pulse.sock auth-anonymous=1"
        sinks = (
            f"module-null-sink sink_name={name} rate={SAMPLE_RATE} channels=1" for name in self._loudspeakers
        )
        options = [word for module in (socket, *MODULES, *sinks) for word in ("-L", module)]
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no", *options],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._answers, "PulseAudio has its microphone and loudspeakers")

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

    def listen(self, loudspeaker: str) -> Ear:
        return Ear(loudspeaker, self.environment)

    def _answers(self) -> bool:
        command = ["pactl", "list", "short", "sources"]
        answer = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        sources = ("mic", *(f"{name}.monitor" for name in self._loudspeakers))
        return all(f"\t{source}\t".encode() in answer.stdout for source in sources)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


class Ear:
    """Hears what comes out of a loudspeaker, in the order in which it comes: 10 ms at a time."""

    def __init__(self, loudspeaker: str, environment: dict[str, str]) -> None:
        format_ = [f"--rate={SAMPLE_RATE}", "--channels=1", "--format=s16le", "--latency-msec=10"]
        self._recorder = subprocess.Popen(
            ["parec", f"--device={loudspeaker}.monitor", *format_], env=environment, stdout=subprocess.PIPE
        )
        self.levels: list[float] = []
        threading.Thread(target=self._listen, daemon=True).start()
        eventually(lambda: bool(self.levels), "the loudspeaker can be heard")

    def hears_sound(self) -> bool:
        return bool(self.levels) and self.levels[-1] > LOUD

    def hears_nothing(self) -> bool:
        return not self.hears_sound()

    def close(self) -> None:
        self._recorder.terminate()
        self._recorder.wait()

    def _listen(self) -> None:
        assert self._recorder.stdout is not None
        while piece := self._recorder.stdout.read(SAMPLE_RATE // 100 * 2):
            samples = array.array("h", piece[: len(piece) // 2 * 2])
            self.levels.append(math.sqrt(sum(s * s for s in samples) / max(1, len(samples))))
