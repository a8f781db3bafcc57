"""A sound device is kept whatever becomes of it, and what becomes of it costs nothing that adds up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.faces.voice import sound_device
from kiosk.faces.voice.contract import AudioGone
from kiosk.faces.voice.sound_device import SoundDevice
from tests.hardware.eventually import eventually

LIFTS = 60


class Card:
    """A sound card with two ends."""

    def __init__(self) -> None:
        self.plugged = True
        self.passes_samples = True
        self.opens = threading.Event()
        self.opens.set()
        self.wanted: str | None = None
        self.blocks = 0
        self.openings: list[str] = []
        self.open: list[str] = []
        self.most_open = 0
        self.changes = 0
        self.device = SoundDevice("in", self._open_at, lambda: self.wanted, self._count, self._note)

    def want(self, place: str | None) -> None:
        self.wanted = place
        self.device.stir()

    def _open_at(self, place: str) -> _End:
        self.openings.append(place)
        self.opens.wait(20)
        if not self.plugged:
            raise AudioGone("unplugged")
        self.open.append(place)
        self.most_open = max(self.most_open, len(self.open))
        return _End(self, place)

    def _count(self) -> int:
        """As if samples came whenever one looks."""
        self.blocks += bool(self.open) and self.passes_samples
        return self.blocks

    def _note(self) -> None:
        self.changes += 1


class _End:
    def __init__(self, card: Card, place: str) -> None:
        self._card = card
        self._place = place

    @property
    def active(self) -> bool:
        return self._card.plugged

    def close(self) -> None:
        self._card.open.remove(self._place)


@pytest.fixture
async def card(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Card]:
    monkeypatch.setattr(sound_device, "HANGS_SECONDS", 0.3)
    monkeypatch.setattr(sound_device, "LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(sound_device, "LONGEST_RETRY_SECONDS", 0.02)
    monkeypatch.setattr(sound_device, "FIRST_RETRY_SECONDS", 0.01)
    card = Card()
    keeping = asyncio.create_task(card.device.run())
    yield card
    card.opens.set()
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping


async def test_it_is_open_while_it_is_wanted(card: Card) -> None:
    await asyncio.sleep(0)
    assert card.openings == []
    card.want("handset")
    await eventually(lambda: card.device.moving, "it is open")
    card.want(None)
    await eventually(lambda: not card.open, "it is closed")
    assert not card.device.moving
    assert card.changes == 0, "nothing was lost"


async def test_one_end_is_closed_before_the_other_is_opened(card: Card) -> None:
    card.want("handset")
    await eventually(lambda: card.open == ["handset"], "one is open")
    card.want("loudspeaker")
    await eventually(lambda: card.open == ["loudspeaker"], "the other is open")
    assert card.most_open == 1


async def test_what_was_lost_is_missed_once_and_found_once(card: Card) -> None:
    card.want("handset")
    await eventually(lambda: card.device.moving, "it is open")
    card.plugged = False
    await eventually(lambda: len(card.openings) > 5, "it is tried for")
    assert card.device.gone is not None
    assert card.changes == 1
    card.want(None)
    card.plugged = True
    await eventually(lambda: card.device.gone is None, "it is back, though nobody wants it now")
    assert card.changes == 2
    await eventually(lambda: not card.open, "it is closed")


async def test_a_device_that_opens_and_gives_nothing_is_not_back(card: Card) -> None:
    card.passes_samples = False
    card.want("handset")
    await eventually(lambda: len(card.openings) > 2, "it is tried for again")
    assert card.device.gone is not None
    assert card.changes == 1, "nobody is told that it is there, and not, and there"


async def test_trying_for_it_leaves_no_threads(card: Card) -> None:
    card.plugged = False
    before = threading.active_count()
    card.want("handset")
    await eventually(lambda: len(card.openings) > 20, "it is tried for")
    await eventually(lambda: threading.active_count() <= before + 1, "none but the one that is trying")


async def test_one_that_hangs_is_waited_for_once_and_closed_when_it_opens_too_late(
    card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_device, "OPENING_SECONDS", 0.1)
    card.opens.clear()
    card.want("handset")
    await eventually(lambda: card.device.gone is not None, "it is given up")
    card.want(None)
    await asyncio.sleep(0.1)
    assert card.openings == ["handset"], "one thread hangs, and no more"
    card.opens.set()
    await eventually(lambda: card.device.gone is None, "it is back")
    await eventually(lambda: not card.open, "and closed, as nobody wants it")
    assert card.most_open == 1


async def test_lifting_the_handset_again_and_again_leaves_neither_threads_nor_files(card: Card) -> None:
    def lasting() -> tuple[int, int]:
        return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    async def lift() -> None:
        card.want("handset")
        await eventually(lambda: card.open == ["handset"], "it is open")
        card.want(None)
        await eventually(lambda: not card.open, "it is closed")

    await lift()
    threads, files = lasting()
    for _ in range(LIFTS):
        await lift()
    await eventually(lambda: lasting()[0] <= threads, "no thread is left")
    assert lasting()[1] <= files
    assert card.most_open == 1
    assert len(card.openings) == LIFTS + 1
