"""How things sound, without hearing them: which phrases a transcription may have meant, which are too alike.

A sounding is a sequence of units: Mandarin syllables as (initial, final) without their tone, letters of a
Latin or Cyrillic word after what is written in several ways was made one, jamo of a Korean one. The distance
of two is what it costs to turn one into the other over the longer one's length: 0 sounds the same, 1 has
nothing in common.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

Unit = tuple[str, str] | str
Sounding = tuple[Unit, ...]
Item = TypeVar("Item")

CONFUSED_COST = 0.3  # of two sounds that many speakers don't keep apart

# Wu speakers' Mandarin, and elders': flat and curled sibilants, n and ng, n and l, h and f fall together.
CONFUSED_INITIALS = frozenset(
    frozenset(pair)
    for pair in (
        *(("z", "zh"), ("c", "ch"), ("s", "sh"), ("n", "l"), ("h", "f"), ("r", "l")),
        *(("j", "z"), ("q", "c"), ("x", "s"), ("b", "p"), ("d", "t"), ("g", "k")),
    )
)
CONFUSED_FINALS = frozenset(
    frozenset(pair)
    for pair in (
        ("an", "ang"),
        ("en", "eng"),
        ("in", "ing"),
        ("ian", "iang"),
        ("uan", "uang"),
        ("uen", "ueng"),
        ("uo", "ou"),
        ("o", "uo"),
        ("e", "uo"),
    )
)
CONFUSED_LETTERS = frozenset(map(frozenset, ("bp", "dt", "gk", "sz", "fv", "mn", "rl", "vw", "iy")))
VOWELS = frozenset("aeiouyаеёиоуыэюя")

MANDARIN_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
ENGLISH_DIGITS = dict(
    zip(
        "0123456789",
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        strict=True,
    )
)
SPELLINGS = (  # of one sound in English, and near enough in the other Latin languages
    (r"tion", "shn"),
    (r"igh", "i"),
    (r"ph", "f"),
    (r"(?<=[aeiou])gh", ""),
    (r"ck|q", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c(?!h)", "k"),
    (r"x", "ks"),
    (r"^kn", "n"),
    (r"^wr", "r"),
    (r"^wh", "w"),
    (r"(.)\1+", r"\1"),
    (r"(?<=[^aeiouy])e\b", ""),
)


def sounding(text: str, language: str) -> Sounding:
    """`language` is the booth's code. Signs that are not said, such as full stops, have no units."""
    return _mandarin(text) if language.startswith("zh") else _spelled(text, language)


def distance(one: str, other: str, language: str) -> float:
    """0 for two texts that sound the same, 1 for two that share nothing."""
    return between(sounding(one, language), sounding(other, language))


def within(text: str, phrase: str, language: str) -> float:
    """The distance of the phrase from that piece of the text which is nearest to it."""
    whole, part = sounding(text, language), sounding(phrase, language)
    if not part:
        return 1.0
    return min(1.0, _cheapest(part, whole, free_ends=True) / len(part))


def nearest(
    text: str, items: Iterable[Item], spoken: Callable[[Item], str], language: str, most: int
) -> list[Item]:
    """The `most` items that sound nearest to what was understood, or to a piece of it; the nearest first."""
    whole = sounding(text, language)

    def far(item: Item) -> float:
        part = sounding(spoken(item), language)
        inside = _cheapest(part, whole, free_ends=True) / max(1, len(part))
        return 0.7 * between(whole, part) + 0.3 * min(1.0, inside)

    return sorted(items, key=far)[:most]


def forget() -> None:
    """What was said, and the names it was compared with."""
    _mandarin.cache_clear()
    _spelled.cache_clear()


def between(one: Sounding, other: Sounding) -> float:
    longer = max(len(one), len(other))
    return min(1.0, _cheapest(one, other, free_ends=False) / longer) if longer else 0.0


def _cheapest(one: Sounding, other: Sounding, *, free_ends: bool) -> float:
    """The cost of turning `one` into `other`, or into any piece of it when its ends are free."""
    row = [0.0 if free_ends else float(j) for j in range(len(other) + 1)]
    for i, unit in enumerate(one, 1):
        before, row = row, [float(i)]
        for j, target in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + _exchange(unit, target)))
    return min(row) if free_ends else row[-1]


def _exchange(one: Unit, other: Unit) -> float:
    if one == other:
        return 0.0
    if isinstance(one, tuple) and isinstance(other, tuple):
        return 0.5 * _part(one[0], other[0], CONFUSED_INITIALS) + 0.5 * _part(
            one[1], other[1], CONFUSED_FINALS
        )
    if isinstance(one, str) and isinstance(other, str):
        if one in VOWELS and other in VOWELS:
            return CONFUSED_COST
        return _part(one, other, CONFUSED_LETTERS)
    return 1.0


def _part(one: str, other: str, confused: frozenset[frozenset[str]]) -> float:
    if one == other:
        return 0.0
    return CONFUSED_COST if frozenset((one, other)) in confused else 1.0


@lru_cache(maxsize=4096)
def _mandarin(text: str) -> Sounding:
    from pypinyin import Style, lazy_pinyin  # slow to load

    units: list[Unit] = []
    said = "".join(MANDARIN_DIGITS.get(character, character) for character in _plain(text))
    for run in re.findall(r"[㐀-鿿]+|[a-z]+", said):
        if run.isascii():
            units.extend(run)
            continue
        initials = lazy_pinyin(run, style=Style.INITIALS, strict=False)
        finals = lazy_pinyin(run, style=Style.FINALS, strict=True)
        units.extend(zip(initials, finals, strict=True))
    return tuple(units)


@lru_cache(maxsize=4096)
def _spelled(text: str, language: str) -> Sounding:
    plain = _plain(text)
    if language.startswith("en"):
        plain = re.sub(r"\d", lambda digit: f" {ENGLISH_DIGITS[digit[0]]} ", plain)
    words = re.findall(r"[^\W_]+", plain)
    return tuple("".join(_respelled(word) for word in words))


def _respelled(word: str) -> str:
    for written, sounds in SPELLINGS:
        word = re.sub(written, sounds, word)
    return word


def _plain(text: str) -> str:
    """Without capitals, full-width forms and accents; a Korean syllable falls apart into its jamo."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign) or sign in "゙゚")
