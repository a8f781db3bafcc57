"""The microphone is open while it is wanted, and comes back by itself; utterances are cut from that."""

from __future__ import annotations

import asyncio
import gc
import threading
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from kiosk.faces.voice import utterances
from kiosk.faces.voice.contract import EngineMissing
from kiosk.faces.voice.microphone import Microphone
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.utterances import Utterances
from kiosk.faces.voice.vad import CHUNK_BYTES, SpeechModel
from tests.hardware.eventually import eventually
from tests.kiosk.faces.voice.talking import LOUD, QUIET, Room, loudness_is_speech


class Standing:
    """A microphone at work, and what came through it."""

    def __init__(self, room: Room) -> None:
        self.blocks: list[bytes] = []
        self.changes = 0
        self.microphone = Microphone(
            {Outlet.HANDSET: "handset"}, self.blocks.append, self._note_change, room.open_device
        )

    def _note_change(self) -> None:
        self.changes += 1


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def standing(room: Room) -> AsyncIterator[Standing]:
    made = Standing(room)
    running = asyncio.create_task(made.microphone.run())
    yield made
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_nothing_is_captured_before_it_is_wanted_and_after(standing: Standing, room: Room) -> None:
    await asyncio.sleep(0)
    assert room.names == []
    standing.microphone.listen(Outlet.HANDSET)
    await eventually(lambda: len(standing.blocks) > 3, "it captures")
    await eventually(lambda: standing.microphone.capturing, "it says so")
    standing.microphone.rest()
    captured = len(standing.blocks)
    await eventually(lambda: not standing.microphone.capturing, "it has closed")
    await asyncio.sleep(0.1)
    assert len(standing.blocks) == captured, "not one more block from the moment on"


async def test_the_other_microphone_is_opened_instead(standing: Standing, room: Room) -> None:
    standing.microphone.listen(Outlet.HANDSET)
    await eventually(lambda: room.names == ["handset"], "the handset's is open")
    standing.microphone.listen(Outlet.LOUDSPEAKER)
    await eventually(lambda: room.names == ["handset", None], "the default one is open")


async def test_a_microphone_that_is_gone_comes_back_by_itself(standing: Standing, room: Room) -> None:
    standing.microphone.listen(Outlet.HANDSET)
    await eventually(lambda: bool(standing.blocks), "it captures")
    room.gone = True
    await eventually(lambda: standing.microphone.gone is not None, "it is missed")
    assert standing.changes == 1
    standing.microphone.rest()  # it is tried for all the same: the screen wants to know
    room.gone = False
    await eventually(lambda: standing.microphone.gone is None, "it is back")
    assert standing.changes == 2
    await eventually(lambda: not standing.microphone.capturing, "it has closed")


class Cut:
    """Utterances at work."""

    def __init__(self, model: SpeechModel | None = loudness_is_speech) -> None:
        self.heard: list[bytes] = []
        self.failures = 0
        self._model = model
        self.utterances = Utterances(self._hear, self._load, self._fail)

    def _hear(self, samples: bytes, ended: bool) -> None:
        if ended:
            self.heard.append(samples)

    def _load(self) -> SpeechModel:
        if self._model is None:
            raise EngineMissing("not installed")
        return self._model

    def _fail(self) -> None:
        self.failures += 1

    def say(self, sound: bytes) -> None:
        for at in range(0, len(sound) - CHUNK_BYTES + 1, CHUNK_BYTES):
            self.utterances.take(sound[at : at + CHUNK_BYTES])


async def test_an_utterance_comes_whole_and_once() -> None:
    cut = Cut()
    cut.utterances.open()
    cut.say(QUIET + LOUD + QUIET + QUIET)
    await eventually(lambda: bool(cut.heard), "something was heard")
    (utterance,) = cut.heard
    assert len(LOUD) < len(utterance) < 2 * len(LOUD)
    await eventually(lambda: cut.utterances.noise_dbfs is not None, "noise is known")


async def test_what_is_said_while_it_is_closed_is_lost() -> None:
    cut = Cut()
    cut.say(LOUD + QUIET)
    cut.utterances.open()
    cut.say(LOUD)
    await eventually(lambda: cut.utterances.speaking, "somebody speaks")
    cut.utterances.close()
    assert not cut.utterances.speaking
    cut.say(LOUD + QUIET)
    cut.utterances.open()
    cut.say(QUIET + LOUD[: len(LOUD) // 4] + QUIET)
    await eventually(lambda: bool(cut.heard), "something was heard")
    assert [len(each) < len(LOUD) for each in cut.heard] == [True], "only what was said at the end"


async def test_beginning_anew_drops_what_was_begun() -> None:
    cut = Cut()
    cut.utterances.open()
    cut.say(LOUD)
    await eventually(lambda: cut.utterances.speaking, "somebody speaks")
    cut.utterances.begin_anew()
    cut.say(QUIET)
    await eventually(lambda: not cut.utterances.speaking, "nobody speaks")
    assert cut.heard == []


async def test_without_a_speech_model_it_says_so() -> None:
    cut = Cut(None)
    cut.utterances.open()
    await eventually(lambda: cut.failures == 1, "it has failed")
    assert isinstance(cut.utterances.missing, EngineMissing)


class Breaks:
    """A speech model that breaks, or hangs, once somebody speaks."""

    def __init__(self, how: Callable[[bytes], float]) -> None:
        self.how: Callable[[bytes], float] = how

    def __call__(self, chunk: bytes) -> float:
        return self.how(chunk) if loudness_is_speech(chunk) else 0.0


def is_held(backwards: bytes) -> bool:
    """By anything in this process: what is looked for is given backwards, as nothing else holds it so."""
    gc.collect()
    held = (held for holder in gc.get_objects() for held in gc.get_referents(holder))
    return any(type(each) is bytes and backwards in each[::-1] for each in held)


def breaks(chunk: bytes) -> float:
    raise RuntimeError(f"can't judge {chunk!r}")


async def test_a_model_that_breaks_is_missed_until_the_next_visit_and_keeps_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = Breaks(breaks)
    cut = Cut(model)
    cut.utterances.open()
    cut.say(QUIET + 3 * LOUD)
    await eventually(lambda: cut.failures == 1, "it has failed")
    assert isinstance(cut.utterances.missing, EngineMissing)
    assert not cut.utterances.speaking
    cut.say(3 * LOUD)
    await eventually(lambda: cut.utterances.waiting == 0, "nothing waits")
    assert "judge" not in caplog.text, "an error's words may quote what was said"
    model.how = loudness_is_speech
    cut.utterances.close()
    cut.utterances.open()
    assert cut.utterances.missing is not None, "not before the visit is over"
    cut.utterances.close()
    cut.utterances.forget()

    def tried_again() -> bool:
        cut.utterances.forget()
        return cut.utterances.missing is None

    await eventually(tried_again, "it is tried again")
    cut.utterances.open()
    cut.say(LOUD + QUIET)
    await eventually(lambda: len(cut.heard) == 1, "it hears again")


async def test_a_model_that_hangs_is_missed_and_nothing_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(utterances, "MOST_WAITING", 40)
    hangs, go_on = threading.Event(), threading.Event()

    def hang(_chunk: bytes) -> float:
        hangs.set()
        return float(go_on.wait(20))

    cut = Cut(Breaks(hang))
    cut.utterances.open()
    cut.say(LOUD)
    await eventually(hangs.is_set, "it hangs")
    cut.say(10 * LOUD)
    await eventually(lambda: cut.failures == 1, "it has failed")
    assert cut.utterances.missing is not None
    assert cut.utterances.waiting <= 1, "no more than the word that it is to end"
    cut.utterances.forget()
    assert cut.utterances.missing is not None, "as long as it hangs"
    go_on.set()

    def is_back() -> bool:
        cut.utterances.forget()
        return cut.utterances.missing is None

    await eventually(is_back, "it is back")
    assert cut.heard == []


async def test_nothing_of_what_was_said_stays_with_a_model_that_breaks() -> None:
    cut = Cut(Breaks(breaks))
    backwards = array("h", [(at * 7919) % 20_011 + 5000 for at in range(8192)]).tobytes()[::-1]
    cut.utterances.open()
    cut.say(backwards[::-1])
    await eventually(lambda: cut.failures == 1, "it has failed")
    await eventually(lambda: not is_held(backwards[4000:4400]), "nothing holds it any more")
