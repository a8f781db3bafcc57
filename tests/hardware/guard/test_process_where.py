"""A real guard tells whoever answers where the booth is, and is held up by nothing in that."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.link.messages import AlarmPhase, EndAlarm
from tests.booth_processes import WholeBooth
from tests.hardware.guard.conftest import DUTY, GuardedBooth
from tests.hardware.guard.recording import device, record

pytestmark = pytest.mark.skipif(shutil.which("aplay") is None, reason="alsa-utils are not here")


@pytest.fixture
def speaking_booth(other_folder: Path) -> Iterator[GuardedBooth]:
    with WholeBooth(other_folder) as whole:
        booth = GuardedBooth(whole)
        sound = f'location_sound = "where.wav"\nline_sound_device = "{device(other_folder / "heard.raw")}"\n'
        booth.write_booth_file(("[emergency]\n", f"[emergency]\n{sound}"))
        yield booth


def test_the_sentence_is_heard_on_the_line(speaking_booth: GuardedBooth) -> None:
    folder = speaking_booth.whole.folder
    samples = record(folder / "where.wav", 2)
    speaking_booth.start()
    speaking_booth.sim(f"far {DUTY} answers 0.1")
    speaking_booth.connect()
    speaking_booth.eventually(lambda: "said_where" in records(speaking_booth), "it is recorded as said")
    assert (folder / "heard.raw").read_bytes() == samples
    assert DUTY not in records(speaking_booth)


def test_a_line_that_takes_no_sound_holds_up_no_alarm(speaking_booth: GuardedBooth) -> None:
    folder = speaking_booth.whole.folder
    os.mkfifo(folder / "heard.raw")
    record(folder / "where.wav", 2)
    speaking_booth.start()
    speaking_booth.sim(f"far {DUTY} answers 0.1")
    speaking_booth.connect()
    speaking_booth.talk()
    speaking_booth.tell(EndAlarm("citizen", 1))
    speaking_booth.until(AlarmPhase.NONE)
    assert speaking_booth.whole.end("guard") == 0


def records(booth: GuardedBooth) -> str:
    path = booth.whole.run_dir / "state/records.jsonl"
    return path.read_text("utf-8") if path.exists() else ""
