"""A serial wire between the booth and a simulated device.

The booth's end is a pseudo terminal behind a stable name, so that the booth opens it as it would open a
device; the other end is code. Between them the wire can be unplugged, cut or made noisy.
"""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

CHUNK_BYTES = 4096


class WireState(StrEnum):
    PLUGGED = "plugged"
    CUT = "cut"  # the booth's end is there, but nothing passes
    UNPLUGGED = "unplugged"  # the booth's end is gone


class PseudoTerminal:
    """A raw pseudo terminal. `received` gets what is written to its terminal side."""

    def __init__(self, received: Callable[[bytes], None]) -> None:
        self._received = received
        # The terminal side is kept open here too: without any opener, reading the other side fails with EIO.
        self._inner, self._terminal = os.openpty()
        self.path = Path(os.ttyname(self._terminal))
        tty.setraw(self._terminal)
        os.set_blocking(self._inner, False)
        asyncio.get_running_loop().add_reader(self._inner, self._readable)

    def send(self, data: bytes) -> None:
        """To whoever has the terminal side open. What its buffer can't hold is lost, as on a UART."""
        try:
            os.write(self._inner, data)
        except BlockingIOError:
            return

    def close(self) -> None:
        """Whoever has the terminal side open gets EIO."""
        asyncio.get_running_loop().remove_reader(self._inner)
        os.close(self._inner)
        os.close(self._terminal)

    def _readable(self) -> None:
        try:
            data = os.read(self._inner, CHUNK_BYTES)
        except BlockingIOError:
            return
        self._received(data)


class Wire:
    """`path` is the name the booth opens; `received` is set by the device at the far end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.received: Callable[[bytes], None] = _ignore
        self.swallowed_bytes = 0  # from the booth, while the wire was cut
        self._booth_end: PseudoTerminal | None = None
        self._cut = False
        self.plug()

    @property
    def state(self) -> WireState:
        if self._booth_end is None:
            return WireState.UNPLUGGED
        return WireState.CUT if self._cut else WireState.PLUGGED

    def plug(self) -> None:
        """Give the booth its end back. A name left over from a killed run is replaced."""
        if self._booth_end is not None:
            return
        self._booth_end = PseudoTerminal(self._from_booth)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self._booth_end.path)
        fresh.replace(self.path)

    def unplug(self) -> None:
        """Take the booth's end away: the name is gone and an open end fails with EIO."""
        if self._booth_end is None:
            return
        self.path.unlink(missing_ok=True)
        self._booth_end.close()
        self._booth_end = None

    def cut(self) -> None:
        self._cut = True

    def mend(self) -> None:
        self._cut = False

    def make_noise(self, count: int) -> None:
        """Put `count` random bytes on the wire, in both directions."""
        self.send(os.urandom(count))
        self._from_booth(os.urandom(count))

    def send(self, data: bytes) -> None:
        """From the far end to the booth."""
        if self._booth_end is not None and not self._cut:
            self._booth_end.send(data)

    def _from_booth(self, data: bytes) -> None:
        if self._cut:
            self.swallowed_bytes += len(data)
        else:
            self.received(data)


def _ignore(_data: bytes) -> None:
    return
