"""How a modem reads what is typed at it: ITU-T V.250, 5.2 and 5.3."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

MAX_LINE_BYTES = 2048
CR, LF, BACKSPACE, CTRL_Z, ESCAPE = b"\r", b"\n", b"\x08", b"\x1a", b"\x1b"

_EXTENDED: Final = re.compile(r"(?P<name>[+*%^$][A-Z0-9]+)(?P<rest>(?:\"[^\"]*\"|[^;\"])*);?", re.IGNORECASE)
_DIAL: Final = re.compile(r"D(?P<rest>.*)", re.IGNORECASE)
_BASIC: Final = re.compile(r"(?P<name>S\d+|&?[A-Z])(?P<rest>=\d+|\?|\d*)", re.IGNORECASE)


class Operation(Enum):
    ACT = ""
    SET = "="
    READ = "?"
    TEST = "=?"


@dataclass(frozen=True, slots=True)
class Command:
    """`AT+CREG=1` is Command("+CREG", SET, "1"), `ATD110;` is Command("D", SET, "110;")."""

    name: str
    operation: Operation
    argument: str = ""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A whole line that begins with AT. Times are seconds on CLOCK_MONOTONIC."""

    text: str
    first_byte_at: float
    complete_at: float


@dataclass(frozen=True, slots=True)
class Text:
    """What was entered after a prompt; None when the entry was given up with ESC."""

    text: str | None


class Typewriter:
    """Bytes in, command lines and texts out. Set `entering_text` after a prompt was shown."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._line = bytearray()
        self._first_byte_at = 0.0
        self.entering_text = False

    def type(self, data: bytes) -> Iterator[CommandLine | Text]:
        arrived_at = self._clock()
        for code in data:
            byte = bytes([code])
            if self.entering_text:
                yield from self._text_byte(byte)
            else:
                yield from self._command_byte(byte, arrived_at)

    def _command_byte(self, byte: bytes, arrived_at: float) -> Iterator[CommandLine]:
        if byte == CR:
            text = self._line.decode("ascii", "replace").replace(" ", "")
            complete = len(self._line) >= 2
            self._line.clear()
            if complete:
                yield CommandLine(text, self._first_byte_at, self._clock())
        elif byte == BACKSPACE:
            if len(self._line) > 2:
                del self._line[-1]
        elif len(self._line) >= 2:
            if byte != LF and len(self._line) < MAX_LINE_BYTES:
                self._line += byte
        elif byte in b"Aa":  # everything before "AT" is ignored: V.250, 5.2.1
            self._line[:] = byte
            self._first_byte_at = arrived_at
        elif self._line and byte in b"Tt":
            self._line += byte
        else:
            self._line.clear()

    def _text_byte(self, byte: bytes) -> Iterator[Text]:
        if byte in (CTRL_Z, ESCAPE):
            text = self._line.decode("ascii", "replace").strip() if byte == CTRL_Z else None
            self._line.clear()
            self.entering_text = False
            yield Text(text)
        elif len(self._line) < MAX_LINE_BYTES:
            self._line += byte


def commands_of(line: str) -> Iterator[Command]:
    """The commands of one line, in order. Raises ValueError at the first that can't be read."""
    rest = line[2:]
    while rest:
        if found := _DIAL.match(rest):
            yield Command("D", Operation.SET, found["rest"])
        elif found := _EXTENDED.match(rest):
            yield _command(found["name"].upper(), found["rest"])
        elif found := _BASIC.match(rest):
            argument = found["rest"]
            operation = Operation.READ if argument == "?" else Operation.ACT
            yield Command(found["name"].upper(), operation, argument.strip("=?"))
        else:
            raise ValueError("no command")
        rest = rest[found.end() :]


def _command(name: str, rest: str) -> Command:
    for operation in (Operation.TEST, Operation.READ):
        if rest == operation.value:
            return Command(name, operation)
    if rest.startswith("="):
        return Command(name, Operation.SET, rest[1:])
    if rest:
        raise ValueError(f"no operation of {name}")
    return Command(name, Operation.ACT)
