"""An utterance is recognised in the silence behind it, and answered once it has ended."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from kiosk.conversation.scene import GlobalKey, Manner, Scene
from kiosk.conversation.views import Choice, Choose, EnterNumber
from kiosk.faces.voice.contract import Grammar, Heard, Phrase, VoiceError
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.listener import Spoken as Listened
from kiosk.faces.voice.phrases import load_phrases
from kiosk.faces.voice.recognition import MOST_LATE, MOST_WAITING, Recognition, Said, listen
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import Verbatim
from kiosk.i18n.translator import Translator
from tests.hardware.eventually import eventually
from tests.kiosk.faces.voice.talking import LANGUAGES, TODAY, Scripted, scripted_recognisers

VIEW = Choose(title=Verbatim("?"), icon="check", choices=(Choice("taxi", Verbatim("taxi"), "taxi"),))
SCENE = Scene(VIEW, Manner("en"), frozenset(GlobalKey))
FIRST = Said(b"first", SCENE, turn=1, visit=1)
LATE = replace(FIRST, counts=False)
WHOLE = replace(FIRST, samples=b"first and more")


class Noting(Scripted):
    """Hears the samples themselves, and keeps count."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[bytes] = []
        self.begun = threading.Event()
        self.failing = self.settled = False

    def recognise(self, samples: bytes, grammar: Grammar) -> Heard:
        self.heard.append(samples)
        self.begun.set()
        self.go_on.wait(5)
        if self.failing:
            raise VoiceError("broken")
        return Heard(samples.decode(), "choice:taxi", 0.9, settled=self.settled)


class Desk:
    def __init__(self, deadline_seconds: float = 20.0) -> None:
        self.ear = Noting()
        self.answers: list[tuple[Said, str]] = []
        self.failures = 0
        self.goes_on = False  # whoever speaks
        grammars = Grammars({}, Spoken(Translator(["zh_Hans", "en"])).say, LANGUAGES, lambda: TODAY)
        self.recognition = Recognition(
            *(scripted_recognisers(self.ear, "en"), grammars, self._answer, self._fail, deadline_seconds),
            end=lambda: not self.goes_on,
        )

    def _answer(self, said: Said, spoken: Listened) -> None:
        self.answers.append((said, spoken.words.text))

    def _fail(self) -> None:
        self.failures += 1

    async def begun(self) -> None:
        await eventually(self.ear.begun.is_set, "it is being recognised")
        self.ear.begun.clear()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    running = asyncio.create_task(desk.recognition.run())
    yield desk
    desk.ear.go_on.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def settled(desk: Desk) -> None:
    """All that was asked of it is done: it goes on to prepare."""
    done = len(desk.ear.prepared)
    desk.recognition.prepare(Grammar("en", (Phrase("choice:taxi", "taxi"),)))
    await eventually(lambda: len(desk.ear.prepared) > done, "it has time to prepare")


async def test_what_was_recognised_in_the_silence_is_answered_at_its_end_and_not_before(desk: Desk) -> None:
    desk.recognition.expect(FIRST)
    await desk.begun()
    await settled(desk)
    assert desk.answers == []
    assert not desk.recognition.busy
    desk.recognition.add(FIRST)
    await eventually(lambda: desk.answers == [(FIRST, "first")], "it is answered")
    assert desk.ear.heard == [b"first"]


async def test_an_utterance_that_ends_while_it_is_recognised_is_answered_once(desk: Desk) -> None:
    desk.ear.go_on.clear()
    desk.recognition.expect(FIRST)
    await desk.begun()
    desk.recognition.add(FIRST)
    assert desk.recognition.busy
    desk.recognition.drop()  # a touch: what is being recognised may yet be a cry for help
    desk.ear.go_on.set()
    await eventually(lambda: desk.answers == [(LATE, "first")], "it is answered")
    await settled(desk)
    assert len(desk.answers) == len(desk.ear.heard) == 1


async def test_what_is_settled_is_answered_before_its_end(desk: Desk) -> None:
    desk.ear.settled = True
    desk.recognition.expect(FIRST)
    await eventually(lambda: desk.answers == [(FIRST, "first")], "it is answered")
    desk.recognition.drop()
    await settled(desk)
    assert len(desk.answers) == 1


@pytest.mark.parametrize("said", [FIRST, LATE])
async def test_what_is_settled_waits_for_whoever_goes_on_and_where_it_does_not_count(
    desk: Desk, said: Said
) -> None:
    desk.ear.settled, desk.goes_on = True, said.counts
    desk.recognition.expect(said)
    await desk.begun()
    await settled(desk)
    assert desk.answers == []


async def test_when_more_is_said_only_the_whole_is_answered(desk: Desk) -> None:
    desk.ear.go_on.clear()
    desk.recognition.expect(FIRST)
    await desk.begun()
    desk.recognition.expect(WHOLE)
    desk.ear.go_on.set()
    await eventually(lambda: desk.ear.heard == [b"first", b"first and more"], "the whole is recognised")
    desk.recognition.add(WHOLE)
    await eventually(lambda: desk.answers == [(WHOLE, "first and more")], "the whole is answered")


async def test_what_was_said_before_the_screen_changed_was_said_to_the_one_before(desk: Desk) -> None:
    desk.recognition.expect(FIRST)
    await desk.begun()
    elsewhere = replace(FIRST, scene=replace(SCENE, view=replace(VIEW, title=Verbatim("another"))))
    desk.recognition.add(elsewhere)
    await eventually(lambda: desk.answers == [(FIRST, "first")], "it is answered")
    assert desk.ear.heard == [b"first"]


async def test_what_is_dropped_is_heard_once_more_for_a_cry_after_what_is_newer(desk: Desk) -> None:
    desk.ear.go_on.clear()
    desk.recognition.add(FIRST)
    await desk.begun()
    desk.recognition.add(WHOLE)
    desk.recognition.drop()
    assert not desk.recognition.busy, "nobody waits for an answer to it"
    newer = replace(FIRST, samples=b"newer", turn=2)
    desk.recognition.add(newer)
    desk.ear.go_on.set()
    wanted = [(LATE, "first"), (newer, "newer"), (replace(WHOLE, counts=False), "first and more")]
    await eventually(lambda: desk.answers == wanted, "all are answered")


async def test_of_more_than_can_wait_the_oldest_only_counts_as_a_cry(desk: Desk) -> None:
    desk.ear.go_on.clear()
    desk.recognition.add(FIRST)
    await desk.begun()
    later = [replace(FIRST, samples=b"later %d" % at) for at in range(MOST_WAITING + MOST_LATE + 1)]
    for said in later:
        desk.recognition.add(said)
    desk.ear.go_on.set()
    counting, late = later[-MOST_WAITING:], later[1:-MOST_WAITING]
    wanted = [FIRST, *counting, *(replace(said, counts=False) for said in late)]
    await eventually(lambda: [said for said, _ in desk.answers] == wanted, "all but the very oldest")


async def test_what_was_expected_is_a_cry_even_if_a_key_drops_it(desk: Desk) -> None:
    desk.recognition.expect(FIRST)
    await desk.begun()
    await settled(desk)
    desk.recognition.drop()
    await eventually(lambda: desk.answers == [(LATE, "first")], "it is answered")


async def test_nothing_waits_beyond_the_visit(desk: Desk) -> None:
    desk.ear.go_on.clear()
    desk.recognition.add(FIRST)
    await desk.begun()
    for at in range(MOST_WAITING + 1):
        desk.recognition.add(replace(FIRST, samples=b"later %d" % at))
    desk.recognition.forget(("taxi",))
    desk.ear.go_on.set()
    await eventually(lambda: desk.ear.kept == {"taxi"}, "the recogniser has forgotten")
    await settled(desk)
    assert desk.ear.heard == [b"first"]


class Dictated(Noting):
    def __init__(self, written: str, sure: float) -> None:
        super().__init__()
        self.written = written
        self.digits.append(Heard("138", "138", sure))

    def transcribe(self, samples: bytes, language: str) -> str:
        return self.written


@pytest.mark.parametrize(
    ("written", "sure", "as_phrase"),
    [("one three eight", 0.95, False), ("1 3 8", 0.95, False), ("help", 0.95, True), ("138", 0.8, True)],
)
def test_what_is_surely_a_number_is_not_looked_at_as_a_phrase(
    written: str, sure: float, as_phrase: bool
) -> None:
    entry = EnterNumber(title=Verbatim("?"), icon="x", check=lambda _: None, done=Verbatim("OK"))
    ear = Dictated(written, sure)
    grammar = Grammar("en", (), digits=load_phrases("en").digits)
    listened = listen(ear, b"", replace(SCENE, view=entry), grammar)
    assert bool(ear.heard) is as_phrase
    assert (listened.words.value is None) is not as_phrase


@pytest.mark.parametrize(("words", "says_number"), [("one one zero", True), ("help", False)])
def test_words_that_are_a_number_are_known_as_one(words: str, says_number: bool) -> None:
    """A cry that is one, for the ambulance, is more easily misheard than others."""
    grammar = Grammar("en", (), digits=load_phrases("en").digits)
    assert listen(Noting(), words.encode(), SCENE, grammar).says_number is says_number


async def test_an_engine_that_hangs_is_given_up_and_forgets_once_it_comes_back() -> None:
    desk = Desk(deadline_seconds=0.1)
    running = asyncio.create_task(desk.recognition.run())
    desk.ear.go_on.clear()
    desk.recognition.add(FIRST)
    await eventually(lambda: desk.recognition.hangs, "it is given up")
    assert not desk.recognition.busy
    tasks = len(asyncio.all_tasks())
    for _ in range(20):
        desk.recognition.add(WHOLE)
        desk.recognition.forget(("taxi",))
    assert len(asyncio.all_tasks()) == tasks
    desk.ear.go_on.set()
    await eventually(lambda: desk.ear.kept == {"taxi"}, "it has come back and forgotten")
    assert desk.answers == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_an_engine_that_fails_is_told_of_and_asked_no_more_for_the_same(desk: Desk) -> None:
    desk.ear.failing = True
    desk.recognition.expect(FIRST)
    await eventually(lambda: desk.failures == 1, "it is told")
    await settled(desk)
    assert desk.answers == []
    assert desk.ear.heard == [b"first"]
