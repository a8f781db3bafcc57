"""A screen on a display of its own, a finger on it, and what the screen replies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from Xlib import X
from Xlib.display import Display

from tests.booth_processes import LANDSCAPE, PORTRAIT, PanelSize, eventually, virtual_display

ANOTHER_TOUCH_SECONDS = 0.7  # so long after the last touch a second one is meant
LEFT_BUTTON = 1


@dataclass
class ScreenProcess:
    """screen_process.py, spoken to in JSON lines."""

    process: subprocess.Popen[str]
    display: Any  # the extensions' methods are added at run time

    def ask(self, command: str, **values: object) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"command": command, **values}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def show(self, name: str, **changes: object) -> None:
        """Put a scene of scenes.py on the screen, and wait until it is drawn. Forgets earlier replies."""
        self.ask("show", name=name, changes=changes)
        eventually(lambda: self.ask("undrawn_seconds") == 0, f"{name} is drawn")
        self.ask("replies")

    def middle(self, target: str) -> tuple[int, int]:
        left, top, width, height = self.ask("targets")[target]
        return left + width // 2, top + height // 2

    def point_at(self, x: int, y: int) -> None:
        self.display.xtest_fake_input(X.MotionNotify, x=x, y=y)
        self.display.sync()

    def press(self) -> None:
        self.display.xtest_fake_input(X.ButtonPress, LEFT_BUTTON)
        self.display.sync()

    def lift(self) -> None:
        self.display.xtest_fake_input(X.ButtonRelease, LEFT_BUTTON)
        self.display.sync()

    def tap(self, *targets: str) -> None:
        for target in targets:
            self.point_at(*self.middle(target))
            self.press()
            self.lift()

    def tap_twice(self, target: str) -> None:
        """As a trembling finger does: both touches are there before the screen looks."""
        self.display.xtest_fake_input(X.MotionNotify, x=self.middle(target)[0], y=self.middle(target)[1])
        for event in (X.ButtonPress, X.ButtonRelease) * 2:
            self.display.xtest_fake_input(event, LEFT_BUTTON)
        self.display.sync()

    def pause(self) -> None:
        """Until a touch is no longer taken for the second one of a trembling finger."""
        self.ask("sleep", seconds=ANOTHER_TOUCH_SECONDS)

    def replies(self, count: int) -> list[str]:
        """The replies since the last show, as soon as there are so many."""
        found: list[str] = []

        def enough() -> bool:
            found.extend(cast(list[str], self.ask("replies")))
            return len(found) >= count

        eventually(enough, f"{count} replies")
        return found

    def photograph(self, folder: Path) -> bytes:
        """The screen's own picture, as RGB."""
        from PIL import Image

        path = folder / "screen.png"
        assert self.ask("screenshot", path=str(path)) is None
        with Image.open(path) as picture:
            return picture.convert("RGB").tobytes()

    def glass(self, x: int, y: int) -> bytes:
        """A few pixels as the X server holds them."""
        image = self.display.screen().root.get_image(x, y, 4, 4, X.ZPixmap, 0xFFFFFFFF)
        return bytes(image.data)


@contextmanager
def _running(panel: PanelSize, *arguments: str) -> Iterator[ScreenProcess]:
    with virtual_display(panel) as name, _started({**os.environ, "DISPLAY": name}, *arguments) as process:
        display = Display(name)
        try:
            yield ScreenProcess(process, display)
        finally:
            display.close()


@contextmanager
def _started(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kiosk.faces.screen.screen_process", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def screen_process() -> Iterator[ScreenProcess]:
    with _running(PORTRAIT) as process:
        yield process


@pytest.fixture
def screen(screen_process: ScreenProcess) -> ScreenProcess:
    """The upright screen, some time after whoever touched it last."""
    screen_process.pause()
    return screen_process


@pytest.fixture
def lying_screen() -> Iterator[ScreenProcess]:
    with _running(LANDSCAPE, "lying") as process:
        yield process


@pytest.fixture
def screen_without_display() -> Iterator[ScreenProcess]:
    """The upright panel, full screen on no display; nobody can touch it."""
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    with _started(environment, "full-screen") as process:
        yield ScreenProcess(process, None)
