"""What benches run on: a whole booth or a bare window, each on its own display, and a citizen."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.glass import Glass, Region, glass_of
from tests.booth_processes import PORTRAIT, PanelSize, WholeBooth, eventually, virtual_display
from tests.platform_process import PlatformProcess

BARE_WINDOW = Path(__file__).with_name("bare_window.py")
BETWEEN_TOUCHES_SECONDS = 0.7  # a touch within 0.5 s of the last is taken for a trembling finger's,
BETWEEN_EQUAL_KEYS_SECONDS = 0.6  # and the same key within 0.5 s for a bouncing one

DIGIT = "digit:"  # digits may follow one another at once


class Citizen:
    """Touches the kiosk's glass, and presses the keys below the handset."""

    def __init__(self, booth: WholeBooth, glass: Glass) -> None:
        self.booth = booth
        self.glass = glass
        self._last_touch = ("", 0.0)
        self._last_key = ("", 0.0)

    def look_for(self, name: str) -> Region:
        """Where a target is, as soon as it is on the screen."""

        def find() -> Region | None:
            target = self._targets().get(name)
            return None if target is None else Region(*target)

        return eventually(find, f"there is a target {name!r}")

    def tap(self, name: str) -> None:
        """Touch a target as soon as it is there, and not sooner after the last touch than people do."""
        target = self.look_for(name)
        last_name, _ = self._last_touch
        if last_name == name or not (last_name.startswith(DIGIT) and name.startswith(DIGIT)):
            self.pause()
        self.glass.tap(*target.middle)
        self.booth.kiosk()  # answers once it has come round to the touch, however busy it was
        self._last_touch = (name, time.monotonic())

    def tap_and_look(self, name: str) -> None:
        """Touch a target, and wait until others are on the screen, or elsewhere: a key that is pressed sooner
        may overtake the touch."""
        before = self._targets()
        self.tap(name)
        eventually(lambda: self._targets() not in ({}, before), f"{name!r} moves what can be touched")

    def _targets(self) -> Mapping[str, tuple[int, int, int, int]]:
        kiosk = self.booth.kiosk()
        return {} if kiosk is None else kiosk.targets

    def pause(self) -> None:
        """Until the screen takes the next touch for one that is meant."""
        time.sleep(max(0.0, self._last_touch[1] + BETWEEN_TOUCHES_SECONDS - time.monotonic()))

    def wake(self) -> None:
        """Touch the empty booth's screen where no key is; then it shows home."""
        self.booth.wait_for_view("Attract")
        self.glass.tap(self.booth.panel.width_px // 2, self.booth.panel.height_px // 4)
        self.booth.wait_for_view("Home")

    def key(self, keys: str) -> None:
        """Press keys below the handset."""
        for key in keys:
            last_key, pressed_at = self._last_key
            if key == last_key:
                time.sleep(max(0.0, pressed_at + BETWEEN_EQUAL_KEYS_SECONDS - time.monotonic()))
            self.booth.sim(f"key {key}")
            self._last_key = (key, time.monotonic())


@contextmanager
def whole_booth(
    *, kiosk: bool = True, panel: PanelSize = PORTRAIT, platform: PlatformProcess | None = None
) -> Iterator[Citizen]:
    """Simulators and guard with every wire ready, and the kiosk at its attract screen; and a citizen.

    `platform` None: it is away.
    """
    with (
        tempfile.TemporaryDirectory(prefix="booth-bench-") as folder,
        virtual_display(panel) as display,
        glass_of(display) as glass,
        WholeBooth(Path(folder), display, panel, platform=platform) as booth,
    ):
        booth.start_simulators()
        booth.start_guard()
        if kiosk:
            booth.start_kiosk()
        eventually(booth.wires_ready, "every device is ready")
        if kiosk:
            eventually(booth.kiosk_connected, "the kiosk is connected")
        yield Citizen(booth, glass)


def start_bare_window(
    display: str, kivy_home: Path, panel: PanelSize = PORTRAIT, multisamples: int = 0
) -> subprocess.Popen[bytes]:
    """As the kiosk is started: the same interpreter, no arguments for Kivy, no log of its own."""
    quiet = {"KIVY_NO_ARGS": "1", "KIVY_NO_FILELOG": "1", "KIVY_NO_CONSOLELOG": "1"}
    return subprocess.Popen(
        [sys.executable, str(BARE_WINDOW), str(panel.width_px), str(panel.height_px), str(multisamples)],
        env={**os.environ, **quiet, "KIVY_WINDOW": "sdl2", "KIVY_HOME": str(kivy_home), "DISPLAY": display},
    )


@contextmanager
def bare_window(panel: PanelSize = PORTRAIT) -> Iterator[Glass]:
    """A bare window that has been drawn."""
    with (
        tempfile.TemporaryDirectory(prefix="bare-kivy-") as home,
        virtual_display(panel) as display,
        glass_of(display) as glass,
    ):
        patch = whole_window(panel).patch
        empty = glass.pixels(patch)
        window = start_bare_window(display, Path(home), panel)
        try:
            glass.wait_for_change(patch, empty, seconds=20)
            yield glass
        finally:
            window.terminate()
            window.wait()


def whole_window(panel: PanelSize) -> Region:
    return Region(0, 0, panel.width_px, panel.height_px)
