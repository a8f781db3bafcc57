"""The screen face: opens the window, shows scenes, hands back what is touched."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.conversation.scene import Reply, Scene
from kiosk.conversation.views import Attract
from kiosk.faces.screen.environment import prepare_kivy
from kiosk.faces.screen.fonts import require_fonts
from kiosk.faces.screen.hearing import at_level
from kiosk.faces.screen.pictures import write_png
from kiosk.faces.screen.theme import theme_for
from kiosk.faces.screen.touches import Touches
from kiosk.i18n.translator import Translator
from kiosk.settings import Panel

if TYPE_CHECKING:
    from kiosk.faces.screen.composition import Screen
    from kiosk.faces.screen.elements import Key
    from kiosk.faces.screen.glass import Glass

log = logging.getLogger(__name__)

POLL_SECONDS = 0.006  # how long a touch waits at most before it is seen, where nothing tells of it
REST_SECONDS = 0.1  # how long nobody looks where something does
SLOP_MM = 8
DRIFT_MM = 2  # against burn-in of what stands on an empty booth's screen day and night
METER_SECONDS = 0.15  # between two movements of the level of the voice
DRIFT_STEPS = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))


class ScreenFace:
    """`show` may come before `run`; the window then opens with that scene."""

    def __init__(
        self,
        panel: Panel,
        translator: Translator,
        language_names: Mapping[str, str],
        reply: Callable[[Reply], None],
    ) -> None:
        """`language_names` are the languages' own names by code. Raises PanelTooSmall, FontsMissing."""
        require_fonts()
        theme_for(panel)
        prepare_kivy(panel)
        self._panel = panel
        self._translator = translator
        self._language_names = dict(language_names)
        self._touches = Touches(self._press, reply, self._turn_page, self._compose)
        self._glass: Glass | None = None
        self._scene: Scene | None = None
        self._scene_began = 0.0
        self._page = 0
        self._changes_at: float | None = None
        self._undrawn_since: float | None = None
        self._composed: Screen | None = None
        self._drift_px = (0, 0)
        self._meter_moved = float("-inf")
        self._meter_is_due = False
        self._something_to_do = asyncio.Event()

    @property
    def frames(self) -> int:
        """Frames flipped so far."""
        return self._glass.frames if self._glass is not None else 0

    @property
    def undrawn_seconds(self) -> float:
        """How long a shown scene has not reached the glass; 0 when all is drawn."""
        if self._undrawn_since is None:
            return 0.0
        return time.monotonic() - self._undrawn_since

    @property
    def targets(self) -> dict[str, tuple[int, int, int, int]]:
        """What can be touched now, by name: left, top, width and height in the panel's pixels."""
        height_px = self._panel.height_px
        return {
            key.name: (key.box.x, height_px - key.box.top, key.box.width, key.box.height)
            for key in self._touches.keys
            if key.enabled
        }

    def show(self, scene: Scene) -> None:
        if self._scene is not None and _is_only_louder(self._scene, scene):
            self._scene = scene
            self._meter_is_due = True
            self._move_meter()
            return
        if self._scene is None or not _goes_on(self._scene, scene):
            self._page = 0
            self._scene_began = time.monotonic()
        if self._scene is not None and scene.view != self._scene.view:
            self._touches.let_go()
        self._scene = scene
        self._compose()

    def forget(self) -> None:
        from kiosk.faces.screen.typesetting import typeset

        typeset.cache_clear()
        self._touches.forget()

    async def run(self) -> None:
        """Open the window and keep it alive until it is closed. Raises WindowFailed."""
        from kiosk.faces.screen.glass import Glass

        glass = self._glass = Glass(self._panel, self._touches, self._drawn)
        self._compose()
        gc.freeze()  # what was imported stays; collecting after a visit then takes a few milliseconds
        gc.enable()
        loop = asyncio.get_running_loop()
        wire = glass.wire()
        if wire is not None:
            loop.add_reader(wire, self._something_to_do.set)
        try:
            while glass.is_open:
                if self._changes_at is not None and time.monotonic() >= self._changes_at:
                    self._compose()
                self._move_meter()
                self._touches.settle(time.monotonic())
                if glass.turn():
                    await asyncio.sleep(0)  # what came while drawing may have been read already: look again
                else:
                    await self._rest(wire is not None)
        finally:
            if wire is not None:
                loop.remove_reader(wire)
            glass.close()
            self._glass = None

    async def _rest(self, is_told: bool) -> None:
        """Until there is something to take or to draw, and never for long."""
        seconds = REST_SECONDS if is_told else POLL_SECONDS
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._something_to_do.wait()
        self._something_to_do.clear()

    def take_screenshot(self, path: Path) -> None:
        """Write what the screen shows as a PNG file. Raises OSError."""
        if self._glass is None:
            raise OSError("the window is not open")
        write_png(path, *self._glass.pixels())

    def _compose(self) -> None:
        """Put the scene on the glass; until there is one, it waits."""
        if self._scene is None:
            return
        if self._undrawn_since is None:
            self._undrawn_since = time.monotonic()
        if self._glass is None:
            return
        elapsed_seconds = time.monotonic() - self._scene_began
        held = self._touches.held
        screen = self._screen(self._scene, elapsed_seconds, uncovered=held is not None)
        if held is not None and held not in screen.keys:
            self._touches.let_go()
            screen = self._screen(self._scene, elapsed_seconds)
        self._changes_at = None
        if screen.changes_in_seconds is not None:
            self._changes_at = time.monotonic() + screen.changes_in_seconds
        self._touches.offer(screen.keys, round(SLOP_MM * self._panel.width_px / self._panel.width_mm))
        self._composed, self._drift_px = screen, self._drift(self._scene, elapsed_seconds)
        self._meter_is_due = False
        self._put(self._glass, screen)

    def _move_meter(self) -> None:
        """Show the level of the voice, now and then; nothing else is composed or drawn anew."""
        now = time.monotonic()
        if not self._meter_is_due or now - self._meter_moved < METER_SECONDS:
            return
        self._meter_is_due, self._meter_moved = False, now
        if self._glass is None or self._composed is None or self._scene is None:
            return
        before = self._composed.meter
        if before is None:
            return
        after = at_level(before, self._scene.ears)
        self._composed = self._composed.with_meter(after)
        self._await_frame(self._glass.show_level(before, after))

    def _put(self, glass: Glass, screen: Screen) -> None:
        if not self._await_frame(glass.show(screen, self._drift_px)):
            self._undrawn_since = None

    def _await_frame(self, changed: bool) -> bool:
        if changed:
            if self._undrawn_since is None:
                self._undrawn_since = time.monotonic()
            self._something_to_do.set()
        return changed

    def _screen(self, scene: Scene, elapsed_seconds: float, *, uncovered: bool = False) -> Screen:
        from kiosk.faces.screen.composition import compose_screen

        manner = scene.manner
        theme = theme_for(self._panel, large=manner.large_text, high_contrast=manner.high_contrast)
        render = self._translator.render
        return compose_screen(
            theme, scene, render, self._language_names, self._page, elapsed_seconds, uncovered=uncovered
        )

    def _drift(self, scene: Scene, elapsed_seconds: float) -> tuple[int, int]:
        if not isinstance(scene.view, Attract):
            return 0, 0
        step = DRIFT_STEPS[int(elapsed_seconds / scene.view.slide_seconds) % len(DRIFT_STEPS)]
        px = round(DRIFT_MM * self._panel.width_px / self._panel.width_mm)
        return step[0] * px, step[1] * px

    def _drawn(self) -> None:
        self._undrawn_since = None

    def _press(self, key: Key, pressed: bool) -> None:
        if self._glass is not None:
            self._glass.press(key, pressed)

    def _turn_page(self, page: int) -> None:
        self._page = page
        self._compose()


def _goes_on(before: Scene, now: Scene) -> bool:
    """Whether it is the same question still, with another draft, time or manner."""
    return type(before.view) is type(now.view) and before.view.title == now.view.title


def _is_only_louder(before: Scene, now: Scene) -> bool:
    """Whether nothing but the level of the voice has changed."""
    if before.ears is None or now.ears is None or before.ears.level == now.ears.level:
        return False
    return replace(before, ears=replace(before.ears, level=now.ears.level)) == now
