"""A serial keypad that sends one ASCII character a key."""

from __future__ import annotations

from typing import Final

from hardware.simulators.wire import Wire

KEYS: Final = "0123456789*#"


class Keypad:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def press(self, key: str) -> None:
        self._wire.send(key.encode("ascii"))
