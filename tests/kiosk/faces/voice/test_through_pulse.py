"""From a sound server's microphone to a service that starts; and a microphone that is pulled out."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

pytest.importorskip("sounddevice", reason="PortAudio is not installed", exc_type=OSError)  # type: ignore[arg-type]  # raised where PortAudio is missing

from tests.booth_processes import ROOT
from tests.kiosk.faces.voice import pulse
from tests.recordings import models_dir, require_model, require_recording

ENDED = "(ended)"


class ListeningBooth:
    def __init__(self, environment: dict[str, str]) -> None:
        program = [sys.executable, "-m", "tests.kiosk.faces.voice.listening_process"]
        self._process = subprocess.Popen(
            [*program, pulse.MICROPHONE, str(models_dir())],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def tell(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def until(self, *lines: str, seconds: float = 30) -> str:
        """The first of the lines that it tells."""
        told: list[str] = []
        deadline = time.monotonic() + seconds
        while True:
            try:
                told.append(self._lines.get(timeout=deadline - time.monotonic()))
            except (queue.Empty, ValueError):  # a deadline that is over
                pytest.fail(f"none of {lines} within {seconds:g} s, but {told}")
            assert told[-1] != ENDED, f"it has ended after {told}"
            if told[-1] in lines:
                return told[-1]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.strip())
        self._lines.put(ENDED)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[pulse.Pulse]:
    if not pulse.available():
        pytest.skip("PulseAudio is not installed: apt install pulseaudio libasound2-plugins libportaudio2")
    require_model("whisper-base")
    with pulse.Pulse(tmp_path) as server:
        yield server


def test_a_word_into_the_microphone_starts_a_service(server: pulse.Pulse) -> None:
    hospital, yes = require_recording("zh/cmn_医院.flac"), require_recording("zh/cmn_确定.flac")
    with ListeningBooth(server.environment) as booth:
        booth.until("view Home")
        booth.tell("lift")
        booth.until("listening YES")
        server.say(hospital)
        if booth.until("service hospital", "asked") == "asked":
            server.say(yes)
            booth.until("service hospital")


def test_a_microphone_that_is_pulled_out_and_back_is_noticed(server: pulse.Pulse) -> None:
    with ListeningBooth(server.environment) as booth:
        booth.tell("lift")
        booth.until("listening YES")
        server.kill()
        booth.until("ears NO")
        server.start()
        booth.until("listening YES", seconds=90)
