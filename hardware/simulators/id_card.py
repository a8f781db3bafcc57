"""A reader of ID cards as its SAM-V shows it: GA 467, and the fields of a card of GA/T 490."""

from __future__ import annotations

import asyncio
import functools
import operator
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

from hardware.simulators.people import NATIONS, SEXES, Person
from hardware.simulators.wire import Wire

PREAMBLE: Final = bytes.fromhex("AAAAAA9669")
COMMAND_BYTES = 5  # from the length on
LONGEST_COMMAND = 64
WIDTHS: Final = (30, 2, 4, 16, 70, 36, 30, 16, 16, 36)
"""Bytes of name, sex, nation, birth, address, number, issuer, valid from, valid until, reserved."""
PHOTO_BYTES = 1024

COMMANDS: Final = {
    (0x11, 0xFF): "status",
    (0x10, 0xFF): "reset",
    (0x20, 0x01): "find",
    (0x20, 0x02): "select",
    (0x30, 0x01): "read",
}
DONE, FOUND = 0x90, 0x9F
WRONG_CHECKSUM, WRONG_LENGTH, WRONG_COMMAND = 0x10, 0x11, 0x21
CARD_NOT_AUTHENTICATED, WRONG_CARD, READ_FAILED = 0x31, 0x40, 0x41
SELF_TEST_FAILED, FIND_FAILED, SELECT_FAILED = 0x60, 0x80, 0x81


class Trouble(Enum):
    NONE = "well"
    UNREADABLE = "unreadable"  # the chip is found, but can't be read
    REFUSED = "refused"  # card and reader don't authenticate one another
    WRONG = "wrong"  # some other card
    BROKEN = "broken"  # the reader's own self-test fails
    GARBAGE = "garbage"  # each answer comes amid noise
    HALF = "half"  # the answers to reading break off in the middle, once


READ_TROUBLES: Final = {
    Trouble.UNREADABLE: READ_FAILED,
    Trouble.REFUSED: CARD_NOT_AUTHENTICATED,
    Trouble.WRONG: WRONG_CARD,
}


class IdCardReader:
    """Finds a card once, until it is lifted. Answers to one command at a time, after `answer_seconds`."""

    def __init__(self, wire: Wire, people: Mapping[str, Person]) -> None:
        self._wire = wire
        self._people = people
        self._pending = b""
        self._commands: asyncio.Queue[bytes] = asyncio.Queue()
        self._card: Person | None = None
        self._found = self._selected = False
        self._trouble = Trouble.NONE
        self._broken_off = False
        self.answer_seconds = 0.02
        self.asked = dict.fromkeys(COMMANDS.values(), 0)

    async def run(self) -> None:
        """Serve the wire until cancelled."""
        self._wire.received = self._receive
        while True:
            body = await self._commands.get()
            act = self._taken(body)
            await asyncio.sleep(self.answer_seconds)
            self._send(_answer(*act()))

    def lay(self, person: Person) -> None:
        self.lift()
        self._card = person

    def lift(self) -> None:
        self._card = None
        self._found = self._selected = False

    def obey(self, words: list[str]) -> None:
        """What the verb `card` is followed by. Raises ValueError or LookupError."""
        match words:
            case ["lay", *fields] if not fields or "=" in fields[0]:
                self.lay(Person.from_words(fields))
            case ["lay", key]:
                if key not in self._people:
                    raise ValueError(f"no person {key!r}; known are {', '.join(self._people) or 'none'}")
                self.lay(self._people[key])
            case ["lift"]:
                self.lift()
            case ["slow", seconds]:
                self.answer_seconds = float(seconds)
            case [trouble]:
                self._trouble = Trouble(trouble)
                self._broken_off = False
            case _:
                raise ValueError("no such words")

    def describe(self) -> dict[str, Any]:
        """Never what the card says."""
        return {"card": self._card is not None, "trouble": self._trouble.value, "asked": dict(self.asked)}

    def _receive(self, data: bytes) -> None:
        self._pending += data
        for body in self._bodies():
            self._commands.put_nowait(body)

    def _bodies(self) -> Iterator[bytes]:
        """What stands between the preamble and the end of each whole frame."""
        while (start := self._pending.find(PREAMBLE)) >= 0:
            frame = self._pending[start + len(PREAMBLE) :]
            length = int.from_bytes(frame[:2], "big")
            if length > LONGEST_COMMAND:
                self._pending = frame
            elif len(frame) < 2 + length:
                return
            else:
                self._pending = frame[2 + length :]
                yield frame[: 2 + length]
        self._pending = self._pending[-len(PREAMBLE) + 1 :]

    def _taken(self, body: bytes) -> Callable[[], tuple[int, bytes]]:
        """What is to be done for a command. It is done when the answer is due."""
        if functools.reduce(operator.xor, body, 0) != 0:
            return lambda: (WRONG_CHECKSUM, b"")
        if len(body) != COMMAND_BYTES:
            return lambda: (WRONG_LENGTH, b"")
        command = COMMANDS.get((body[2], body[3]))
        if command is None:
            return lambda: (WRONG_COMMAND, b"")
        self.asked[command] += 1
        return {
            "status": self._status,
            "reset": self._reset,
            "find": self._find,
            "select": self._select,
            "read": self._read,
        }[command]

    def _status(self) -> tuple[int, bytes]:
        return (SELF_TEST_FAILED if self._trouble is Trouble.BROKEN else DONE), b""

    def _reset(self) -> tuple[int, bytes]:
        self._selected = False
        return DONE, b""

    def _find(self) -> tuple[int, bytes]:
        if self._card is None or self._found:
            return FIND_FAILED, b""
        return FOUND, bytes(4)

    def _select(self) -> tuple[int, bytes]:
        if self._card is None or self._found:
            return SELECT_FAILED, b""
        self._found = self._selected = True
        return DONE, bytes(8)

    def _read(self) -> tuple[int, bytes]:
        if self._card is None or not self._selected:
            return READ_FAILED, b""
        if self._trouble in READ_TROUBLES:
            self._selected = False
            return READ_TROUBLES[self._trouble], b""
        text = text_of(self._card)
        lengths = len(text).to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
        return DONE, lengths + text + os.urandom(PHOTO_BYTES)

    def _send(self, answer: bytes) -> None:
        if self._trouble is Trouble.GARBAGE:
            answer = _noise() + answer + _noise()
        elif self._trouble is Trouble.HALF and len(answer) > PHOTO_BYTES and not self._broken_off:
            self._broken_off = True
            answer = answer[: len(answer) // 2]
        self._wire.send(answer)


def text_of(person: Person) -> bytes:
    """The 256 bytes of a card's text: UTF-16LE, padded with blanks."""
    texts = (
        person.name,
        str(SEXES[person.sex]),
        f"{NATIONS[person.nation]:02d}",
        _written(person.born),
        person.address,
        person.id_number,
        person.issuer,
        _written(person.valid_from),
        _written(person.valid_until),
        "",
    )
    return b"".join(
        (text.encode("utf-16-le") + b" \0" * width)[:width] for text, width in zip(texts, WIDTHS, strict=True)
    )


def _written(day: date | str) -> str:
    return day if isinstance(day, str) else f"{day:%Y%m%d}"


def _answer(sw3: int, data: bytes) -> bytes:
    body = (len(data) + 4).to_bytes(2, "big") + bytes((0, 0, sw3)) + data
    return PREAMBLE + body + bytes((functools.reduce(operator.xor, body, 0),))


def _noise() -> bytes:
    """Random bytes, and what looks like the head of a frame and is none."""
    return os.urandom(40).replace(b"\xaa", b"\x55") + PREAMBLE + b"\xff\xff" + os.urandom(8)
