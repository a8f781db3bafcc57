"""A citizen for tests: a face that remembers what it was shown, and answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.conversation.scene import Chosen, GlobalKey, Keyed, PressedGlobalKey, Reply, Scene
from kiosk.conversation.stage import Stage
from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import Attract, Choice, Choose, View
from kiosk.i18n.text import Counted, Sentence, Text, Verbatim

PATIENT = IdleTimes(idle_seconds=3600, extend_seconds=20)
NOBODY = Attract(title=Verbatim("nobody"), icon="home")
LANGUAGES = Choose(
    title=Verbatim("languages"),
    icon="translate",
    choices=(
        Choice("zh_Hans", Verbatim("中文"), "translate"),
        Choice("en", Verbatim("English"), "translate"),
        Choice("fr", Verbatim("Français"), "translate"),
    ),
)


class Citizen:
    def __init__(self, idle_times: IdleTimes = PATIENT, languages: Choose = LANGUAGES) -> None:
        self.scenes: list[Scene] = []
        self._shown = asyncio.Event()
        self.stage = Stage(idle_times, languages, NOBODY)
        self.stage.attach(self)

    def show(self, scene: Scene) -> None:
        self.scenes.append(scene)
        self._shown.set()

    def forget(self) -> None:
        self.scenes = self.scenes[-1:]

    @property
    def scene(self) -> Scene:
        return self.scenes[-1]

    async def sees(self, fits: Callable[[Scene], bool], seconds: float = 20) -> Scene:
        """The scene, once it is such. What is on stage now counts too."""
        async with asyncio.timeout(seconds):
            while not self.scenes or not fits(self.scene):
                self._shown.clear()
                await self._shown.wait()
        return self.scene

    async def sees_title(self, title: str) -> Scene:
        return await self.sees(lambda scene: words(scene.view.title) == title)

    async def sees_view(self, kind: type[View]) -> Scene:
        return await self.sees(lambda scene: type(scene.view) is kind)

    def reply(self, reply: Reply) -> None:
        self.stage.reply(reply)

    def choose(self, value: str) -> None:
        self.reply(Chosen(value))

    def press(self, key: GlobalKey) -> None:
        self.reply(PressedGlobalKey(key))

    def key(self, keys: str) -> None:
        for key in keys:
            self.reply(Keyed(key))


def words(text: Text) -> str:
    """The English of a text, with its places unfilled."""
    match text:
        case Sentence(msgid=msgid):
            return msgid
        case Counted(plural=plural):
            return plural
        case Verbatim(text=verbatim):
            return verbatim
        case _:
            return repr(text)
