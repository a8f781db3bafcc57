"""The last good answers: kept on disk, given with their age, never beyond it."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.platform import cache
from kiosk.platform.aged import Aged
from kiosk.platform.cache import Cache, Kind
from kiosk.platform.contract.hospital import Hospitals
from kiosk.platform.contract.places import Arrivals
from kiosk.platform.contract.problem import Problem, ProblemKind
from kiosk.platform.errors import PlatformConfused, PlatformDistrusted, PlatformGone, PlatformRefused
from kiosk.platform.messages import decoded
from tests.hardware.eventually import eventually
from tests.kiosk.platform.conftest import ClientTo
from tests.kiosk.platform.peers import HOSPITALS, answer, peer, raw

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ARRIVALS = Arrivals(at=NOON, arrivals=())
KINDS: list[Kind[Any]] = [kind for kind in vars(cache).values() if isinstance(kind, Kind)]


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class Asking:
    """A platform in one line: what it says next, and how often it was asked."""

    def __init__(self, says: object) -> None:
        self.says = says
        self.times = 0

    async def __call__(self) -> Any:
        self.times += 1
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class Rig:
    def __init__(self, folder: Path | None, says: object) -> None:
        self.now = NOON
        self.asking = Asking(says)
        self.cache = Cache(folder, lambda: self.now)

    async def get(self, kind: Kind[Any] = cache.ARRIVALS, key: str = "stop-1") -> Aged[Any]:
        aged = await self.cache.through(kind, self.asking, key)
        await self.cache.settled()
        return aged


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path / "new" / "kept", ARRIVALS)


async def test_an_answer_is_given_again_with_its_age(rig: Rig) -> None:
    assert await rig.get() == Aged(ARRIVALS, NOON, fresh=True)
    choked = PlatformRefused(ProblemKind.INTERNAL, Problem("x", "x", 500))
    for error in (PlatformGone(), PlatformConfused(), PlatformDistrusted(), choked):
        rig.asking.says = error
        rig.now += timedelta(minutes=2)
        assert await rig.get() == Aged(ARRIVALS, NOON, fresh=False)
    rig.asking.says = Arrivals(rig.now, ())
    assert (await rig.get()).fresh


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_none_is_kept_beyond_its_age(kind: Kind[Any], tmp_path: Path) -> None:
    empty = {"at": NOON, "arrivals": ()} if kind is cache.ARRIVALS else {_only_field(kind): ()}
    rig = Rig(tmp_path, kind.answer(**empty))
    await rig.get(kind)
    rig.asking.says = PlatformGone()
    rig.now += kind.kept_for
    assert not (await rig.get(kind)).fresh
    rig.now += timedelta(seconds=1)
    with pytest.raises(PlatformGone):
        await rig.get(kind)


def _only_field(kind: Kind[Any]) -> str:
    return next(field.name for field in fields(kind.answer) if field.name != "type")


def test_limits_are_those_that_were_decided() -> None:
    assert {kind.name: kind.kept_for for kind in KINDS if kind.kept_for < timedelta(days=30)} == {
        "arrivals": timedelta(minutes=10),
        "notices": timedelta(hours=24),
    }
    assert all(kind.kept_for <= timedelta(days=30) for kind in KINDS)


async def test_what_was_asked_a_moment_ago_is_not_asked_again(tmp_path: Path) -> None:
    rig = Rig(tmp_path, Hospitals(()))
    await rig.get(cache.HOSPITALS, "")
    rig.now += timedelta(minutes=9)
    assert await rig.get(cache.HOSPITALS, "") == Aged(Hospitals(()), NOON, fresh=True)
    assert rig.asking.times == 1
    rig.now += timedelta(minutes=2)
    await rig.get(cache.HOSPITALS, "")
    assert rig.asking.times == 2


async def test_buses_are_asked_for_each_time(rig: Rig) -> None:
    await rig.get()
    await rig.get()
    assert rig.asking.times == 2


async def test_a_refusal_is_not_covered_up(rig: Rig) -> None:
    await rig.get()
    rig.asking.says = PlatformRefused(ProblemKind.NOT_FOUND, Problem("x", "x", 404))
    with pytest.raises(PlatformRefused):
        await rig.get()


async def test_each_key_has_its_own(rig: Rig) -> None:
    await rig.get(key="stop-1")
    rig.asking.says = PlatformGone()
    with pytest.raises(PlatformGone):
        await rig.get(key="stop-2")


@pytest.mark.parametrize(
    "spoiled",
    [b"", b"\0" * 300, b'{"at": "2026-05-01T12:00:00+00:00"}', b'{"at": "2026-05-01T12:00:00+00:00"}\n{"arr',
     b'{"at": "2026-05-01T12:00:00"}\n{"at": "2026-05-01T12:00:00Z", "arrivals": []}', b"[]\n[]", b"7\n7"],
)  # fmt: skip
async def test_a_spoiled_file_is_ignored_and_replaced(
    spoiled: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(tmp_path, ARRIVALS)
    await rig.get()
    file = tmp_path / "arrivals.stop-1.json"
    file.write_bytes(spoiled)
    rig.asking.says = PlatformGone()
    with pytest.raises(PlatformGone):
        await rig.get()
    assert "kept_answer_is_garbage" in caplog.text
    rig.asking.says = ARRIVALS
    await rig.get()
    rig.asking.says = PlatformGone()
    assert not (await rig.get()).fresh


async def test_a_clock_that_was_put_back_makes_no_young_answers(rig: Rig) -> None:
    await rig.get()
    rig.now -= timedelta(hours=1)
    rig.asking.says = PlatformGone()
    with pytest.raises(PlatformGone):
        await rig.get()


async def test_a_folder_that_takes_nothing_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x", "utf-8")
    rig = Rig(in_the_way / "kept", ARRIVALS)
    assert (await rig.get()).fresh
    assert "answer_not_kept" in caplog.text


async def test_without_a_folder_nothing_is_kept() -> None:
    rig = Rig(None, ARRIVALS)
    await rig.get()
    rig.asking.says = PlatformGone()
    with pytest.raises(PlatformGone):
        await rig.get()


async def test_a_disk_that_hangs_costs_a_moment(tmp_path: Path) -> None:
    """A pipe that nobody writes into: to open it blocks."""
    os.mkfifo(tmp_path / "arrivals.stop-1.json")
    rig = Rig(tmp_path, PlatformGone("this is the reason"))
    with pytest.raises(PlatformGone, match="this is the reason"):
        await rig.get()
    with (tmp_path / "arrivals.stop-1.json").open("w"):
        pass  # lets the thread go on


async def test_the_oldest_give_way(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ARRIVALS)
    for number in range(cache.MAX_FILES + 5):
        await rig.get(key=f"stop-{number}")
        os.utime(tmp_path / f"arrivals.stop-{number}.json", (number, number))
    await rig.get(key="last")
    names = names_in(tmp_path)
    assert len(names) == cache.MAX_FILES
    assert {"arrivals.last.json", f"arrivals.stop-{cache.MAX_FILES + 4}.json"} <= names
    assert "arrivals.stop-0.json" not in names


async def test_two_at_once_leave_one_whole_file(rig: Rig, tmp_path: Path) -> None:
    await asyncio.gather(*(rig.get() for _ in range(4)))
    assert names_in(tmp_path / "new" / "kept") == {"arrivals.stop-1.json"}
    rig.asking.says = PlatformGone()
    assert not (await rig.get()).fresh


async def test_it_outlives_the_process_that_kept_it(client_to: ClientTo, tmp_path: Path) -> None:
    with peer(answer()) as platform:
        first = await client_to(platform.url, keeps=True).hospitals()
        assert first.fresh
        await eventually(lambda: (tmp_path / "kept" / "hospitals.json").exists(), "it is kept")
        platform.behave = raw()
        second = await client_to(platform.url, keeps=True).hospitals()
    assert second.answer == first.answer == decoded(Hospitals, json.dumps(HOSPITALS).encode())
    assert second.at == first.at
