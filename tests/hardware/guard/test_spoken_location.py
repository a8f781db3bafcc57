"""The recording reaches the line through a real `aplay`, and no fault of it holds up anything."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.guard import spoken_location
from hardware.guard.alarm_events import Event, SaidWhere, WhereUnsaid
from hardware.guard.spoken_location import SpokenLocation, fault_of
from tests.hardware.eventually import eventually
from tests.hardware.guard.recording import device, record

pytestmark = pytest.mark.skipif(shutil.which("aplay") is None, reason="alsa-utils are not here")


class Line:
    """The far end of the sound device."""

    def __init__(self, folder: Path) -> None:
        self.recording = folder / "where.wav"
        self.heard = folder / "heard.raw"
        self.told: list[Event] = []

    def voice(self, sound_device: str = "") -> SpokenLocation:
        return SpokenLocation(self.recording, sound_device or device(self.heard), self.told.append)

    async def until_told(self) -> Event:
        await eventually(lambda: self.told, "it is told how it went")
        return self.told.pop()


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


@pytest.fixture
def hanging(line: Line) -> Iterator[Line]:
    """Its sound device takes nothing. Whatever waits there in the end is let go."""
    os.mkfifo(line.heard)
    yield line
    os.close(os.open(line.heard, os.O_RDONLY | os.O_NONBLOCK))


def players() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "location"]


async def test_all_of_it_is_heard(line: Line) -> None:
    samples = record(line.recording, 3)
    line.voice().say(7)
    assert await line.until_told() == SaidWhere(7)
    assert line.heard.read_bytes() == samples


async def test_a_device_that_is_gone_is_told(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    record(line.recording, 1)
    line.voice("plughw:NoSuchModem").say(7)
    assert await line.until_told() == WhereUnsaid(7)
    assert "location_not_said" in caplog.text
    assert "NoSuchModem" in caplog.text


async def test_a_recording_that_is_gone_is_told(line: Line) -> None:
    line.voice().say(7)
    assert await line.until_told() == WhereUnsaid(7)


async def test_what_is_no_recording_is_not_played_as_noise(line: Line) -> None:
    line.recording.write_bytes(b"no sound at all" * 1000)
    line.voice().say(7)
    assert await line.until_told() == WhereUnsaid(7)
    assert not line.heard.exists()


async def test_without_a_player_it_is_told(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    record(line.recording, 1)
    monkeypatch.setenv("PATH", str(line.recording.parent))
    line.voice().say(7)
    assert await line.until_told() == WhereUnsaid(7)


async def test_a_device_that_hangs_is_given_up(hanging: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken_location, "LONGEST_SECONDS", 0.3)
    record(hanging.recording, 0.2)
    voice = hanging.voice()
    voice.say(7)
    assert await hanging.until_told() == WhereUnsaid(7)
    await eventually(lambda: not players(), "the player is gone")
    voice.say(8)
    assert await hanging.until_told() == WhereUnsaid(8)


async def test_it_falls_silent_at_once(hanging: Line) -> None:
    record(hanging.recording, 40)
    voice = hanging.voice()
    hearing = os.open(hanging.heard, os.O_RDONLY | os.O_NONBLOCK)
    try:
        voice.say(7)
        await eventually(lambda: heard_by(hearing), "it speaks")
        voice.stop()
        await eventually(lambda: not players(), "the player is gone")
    finally:
        os.close(hearing)
    assert hanging.told == []


async def test_silenced_before_it_has_begun_it_says_nothing(hanging: Line) -> None:
    record(hanging.recording, 1)
    voice = hanging.voice()
    voice.say(7)
    voice.stop()
    await eventually(lambda: not players(), "the player is gone")
    await asyncio.sleep(0)
    assert hanging.told == []


async def test_it_speaks_again_after_it_was_silenced(line: Line) -> None:
    samples = record(line.recording, 1)
    voice = line.voice()
    voice.say(7)
    voice.stop()
    await eventually(lambda: not players(), "the player is gone")
    voice.say(8)
    assert await line.until_told() == SaidWhere(8)
    assert line.heard.read_bytes() == samples


@pytest.mark.parametrize("seconds", [0, 61])
def test_a_recording_has_a_length_that_can_be_said(line: Line, seconds: float) -> None:
    record(line.recording, seconds)
    assert "s long" in (fault_of(line.recording) or "")


def heard_by(reading: int) -> bytes:
    try:
        return os.read(reading, 65_536)
    except BlockingIOError:
        return b""
