"""A PulseAudio of the test's own, whose null sinks stand for loudspeaker and handset."""

from __future__ import annotations

import array
import math
import os
import shutil
import signal
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.booth_processes import eventually

SINKS = ("loudspeaker", "handset")
RATE_HZ = 16_000
LOUD = 300  # of 32767, RMS: a tone is far above, the silence of a null sink is 0
ALSA = "<confdir:alsa.conf>\n" + "".join(
    f'pcm.booth_{sink} {{ type pulse device {sink} hint {{ show on description "{sink}" }} }}\n'
    for sink in SINKS
)


def available() -> bool:
    return all(map(shutil.which, ("pulseaudio", "parec", "pactl")))


class SoundServer:
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
        modules = [f"module-native-protocol-unix socket={self._folder}/pulse.sock auth-anonymous=1"]
        modules += [f"module-null-sink sink_name={sink} rate={RATE_HZ} channels=1" for sink in SINKS]
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", *_options(modules)],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._answers, "PulseAudio answers")

    def kill(self) -> None:
        """As when somebody pulls the plug."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        (self._folder / "pulse.sock").unlink(missing_ok=True)

    def listen(self, sink: str) -> Ear:
        return Ear(sink, self.environment)

    def _answers(self) -> bool:
        command = ["pactl", "list", "short", "sinks"]
        answer = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        return all(sink.encode() in answer.stdout for sink in SINKS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


class Ear:
    """Hears what comes out of a sink, in the order in which it comes."""

    def __init__(self, sink: str, environment: dict[str, str]) -> None:
        self._recorder = subprocess.Popen(
            [
                "parec",
                f"--device={sink}.monitor",
                f"--rate={RATE_HZ}",
                "--channels=1",
                "--format=s16le",
                "--latency-msec=10",
            ],
            env=environment,
            stdout=subprocess.PIPE,
        )
        self.levels: list[float] = []
        threading.Thread(target=self._listen, daemon=True).start()
        eventually(lambda: bool(self.levels), "the sink can be heard")

    def hears_sound(self) -> bool:
        return bool(self.levels) and self.levels[-1] > LOUD

    def hears_nothing(self) -> bool:
        return not self.hears_sound()

    def close(self) -> None:
        self._recorder.terminate()
        self._recorder.wait()

    def _listen(self) -> None:
        assert self._recorder.stdout is not None
        while piece := self._recorder.stdout.read(RATE_HZ // 100 * 2):
            samples = array.array("h", piece[: len(piece) // 2 * 2])
            self.levels.append(math.sqrt(sum(s * s for s in samples) / max(1, len(samples))))


def _options(modules: list[str]) -> list[str]:
    return [word for module in modules for word in ("-L", module)]
