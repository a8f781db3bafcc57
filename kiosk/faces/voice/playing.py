"""The one way out of sound: what is said on the loudspeaker or the handset, silent at once when told to stop.

The audio thread only copies what the reel gives it; everything else happens in the loop's thread. The device
is opened when there is something to say, and given back some seconds after the last word.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.faces.voice.contract import AudioGone
from kiosk.faces.voice.reel import Finished, Reel
from kiosk.faces.voice.sound_device import Device, SoundDevice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IDLE_SECONDS = 10.0


class Outlet(StrEnum):
    LOUDSPEAKER = "loudspeaker"
    HANDSET = "handset"


Open = Callable[[str | None, Reel], Device]


class Player:
    """While there is no device sounds are dropped, so that nobody waits for them; it comes back by itself."""

    def __init__(self, outputs: Mapping[Outlet, str | None], open_device: Open) -> None:
        """`outputs`: PortAudio's names; None is the default output."""
        self._outputs = outputs
        self._open_device = open_device
        self._outlet = Outlet.LOUDSPEAKER
        self._reel = Reel()
        self._device = SoundDevice("out", self._open_at, self._wanted, lambda: self._reel.blocks, self._note)
        # As if something were said: the first word waits for no library, and one knows if it is gone.
        self._used = time.monotonic()

    @property
    def outlet(self) -> Outlet:
        return self._outlet

    @property
    def gone(self) -> AudioGone | None:
        """Why there is no sound just now; None while there is, or nothing was said yet."""
        return self._device.gone

    @property
    def playing(self) -> bool:
        return not self._reel.empty

    def play(self, samples: NDArray[np.int16], finished: Finished = lambda _whole: None) -> None:
        """After what is being played. `finished` is called in the loop: True at its end, False when cut."""
        if self.gone is not None:
            asyncio.get_running_loop().call_soon(finished, False)
            return
        self._reel.add(samples, _in_loop(finished))
        self._want()

    def stop(self) -> None:
        """Silence: the device still plays the little that it holds ready."""
        self._reel.cut()

    def turn_to(self, gain: float) -> None:
        """How loud, as a factor of amplitude."""
        self._reel.turn_to(gain)

    def use(self, outlet: Outlet) -> None:
        """From here on; what was being said is cut."""
        if outlet is not self._outlet:
            self._outlet = outlet
            self.stop()
            self._want()

    async def run(self) -> None:
        """Keep the device for ever: open while it is needed, opened anew when it was lost."""
        await self._device.run()

    def _want(self) -> None:
        self._used = time.monotonic()
        self._device.stir()

    def _wanted(self) -> Outlet | None:
        now = time.monotonic()
        if self.playing:
            self._used = now
        return self._outlet if now - self._used < IDLE_SECONDS else None

    def _open_at(self, place: str) -> Device:
        return self._open_device(self._outputs.get(Outlet(place)), self._reel)

    def _note(self) -> None:
        if self.gone is not None:
            self._reel.cut()


def _in_loop(finished: Finished) -> Finished:
    """The same, callable from the audio thread."""
    loop = asyncio.get_running_loop()

    def tell(whole: bool) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(finished, whole)

    return tell
