"""The serial keypad of the handset: a configurable code, of one or more bytes, for each key."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Final, Literal, NoReturn

from pydantic import AfterValidator, Field

from hardware.drivers.contract import DeviceHealth, KeyPressed, Report
from hardware.drivers.port import HealthReport, SerialSettings, SerialWire, keep_open, open_serial

KEYS: Final = "0123456789*#"
INCOMPLETE_SECONDS = 0.2  # a code of several bytes that takes longer is noise


def _usable_codes(codes: dict[str, str]) -> dict[str, str]:
    if unknown := [key for key in codes if len(key) != 1 or key not in KEYS]:
        raise ValueError(f"no keys of a telephone: {', '.join(unknown)}")
    if missing := [key for key in KEYS if key not in codes]:
        raise ValueError(f"codes are missing for: {', '.join(missing)}")
    table = sorted((bytes.fromhex(code), key) for key, code in codes.items())
    for (code, key), (next_code, next_key) in itertools.pairwise(table):
        if next_code.startswith(code):
            raise ValueError(f"the code of {next_key!r} begins with the code of {key!r}")
    return codes


class KeypadSettings(SerialSettings):
    """`codes`: what the keypad sends for each key, in hexadecimal; else one ASCII character a key."""

    driver: Literal["keypad"]
    baudrate: int = Field(default=9600, ge=300, le=115_200)
    codes: Annotated[dict[str, str], AfterValidator(_usable_codes)] = Field(
        default_factory=lambda: {key: key.encode("ascii").hex() for key in KEYS}
    )
    double_press_ms: float = Field(default=200, ge=0, le=1000)
    held_gap_ms: float = Field(default=150, ge=0, le=500)
    repeat_seconds: float = Field(default=2, ge=2, le=10)

    def build(self, name: str) -> Keypad:
        return Keypad(name, self)


class CodeReader:
    """Bytes in, keys out. Bytes that begin no code are skipped."""

    def __init__(self, codes: dict[str, str]) -> None:
        self._keys = {bytes.fromhex(code): key for key, code in codes.items()}
        self._longest = max(map(len, self._keys))
        self._pending = b""
        self._pending_since = 0.0

    def read(self, data: bytes, at: float) -> Iterator[str]:
        if at - self._pending_since > INCOMPLETE_SECONDS:
            self._pending = b""
        self._pending_since = at
        self._pending += data
        while self._pending:
            code = next((code for code in self._keys if self._pending.startswith(code)), None)
            if code is not None:
                self._pending = self._pending[len(code) :]
                yield self._keys[code]
            elif any(code.startswith(self._pending) for code in self._keys):
                return
            else:
                self._pending = self._pending[1:]


class PressFilter:
    """Which codes count as presses: EN 301 549 V3.2.1, 5.7 (key repeat) and 5.8 (double-strike).

    A key that is held and sends its code again and again repeats only after `repeat_seconds`, and no faster.
    A second press of the same key within `double_press_ms` is ignored. 5.8 asks for up to 500 ms; the default
    is shorter, because 110 and 119 begin with the same key twice, and whoever dials them is in a hurry.
    """

    def __init__(self, settings: KeypadSettings) -> None:
        self._settings = settings
        self._key = ""
        self._code_at = 0.0
        self._press_at = 0.0

    def counts(self, key: str, at: float) -> bool:
        held = at - self._code_at <= self._settings.held_gap_ms / 1000
        wait_seconds = self._settings.repeat_seconds if held else self._settings.double_press_ms / 1000
        same = key == self._key
        self._key, self._code_at = key, at
        if same and at - self._press_at < wait_seconds:
            return False
        self._press_at = at
        return True


class Keypad:
    def __init__(
        self, name: str, settings: KeypadSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._settings = settings
        self._clock = clock

    @property
    def name(self) -> str:
        return self._name

    async def run(self, report: Report) -> NoReturn:
        health = HealthReport(self._name, report)
        presses = PressFilter(self._settings)

        async def serve(wire: SerialWire) -> NoReturn:
            codes = CodeReader(self._settings.codes)

            def received(data: bytes) -> None:
                now = self._clock()
                for key in codes.read(data, now):
                    if presses.counts(key, now):
                        report(KeyPressed(key))

            wire.received = received
            health(DeviceHealth.READY)  # a keypad says nothing until a key is pressed
            await wire.until_lost()

        await keep_open(health, lambda: open_serial(self._settings), serve)
