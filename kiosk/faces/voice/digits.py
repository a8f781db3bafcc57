"""Digits out of what was understood of a number that somebody said digit by digit.

In Mandarin 1 is said 幺 in telephone and room numbers, and 2 may be 两; in English 0 may be "oh", and 55
"double five". What sounds like a digit is taken for it: Whisper writes 妖 and 酒 where 幺 and 九 were said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kiosk.faces.voice import sounding

NEAR_ENOUGH = 0.34

SPOKEN: dict[str, dict[str, str]] = {  # X is the last sign of some identity numbers
    "zh": {word: digit for digit, word in sounding.MANDARIN_DIGITS.items()}
    | {"〇": "0", "幺": "1", "两": "2", "叉": "X"},
    "en": {word: digit for digit, word in sounding.ENGLISH_DIGITS.items()}
    | {"oh": "0", "o": "0", "nought": "0", "nil": "0", "x": "X"}
    | {"to": "2", "too": "2", "for": "4", "ate": "8"},
    "ko": dict(zip("영공일이삼사오육륙칠팔구", "001234566789", strict=True)),
}
ALONE = {  # what one digit is called by itself: a rarer word would be favoured for its rareness
    "zh": ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "幺", "两"),
    "en": (*sounding.ENGLISH_DIGITS.values(), "oh"),
}
REPEATS = {"en": {"double": 2, "triple": 3, "treble": 3}}


@dataclass(frozen=True, slots=True)
class Reading:
    """`unread` counts the words or syllables that are no digit."""

    digits: str
    unread: int = 0


def read_digits(text: str, language: str) -> Reading:
    """The digits in a transcription, in the order they were said."""
    code = language.partition("_")[0]
    if code == "zh":
        return _read_syllables(text)
    if code == "ko":
        return _read_signs(text, SPOKEN["ko"])
    return _read_words(text, SPOKEN.get(code, {}), REPEATS.get(code, {}))


def is_number(text: str, language: str) -> bool:
    """It is written with nothing but digits, as they are spoken: no word that merely sounds like one."""
    code = language.partition("_")[0]
    words = re.findall(r"\w" if code == "zh" else r"\w+", text.casefold())
    return bool(words) and all(word.isdigit() or word in SPOKEN.get(code, {}) for word in words)


def _read_syllables(text: str) -> Reading:
    digits, unread = [], 0
    for sign in re.findall(r"[0-9xX]|[^\W\d_a-zA-Z]", text):
        digit = sign.upper() if sign.isascii() else _sounds_like(sign)
        digits.append(digit or "")
        unread += digit is None
    return Reading("".join(digits), unread)


def _sounds_like(sign: str) -> str | None:
    known = SPOKEN["zh"].get(sign)
    if known:
        return known
    said = sounding.sounding(sign, "zh")
    cost, digit = min((sounding.between(said, sounded), digit) for sounded, digit in _mandarin_digits())
    return digit if cost <= NEAR_ENOUGH else None


@cache
def _mandarin_digits() -> tuple[tuple[sounding.Sounding, str], ...]:
    return tuple((sounding.sounding(word, "zh"), digit) for word, digit in SPOKEN["zh"].items())


def _read_words(text: str, spoken: dict[str, str], repeats: dict[str, int]) -> Reading:
    digits, unread, times = "", 0, 1
    for word in re.findall(r"\d|[^\W\d_]+", text.casefold()):
        if word in repeats:
            times = repeats[word]
            continue
        digit = word if word.isdigit() else spoken.get(word) or _spelled_like(word, spoken)
        digits += (digit or "") * times
        unread += digit is None
        times = 1
    return Reading(digits, unread)


def _spelled_like(word: str, spoken: dict[str, str]) -> str | None:
    costs = [(sounding.distance(word, name, "en"), digit) for name, digit in spoken.items() if len(name) > 2]
    cost, digit = min(costs, default=(1.0, ""))
    return digit if cost <= NEAR_ENOUGH else None


def _read_signs(text: str, spoken: dict[str, str]) -> Reading:
    signs = re.findall(r"[^\W_]", text)
    digits = [sign if sign.isdigit() else spoken.get(sign) for sign in signs]
    return Reading("".join(digit or "" for digit in digits), digits.count(None))
