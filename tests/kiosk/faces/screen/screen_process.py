"""A screen face in a process of its own: does what it is told on stdin, answers on stdout, in JSON lines.

The panel stands upright, or lies where the only argument is "lying"; "full-screen" takes the whole display.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.conversation.scene import Ears, IdleWarning, Reply
from kiosk.conversation.views import Attract
from kiosk.faces.screen.window import ScreenFace
from kiosk.i18n.text import Verbatim
from kiosk.i18n.translator import Translator
from kiosk.settings import Panel
from tests.booth_processes import LANDSCAPE, PORTRAIT
from tests.kiosk.faces.screen.scenes import LANGUAGE_NAMES, scenes


def panel(*, lying: bool, full_screen: bool) -> Panel:
    size = LANDSCAPE if lying else PORTRAIT
    return Panel(
        width_px=size.width_px,
        height_px=size.height_px,
        width_mm=size.width_mm,
        height_mm=size.height_mm,
        full_screen=full_screen,
    )


class Puppet:
    def __init__(self, panel: Panel) -> None:
        self._replies: list[str] = []
        self._scenes = dict(scenes())
        self.screen = ScreenFace(panel, Translator(tuple(LANGUAGE_NAMES)), LANGUAGE_NAMES, self._note)

    async def obey(self) -> None:
        lines = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            order = json.loads(line)
            answer = getattr(self, f"do_{order.pop('command')}")(**order)
            if asyncio.iscoroutine(answer):
                answer = await answer
            print(json.dumps(answer), flush=True)

    def do_show(self, name: str, changes: Mapping[str, Any]) -> None:
        scene = self._scenes[name]
        for field, value in changes.items():
            if field == "idle_seconds":
                scene = replace(scene, idle_warning=IdleWarning(value))
            elif field == "slide_seconds" and isinstance(scene.view, Attract):
                scene = replace(scene, view=replace(scene.view, slide_seconds=value))
            elif field in ("level", "listening"):
                scene = replace(scene, ears=replace(scene.ears or Ears(), **{field: value}))
            elif field == "heard":
                scene = replace(scene, ears=replace(scene.ears or Ears(), heard=Verbatim(value)))
            elif field == "draft":
                scene = replace(scene, draft=value)
            else:
                scene = replace(scene, manner=replace(scene.manner, **{field: value}))
        self.screen.show(scene)

    async def do_show_many(self, count: int) -> None:
        """Show so many scenes, in every manner, as fast as they can be drawn."""
        names = list(self._scenes)
        for number in range(count):
            manner = {"language": ("zh_Hans", "en")[number % 2], "large_text": number % 3 == 0}
            self.do_show(names[number % len(names)], manner)
            await asyncio.sleep(0)

    async def do_show_levels(
        self, count: int, pause_seconds: float, levels: Sequence[float]
    ) -> tuple[int, float]:
        """Show levels of a voice by turns. How many frames were drawn, and in how many seconds."""
        frames, began = self.screen.frames, time.monotonic()
        for number in range(count):
            self.do_show("choose_two", {"listening": True, "level": levels[number % len(levels)]})
            await asyncio.sleep(pause_seconds)
        return self.screen.frames - frames, time.monotonic() - began

    async def do_sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def do_targets(self) -> dict[str, tuple[int, int, int, int]]:
        return self.screen.targets

    def do_undrawn_seconds(self) -> float:
        return self.screen.undrawn_seconds

    def do_frames(self) -> int:
        return self.screen.frames

    def do_screenshot(self, path: str) -> str | None:
        try:
            self.screen.take_screenshot(Path(path))
        except OSError as error:
            return str(error)
        return None

    def do_resident_kib(self) -> int:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0])

    def do_replies(self) -> list[str]:
        replies, self._replies = self._replies, []
        return replies

    def _note(self, reply: Reply) -> None:
        self._replies.append(repr(reply))


async def main() -> None:
    """Until stdin or the window is closed."""
    puppet = Puppet(panel(lying="lying" in sys.argv[1:], full_screen="full-screen" in sys.argv[1:]))
    parts = {asyncio.create_task(puppet.screen.run()), asyncio.create_task(puppet.obey())}
    ended, running = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    for part in running:
        part.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    for part in ended:
        part.result()


if __name__ == "__main__":
    asyncio.run(main())
