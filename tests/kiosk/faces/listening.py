"""A citizen who sees nothing: a handset, twelve keys, and an ear for what the booth says."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from kiosk.catalogue import language_question
from kiosk.conversation.scene import ChoseLanguage, GlobalKey, Keyed
from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import Attract, View
from kiosk.faces.keypad import KeypadFace
from kiosk.faces.keypad_patience import Patience
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.saying import Saying
from kiosk.faces.voice.spoken import Spoken
from kiosk.faces.voice.volume import Hearing
from kiosk.i18n.translator import Translator
from tests.kiosk.citizen import PATIENT, Citizen

SOON = Patience(untouched_seconds=0.01)


class RecordingMouth:
    """Remembers what was heard: every sentence in no time, or, while it is slow, the first one only.

    `slow_from`: it becomes slow with the sentence that begins like this.
    """

    def __init__(self) -> None:
        self.heard: list[Saying] = []
        self.hearing = Hearing()
        self.outlet = Outlet.HANDSET
        self.slow = self.mute = False
        self.slow_from: str | None = None
        self.has_spoken: Callable[[], None] = lambda: None
        self.spoke = asyncio.Event()
        self._left: deque[Saying] = deque()
        self._begun = False  # with the first of them
        self._next: asyncio.Handle | None = None

    @property
    def speaking(self) -> bool:
        return bool(self._left)

    def say(self, sayings: Sequence[Saying]) -> None:
        self.stop()
        self.say_next(sayings)

    def say_next(self, sayings: Sequence[Saying]) -> None:
        if self.mute:
            return
        self._left.extend(sayings)
        self._speak_soon()

    def stop(self) -> None:
        self._left.clear()
        self._begun = False
        if self._next is not None:
            self._next.cancel()

    def louder(self, steps: int = 1) -> None:
        self.hearing = self.hearing.louder(steps)

    def faster(self, steps: int = 1) -> None:
        self.hearing = self.hearing.faster(steps)

    def forget(self) -> None:
        self.stop()
        self.hearing = Hearing()

    def speak_on(self) -> None:
        """No longer slow: the rest of what is to be said is heard."""
        self.slow = False
        self._speak_soon()

    def _speak_soon(self) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = asyncio.get_running_loop().call_soon(self._speak)

    def _speak(self) -> None:
        while self._left:
            if not self._begun:
                self.heard.append(self._left[0])
                self.spoke.set()
            if self.slow or (self.slow_from and self._left[0].text.startswith(self.slow_from)):
                self._begun = True
                return
            self._begun = False
            self._left.popleft()
        self.has_spoken()


class Listener:
    """Presses keys as the app passes them on: to the face first, and to the stage what it leaves."""

    def __init__(self, citizen: Citizen, patience: Patience = SOON) -> None:
        self.citizen = citizen
        self.mouth = RecordingMouth()
        self.speaking = self.is_heard = False
        spoken = Spoken(Translator(["zh_Hans", "en"]))
        self.face = KeypadFace(
            *(self.mouth, spoken, citizen.stage.reply, patience),
            citizen_speaks=lambda: self.speaking,
            can_be_spoken_to=lambda: self.is_heard,
        )
        self.mouth.has_spoken = self.face.has_spoken
        citizen.stage.attach(self.face)
        self._from = 0

    @property
    def heard(self) -> list[str]:
        """Since the last key."""
        return [saying.text for saying in self.mouth.heard[self._from :]]

    def press(self, keys: str) -> None:
        self.hear_anew()
        for key in keys:
            if not self.face.key(key):
                self.citizen.stage.reply(Keyed(key))

    def hear_anew(self) -> None:
        """What was said so far no longer counts as heard."""
        self._from = len(self.mouth.heard)

    async def hears(self, *pieces: str, seconds: float = 30) -> list[str]:
        """Sentences with all these pieces, in this order, since the last key."""
        try:
            async with asyncio.timeout(seconds):
                while not _in_order(pieces, self.heard):
                    self.mouth.spoke.clear()
                    await self.mouth.spoke.wait()
        except TimeoutError:
            raise AssertionError(f"not heard: {pieces}, but: {self.heard}") from None
        return self.heard

    async def keys_in(self, number: str) -> None:
        """Digit by digit, each after the echo of the last one."""
        for digit in number:
            self.press(digit)
            await self.hears("")


@asynccontextmanager
async def asked(
    view: View,
    patience: Patience = SOON,
    idle_times: IdleTimes = PATIENT,
    keys: frozenset[GlobalKey] = frozenset(GlobalKey),
    is_heard: bool = False,
) -> AsyncIterator[tuple[Listener, asyncio.Task[str]]]:
    """An English-speaking citizen with the handset at the ear, who is asked `view` and has heard it.

    `is_heard`: the booth hears what the citizen says.
    """
    languages = language_question((("zh_Hans", "中文"), ("en", "English"), ("fr", "Français")))
    citizen = Citizen(idle_times, languages)
    listener = Listener(citizen, patience)
    listener.is_heard = is_heard
    start = asyncio.create_task(citizen.stage.ask(citizen.scene.view))
    await asyncio.sleep(0)  # it is on stage
    citizen.reply(ChoseLanguage("en"))
    await start
    question = asyncio.create_task(citizen.stage.ask(view, keys=keys))
    await citizen.sees(lambda scene: scene.view is view)
    listener.face.handset(lifted=True)
    await listener.hears("")
    yield listener, question
    listener.face.handset(lifted=False)
    question.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await question


@asynccontextmanager
async def listening(citizen: Citizen, language: str = "zh_Hans") -> AsyncIterator[Listener]:
    """Somebody has lifted the handset of a booth that speaks the language."""
    listener = Listener(citizen)
    await citizen.sees_view(Attract)
    citizen.reply(ChoseLanguage(language))
    listener.face.handset(lifted=True)
    yield listener
    listener.face.handset(lifted=False)


def _in_order(pieces: Sequence[str], heard: Sequence[str]) -> bool:
    rest = iter(heard)
    return all(any(piece in text for text in rest) for piece in pieces)
