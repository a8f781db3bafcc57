"""What comes out, in which order: at the level of frames, and through a real sound server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("numpy")

import numpy as np
from numpy.typing import NDArray

from kiosk.faces.voice.contract import AudioGone
from kiosk.faces.voice.pace import paced
from kiosk.faces.voice.playing import Outlet, Player
from kiosk.faces.voice.port_audio import BLOCK_FRAMES
from kiosk.faces.voice.reel import FADE_FRAMES, Reel
from kiosk.faces.voice.sound_device import Device
from kiosk.faces.voice.volume import LEVELS_DB, PACES, Hearing
from tests.booth_processes import eventually
from tests.kiosk.faces.voice import pulse
from tests.kiosk.faces.voice.player_process import tone

OUTLETS = ("loudspeaker", "handset")


def taken(reel: Reel, blocks: int = 1) -> list[int]:
    frames = np.zeros(blocks * BLOCK_FRAMES, np.int16)
    for number in range(blocks):
        reel.fill(frames[number * BLOCK_FRAMES : (number + 1) * BLOCK_FRAMES])
    return [int(frame) for frame in frames]


def flat(frames: int, value: int = 1000) -> NDArray[np.int16]:
    return np.full(frames, value, np.int16)


def test_sounds_follow_one_another_without_a_gap() -> None:
    reel, ended = Reel(), list[tuple[str, bool]]()
    reel.add(flat(BLOCK_FRAMES // 2, 1), lambda whole: ended.append(("first", whole)))
    reel.add(flat(BLOCK_FRAMES, 2), lambda whole: ended.append(("second", whole)))
    half = BLOCK_FRAMES // 2
    assert taken(reel) == [1] * half + [2] * half
    assert ended == [("first", True)]
    assert taken(reel) == [2] * half + [0] * half
    assert ended == [("first", True), ("second", True)]
    assert reel.empty


def test_what_is_cut_fades_out_and_is_silent_within_a_block() -> None:
    reel, ended = Reel(), list[tuple[str, bool]]()
    reel.add(flat(100 * BLOCK_FRAMES), lambda whole: ended.append(("first", whole)))
    reel.add(flat(100 * BLOCK_FRAMES), lambda whole: ended.append(("second", whole)))
    taken(reel, 3)
    reel.cut()
    assert ended == [("first", False), ("second", False)]
    after = taken(reel, 5)
    assert after[0] == 1000
    assert after[:FADE_FRAMES] == sorted(after[:FADE_FRAMES], reverse=True), "it fades instead of clicking"
    assert not any(after[FADE_FRAMES:])
    assert FADE_FRAMES <= BLOCK_FRAMES


def test_what_is_said_after_a_cut_comes_after_the_fade() -> None:
    reel = Reel()
    reel.add(flat(100 * BLOCK_FRAMES), lambda _whole: None)
    taken(reel)
    reel.cut()
    reel.add(flat(BLOCK_FRAMES, 7), lambda _whole: None)
    block = taken(reel)
    assert block[FADE_FRAMES:] == [7] * (BLOCK_FRAMES - FADE_FRAMES)


def test_louder_in_the_middle_of_a_sound_without_a_click() -> None:
    reel = Reel()
    reel.add(flat(10 * BLOCK_FRAMES), lambda _whole: None)
    taken(reel)
    reel.turn_to(2.0)
    rising, then = taken(reel), taken(reel)
    assert rising == sorted(rising)
    assert set(then) == {2000}


def test_volume_has_the_range_and_the_step_of_the_standards_and_comes_back() -> None:
    assert max(LEVELS_DB) - min(LEVELS_DB) >= 18, "EN 301 549, 8.2.1.1"
    assert any(level - min(LEVELS_DB) == 12 for level in LEVELS_DB), "EN 301 549, 8.2.1.2"
    loudest, softest = Hearing().louder(99), Hearing().louder(-99)
    assert 20 * np.log10(loudest.gain / softest.gain) == pytest.approx(max(LEVELS_DB) - min(LEVELS_DB))
    assert Hearing().louder().louder(-1) == Hearing()
    assert Hearing().faster().pace > Hearing().pace == 1.0 > Hearing().faster(-1).pace


@pytest.mark.parametrize("pace", [pace for pace in PACES if pace != 1.0])
def test_another_pace_keeps_the_pitch(pace: float) -> None:
    slow = paced(tone(1.0), pace)
    assert slow.size == pytest.approx(16_000 / pace, rel=0.05)
    spectrum = np.abs(np.fft.rfft(slow * np.hanning(slow.size)))
    assert np.argmax(spectrum) * 16_000 / slow.size == pytest.approx(440, abs=8)
    middle = slow[slow.size // 4 : -slow.size // 4].astype(float)
    assert np.sqrt((middle**2).mean()) == pytest.approx(12_000 / np.sqrt(2), rel=0.1), "no holes, no beats"


async def test_without_a_device_nobody_waits_and_it_is_tried_again() -> None:
    tried: list[str | None] = []
    tried_again = asyncio.Event()
    loop = asyncio.get_running_loop()

    def no_device(name: str | None, reel: Reel) -> Device:
        tried.append(name)
        if len(tried) > 1:
            loop.call_soon_threadsafe(tried_again.set)
        raise AudioGone("no such device")

    player = Player({Outlet.LOUDSPEAKER: "nowhere"}, no_device)
    running = asyncio.create_task(player.run())
    heard: asyncio.Queue[bool] = asyncio.Queue()
    async with asyncio.timeout(10):
        player.play(flat(160), heard.put_nowait)
        assert await heard.get() is False
        assert player.gone is not None
        player.play(flat(160), heard.put_nowait)
        assert await heard.get() is False
        await tried_again.wait()
    running.cancel()


class Process:
    """player_process, and what it has told."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kiosk.faces.voice.player_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.told: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def tell(self, words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()

    def tells(self, line: str) -> None:
        eventually(lambda: line in self.told, f"{line} is told, not only {self.told}")

    def answers(self, question: str, answer: str) -> bool:
        before = len(self.told)
        self.tell(question)
        eventually(lambda: len(self.told) > before, "an answer")
        return self.told[-1] == answer

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.told.append(line.strip())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[pulse.Pulse]:
    try:
        import sounddevice  # noqa: F401  # it looks for PortAudio
    except (ImportError, OSError) as error:
        pytest.skip(str(error))
    if not pulse.available():
        pytest.skip("PulseAudio is not installed")
    with pulse.Pulse(tmp_path, OUTLETS) as server:
        yield server


@pytest.fixture
def player(server: pulse.Pulse) -> Iterator[Process]:
    process = Process(server.environment)
    yield process
    process.close()


def test_it_is_heard_and_falls_silent_when_stopped(server: pulse.Pulse, player: Process) -> None:
    ear = server.listen("loudspeaker")
    player.tell("play long 60")
    eventually(ear.hears_sound, "the loudspeaker sounds")
    player.tell("stop")
    player.tells("long False")
    eventually(ear.hears_nothing, "silence")
    player.tell("play short 0.3")
    player.tells("short True")
    ear.close()


def test_the_handset_takes_over(server: pulse.Pulse, player: Process) -> None:
    loudspeaker, handset = server.listen("loudspeaker"), server.listen("handset")
    player.tell("play aloud 60")
    eventually(loudspeaker.hears_sound, "the loudspeaker sounds")
    assert handset.hears_nothing()
    player.tell("use handset")
    player.tells("aloud False")
    player.tell("play private 60")
    eventually(handset.hears_sound, "the handset sounds")
    eventually(loudspeaker.hears_nothing, "the loudspeaker is silent")
    loudspeaker.close()
    handset.close()


def test_a_sound_card_that_comes_later_is_found(server: pulse.Pulse) -> None:
    server.kill()
    player = Process(server.environment)  # PortAudio begins while there is none
    eventually(lambda: player.answers("gone?", "gone True"), "it is missed")
    server.start()
    eventually(lambda: player.answers("gone?", "gone False"), "the device is found")
    ear = server.listen("loudspeaker")
    player.tell("play first 60")
    eventually(ear.hears_sound, "the loudspeaker sounds")
    ear.close()
    player.close()


def test_a_sound_server_that_dies_is_found_again(server: pulse.Pulse, player: Process) -> None:
    ear = server.listen("loudspeaker")
    player.tell("play long 60")
    eventually(ear.hears_sound, "the loudspeaker sounds")
    server.kill()
    player.tells("long False")
    assert player.answers("gone?", "gone True")
    server.start()
    eventually(lambda: player.answers("gone?", "gone False"), "the device is found again")
    ear = server.listen("loudspeaker")
    player.tell("play again 60")
    eventually(ear.hears_sound, "the loudspeaker sounds again")
    ear.close()
