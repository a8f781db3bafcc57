"""The window itself: Kivy's event loop one turn at a time, the canvas, fingers in the panel's pixels."""

from __future__ import annotations

import ctypes
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from kivy.base import EventLoop, runTouchApp, stopTouchApp
from kivy.graphics import PopMatrix, PushMatrix, Scale, Translate
from kivy.graphics.opengl import glFinish

from kiosk.faces.screen.composition import Screen
from kiosk.faces.screen.elements import Key, Meter
from kiosk.faces.screen.painter import Painter
from kiosk.faces.screen.retained import RetainedPicture
from kiosk.faces.screen.theme import Colour
from kiosk.faces.screen.touches import Touches
from kiosk.settings import Panel

log = logging.getLogger(__name__)


class WindowFailed(RuntimeError):
    """There is no display to draw on, or it can't be drawn on."""


class Glass:
    """A panel drawn to scale in the window, which a desktop may have made smaller."""

    def __init__(self, panel: Panel, touches: Touches, drawn: Callable[[], None]) -> None:
        """Opens the window. `drawn` is called at every frame. Raises WindowFailed."""
        self.frames = 0
        self._panel = panel
        self._touches = touches
        self._drawn = drawn
        self._drift = (0, 0)
        self._off_screen = os.environ.get("SDL_VIDEODRIVER") == "offscreen"
        self._ground: Colour | None = None
        self._shift = Translate(0, 0)
        self._scale = Scale(1, 1, 1)
        self._painter = Painter()
        self._window = self._open()
        self._fit()
        runTouchApp(embedded=True)

    def _open(self) -> Any:
        EventLoop.quit = False
        try:
            EventLoop.ensure_window()
        except SystemExit as error:
            raise WindowFailed("Kivy can't open a window; see the messages above") from error
        window = EventLoop.window
        window.title = "Hello老友"
        width, height = self._panel.width_px, self._panel.height_px
        self._picture = RetainedPicture(width, height, self._painter.canvas)
        for instruction in (PushMatrix(), self._shift, self._scale, self._picture.canvas, PopMatrix()):
            window.canvas.add(instruction)
        window.bind(
            on_flip=self._on_flip,
            on_resize=lambda *_: self._fit(),
            on_touch_down=lambda _window, touch: self._touched(self._touches.down, touch),
            on_touch_move=lambda _window, touch: self._touched(self._touches.move, touch),
            on_touch_up=lambda _window, touch: self._touched(self._touches.up, touch),
        )
        return window

    @property
    def is_open(self) -> bool:
        return not EventLoop.quit

    def show(self, screen: Screen, drift: tuple[int, int]) -> bool:
        """Draw the screen at the next turn, moved by `drift` pixels. Whether anything has changed."""
        before = self._drift, self._ground
        self._drift, self._ground = drift, screen.ground
        damage = self._painter.paint(screen.elements)
        if damage is not None:
            self._picture.redraw(damage)
        if before != (drift, screen.ground):
            self._window.clearcolor = (*screen.ground, 1)
            self._picture.fill(screen.ground)
            self._fit()
        return damage is not None or before != (drift, screen.ground)

    def show_level(self, before: Meter, now: Meter) -> bool:
        """Draw a meter of the screen at another level at the next turn. Whether anything has changed."""
        damage = self._painter.light(before, now)
        if damage is not None:
            self._picture.redraw(damage)
        return damage is not None

    def press(self, key: Key, pressed: bool) -> None:
        damage = self._painter.press(key, pressed)
        if damage is not None:
            self._picture.redraw(damage)

    def turn(self) -> bool:
        """Take what the fingers did, and draw if anything has changed. Whether a frame was drawn."""
        frames = self.frames
        self._window.mainloop()
        EventLoop.idle()
        return self.frames > frames

    def wire(self) -> int | None:
        """The file that becomes readable when the X server tells of a touch; None without an X server."""
        info = self._window.get_window_info()
        if not hasattr(info, "display"):
            return None
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XConnectionNumber.argtypes = [ctypes.c_void_p]
        return int(x11.XConnectionNumber(info.display))

    def pixels(self) -> tuple[int, int, bytes]:
        """Width, height, and the pixels as RGB rows from the bottom."""
        from kivy.graphics.opengl import (
            GL_PACK_ALIGNMENT,
            GL_RGB,
            GL_UNSIGNED_BYTE,
            glPixelStorei,
            glReadPixels,
        )

        width, height = self._window.system_size
        self._window.dispatch("on_draw")
        glPixelStorei(GL_PACK_ALIGNMENT, 1)
        return width, height, bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))

    def close(self) -> None:
        stopTouchApp()
        self._window.close()

    def _fit(self) -> None:
        """Scale the panel into the window, whatever the desktop made of it."""
        width, height = self._window.system_size
        factor = min(width / self._panel.width_px, height / self._panel.height_px)
        self._scale.xyz = (factor, factor, 1)
        self._picture.smooth(factor != 1)
        self._picture.widen(*map(abs, self._drift))
        self._shift.xy = (
            (width - factor * self._panel.width_px) / 2 + factor * self._drift[0],
            (height - factor * self._panel.height_px) / 2 + factor * self._drift[1],
        )

    def _touched(self, how: Callable[[object, float, float, float], None], touch: Any) -> bool:
        x, y = touch.pos
        factor = self._scale.x
        how(touch.uid, (x - self._shift.x) / factor, (y - self._shift.y) / factor, time.monotonic())
        return True

    def _on_flip(self, _window: Any) -> None:
        self.frames += 1
        if self._off_screen:
            glFinish()  # SDL's off-screen driver never flushes, and what waits to be drawn is never freed
        self._picture.drawn()
        self._drawn()
