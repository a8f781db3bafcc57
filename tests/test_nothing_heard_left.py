"""What was said in the booth is nowhere afterwards: a whole visit by voice, on the real processes."""

from __future__ import annotations

import json
import socket
import sqlite3
import struct
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("sounddevice", reason="PortAudio is not installed", exc_type=OSError)  # type: ignore[arg-type]  # raised where PortAudio is missing

from hardware.link.messages import KioskDescription
from tests.booth_processes import PORTRAIT, WholeBooth, eventually, virtual_display
from tests.kiosk.faces.voice.pulse import MICROPHONE, Pulse
from tests.platform_process import PlatformProcess, running_platform
from tests.recordings import models_dir
from tests.tours.citizen import Citizen
from tests.tours.voice_booth import lacking

PHONE = "13987654321"  # its parts stand in no table of digits
WINDOW_SAMPLES = 64  # 4 ms: no two sounds have so much in common
ENCODINGS = ("utf-8", "utf-16-le", "gbk")
ATTEMPTS = 6
ANSWER_SECONDS = 30
YES_OR_NO = {"choice:yes", "choice:no"}
HANZI = str.maketrans("0123456789", "零一二三四五六七八九")
SEARCH = Path(__file__).with_name("memory_search")


@dataclass
class Spoken:
    """All that was said into the microphone."""

    sounds: list[bytes] = field(default_factory=list)

    def windows(self) -> list[bytes]:
        """From the loudest moment of each sound, as samples of 16 bit and as recognisers take them."""
        windows = [_loudest(sound) for sound in self.sounds]
        return [*windows, *map(_as_floats, windows)]


def _loudest(sound: bytes) -> bytes:
    samples = array("h", sound)
    starts = range(0, len(samples) - WINDOW_SAMPLES, WINDOW_SAMPLES)
    start = max(starts, key=lambda at: sum(map(abs, samples[at : at + WINDOW_SAMPLES])))
    return samples[start : start + WINDOW_SAMPLES].tobytes()


def _as_floats(window: bytes) -> bytes:
    samples = array("h", window)
    return struct.pack(f"<{len(samples)}f", *(sample / 32768 for sample in samples))


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> Spoken:
    spoken, say = Spoken(), Pulse.say

    def say_and_note(room: Pulse, samples: bytes) -> None:
        spoken.sounds.append(samples)
        say(room, samples)

    monkeypatch.setattr(Pulse, "say", say_and_note)
    return spoken


@pytest.fixture
def somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[WholeBooth, Citizen]]:
    """It listens, and answers on its screen."""
    if reason := lacking():
        pytest.skip(reason)
    for name in ("room", "searched"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("PYTHONPATH", str(SEARCH))
    monkeypatch.setenv("MEMORY_SEARCH_DIR", str(tmp_path / "searched"))
    section = (
        f'[voice]\nspeaks = false\nmodels_dir = "{models_dir()}"\n'
        f'microphone = "{MICROPHONE}"\nhandset_microphone = "{MICROPHONE}"\n'
    )
    with (
        Pulse(tmp_path / "room") as room,
        virtual_display(PORTRAIT) as display,
        running_platform(tmp_path / "platform") as platform,
        WholeBooth(
            tmp_path / "booth", display, platform=platform, more=section, environment=room.environment
        ) as booth,
    ):
        booth.start()
        yield booth, Citizen(room)


@pytest.mark.timeout(600)  # for a recogniser on a busy machine
def test_what_was_said_is_found_nowhere(
    somebody: tuple[WholeBooth, Citizen], spoken: Spoken, tmp_path: Path
) -> None:
    booth, citizen = somebody
    searched = tmp_path / "searched" / f"{booth.processes['kiosk'].pid}.sock"
    platform = booth.platform
    assert platform is not None
    platform.set_taxi_speed(4)
    visit = Visit(booth, citizen)
    booth.sim("lift")
    visit.say("我要叫出租车", lambda kiosk: kiosk.view == "EnterNumber" and kiosk.service == "taxi")
    visit.dictate(lambda: bool(traces(searched, [PHONE], [])))
    visit.say("确定", lambda kiosk: kiosk.view in ("Working", "ShowTaxi"))
    booth.wait_for_view("ShowTaxi")
    visit.say("看清楚了", lambda kiosk: not kiosk.service)
    booth.tap("choice:no")  # by voice too it would look like the question whether that was meant
    visit.say("再见", lambda kiosk: kiosk.view == "Attract")
    booth.sim("replace")

    texts, sounds = ways_of_writing(PHONE), spoken.windows()
    left: list[list[str]] = []

    def forgotten() -> bool:
        left[:] = traces(searched, texts, sounds)
        return not left

    eventually(forgotten, "nothing living holds what was said", 30)
    assert found_in(files_of_the_booth(tmp_path), texts, sounds) == []
    assert found_in([platform.log_file], texts, sounds) == []
    assert not [record for record in records_at(platform) if any(text in record for text in texts)]


class Visit:
    """Somebody who says everything, and says it again when it was not understood."""

    def __init__(self, booth: WholeBooth, citizen: Citizen) -> None:
        self._booth = booth
        self._citizen = citizen

    def say(self, words: str, done: Callable[[KioskDescription], bool]) -> None:
        for _attempt in range(ATTEMPTS):
            self._tell(words)
            if self._comes(lambda kiosk: done(kiosk) or kiosk.targets.keys() >= YES_OR_NO):
                if not done(self._now()):
                    self._tell("确定")
                if self._comes(done):
                    return
        pytest.fail(f"{words} was not understood: {self._now()}")

    def dictate(self, entered: Callable[[], bool]) -> None:
        """PHONE, until it was entered right."""
        for _attempt in range(ATTEMPTS):
            for group in (PHONE[:3], PHONE[3:7], PHONE[7:]):
                self._tell(" ".join(group.translate(HANZI)))
            if self._comes(lambda _kiosk: entered()):
                return
            self._tell("全部删掉")
        pytest.fail("the number was never right")

    def _tell(self, words: str) -> None:
        eventually(lambda: self._now().listening, "the booth listens", 120)
        self._citizen.say(words, "zh_Hans")

    def _comes(self, true: Callable[[KioskDescription], bool]) -> bool:
        deadline = time.monotonic() + ANSWER_SECONDS
        while not true(self._now()):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True

    def _now(self) -> KioskDescription:
        return eventually(self._booth.kiosk, "the kiosk answers", 120)


def ways_of_writing(phone: str) -> list[str]:
    """The whole, and the eight digits that are its owner's; and each piece that was said in one go."""
    spelled = phone.translate(HANZI)
    whole = [f"{phone[:3]} {phone[3:7]} {phone[7:]}", f"{phone[3:7]} {phone[7:]}", phone[3:]]
    return [*whole, spelled[3:], spelled[3:7], spelled[7:]]


def files_of_the_booth(folder: Path) -> list[Path]:
    """With what its processes might leave in the places for all: HOME and the runtime folder are its own."""
    files = [path for path in (folder / "booth").rglob("*") if path.is_file()]
    assert {"kiosk.log", "guard.log", "outbox.sqlite3"} <= {path.name for path in files}
    return [path for path in files if path.name != "simulators.log"]


def records_at(platform: PlatformProcess) -> list[str]:
    path = platform.database.removeprefix("sqlite:///")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return [str(row) for row in database.execute("SELECT data FROM records")]


def traces(searched: Path, texts: Sequence[str], sounds: Sequence[bytes]) -> list[list[str]]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(searched))
        asked = {"texts": list(texts), "sounds": [sound.hex() for sound in sounds]}
        connection.sendall(json.dumps(asked).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    found: list[list[str]] = json.loads(answer)
    return found


def found_in(paths: Sequence[Path], texts: Sequence[str], sounds: Sequence[bytes]) -> list[str]:
    """Names of the files that hold any of it."""
    wanted = [*(text.encode(encoding) for text in texts for encoding in ENCODINGS), *sounds]
    return [path.name for path in paths if any(each in path.read_bytes() for each in wanted)]
