"""The stage shows a view on every face and returns the first reply.

What every screen shares happens here once: the global keys, the keyed draft, the idle clock. A citizen who
leaves a question raises a `Departure` out of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kiosk.conversation.departures import (
    AskedForEmergency,
    AskedForPerson,
    Departure,
    DialledEmergency,
    WentBack,
    WentHome,
    WentIdle,
)
from kiosk.conversation.keying import Complete, Draft, edit, read_keys
from kiosk.conversation.questions import NO, YES, did_you_mean
from kiosk.conversation.scene import (
    ChoseLanguage,
    Chosen,
    Doubtful,
    Ears,
    Entered,
    Face,
    GlobalKey,
    IdleWarning,
    Keyed,
    Manner,
    PressedGlobalKey,
    Reply,
    Scene,
    Touched,
)
from kiosk.conversation.views import PERSON_KEY, Alarm, Attract, CallPhase, EnterNumber, InCall, View
from kiosk.i18n.text import Text

START = "start"
SOON_SECONDS = 0.2  # what takes no longer needs no "please wait", which would only flash by
ALL_KEYS = frozenset(GlobalKey)
ANOTHER_KEY_SECONDS = 1.0  # between the keys of 110; so long a 1 that is also a choice waits
ALWAYS_CARRIED = (GlobalKey.EMERGENCY, GlobalKey.PERSON)
NEVER_COVERED = (Alarm, InCall, Attract)  # by a question of the stage's own

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class IdleTimes:
    """`extend_seconds` ≥ 20 (WCAG 2.2, 2.2.1); any touch or key extends, as often as it takes."""

    idle_seconds: float
    extend_seconds: float


_DEPARTURES: dict[GlobalKey, type[Departure]] = {
    GlobalKey.BACK: WentBack,
    GlobalKey.HOME: WentHome,
    GlobalKey.PERSON: AskedForPerson,
    GlobalKey.EMERGENCY: AskedForEmergency,
}


class Stage:
    def __init__(self, idle_times: IdleTimes, language_question: View, nobody: View) -> None:
        """The choices of `language_question` are language codes; `nobody` is shown at first."""
        self._faces: list[Face] = []
        self._idle_times = idle_times
        self._language_question = language_question
        self._replies: asyncio.Queue[Reply] = asyncio.Queue()
        self._keyed = ""
        self._scene = Scene(nobody, Manner())

    def attach(self, face: Face) -> None:
        """Have a face show every scene from now on."""
        self._faces.append(face)
        face.show(self._scene)

    @property
    def scene(self) -> Scene:
        return self._scene

    @property
    def manner(self) -> Manner:
        return self._scene.manner

    def reply(self, reply: Reply) -> None:
        """What a face heard, felt or saw. Called by faces, in the loop's thread."""
        self._replies.put_nowait(reply)

    def announce(self, banner: Text | None) -> None:
        """A trouble of the booth, shown above every view until it is None again."""
        if banner != self._scene.banner:
            self._show(banner=banner)

    def hear(self, ears: Ears | None) -> None:
        """What the booth hears has changed; None: it can't hear this language."""
        if ears != self._scene.ears:
            self._show(ears=ears)

    def wipe(self, nobody: View) -> None:
        """Forget the citizen: view, draft, replies, language, sizes."""
        self._replies = asyncio.Queue()
        self._keyed = ""
        self._scene = Scene(nobody, Manner(), banner=self._scene.banner)
        self._show()
        for face in self._faces:
            face.forget()

    async def ask(
        self,
        view: View,
        *,
        keys: frozenset[GlobalKey] = ALL_KEYS,
        draft: str = "",
        idle_seconds: float | None = None,
    ) -> str:
        """Put the view, and return the value of the choice or the number entered. Raises Departure.

        `idle_seconds`: how long nobody need answer, where that is longer than elsewhere.
        """
        self._put(view, keys, draft)
        while True:
            reply = await self._reply_of_somebody(idle_seconds or self._idle_times.idle_seconds)
            answer = await self._consider(reply)
            if answer is not None:
                return answer

    def amend(self, asked: View, amended: View) -> bool:
        """Show the view that is asked in other words. Whether it was on stage: something else may be."""
        if self._scene.view is not asked:
            return False
        self._show(view=amended)
        return True

    async def show_while(
        self, view: View, work: Awaitable[Result], *, keys: frozenset[GlobalKey] = ALL_KEYS
    ) -> Result:
        """Show the view until `work` is done, and return its result; not at all if that is soon.

        A choice of the view stops the work like Back does. Raises Departure, and what `work` raises.
        """
        task = asyncio.ensure_future(work)
        try:
            if await self._done_soon(task):
                return task.result()
            self._put(view, keys, "")
            while True:
                reply = await self._reply_or(task)
                if reply is None:
                    return task.result()
                if await self._consider(reply) is not None:
                    if task.done():
                        return task.result()
                    raise WentBack
        finally:
            task.cancel()

    async def follow(
        self,
        views: AsyncIterator[View],
        *,
        keys: frozenset[GlobalKey] = ALL_KEYS,
        idle_seconds: float | None = None,
    ) -> str | None:
        """Show each view as it comes; `idle_seconds` None: without an idle clock, as for calls and alarms.

        Returns the choice, or None when there are no more views. Raises Departure.
        """
        following: asyncio.Future[View] | None = None
        first = True
        heard = time.monotonic()
        try:
            while True:
                following = following or asyncio.ensure_future(_next(views))
                idle = None if idle_seconds is None else heard + idle_seconds - time.monotonic()
                try:
                    reply = await self._reply_or(following, idle)
                except TimeoutError:
                    reply = await self._reply_to_warning()
                if reply is not None:
                    heard = time.monotonic()
                    answer = await self._consider(reply)
                    if answer is not None:
                        return answer
                    continue
                try:
                    view = following.result()
                except NoMoreViews:
                    return None
                following = None
                if first or type(view) is not type(self._scene.view):
                    self._put(view, keys, "")
                    first = False
                else:
                    self._show(view=view)
        finally:
            if following is not None:
                following.cancel()
                await asyncio.wait({following})  # and be cancelled oneself meanwhile, if need be
                if not following.cancelled():
                    following.exception()

    async def _done_soon(self, task: asyncio.Future[Any]) -> bool:
        """Whether it is done before anybody would wonder. Global keys work meanwhile. Raises Departure."""
        deadline = time.monotonic() + SOON_SECONDS
        while (seconds := deadline - time.monotonic()) > 0:
            try:
                reply = await self._reply_or(task, seconds)
            except TimeoutError:
                break
            if reply is None:
                return True
            if isinstance(reply, PressedGlobalKey):
                await self._consider(reply)
        return task.done()

    def _put(self, view: View, keys: frozenset[GlobalKey], draft: str) -> None:
        """A new view: whatever was tapped on the last one no longer counts, but a call for help does."""
        carried = self._carried()
        self._replies = asyncio.Queue()
        for reply in carried:
            self._replies.put_nowait(reply)
        self._keyed = ""
        self._show(view=view, keys=keys, draft=draft, fault=None, idle_warning=None)

    def _carried(self) -> list[Reply]:
        """What the next view is to hear: calls for help, and the handset keys that woke the booth."""
        waking = isinstance(self._scene.view, Attract)
        carried: list[Reply] = [Keyed(self._keyed)] if waking and self._keyed else []
        while not self._replies.empty():
            reply = self._replies.get_nowait()
            if isinstance(reply, Keyed) and waking:
                carried.append(reply)
            if isinstance(reply, PressedGlobalKey) and reply.key in ALWAYS_CARRIED:
                carried.append(reply)
        return carried

    def _show(self, **changes: object) -> None:
        self._scene = replace(self._scene, **changes)  # type: ignore[arg-type]  # fields of Scene, by name
        for face in self._faces:
            face.show(self._scene)

    async def _reply_or(self, task: asyncio.Future[Result], seconds: float | None = None) -> Reply | None:
        """The next reply, or None when the task is done first. Raises TimeoutError when neither comes."""
        listening = asyncio.ensure_future(self._replies.get())
        try:
            either: set[asyncio.Future[Any]] = {listening, task}
            done, _pending = await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                raise TimeoutError
            return listening.result() if listening.done() else None
        finally:
            listening.cancel()

    async def _reply_of_somebody(self, idle_seconds: float) -> Reply:
        """The one idle clock: a reply, or a warning and time to answer it. Raises WentIdle."""
        with suppress(TimeoutError):
            async with asyncio.timeout(idle_seconds):
                return await self._replies.get()
        return await self._reply_to_warning()

    async def _reply_to_warning(self) -> Reply:
        """Raises WentIdle."""
        for remaining_seconds in range(round(self._idle_times.extend_seconds), 0, -1):
            self._show(idle_warning=IdleWarning(remaining_seconds))
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    reply = await self._replies.get()
                    self._show(idle_warning=None)
                    return reply if isinstance(reply, PressedGlobalKey) else Touched()
        raise WentIdle

    async def _consider(self, reply: Reply) -> str | None:
        """The answer that a reply amounts to, or None to go on waiting. Raises Departure."""
        view = self._scene.view
        match reply:
            case Chosen(value) if value in {choice.value for choice in view.choices}:
                return value
            case Doubtful(doubtful, said) if not isinstance(view, NEVER_COVERED):
                return await self._consider(doubtful) if await self._meant(said) else None
            case Entered(number) if isinstance(view, EnterNumber):
                self._show(draft=number[: view.max_digits], fault=None)
            case Keyed(key) if isinstance(view, EnterNumber):
                return self._edit(view, key)
            case Keyed() if isinstance(view, InCall) and view.phase is CallPhase.ACTIVE:
                return None  # it is for the other side: reception.py sends the tone
            case Keyed(key):
                return self._choose_by_key(view, key)
            case ChoseLanguage(language):
                self._show(manner=replace(self.manner, language=language))
                return START if isinstance(view, Attract) else None
            case PressedGlobalKey(key) if key in self._scene.keys:
                await self._press(key)
                return START if isinstance(view, Attract) else None
            case Chosen() | Touched() if isinstance(view, Attract):
                return START
        return None

    def _edit(self, view: EnterNumber, key: str) -> str | None:
        match edit(view, self._scene.draft, key):
            case Complete(number):
                return number
            case Draft(number, fault):
                self._show(draft=number, fault=fault)
        return None

    def _choose_by_key(self, view: View, key: str) -> str | None:
        """Handset keys on any other view: the choice's own keys, "*" for Back, an emergency number."""
        if isinstance(view, Attract):
            self._keyed = key if key.isdigit() else ""
            return START
        if key == "*":
            if GlobalKey.BACK in self._scene.keys:
                raise WentBack
            return None
        reading = read_keys(view, self._keyed, key)
        self._keyed = reading.keyed
        if reading.emergency is not None:
            raise DialledEmergency(reading.emergency)
        if reading.pending is not None:
            self._choose_unless_another_key_comes(reading.pending)
        unread = not reading.keyed and reading.value is None
        if key == PERSON_KEY and unread and GlobalKey.PERSON in self._scene.keys:
            raise AskedForPerson
        return reading.value

    def _choose_unless_another_key_comes(self, value: str) -> None:
        replies, keyed = self._replies, self._keyed

        def choose() -> None:
            if replies is self._replies and keyed == self._keyed:
                self._keyed = ""
                replies.put_nowait(Chosen(value))

        asyncio.get_running_loop().call_later(ANOTHER_KEY_SECONDS, choose)

    async def _press(self, key: GlobalKey) -> None:
        manner = self.manner
        if key in _DEPARTURES:
            raise _DEPARTURES[key]
        if key is GlobalKey.TEXT_SIZE:
            self._show(manner=replace(manner, large_text=not manner.large_text))
        elif key is GlobalKey.CONTRAST:
            self._show(manner=replace(manner, high_contrast=not manner.high_contrast))
        elif key is GlobalKey.LANGUAGE:
            await self._ask_language()

    async def _meant(self, said: Text) -> bool:
        """Ask whether the citizen meant it, then show again what was on stage. Silence is no."""
        before, answer = self._scene, NO
        with suppress(WentBack, WentIdle):
            answer = await self.ask(did_you_mean(said))
        self._put(before.view, before.keys, before.draft)
        return answer == YES

    async def _ask_language(self) -> None:
        """Ask for the language, then go on where the citizen was. Of two, the other one is meant."""
        languages = [choice.value for choice in self._language_question.choices]
        others = [language for language in languages if language != self.manner.language]
        if len(others) == 1 or isinstance(self._scene.view, NEVER_COVERED[:2]):
            at = languages.index(self.manner.language)
            self._show(manner=replace(self.manner, language=languages[(at + 1) % len(languages)]))
            return
        before = self._scene
        keys = ALL_KEYS - {GlobalKey.LANGUAGE}
        with suppress(WentBack, WentIdle):
            language = await self.ask(self._language_question, keys=keys)
            self._show(manner=replace(self.manner, language=language))
        self._put(before.view, before.keys, before.draft)


class NoMoreViews(Exception):
    """A future can't hold StopAsyncIteration; this stands for it."""


async def _next(views: AsyncIterator[View]) -> View:
    try:
        return await anext(views)
    except StopAsyncIteration as error:
        raise NoMoreViews from error
