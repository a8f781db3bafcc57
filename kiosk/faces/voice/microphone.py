"""The one way in of sound. The device is open while the booth listens, and at no other time.

It says when it has gone and come back, so that the screen offers nothing that can't be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.faces.voice.contract import AudioGone
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.sound_device import Device, SoundDevice

Take = Callable[[bytes], None]
"""Takes what was captured, in the audio thread: it must be quick."""
Open = Callable[[str | None, Take], Device]


class Microphone:
    """The inputs stand where the outlets do: one in the handset, one in the booth."""

    def __init__(
        self,
        inputs: Mapping[Outlet, str | None],
        take: Take,
        changed: Callable[[], None],
        open_device: Open,
    ) -> None:
        """`inputs`: PortAudio's names; None is the default input. `changed`: it has gone, or come back."""
        self._inputs = inputs
        self._take = take
        self._open_device = open_device
        self._at: Outlet | None = None
        self._blocks = 0
        self._device = SoundDevice("in", self._open_at, lambda: self._at, lambda: self._blocks, changed)

    @property
    def gone(self) -> AudioGone | None:
        """Why it can't listen just now; None while it can, or has not tried yet."""
        return self._device.gone

    @property
    def capturing(self) -> bool:
        """The device is open, and has given samples."""
        return self._device.moving

    def listen(self, at: Outlet) -> None:
        if at is not self._at:
            self._at = at
            self._device.stir()

    def rest(self) -> None:
        """Nothing is captured any more, as soon as the device has closed."""
        if self._at is not None:
            self._at = None
            self._device.stir()

    async def run(self) -> None:
        """For ever."""
        await self._device.run()

    def _open_at(self, place: str) -> Device:
        return self._open_device(self._inputs.get(Outlet(place)), self._capture)

    def _capture(self, block: bytes) -> None:
        """In the audio thread."""
        self._blocks += 1
        if self._at is not None:
            self._take(block)
