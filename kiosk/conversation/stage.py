"""The stage shows a view on every face and returns the first reply.

What every screen shares happens here once: the global keys, the keyed draft, the idle clock. A citizen who
leaves a question raises a `Departure` out of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from kiosk.conversation.departures import WentBack, WentIdle
from kiosk.conversation.following import Ended, Following, answer_unless
from kiosk.conversation.inbox import Inbox
from kiosk.conversation.keying import ANOTHER_KEY_SECONDS, SLOW_KEY_SECONDS
from kiosk.conversation.putting import carried, keys_on, put
from kiosk.conversation.questions import YES, did_you_mean
from kiosk.conversation.replying import in_use, meaning_of, where_nothing_is_asked
from kiosk.conversation.scene import (
    Chosen,
    Doubtful,
    Ears,
    Face,
    GlobalKey,
    IdleWarning,
    Manner,
    Reply,
    Scene,
)
from kiosk.conversation.timer import IdleTimes, Timer
from kiosk.conversation.views import Alarm, InCall, View
from kiosk.i18n.text import Text

SOON_SECONDS = 0.2  # what takes no longer needs no "please wait", which would only flash by
ALL_KEYS = frozenset(GlobalKey)

Result = TypeVar("Result")


class Stage:
    def __init__(self, idle_times: IdleTimes, language_question: View, nobody: View) -> None:
        """The choices of `language_question` are language codes; `nobody` is shown at first."""
        self._faces: list[Face] = []
        self._idle_times = idle_times
        self._language_question = language_question
        self._inbox = Inbox()
        self._choice, self._dialling = Timer(), Timer()
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
        self._inbox.put(reply)

    def announce(self, banner: Text | None) -> None:
        """A trouble of the booth, shown above every view until it is None again."""
        if banner != self._scene.banner:
            self._show(replace(self._scene, banner=banner))

    def hear(self, ears: Ears | None) -> None:
        """What the booth hears has changed; None: it can't hear this language."""
        if ears != self._scene.ears:
            self._show(replace(self._scene, ears=ears))

    def wipe(self, nobody: View) -> None:
        """Forget the citizen: view, draft, replies, language, sizes."""
        self._inbox = Inbox()
        self._show(Scene(nobody, Manner(), banner=self._scene.banner, showing=self._scene.showing + 1))
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
        self._show(replace(self._scene, view=amended))
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
                reply = await self._inbox.next_or(task)
                if reply is None:
                    return task.result()
                if await self._consider(reply, lambda: asyncio.wait({task})) is not None:
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
        following = Following(views)
        first = True
        heard = time.monotonic()
        try:
            while True:
                idle = None if idle_seconds is None else heard + idle_seconds - time.monotonic()
                try:
                    reply = await self._inbox.next_or(following.next, idle)
                except TimeoutError:
                    reply = await self._reply_to_warning()
                if reply is not None:
                    heard = time.monotonic()
                    kind = type(self._scene.view)
                    answer = await self._consider(reply, partial(following.another, kind))
                    if answer is not None:
                        return answer
                    view = following.passed()
                elif (view := following.take()) is None:
                    return None
                if view is None:
                    continue
                if first or type(view) is not type(self._scene.view):
                    self._put(view, keys, "")
                    first = False
                else:
                    self._show(replace(self._scene, view=view, keys=keys_on(view, keys)))
        finally:
            await following.close()

    async def _done_soon(self, task: asyncio.Future[Any]) -> bool:
        """Whether it is done before anybody would wonder. Global keys work meanwhile. Raises Departure."""
        deadline = time.monotonic() + SOON_SECONDS
        while (seconds := deadline - time.monotonic()) > 0:
            try:
                reply = await self._inbox.next_or(task, seconds)
            except TimeoutError:
                break
            if reply is None:
                return True
            await self._consider(self._counting(reply), lambda: asyncio.wait({task}))
        return task.done()

    def _put(self, view: View, keys: frozenset[GlobalKey], draft: str) -> None:
        self._show(self._next_scene(view, keys, draft))

    def _next_scene(self, view: View, keys: frozenset[GlobalKey], draft: str) -> Scene:
        kept = carried(self._scene, self._inbox.unread())
        self._inbox = Inbox(kept.replies)
        return put(self._scene, view, keys, draft, kept.dialled)

    def _show(self, scene: Scene) -> None:
        before, self._scene = self._scene, scene
        if (before.showing, before.keyed) != (scene.showing, scene.keyed):
            self._choice.stop()
        if not scene.dialled:
            self._dialling.stop()
        elif (before.dialled, before.keyed) != (scene.dialled, scene.keyed):
            self._dialling.start(SLOW_KEY_SECONDS, self._dial_no_longer)
        for face in self._faces:
            face.show(scene)

    def _dial_no_longer(self) -> None:
        self._show(replace(self._scene, dialled=""))

    async def _reply_of_somebody(self, idle_seconds: float) -> Reply:
        """The one idle clock: a reply, or a warning and time to answer it. Raises WentIdle."""
        with suppress(TimeoutError):
            return await self._inbox.next(idle_seconds)
        return await self._reply_to_warning()

    async def _reply_to_warning(self) -> Reply:
        """Raises WentIdle."""
        for remaining_seconds in range(round(self._idle_times.extend_seconds), 0, -1):
            self._show(replace(self._scene, idle_warning=IdleWarning(remaining_seconds)))
            with suppress(TimeoutError):
                reply = await self._inbox.next(1)
                reply = self._counting(reply)
                self._show(replace(self._scene, idle_warning=None))
                return reply
        raise WentIdle

    def _counting(self, reply: Reply) -> Reply:
        """What counts of it where nothing is asked. Raises DialledEmergency."""
        scene, reply = where_nothing_is_asked(reply, self._scene)
        self._show_changed(scene)
        return reply

    async def _consider(self, reply: Reply, ended: Ended | None = None) -> str | None:
        """The answer that a reply amounts to, or None to go on waiting. Raises Departure.

        `ended` waits for the end of what is on stage, which a question on top of it must not hide.
        """
        self._show_changed(in_use(reply, self._scene))
        meaning = meaning_of(reply, self._scene)
        if meaning.scene is not None:
            self._show(meaning.scene)  # also the same: what is wrong with a number is told once more
        if meaning.pending is not None:
            self._choose_unless_another_key_comes(meaning.pending)
        if meaning.language_wanted:
            await self._ask_language()
        if meaning.doubtful is not None:
            return await self._consider_doubtful(meaning.doubtful, ended)
        return meaning.answer

    def _show_changed(self, scene: Scene) -> None:
        if scene != self._scene:
            self._show(scene)

    def _choose_unless_another_key_comes(self, value: str) -> None:
        final = any(choice.final for choice in self._scene.view.choices if choice.value == value)
        seconds = SLOW_KEY_SECONDS if final else ANOTHER_KEY_SECONDS
        self._choice.start(seconds, partial(self._inbox.put, Chosen(value, keyed=True)))

    async def _consider_doubtful(self, doubtful: Doubtful, ended: Ended | None) -> str | None:
        """Ask whether the citizen meant it; silence is no. What was on stage is shown again, unless a yes
        leads away from it."""
        before, meant = self._scene, None
        with suppress(WentBack, WentIdle):
            meant = await answer_unless(self.ask(did_you_mean(doubtful.said)), ended)
        if meant != YES:
            self._put(before.view, before.keys, before.draft)
            return None
        asked = self._scene
        unshown = self._scene = self._next_scene(before.view, before.keys, before.draft)
        self._choice.stop()
        try:
            answer = await self._consider(doubtful.reply)
        finally:
            shown = self._scene is not unshown
            if not shown:
                self._scene = asked  # as everybody sees it, until what it led to is there
        if answer is None and not shown:
            self._show(unshown)
        return answer

    async def _ask_language(self) -> None:
        """Ask for the language, then go on where the citizen was. Of two, the other one is meant."""
        languages = [choice.value for choice in self._language_question.choices]
        others = [language for language in languages if language != self.manner.language]
        if len(others) == 1 or isinstance(self._scene.view, Alarm | InCall):
            at = languages.index(self.manner.language)
            self._speak(languages[(at + 1) % len(languages)])
            return
        before = self._scene
        keys = ALL_KEYS - {GlobalKey.LANGUAGE}
        with suppress(WentBack, WentIdle):
            self._speak(await self.ask(self._language_question, keys=keys))
        self._put(before.view, before.keys, before.draft)

    def _speak(self, language: str) -> None:
        self._show(replace(self._scene, manner=replace(self.manner, language=language)))
