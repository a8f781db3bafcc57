"""The voice face: from what is said in the booth to a reply on the stage, and back to what is said.

It listens while the handset is up, or from the listening key on until nobody has said anything for a while or
the screen is touched. All of it is called in the
loop's thread; capturing, cutting and recognising have threads of their own.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.conversation.scene import (
    Ears,
    GlobalKey,
    PressedGlobalKey,
    Reply,
    Scene,
    Touched,
)
from kiosk.conversation.views import Attract
from kiosk.faces.voice.answering import TOO_LOUD, TOO_LOUD_WITH_HANDSET, Answering
from kiosk.faces.voice.attention import Attention, Habits
from kiosk.faces.voice.grammar import Grammars, can_be_spoken_to
from kiosk.faces.voice.listener import PATIENCE, Decision, Spoken, decide
from kiosk.faces.voice.microphone import Microphone, Take
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.recognition import Recognition, Said
from kiosk.faces.voice.utterances import Utterances
from kiosk.i18n.text import Text

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1
QUIET_DBFS, LOUD_DBFS = -55.0, -15.0  # where the level that is shown begins and ends
LEVEL_STEPS = 16


class VoiceFace:
    """A kiosk.conversation.scene.Face."""

    def __init__(
        self,
        reply: Callable[[Reply], None],
        hear: Callable[[Ears | None], None],
        grammars: Grammars,
        recognisers: Recognisers,
        answering: Answering,
        booth_speaks: Callable[[], bool],
        languages: Mapping[str, str],
        make_microphone: Callable[[Take, Callable[[], None]], Microphone],
        make_utterances: Callable[[Callable[[bytes], None], Callable[[], None]], Utterances],
        habits: Habits | None = None,
        spoken_to: Callable[[], None] = lambda: None,
    ) -> None:
        """`reply` and `hear` are the stage's. `languages`: own names by code. `spoken_to` is called when
        something was understood, so that another face leaves the speaking to this one."""
        self._reply = reply
        self._hear = hear
        self._grammars = grammars
        self._recognisers = recognisers
        self._answering = answering
        self._booth_speaks = booth_speaks
        self._languages = languages
        self._habits = habits or Habits()
        self._spoken_to = spoken_to
        self._stirred = asyncio.Event()
        self._utterances = make_utterances(self._take_utterance, self._stirred.set)
        self._microphone = make_microphone(self._utterances.take, self._stirred.set)
        self._attention = Attention(self._habits)
        self._recognition = Recognition(recognisers, grammars, self._answer, self._stirred.set)
        self._scene: Scene | None = None
        self._ears: Ears | None = None
        self._shown: tuple[Text, float] | None = None  # what was heard, and until when it is shown
        self._conversing = self._told_too_loud = False
        self._misses = 0
        self._turn = self._visit = 0  # what was said in an earlier one no longer counts

    @property
    def capturing(self) -> bool:
        return self._microphone.capturing

    @property
    def attending(self) -> bool:
        """Somebody is speaking, or has just spoken and waits for an answer: nobody should interrupt."""
        return self._recognition.busy or self._utterances.speaking

    def show(self, scene: Scene) -> None:
        before, self._scene = self._scene, replace(scene, ears=None)
        if before == self._scene:
            return
        if self._conversing:
            self._answering.tell_change(before, self._scene)
        if before is None or _question(before) != _question(self._scene):
            self._told_too_loud = False
            if self._attention.wanted or isinstance(scene.view, Attract):
                self._prepare(self._scene)
        self._stirred.set()

    def forget(self) -> None:
        """Nothing said is left, and nobody is listened to until the handset is lifted again."""
        self._visit += 1
        self._drop()
        self._attention.forget()
        self._answering.forget()
        self._shown = self._ears = None
        self._recognition.forget(self._grammars.lasting_texts)
        if self._scene is not None:
            self._prepare(self._scene)
        self._stirred.set()

    def handset(self, lifted: bool) -> None:
        self._drop()
        self._told_too_loud = False
        self._attention.lift(lifted)
        if not lifted:
            self._answering.stop()
        elif self._scene is not None:
            self._prepare(self._scene)
        self._stirred.set()

    def listen_pressed(self) -> None:
        """The large microphone key; call `touched` for its touch before."""
        self._drop()
        self._told_too_loud = False
        self._attention.call(time.monotonic())
        if self._scene is not None:
            self._prepare(self._scene)
        self._stirred.set()

    def touched(self) -> None:
        """The screen was touched: that counts, and nothing that was being said on either side."""
        self._drop()
        self._answering.stop()
        self._stirred.set()

    def keyed(self) -> None:
        """A key below the handset was pressed: what was said before it no longer counts."""
        self._drop()
        self._stirred.set()

    async def run(self) -> None:
        """Listen for ever."""
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self._microphone.run())
            parts.create_task(self._attend())
            parts.create_task(self._recognition.run())

    def _drop(self) -> None:
        self._turn += 1
        self._misses = 0
        self._conversing = False
        self._recognition.drop()
        self._attention.end_call()
        self._utterances.begin_anew()

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
        return self._attention.wanted or self._shown is not None

    def _look(self, now: float) -> None:
        """Open or close the ears by what goes on, and show it."""
        scene = self._scene
        if scene is None:
            return
        able = self._able(scene)
        fit = able and can_be_spoken_to(scene)
        busy = self.attending or (fit and not self._microphone.capturing)
        self._attention.pass_time(now, booth_speaks=self._booth_speaks(), busy=busy)
        hearing = False
        if fit and self._attention.wanted:
            self._microphone.listen(Outlet.HANDSET if self._attention.lifted else Outlet.LOUDSPEAKER)
            hearing = self._microphone.capturing and self._attention.hears(now)
        else:
            self._microphone.rest()
        if hearing:
            self._utterances.open()
        else:
            self._utterances.close()
        self._attention.note_noise(now, self._utterances.noise_dbfs if hearing else None)
        if self._attention.too_loud(now):
            self._tell_too_loud(scene)
        self._show_ears(self._ears_now(now, hearing) if able else None)

    def _able(self, scene: Scene) -> bool:
        return (
            self._recognisers.hears(scene.manner.language)
            and self._microphone.gone is None
            and self._utterances.missing is None
        )

    def _ears_now(self, now: float, hearing: bool) -> Ears:
        if self._shown is not None and now >= self._shown[1]:
            self._shown = None
        level = _level(self._utterances.level_dbfs) if hearing else 0.0
        return Ears(hearing, level, self._shown[0] if self._shown else None)

    def _show_ears(self, ears: Ears | None) -> None:
        if ears is None or ears != self._ears:
            self._ears = ears
            self._hear(ears)

    def _tell_too_loud(self, scene: Scene) -> None:
        text = TOO_LOUD_WITH_HANDSET if self._attention.lifted else TOO_LOUD
        self._note_heard(text)
        if not self._told_too_loud:
            self._told_too_loud = True
            self._answering.tell(text, scene)

    def _note_heard(self, text: Text) -> None:
        self._shown = (text, time.monotonic() + self._habits.shown_seconds)
        self._stirred.set()

    def _take_utterance(self, samples: bytes) -> None:
        if self._scene is None or self._attention.too_loud(time.monotonic()):
            return
        self._recognition.add(Said(samples, self._scene, self._turn, self._visit))

    def _prepare(self, scene: Scene) -> None:
        if not self._recognisers.hears(scene.manner.language):
            return
        grammar = self._grammars.of(scene)
        if isinstance(scene.view, Attract):  # there is time now for all that will be said
            grammar = replace(grammar, phrases=(*grammar.phrases, *self._grammars.lasting(grammar.language)))
        self._recognition.prepare(grammar)

    def _answer(self, said: Said, spoken: Spoken) -> None:
        scene = self._scene
        if scene is None or said.visit != self._visit:
            return
        current = said.turn == self._turn and _question(said.scene) == _question(scene)
        seen = scene if current else said.scene
        decision = decide(replace(spoken, misses=self._misses), seen, self._languages)
        if current or (_is_emergency(decision) and can_be_spoken_to(scene)):
            self._act(decision, scene)

    def _act(self, decision: Decision, scene: Scene) -> None:
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
        elif decision.misses <= PATIENCE:
            self._reply(Touched())  # somebody is there
            self._answering.ask_again(scene)


def _question(scene: Scene) -> tuple[object, ...]:
    """What was said to one scene counts for another that asks the same."""
    view = scene.view
    return type(view), view.title, view.choices, scene.manner.language


def _is_emergency(decision: Decision) -> bool:
    return decision.reply == PressedGlobalKey(GlobalKey.EMERGENCY)


def _level(dbfs: float) -> float:
    share = min(1.0, max(0.0, (dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)))
    return round(share * LEVEL_STEPS) / LEVEL_STEPS
