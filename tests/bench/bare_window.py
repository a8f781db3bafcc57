"""The baseline: the least that Kivy can do with a window of the panel's size.

One rectangle over the whole window that changes its colour while it is touched, in Kivy's own loop and with
its default configuration. Without multisampling it starts and draws faster: that is the harder baseline.
"""

from __future__ import annotations

import sys
from typing import Any

from kivy.base import runTouchApp
from kivy.config import Config

CALM, TOUCHED = (0.9, 0.9, 0.8), (0.1, 0.5, 0.2)


def main(width_px: str, height_px: str, multisamples: str) -> None:
    graphics = {"multisamples": multisamples, "width": width_px, "height": height_px, "borderless": "1"}
    for key, value in graphics.items():
        Config.set("graphics", key, value)

    from kivy.core.window import Window  # opens the window, so after its size is known
    from kivy.graphics import Color, Rectangle
    from kivy.uix.widget import Widget

    class Sheet(Widget):  # type: ignore[misc]  # Kivy is untyped
        def __init__(self) -> None:
            super().__init__()
            with self.canvas:
                self._colour = Color(*CALM)
                Rectangle(size=Window.size)

        def on_touch_down(self, touch: Any) -> None:
            self._colour.rgb = TOUCHED

        def on_touch_up(self, touch: Any) -> None:
            self._colour.rgb = CALM

    runTouchApp(Sheet())


if __name__ == "__main__":
    main(*sys.argv[1:])
