"""What Kivy reads from the environment and its Config; to be set before Kivy is imported."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.settings import Panel


def prepare_kivy(panel: Panel) -> None:
    """Set Kivy up for a kiosk of this panel. Without a display it draws off-screen."""
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONFIG="1",  # nothing is read from or written to a home
        KIVY_NO_ENV_CONFIG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_WINDOW="sdl2",
        KIVY_TEXT="sdl2",
        KIVY_IMAGE="sdl2",
        SDL_MOUSE_FOCUS_CLICKTHROUGH="1",
    )
    if not (os.environ.get("DISPLAY") or os.environ.get("SDL_VIDEODRIVER")):
        os.environ["SDL_VIDEODRIVER"] = "offscreen"

    has_screen = os.environ.get("SDL_VIDEODRIVER") != "offscreen"  # else the full screen is 1024 × 768

    from kivy.config import Config

    graphics = {
        "width": panel.width_px,
        "height": panel.height_px,
        "fullscreen": "auto" if panel.full_screen and has_screen else 0,
        "borderless": int(panel.full_screen),
        "resizable": int(not panel.full_screen),
        "show_cursor": int(not panel.full_screen),
        "multisamples": 0,  # edges are smooth by their textures; costs 70 MB and 40 ms a press
        "maxfps": 0,  # the window's own loop waits
    }
    for option, value in graphics.items():
        Config.set("graphics", option, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "warning")
    Config.set("kivy", "keyboard_mode", "")
    for option, _value in Config.items("input"):
        Config.remove_option("input", option)
    Config.set("input", "touch", "mouse,disable_multitouch")  # SDL turns touches into it
    _leave_out_widget_styles()  # imports Kivy's clock, which reads maxfps: after the configuration


def _leave_out_widget_styles() -> None:
    """Kivy parses the styles of all its widgets when it is imported, 60 ms; this screen has no widgets."""
    import kivy

    data_dir = kivy.kivy_data_dir
    kivy.kivy_data_dir = str(Path(__file__).with_name("no_widgets"))
    try:
        import kivy.lang  # reads style.kv
    finally:
        kivy.kivy_data_dir = data_dir
