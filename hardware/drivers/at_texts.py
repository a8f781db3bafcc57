"""Short messages as a modem in text mode takes them: 3GPP TS 27.005, 3.1 and 3.5.1. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

UCS2_UNITS = 70  # of one message: 3GPP TS 23.040, 9.2.3.24
PLAIN_CHARACTERS = 160
_PLAIN: Final = re.compile(r"[A-Za-z0-9 .,:;!?()/+*#%&'\"=<>-]*")
"""Characters that are the same in ASCII and in the GSM alphabet of 3GPP TS 23.038."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the character set of both fields, the data coding (23.038, 4), and the fields."""

    character_set: str
    data_coding: int
    to: str
    body: str


def messages(number: str, text: str) -> Iterator[Message]:
    """`text` as one message, or as several where one is too short; in UCS2 where it needs that."""
    if _PLAIN.fullmatch(text):
        for start in range(0, max(1, len(text)), PLAIN_CHARACTERS):
            yield Message("IRA", 0, number, text[start : start + PLAIN_CHARACTERS])
    else:
        for piece in _pieces(text):
            yield Message("UCS2", 8, _ucs2(number), _ucs2(piece))


def _pieces(text: str) -> Iterator[str]:
    piece, length = "", 0
    for character in text:
        units = 2 if character > "\uffff" else 1
        if length + units > UCS2_UNITS:
            yield piece
            piece, length = "", 0
        piece += character
        length += units
    yield piece


def _ucs2(text: str) -> str:
    """Four hexadecimal digits a unit: 27.007, 5.5."""
    return text.encode("utf-16-be").hex().upper()
