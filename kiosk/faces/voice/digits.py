"""Digits out of what was understood of a number that somebody said digit by digit.

What they are called is data, [digits] of phrases.toml: in Mandarin 1 is 幺 in telephone and room numbers, and
2 may be 两; in English 0 may be "oh", and 55 "double five". What sounds like a digit is taken for it: Whisper
writes 妖 and 酒 where 幺 and 九 were said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.faces.voice import sounding

NEAR_ENOUGH = 0.34

Digit = Annotated[str, Field(pattern="^[0-9X]$")]  # X is the last sign of some identity numbers
Said = Annotated[str, Field(min_length=1)]
Ways = Annotated[tuple[Said, ...], Field(min_length=1)]


class Digits(BaseModel):
    """What digits are called in one language.

    `said`: by itself; `also`: what counts as that digit besides, a rarer word or what a transcription makes
    of it; `repeats`: words before a digit that is said but once, and how often it stands there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    said: dict[Digit, Ways] = {}
    also: dict[Digit, Ways] = {}
    repeats: dict[Said, Annotated[int, Field(ge=2, le=9)]] = {}

    @cached_property
    def by_word(self) -> dict[str, str]:
        tables = chain(self.said.items(), self.also.items())
        return {word: digit for digit, words in tables for word in words}

    @property
    def alone(self) -> tuple[str, ...]:
        return tuple(chain.from_iterable(self.said.values()))

    @cached_property
    def syllables(self) -> tuple[tuple[sounding.Sounding, str], ...]:
        """How each sounds in Mandarin."""
        return tuple((sounding.sounding(word, "zh"), digit) for word, digit in self.by_word.items())


@dataclass(frozen=True, slots=True)
class Reading:
    """`unread` counts the words or syllables that are no digit."""

    digits: str
    unread: int = 0


def read_digits(text: str, language: str, digits: Digits) -> Reading:
    """The digits in a transcription, in the order they were said."""
    match language.partition("_")[0]:
        case "zh":
            return _read_syllables(text, digits)
        case "ko":
            return _read_signs(text, digits)
        case _:
            return _read_words(text, digits)


def is_number(text: str, language: str, digits: Digits) -> bool:
    """It is written with nothing but digits, as they are spoken: no word that merely sounds like one."""
    words = re.findall(r"\w" if language.startswith("zh") else r"\w+", text.casefold())
    return bool(words) and all(word.isdigit() or word in digits.by_word for word in words)


def _read_syllables(text: str, digits: Digits) -> Reading:
    found, unread = [], 0
    for sign in re.findall(r"[0-9xX]|[^\W\d_a-zA-Z]", text):
        digit = sign.upper() if sign.isascii() else _sounds_like(sign, digits)
        found.append(digit or "")
        unread += digit is None
    return Reading("".join(found), unread)


def _sounds_like(sign: str, digits: Digits) -> str | None:
    if known := digits.by_word.get(sign):
        return known
    said = sounding.sounding(sign, "zh")
    costs = ((sounding.between(said, sounded), digit) for sounded, digit in digits.syllables)
    cost, digit = min(costs, default=(1.0, ""))
    return digit if cost <= NEAR_ENOUGH else None


def _read_words(text: str, digits: Digits) -> Reading:
    found, unread, times = "", 0, 1
    for word in re.findall(r"\d|[^\W\d_]+", text.casefold()):
        if word in digits.repeats:
            times = digits.repeats[word]
            continue
        digit = word if word.isdigit() else digits.by_word.get(word) or _spelled_like(word, digits)
        found += (digit or "") * times
        unread += digit is None
        times = 1
    return Reading(found, unread)


def _spelled_like(word: str, digits: Digits) -> str | None:
    names = ((name, digit) for name, digit in digits.by_word.items() if len(name) > 2)
    cost, digit = min(
        ((sounding.distance(word, name, "en"), digit) for name, digit in names), default=(1.0, "")
    )
    return digit if cost <= NEAR_ENOUGH else None


def _read_signs(text: str, digits: Digits) -> Reading:
    signs = re.findall(r"[^\W_]", text)
    found = [sign if sign.isdigit() else digits.by_word.get(sign) for sign in signs]
    return Reading("".join(digit or "" for digit in found), found.count(None))
