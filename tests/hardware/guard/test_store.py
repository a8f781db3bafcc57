from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.guard import memory
from hardware.guard.alarm import Alarm, Origin, Phase
from hardware.guard.store import Store, seconds_since
from tests.hardware.guard.rehearsal import PLAN

RUNNING = Alarm(
    PLAN,
    phase=Phase.WAITING,
    origin=Origin.CITIZEN,
    number="110",
    calling="duty",
    attempt=7,
    round=2,
    untold=("duty",),
)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a busy disk, which does not hang."""
    monkeypatch.setattr("hardware.guard.store.PATIENCE_SECONDS", 60)


def store(folder: Path) -> Store:
    return Store(folder, lambda: None)


async def test_what_is_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    first = store(tmp_path / "new" / "state")
    first.save_alarm(RUNNING)
    await first.settled()
    loaded, age_seconds = store(tmp_path / "new" / "state").load_alarm(PLAN)
    assert loaded == RUNNING
    assert age_seconds is not None
    assert 0 <= age_seconds < 60


async def test_the_last_of_many_saves_counts(tmp_path: Path) -> None:
    first = store(tmp_path)
    for _ in range(20):
        first.save_alarm(RUNNING)
    first.save_alarm(Alarm(PLAN))
    await first.settled()
    assert store(tmp_path).load_alarm(PLAN)[0] == Alarm(PLAN)


def test_a_new_booth_has_no_alarm(tmp_path: Path) -> None:
    assert store(tmp_path).load_alarm(PLAN) == (Alarm(PLAN), None)


@given(content=st.binary(max_size=200))
def test_garbage_counts_as_an_alarm(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "alarm.json").write_bytes(content)
        assert store(Path(folder)).load_alarm(PLAN)[0] == memory.unknown(PLAN)


def test_half_an_alarm_counts_as_an_alarm(tmp_path: Path) -> None:
    whole = json.dumps({"saved_at": "2024-11-21T08:00:00+00:00", "alarm": memory.as_saved(RUNNING)})
    (tmp_path / "alarm.json").write_text(whole)
    assert store(tmp_path).load_alarm(PLAN)[0] == RUNNING
    (tmp_path / "alarm.json").write_text(whole.replace("waiting", "sleeping"))
    assert store(tmp_path).load_alarm(PLAN)[0].phase is Phase.HOLDING


async def test_a_disk_that_can_not_be_written_is_told_and_holds_up_nothing(tmp_path: Path) -> None:
    told = []
    (tmp_path / "file").write_text("")
    broken = Store(tmp_path / "file" / "state", lambda: told.append(True))
    broken.save_alarm(RUNNING)
    await broken.settled()
    assert broken.failing
    assert told == [True]
    (tmp_path / "file").unlink()
    broken.save_alarm(RUNNING)
    await broken.settled()
    assert not broken.failing


async def test_the_last_test_call_is_remembered(tmp_path: Path) -> None:
    first = store(tmp_path)
    assert first.load_last_test() == ""
    moment = first.save_last_test()
    await first.settled()
    assert store(tmp_path).load_last_test() == moment
    assert seconds_since(moment) is not None


def test_a_moment_that_lies_ahead_tells_nothing() -> None:
    assert seconds_since("2999-01-01T00:00:00+00:00") is None
    assert seconds_since("") is None
