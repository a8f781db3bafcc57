"""What a SAM-V, the security module of an ID-card reader (GA 467), is asked and answers. Pure.

A frame is AA AA AA 96 69, the length of what follows in two bytes, a command with its parameter or the three
status words of an answer, data, and the XOR of everything from the length on.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Final

from hardware.drivers.contract import Card, CardKind, CardUnreadable, UnreadableReason

PREAMBLE: Final = bytes.fromhex("AAAAAA9669")
HEAD_BYTES: Final = len(PREAMBLE) + 2
TEXT_BYTES: Final = 256
PHOTO_BYTES: Final = 1024
SHORTEST, LONGEST = 4, 0x0508  # as the length field counts: bare status words; the text and photo of a card

NAME = slice(0, 30)
NUMBER = slice(122, 158)
VALID_UNTIL = slice(204, 220)
KIND = slice(248, 250)
OTHER_KINDS: Final = ("I", "Y")
"""Permanent resident cards of foreigners, which have other things in these places. The residence card for
Hong Kong, Macao and Taiwan ("J") has the same fields as a citizen's, where this is blank."""

FOR_EVER: Final = "长期"
UNDECODABLE: Final = "\ufffd"
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Sw3(IntEnum):
    """The third status word of an answer."""

    DONE = 0x90
    FOUND = 0x9F
    WRONG_CHECKSUM = 0x10
    WRONG_LENGTH = 0x11
    WRONG_COMMAND = 0x21
    UNKNOWN_ERROR = 0x24
    CARD_NOT_AUTHENTICATED = 0x31
    SAM_NOT_AUTHENTICATED = 0x32
    NOT_VERIFIED = 0x33
    WRONG_CARD = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    UNAUTHORISED = 0x66
    FIND_FAILED = 0x80
    SELECT_FAILED = 0x81


_OF_ANY_COMMAND: Final = (
    Sw3.WRONG_CHECKSUM,
    Sw3.WRONG_LENGTH,
    Sw3.WRONG_COMMAND,
    Sw3.UNKNOWN_ERROR,
    Sw3.SELF_TEST_FAILED,
    Sw3.UNAUTHORISED,
)

REASONS: Final[Mapping[int, UnreadableReason]] = {
    Sw3.CARD_NOT_AUTHENTICATED: UnreadableReason.NOT_AUTHENTIC,
    Sw3.SAM_NOT_AUTHENTICATED: UnreadableReason.NOT_AUTHENTIC,
    Sw3.NOT_VERIFIED: UnreadableReason.NOT_AUTHENTIC,
    Sw3.RANDOM_FAILED: UnreadableReason.NOT_AUTHENTIC,
    Sw3.WRONG_CARD: UnreadableReason.WRONG_CARD,
    Sw3.READ_FAILED: UnreadableReason.LIFTED_TOO_EARLY,
    Sw3.SELECT_FAILED: UnreadableReason.LIFTED_TOO_EARLY,
}
"""What a status word says of the card. A damaged chip can't be told from one that was moved."""


@dataclass(frozen=True, slots=True)
class Answer:
    sw3: int
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Command:
    """`answers`: which status words it can be answered with, and with how many bytes of data each."""

    what: str
    code: int
    parameter: int
    answers: Mapping[int, int]

    @property
    def frame(self) -> bytes:
        body = bytes((0, 3, self.code, self.parameter))
        return PREAMBLE + body + bytes((_xor(body),))

    def is_answered_by(self, answer: Answer) -> bool:
        """Whether this answer can be meant for it: one to an earlier command may come late."""
        return self.answers.get(answer.sw3) == len(answer.data)


def _command(what: str, code: int, parameter: int, answers: Mapping[int, int]) -> Command:
    return Command(what, code, parameter, {**dict.fromkeys(_OF_ANY_COMMAND, 0), **answers})


STATUS: Final = _command("status", 0x11, 0xFF, {Sw3.DONE: 0})
RESET: Final = _command("reset", 0x10, 0xFF, {Sw3.DONE: 0})
FIND: Final = _command("find", 0x20, 0x01, {Sw3.FOUND: 4, Sw3.FIND_FAILED: 0})
SELECT: Final = _command("select", 0x20, 0x02, {Sw3.DONE: 8, Sw3.SELECT_FAILED: 0})
READ: Final = _command(
    "read",
    0x30,
    0x01,
    {Sw3.DONE: 4 + TEXT_BYTES + PHOTO_BYTES, **dict.fromkeys(REASONS.keys() - {Sw3.SELECT_FAILED}, 0)},
)


class AnswerReader:
    """Bytes in, answers out. What is no frame, or has a wrong checksum, is skipped byte by byte.

    A broken frame is waited for until it is whole: whoever asks again calls `clear` before.
    """

    def __init__(self) -> None:
        self._pending = bytearray()

    def clear(self) -> None:
        self._forget(len(self._pending))

    def receive(self, data: bytes) -> Iterator[Answer]:
        self._pending += data
        while (length := self._whole_frame()) is not None:
            frame = bytes(self._pending[:length])
            self._forget(length)
            yield Answer(sw3=frame[HEAD_BYTES + 2], data=frame[HEAD_BYTES + 3 : -1])

    def _whole_frame(self) -> int | None:
        """How many of the pending bytes, from the first on, are a frame; None: none yet."""
        while True:
            start = self._pending.find(PREAMBLE)
            if start < 0:
                self._forget(max(0, len(self._pending) - len(PREAMBLE) + 1))
                return None
            self._forget(start)
            if len(self._pending) < HEAD_BYTES:
                return None
            length = int.from_bytes(self._pending[len(PREAMBLE) : HEAD_BYTES], "big")
            if SHORTEST <= length <= LONGEST:
                if len(self._pending) < HEAD_BYTES + length:
                    return None
                if _xor(self._pending[len(PREAMBLE) : HEAD_BYTES + length]) == 0:
                    return HEAD_BYTES + length
            self._forget(1)

    def _forget(self, count: int) -> None:
        self._pending[:count] = bytes(count)  # deleting alone would leave them in memory
        del self._pending[:count]


def card_in(data: bytes) -> Card:
    """The card in the data of a good answer to READ (GA/T 490), without its photo. Raises CardUnreadable."""
    text_bytes, photo_bytes = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
    if (text_bytes, photo_bytes) != (TEXT_BYTES, PHOTO_BYTES) or len(data) != 4 + text_bytes + photo_bytes:
        raise CardUnreadable(UnreadableReason.DAMAGED)
    text = data[4 : 4 + TEXT_BYTES]
    if _field(text, KIND) in OTHER_KINDS:
        raise CardUnreadable(UnreadableReason.WRONG_CARD)
    name, number = _field(text, NAME), _field(text, NUMBER)
    if not name or any(sign < " " or sign == UNDECODABLE for sign in name) or not is_id_number(number):
        raise CardUnreadable(UnreadableReason.DAMAGED)
    return Card(CardKind.ID_CARD, name, number, _last_day(_field(text, VALID_UNTIL)))


def is_id_number(number: str) -> bool:
    """Seventeen digits and the check digit of ISO 7064 MOD 11-2 (GB 11643)."""
    if re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number) is None:
        return False
    weighted = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return number[-1] == "10X98765432"[weighted % 11]


def _field(text: bytes, place: slice) -> str:
    return text[place].decode("utf-16-le", "replace").rstrip(" \0")


def _last_day(written: str) -> date | None:
    if written == FOR_EVER:
        return None
    if re.fullmatch(r"[0-9]{8}", written) is None:
        raise CardUnreadable(UnreadableReason.DAMAGED)
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError as error:
        raise CardUnreadable(UnreadableReason.DAMAGED) from error


def _xor(data: bytes | bytearray) -> int:
    return functools.reduce(operator.xor, data, 0)
