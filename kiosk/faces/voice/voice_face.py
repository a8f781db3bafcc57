"""The voice face: from what is said in the booth to a reply on the stage, and back to what is said.

What does not count as an answer any more, or is said into the handset while the booth speaks there, may still
be a cry for help. All of it is called in the loop's thread; capturing, cutting and recognising have threads
of their own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.conversation.putting import can_be_spoken_to
from kiosk.conversation.scene import Ears, Reply, Scene, Touched
from kiosk.conversation.views import Attract
from kiosk.faces.voice.answering import TOO_LOUD, TOO_LOUD_WITH_HANDSET, Answering, drafted
from kiosk.faces.voice.attention import Habits
from kiosk.faces.voice.capture import Capture, MakeMicrophone, MakeUtterances
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.listener import PATIENCE, Decision, Spoken, decide
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.recognition import Recognition, Said
from kiosk.faces.voice.relevance import counting, is_same_question
from kiosk.faces.voice.showing import Showing
from kiosk.i18n.text import Text

TICK_SECONDS = 0.1
ATTENTIVE_SECONDS = 15.0  # who speaks or is spoken to for longer is still there: the idle clock is told


class VoiceFace:
    """A kiosk.conversation.scene.Face."""

    def __init__(
        self,
        reply: Callable[[Reply], None],
        hear: Callable[[Ears | None], None],
        grammars: Grammars,
        recognisers: Recognisers,
        answering: Answering,
        languages: Mapping[str, str],
        make_microphone: MakeMicrophone,
        make_utterances: MakeUtterances,
        habits: Habits | None = None,
        spoken_to: Callable[[], None] = lambda: None,
    ) -> None:
        """`reply` and `hear` are the stage's. `languages`: own names by code. `spoken_to` is called when
        something was understood, so that another face leaves the speaking to this one."""
        self._reply = reply
        self._grammars = grammars
        self._recognisers = recognisers
        self._answering = answering
        self._languages = languages
        self._habits = habits or Habits()
        self._spoken_to = spoken_to
        self._stirred = asyncio.Event()
        self._capture = Capture(
            *(self._habits, answering, make_microphone, make_utterances),
            heard=self._take_utterance,
            changed=self._stirred.set,
        )
        self._recognition = Recognition(
            *(recognisers, grammars, self._answer, self._stirred.set, self._habits.deadline_seconds),
            end=self._capture.end_utterance,
        )
        self._scene: Scene | None = None
        self._showing = Showing(hear, self._habits.shown_seconds)
        self._conversing = self._told_too_loud = False
        self._reading_back_at: float | None = None
        self._misses = 0
        self._idle_told = 0.0
        self._turn = self._visit = 0  # what was said in an earlier one no longer counts

    @property
    def capturing(self) -> bool:
        return self._capture.capturing

    @property
    def listening(self) -> bool:
        """What is said now is heard."""
        return self._showing.listening

    @property
    def attending(self) -> bool:
        """Somebody is speaking, or has just spoken and waits for an answer: nobody should interrupt."""
        return self._recognition.busy or self._capture.speaking

    def show(self, scene: Scene) -> None:
        before, self._scene = self._scene, replace(scene, ears=None)
        if before == self._scene:
            return
        if self._conversing and drafted(before, self._scene):
            self._reading_back_at = time.monotonic() + self._habits.pause_seconds
        elif self._conversing:
            self._answering.tell_change(before, self._scene)
        if before is None or not is_same_question(before, self._scene):
            self._told_too_loud = False
            self._reading_back_at = None
            if self._capture.wanted or isinstance(scene.view, Attract):
                self._prepare()
        self._stirred.set()

    def forget(self) -> None:
        """Nothing said is left, and nobody is listened to until the handset is lifted again, or somebody
        comes who finds it lifted."""
        self._visit += 1
        self._drop()
        self._capture.forget()
        self._answering.forget()
        self._showing.forget()
        self._recognition.forget(self._grammars.lasting_texts)
        self._prepare()
        self._stirred.set()

    def handset(self, lifted: bool) -> None:
        self._drop()
        self._told_too_loud = False
        self._capture.lift(lifted)
        if not lifted:
            self._answering.stop()
        else:
            self._prepare()
        self._stirred.set()

    def listen_pressed(self) -> None:
        """The large microphone key; call `touched` for its touch before."""
        self._drop()
        self._told_too_loud = False
        self._capture.call()
        self._prepare()
        self._stirred.set()

    def touched(self) -> None:
        """The screen was touched: that counts, and nothing that was being said on either side."""
        self._drop()
        self._capture.return_to()
        self._answering.stop()
        self._stirred.set()

    def keyed(self) -> None:
        """A key below the handset was pressed: what was said before it no longer counts."""
        self._drop()
        self._capture.return_to()
        self._stirred.set()

    async def run(self) -> None:
        """Listen for ever."""
        self._showing.begin_anew()
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self._capture.run())
            parts.create_task(self._attend())
            parts.create_task(self._recognition.run())

    def _drop(self) -> None:
        self._turn += 1
        self._misses = 0
        self._conversing = False
        self._reading_back_at = None
        self._recognition.drop()
        self._capture.drop()

    async def _attend(self) -> None:
        while True:
            self._stirred.clear()
            self._look(time.monotonic())
            if self._awake:
                await asyncio.sleep(TICK_SECONDS)  # the screen draws the level as often, and no more
            else:
                await self._stirred.wait()

    @property
    def _awake(self) -> bool:
        waits = self._showing.holds or self._reading_back_at is not None
        return self._capture.wanted or waits

    def _look(self, now: float) -> None:
        """See to the ears, and show what they do."""
        scene = self._scene
        if scene is None:
            return
        able = self._able(scene)
        fit = able and can_be_spoken_to(scene.view)
        hearing = self._capture.look(now, fit=fit, busy=self._recognition.busy)
        if self._capture.too_loud(now):
            self._tell_too_loud(scene)
        self._tell_idle_clock(scene, now)
        self._read_back_when_due(scene, now)
        if able:
            self._showing.show(now, self._capture.level_dbfs if hearing else None)
        else:
            self._showing.hide()

    def _read_back_when_due(self, scene: Scene, now: float) -> None:
        """Not over somebody who goes on: that would be lost."""
        if self._reading_back_at is None:
            return
        if self.attending:
            self._reading_back_at = now + self._habits.pause_seconds
        elif now >= self._reading_back_at:
            self._reading_back_at = None
            self._answering.read_back(scene)

    def _tell_idle_clock(self, scene: Scene, now: float) -> None:
        """Somebody is there who speaks or hears an answer; not who is never understood, or only warned."""
        if isinstance(scene.view, Attract) or self._misses > PATIENCE:
            return
        answered = self._conversing and self._answering.booth_speaks and scene.idle_warning is None
        if (self.attending or answered) and now >= self._idle_told + ATTENTIVE_SECONDS:
            self._idle_told = now
            self._reply(Touched())

    def _able(self, scene: Scene) -> bool:
        return (
            self._recognisers.hears(scene.manner.language)
            and self._capture.possible
            and not self._recognition.hangs
        )

    def _tell_too_loud(self, scene: Scene) -> None:
        text = TOO_LOUD_WITH_HANDSET if self._capture.lifted else TOO_LOUD
        self._note_heard(text)
        if not self._told_too_loud:
            self._told_too_loud = True
            self._answering.tell(text, scene)

    def _note_heard(self, text: Text) -> None:
        self._showing.note(text, time.monotonic())
        self._stirred.set()

    def _take_utterance(self, samples: bytes, ended: bool) -> None:
        if self._scene is None:
            return
        weight = self._capture.weigh(samples, ended)
        said = Said(
            samples, self._scene, self._turn, self._visit, weight.counts, weight.over, weight.in_noise
        )
        if ended:
            self._recognition.add(said)
        else:
            self._recognition.expect(said)

    def _prepare(self) -> None:
        scene = self._scene
        if scene is None or not self._recognisers.hears(scene.manner.language):
            return
        grammar = self._grammars.of(scene)
        if isinstance(scene.view, Attract):  # there is time now for all that will be said
            grammar = replace(grammar, phrases=(*grammar.phrases, *self._grammars.lasting(grammar.language)))
        self._recognition.prepare(grammar)

    def _answer(self, said: Said, spoken: Spoken) -> None:
        scene = self._scene
        if scene is None or said.visit != self._visit:
            return
        current = said.counts and said.turn == self._turn and is_same_question(said.scene, scene)
        decision = decide(
            replace(spoken, misses=self._misses), scene if current else said.scene, self._languages
        )
        counted = counting(said, spoken, decision, scene, current=current)
        if counted is not None:
            self._act(counted, scene)

    def _act(self, decision: Decision, scene: Scene) -> None:
        if decision.idle:
            return
        self._misses = decision.misses
        self._conversing = True
        if decision.understood:
            self._spoken_to()
        if decision.heard is not None:
            self._note_heard(decision.heard)
        if decision.word is not None:
            self._answering.adjust(decision.word, scene)
        elif decision.reply is not None:
            self._reply(decision.reply)
        else:
            if decision.misses <= PATIENCE:
                self._reply(Touched())  # somebody is there
            self._answering.ask_again(scene)
