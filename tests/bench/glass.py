"""The glass from outside: touches by XTEST, pixels as the X server holds them.

The X server itself says when something was drawn (the DAMAGE extension), so that watching costs the programs
under test no processor time and no frame is lost between two looks. Times are seconds on CLOCK_MONOTONIC.
"""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.ext import damage

LEFT_BUTTON = 1
ALL_PLANES = 0xFFFFFFFF
PATCH_PX = 8


@dataclass(frozen=True, slots=True)
class Region:
    """Pixels; the origin is at the upper left, like X's."""

    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.left + self.width // 2, self.top + self.height // 2

    @property
    def patch(self) -> Region:
        """A few pixels of the region's ground, beside what is written in its middle."""
        return Region(self.left + self.width // 2, self.top + self.height // 12, PATCH_PX, PATCH_PX)

    @property
    def strip(self) -> Region:
        """A band of pixels across the region's middle, through what is written there."""
        return Region(self.left, self.top + self.height // 2, self.width, PATCH_PX)


class NothingDrawn(Exception):
    """What was awaited did not reach the glass in time."""


class NeverQuiet(Exception):
    """Something is drawn again and again."""


class Glass:
    """What is shown on one X display."""

    def __init__(self, name: str) -> None:
        self._display: Any = Display(name)  # the extensions' methods are added at run time
        self._root = self._display.screen().root
        self._display.damage_query_version()
        self._root.damage_create(damage.DamageReportRawRectangles)
        self._display.sync()

    def close(self) -> None:
        self._display.close()

    def point_at(self, x: int, y: int) -> None:
        self._display.xtest_fake_input(X.MotionNotify, x=x, y=y)
        self._display.sync()

    def press(self) -> float:
        """Put the finger down where it points. When that was sent to the X server."""
        return self._send_button(X.ButtonPress)

    def lift(self) -> float:
        """Lift the finger. When that was sent to the X server."""
        return self._send_button(X.ButtonRelease)

    def tap(self, x: int, y: int) -> float:
        """When the finger was lifted."""
        self.point_at(x, y)
        self.press()
        return self.lift()

    def pixels(self, region: Region) -> bytes:
        image = self._root.get_image(
            region.left, region.top, region.width, region.height, X.ZPixmap, ALL_PLANES
        )
        return bytes(image.data)

    def frames(self, silence_seconds: float) -> Iterator[float]:
        """When each frame reached the glass, as it happens, until none comes for `silence_seconds`."""
        while (at := self._next_frame(silence_seconds)) is not None:
            yield at

    def wait_until_quiet(self, silence_seconds: float = 0.1, seconds: float = 10) -> None:
        """Return when nothing was drawn for a while. Raises NeverQuiet."""
        deadline = time.monotonic() + seconds
        for at in self.frames(silence_seconds):
            if at > deadline:
                raise NeverQuiet(f"something was drawn again and again for {seconds:g} s")

    def wait_for_change(self, region: Region, before: bytes, seconds: float = 2) -> float:
        """When the pixels of the region were no longer those of `before`. Raises NothingDrawn."""
        for at in self.frames(seconds):
            if self.pixels(region) != before:
                return at
        raise NothingDrawn(f"{region} looks as before, {seconds:g} s later")

    def wait_for(self, region: Region, wanted: bytes, seconds: float = 10) -> float:
        """When the pixels of the region became those of `wanted`. Raises NothingDrawn."""
        for at in self.frames(seconds):
            if self.pixels(region) == wanted:
                return at
        raise NothingDrawn(f"{region} never looked as expected within {seconds:g} s")

    def _send_button(self, event: int) -> float:
        at = time.monotonic()
        self._display.xtest_fake_input(event, LEFT_BUTTON)
        self._display.flush()
        return at

    def _next_frame(self, seconds: float) -> float | None:
        deadline = time.monotonic() + seconds
        while True:
            while self._display.pending_events():
                if self._display.next_event().type == self._display.extension_event.DamageNotify:
                    return time.monotonic()
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            select.select([self._display], [], [], left)


@contextmanager
def glass_of(display: str) -> Iterator[Glass]:
    glass = Glass(display)
    try:
        yield glass
    finally:
        glass.close()
