"""The mouth: sayings in their order, stopped, repeated, forgotten; and nothing of them on the disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("numpy")

import numpy as np

from kiosk.faces.voice import prompts, voicing
from kiosk.faces.voice.contract import SAMPLE_RATE
from kiosk.faces.voice.playing import Outlet, Player
from kiosk.faces.voice.port_audio import BLOCK_FRAMES
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.reel import Reel
from kiosk.faces.voice.saying import Part, Saying
from kiosk.faces.voice.speakers import Sound, Speakers, Voice
from kiosk.faces.voice.speaking import Mouth
from kiosk.faces.voice.voicing import Voicing
from tests.hardware.eventually import eventually
from tests.kiosk.faces.voice.tones import SECONDS_A_SIGN, Tones, engines, speak_in_tones

FIRST, SECOND = NUMBER_CLAUSES = ("one three eight,", "one two three four")
HELLO, NUMBER, LONG = "Hello", "one three eight, one two three four", "long " * 399 + "long"


def saying(text: str, language: str = "en") -> Saying:
    return Saying(text, language, Part.TITLE, pause_seconds=0)


def written(folder: Path) -> dict[Path, int]:
    """Every file, and when it was last written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


class Tape:
    """An audio device that takes blocks as fast as it can, and keeps them."""

    def __init__(self, name: str | None, reel: Reel) -> None:
        self.name = name
        self.active = True
        self.loudest = 0
        self.sounding = 0  # blocks
        self._reel = reel
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self.active = False

    def _run(self) -> None:
        pace = threading.Event()
        while self.active:
            block = np.zeros(BLOCK_FRAMES, np.int16)
            self._reel.fill(block)
            loudest = int(np.abs(block).max())
            self.loudest = max(self.loudest, loudest)
            self.sounding += loudest > 1000
            pace.wait(0.001)


@dataclass
class Booth:
    mouth: Mouth
    tones: Tones
    folder: Path
    speakers: Speakers
    tapes: list[Tape] = field(default_factory=list)
    times_spoken: int = 0

    async def has_spoken(self, times: int = 1) -> None:
        await eventually(lambda: self.times_spoken >= times, f"it has spoken {times} times")

    async def is_heard(self) -> None:
        await eventually(lambda: any(tape.loudest > 1000 for tape in self.tapes), "it is heard")


@pytest.fixture
async def booth(tmp_path: Path) -> AsyncIterator[Booth]:
    tones = Tones(cannot_say="unspeakable")
    speakers = Speakers(engines(tones), speak_in_tones(tmp_path / "locales", "en", "zh_Hans", "ko"))
    tapes: list[Tape] = []

    def open_tape(name: str | None, reel: Reel) -> Tape:
        tapes.append(Tape(name, reel))
        return tapes[-1]

    player = Player({Outlet.LOUDSPEAKER: "loud", Outlet.HANDSET: "ear"}, open_tape)
    folder = tmp_path / "prompts"

    def count() -> None:
        found.times_spoken += 1

    mouth = Mouth(speakers, Prompts(folder, speakers), player, count)
    found = Booth(mouth, tones, folder, speakers, tapes)
    running = [asyncio.create_task(player.run()), asyncio.create_task(mouth.run())]
    yield found
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_sayings_come_in_their_order_and_then_it_has_spoken(booth: Booth) -> None:
    booth.mouth.say([saying("first"), saying("second"), saying("third")])
    assert booth.mouth.speaking
    await booth.has_spoken()
    assert booth.tones.said == ["first", "second", "third"]
    assert not booth.mouth.speaking
    assert booth.tones.threads == {"speech"}, "never in the loop's thread"


async def test_a_prompt_on_the_disk_is_not_synthesised_again(booth: Booth) -> None:
    path = Prompts(booth.folder, booth.speakers).path(HELLO, "en")
    prompts.write(path, booth.tones.synthesise("rendered long ago", "en", booth.speakers.voice("en")))
    booth.tones.said.clear()
    booth.mouth.say([saying(HELLO), saying(NUMBER)])
    await booth.has_spoken()
    assert booth.tones.said == [*NUMBER_CLAUSES]


async def test_the_first_clause_is_heard_while_the_second_is_being_made(booth: Booth) -> None:
    with booth.tones.holding(SECOND) as begun:
        booth.mouth.say([saying(NUMBER), saying("after")])
        await booth.is_heard()
        await eventually(begun.is_set, "the second clause is being made")
        assert booth.tones.said == [FIRST]
    await booth.has_spoken()
    assert booth.tones.said == [FIRST, SECOND, "after"]


async def test_a_prompt_waits_for_no_sentence_that_nobody_wants_any_more(booth: Booth) -> None:
    path = Prompts(booth.folder, booth.speakers).path(HELLO, "en")
    prompts.write(path, booth.tones.synthesise("rendered long ago", "en", booth.speakers.voice("en")))
    with booth.tones.holding(FIRST) as begun:
        booth.mouth.say([saying(NUMBER)])
        await eventually(begun.is_set, "the number is being made")
        booth.mouth.say([saying(HELLO)])
        await booth.has_spoken()
        await booth.is_heard()
    assert SECOND not in booth.tones.said


async def test_what_is_begun_again_is_the_whole_sentence_and_once(booth: Booth) -> None:
    sentence = "the first clause, the second clause, and last"
    with booth.tones.holding("and last"):
        booth.mouth.say([saying(sentence), saying("after")])
        await booth.is_heard()
        booth.mouth.use(Outlet.HANDSET)
    await booth.has_spoken()
    assert booth.tones.said == ["the first clause,", "the second clause, and last", "after"]
    blocks = len(sentence + "after") * SECONDS_A_SIGN * SAMPLE_RATE / BLOCK_FRAMES
    assert booth.tapes[-1].sounding == pytest.approx(blocks, abs=5)


async def test_engines_are_loaded_before_they_are_needed(booth: Booth) -> None:
    voicing = Voicing(booth.speakers, Prompts(booth.folder, booth.speakers))
    await voicing.prepare(["ko", "en"], settle_seconds=0)
    assert booth.tones.prepared == ["en"], "and one that nobody speaks keeps none from it"


async def test_what_is_said_never_comes_onto_the_disk(booth: Booth, tmp_path: Path) -> None:
    before = written(tmp_path)
    booth.mouth.say([saying(NUMBER), saying("King, ending in one two one two")])
    await booth.has_spoken()
    booth.mouth.repeat()
    await booth.has_spoken(2)
    assert written(tmp_path) == before
    assert not booth.folder.exists()


async def test_it_stops_and_says_nothing_of_what_was_left(booth: Booth) -> None:
    booth.mouth.say([saying(LONG), saying("never heard"), saying("nor this"), saying("nor that")])
    await booth.is_heard()
    booth.mouth.stop()
    assert not booth.mouth.speaking
    booth.mouth.say([saying("after")])
    await booth.has_spoken()
    assert booth.times_spoken == 1, "what was stopped was not spoken to its end"
    assert "nor that" not in booth.tones.said


async def test_repeating_makes_no_sound_twice_until_the_visit_is_over(booth: Booth) -> None:
    booth.mouth.say([saying(NUMBER)])
    await booth.has_spoken()
    booth.mouth.repeat()
    await booth.has_spoken(2)
    assert booth.tones.said == [*NUMBER_CLAUSES]
    booth.mouth.louder()
    booth.mouth.forget()
    assert booth.mouth.hearing == type(booth.mouth.hearing)()
    booth.mouth.repeat()
    assert not booth.mouth.speaking, "there is nothing left to repeat"
    booth.mouth.say([saying(NUMBER)])
    await booth.has_spoken(3)
    assert booth.tones.said == [*NUMBER_CLAUSES, *NUMBER_CLAUSES], "its sound was forgotten"


async def test_slower_begins_the_sentence_again(booth: Booth) -> None:
    booth.mouth.say([saying(LONG), saying("second")])
    await booth.is_heard()
    booth.mouth.faster(-1)
    assert booth.mouth.hearing.pace < 1
    await booth.has_spoken()
    assert booth.tones.said == [LONG, "second"]


async def test_lifting_the_handset_moves_the_voice_there(booth: Booth) -> None:
    booth.mouth.say([saying(LONG)])
    await booth.is_heard()
    booth.mouth.use(Outlet.HANDSET)
    await booth.has_spoken()
    assert [tape.name for tape in booth.tapes] == ["loud", "ear"]
    assert booth.tapes[1].loudest > 1000


async def test_a_language_that_nobody_speaks_and_words_that_cannot_be_said_are_passed_over(
    booth: Booth,
) -> None:
    booth.mouth.say([saying("안녕", "ko"), saying("unspeakable"), saying("spoken")])
    await booth.has_spoken()
    assert booth.tones.said == ["spoken"]
    booth.mouth.say([saying("안녕", "ko")])
    await booth.has_spoken(2)


async def test_an_engine_that_hangs_makes_nobody_wait_and_prompts_are_still_played(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Prompts(booth.folder, booth.speakers).path(HELLO, "en")
    prompts.write(path, booth.tones.synthesise("rendered long ago", "en", booth.speakers.voice("en")))
    monkeypatch.setattr(voicing, "LONGEST_SECONDS", 2.0)
    with booth.tones.holding(SECOND):
        booth.mouth.say([saying(NUMBER), saying(SECOND), saying(HELLO)])
        await booth.has_spoken()
        assert not booth.mouth.speaking, "the ears may listen"
        booth.tones.said.clear()
        booth.mouth.say([saying(HELLO)])
        await booth.has_spoken(2)
        assert booth.tones.said == [], "it was rendered"
    heard = booth.times_spoken

    async def says_it_again() -> bool:
        booth.mouth.say([saying("after")])
        await booth.has_spoken(booth.times_spoken + 1)
        return "after" in booth.tones.said

    async with asyncio.timeout(10):
        while not await says_it_again():
            pass
    assert booth.times_spoken > heard


async def test_an_engine_that_breaks_in_any_way_leaves_the_next_sentence(
    booth: Booth, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    synthesise = booth.tones.synthesise

    def breaks(text: str, language: str, voice: Voice) -> Sound:
        if text == FIRST:
            raise MemoryError(text)
        return synthesise(text, language, voice)

    monkeypatch.setattr(booth.tones, "synthesise", breaks)
    booth.mouth.say([saying(FIRST), saying("after")])
    await booth.has_spoken()
    assert booth.tones.said == ["after"]
    assert FIRST not in caplog.text


async def test_what_is_said_is_never_logged(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    booth.mouth.say([saying(NUMBER), saying("unspeakable 77777"), saying("안녕", "ko")])
    await booth.has_spoken()
    assert not any(word in caplog.text for word in (NUMBER, "77777", "안녕"))


async def test_the_transcript_is_short_and_ends_with_the_visit(booth: Booth) -> None:
    booth.mouth.say([saying("first")])
    booth.mouth.say_next([saying("second")])
    assert list(booth.mouth.transcript) == ["first", "second"]
    booth.mouth.repeat()
    assert list(booth.mouth.transcript) == ["first", "second", "first", "second"]
    for number in range(60):
        booth.mouth.say([saying(f"sentence {number}")])
    assert len(booth.mouth.transcript) == 50
    assert booth.mouth.transcript[-1] == "sentence 59"
    booth.mouth.forget()
    assert not booth.mouth.transcript
