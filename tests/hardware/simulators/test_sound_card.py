"""The sound card of `./booth run --voice`, as its Procfile starts it: its microphone hears what is said."""

from __future__ import annotations

import array
import math
import os
import shutil
import signal
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.simulators.sound_card import SoundCard
from tests.booth_processes import ROOT, eventually

RATE_HZ = 16_000
LOUD = 3_000  # of 32767
MOST_SECONDS = 30  # until all of it was heard
needs_pulseaudio = pytest.mark.skipif(
    not all(map(shutil.which, ("pulseaudio", "paplay", "parec", "pactl"))), reason="PulseAudio is not here"
)


@pytest.fixture
def run_dir(tmp_path: Path) -> Iterator[Path]:
    """The folder of a running booth that has a simulated sound card."""
    folder = tmp_path / "build" / "run"
    folder.mkdir(parents=True)
    line = (ROOT / "deploy" / "demo" / "Procfile.sound").read_text("utf-8").partition(": ")[2]
    environment = {
        **os.environ,
        "BOOTH": str(tmp_path),
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    card = subprocess.Popen(
        ["sh", "-c", f"exec {line}"], env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    try:
        eventually(lambda: b"microphone" in sources(folder), "there is a microphone")
        yield folder
    finally:
        card.send_signal(signal.SIGTERM)
        card.wait(30)


def sources(run_dir: Path) -> bytes:
    command = ["pactl", f"--server=unix:{run_dir}/pulse.sock", "list", "short", "sources"]
    return subprocess.run(command, capture_output=True, check=False).stdout


def tone(file: Path, seconds: int = 1) -> Path:
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        samples = (int(12_000 * math.sin(2 * math.pi * 440 * n / RATE_HZ)) for n in range(seconds * RATE_HZ))
        sound.writeframes(array.array("h", samples).tobytes())
    return file


@needs_pulseaudio
def test_what_is_said_is_heard_by_the_microphone(run_dir: Path, tmp_path: Path) -> None:
    server = f"--server=unix:{run_dir}/pulse.sock"
    command = ["parec", server, "--device=microphone", f"--rate={RATE_HZ}", "--channels=1", "--format=s16le"]
    card = SoundCard(run_dir)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as microphone:
        assert microphone.stdout is not None
        microphone.stdout.read(2 * RATE_HZ // 10)  # it is open
        card.say([str(tone(tmp_path / "tone.wav"))])
        loud = 0
        for _ in range(MOST_SECONDS):
            heard = array.array("h", microphone.stdout.read(2 * RATE_HZ))
            loud += sum(abs(sample) > LOUD for sample in heard)
            if loud > RATE_HZ // 2:
                break
        microphone.kill()
    card.close()
    assert loud > RATE_HZ // 2


@needs_pulseaudio
def test_one_thing_is_said_at_a_time(run_dir: Path, tmp_path: Path) -> None:
    card, file = SoundCard(run_dir), str(tone(tmp_path / "tone.wav", seconds=30))
    card.say([file])
    with pytest.raises(ValueError, match="something is being said"):
        card.say([file])
    card.close()


def test_what_can_not_be_said_is_told(tmp_path: Path) -> None:
    file = tmp_path / "words.wav"
    file.write_text("hello", encoding="ascii")
    with pytest.raises(ValueError, match="no simulated sound card"):
        SoundCard(tmp_path).say([str(file)])
    (tmp_path / "pulse.sock").touch()
    with pytest.raises(ValueError, match=r"words\.wav is no WAV file"):
        SoundCard(tmp_path).say([str(file)])
