"""Texts as they are said: numbers to note digit by digit, plates letter by letter, times and money in words.

What a language needs for it is one file, numbers_<language>.py, with the functions of `Numbers`, and an entry
in `NUMBERS`. In other languages numbers to note are set digit by digit, and the rest is left to the voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from kiosk.faces.voice import numbers_en, numbers_zh
from kiosk.i18n.text import Counted, Day, Local, Sentence, Text, Verbatim
from kiosk.i18n.translator import Translator


class Numbers(Protocol):
    """What a module numbers_<language> knows. Groups are the digits that are said in one breath."""

    @property
    def COMMA(self) -> str: ...  # noqa: N802  # a constant of the module

    def cardinal(self, number: int, /) -> str: ...
    def digits(self, groups: Sequence[str], /) -> str: ...
    def keys(self, keyed: str, /) -> str: ...
    def spelled(self, signs: str, /) -> str: ...
    def ending(self, signs: str, /) -> str: ...
    def plate(self, province: str, office: str, serial: str, /) -> str: ...
    def clock(self, hour: int, minute: int, /) -> str: ...
    def span(self, start: str, end: str, /) -> str: ...
    def money(self, fen: int, /) -> str: ...
    def day(self, when: date, /) -> str: ...
    def in_text(self, text: str, /) -> str: ...


NUMBERS: Mapping[str, Numbers] = {"zh_Hans": numbers_zh, "en": numbers_en}

PLATE = re.compile(r"([\u4e00-\u9fff])\u2060?\s?([A-Z])[·•\s]?([A-Z0-9]{5,6})\b")
MONEY = re.compile(r"[¥￥]\s?(\d[\d,]*)(?:\.(\d\d))?")
HOURS = re.compile(r"\b(\d{1,2}):(\d\d)\s?[-–—~]\s?(\d{1,2}):(\d\d)\b")
CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
ENDING = re.compile(r"\s*(?:·{3,}|…|\.{3,}|\*{3,})\s*([0-9X]{3,6})\b")
MASKED_NAME = re.compile(r"([\u4e00-\u9fff])\*+")
TO_NOTE = re.compile(r"\d{2,}(?:[ \u2009-]\d{2,})+|\d{6,}[X]?")
BETWEEN_GROUPS = re.compile(r"[ \u2009-]")
SENTENCE_ENDS = re.compile(r"(?<=[。！？；])\s*|(?<=[.!?;])\s+(?=\S)|\n+")
NOT_SAID = {"\u2060": "", "(": ", ", ")": ", ", "（": "，", "）": "，", " · ": ", ", "·": " "}
SPELLED = "password"  # the place of a sentence whose signs have to be noted one by one
KEYS = "keys"  # the place of a sentence that names keys to be pressed
GROUPED = {11: (3, 4, 4), 12: (4, 4, 4), 8: (4, 4), 18: (6, 4, 4, 4)}


class Spoken:
    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    @property
    def languages(self) -> tuple[str, ...]:
        return self._translator.languages

    def say(self, text: Text, language: str) -> str:
        """The words for it. What a voice has to say is never logged and never written down."""
        return spoken(self._translator.render(_with_values_said(text, language), language), language)


def spoken(text: str, language: str) -> str:
    """The same words, every number in them as it is said."""
    numbers = NUMBERS.get(language)
    if numbers is None:
        return TO_NOTE.sub(lambda found: ", ".join(" ".join(group) for group in groups_of(found[0])), text)
    text = PLATE.sub(lambda found: numbers.plate(found[1], found[2], found[3]), text)
    text = MONEY.sub(lambda found: numbers.money(_fen(found)), text)
    text = HOURS.sub(lambda found: numbers.span(_clock(found, numbers, 1), _clock(found, numbers, 3)), text)
    text = CLOCK.sub(lambda found: _clock(found, numbers, 1), text)
    text = ENDING.sub(lambda found: numbers.COMMA + numbers.ending(found[1]), text)
    text = MASKED_NAME.sub(r"\1", text)
    text = TO_NOTE.sub(lambda found: numbers.digits(groups_of(found[0])), text)
    for sign, said in NOT_SAID.items():
        text = text.replace(sign, said)
    return numbers.in_text(text).strip(" ,，")


def groups_of(number: str, sizes: Sequence[int] = ()) -> tuple[str, ...]:
    """The digits that are said in one breath: 13812345678 is 138 1234 5678.

    Groups that are there are kept, but for numbers whose length tells how they are always said.
    """
    rest = BETWEEN_GROUPS.sub("", number)
    sizes = sizes or GROUPED.get(len(rest), ())
    if not sizes and rest != number:
        return tuple(BETWEEN_GROUPS.split(number))
    groups = []
    for size in (*sizes, *(4 for _ in range(0, len(rest), 4))):
        groups.append(rest[:size])
        rest = rest[size:]
    return tuple(group for group in groups if group)


def keys_said(keyed: str, language: str) -> str:
    """The names of keys to be pressed, or that were pressed."""
    numbers = NUMBERS.get(language)
    return numbers.keys(keyed) if numbers else " ".join(keyed)


def digits_said(number: str, language: str, sizes: Sequence[int] = ()) -> str:
    """A number to be noted or checked."""
    numbers = NUMBERS.get(language)
    groups = groups_of(number, sizes)
    return numbers.digits(groups) if numbers else ", ".join(" ".join(group) for group in groups)


def sentences(text: str) -> Iterator[str]:
    """One at a time, as they are rendered; each keeps its full stop."""
    return (piece.strip() for piece in SENTENCE_ENDS.split(text) if piece and not piece.isspace())


def _with_values_said(text: Text, language: str) -> Text:
    """The same text, with its dates and the values of its places already in words."""
    numbers = NUMBERS.get(language)
    if numbers is None:
        return text
    match text:
        case Sentence(msgid, params):
            said = tuple((name, _value(name, value, language, numbers)) for name, value in params)
            return Sentence(msgid, said)
        case Day(when):
            return Verbatim(numbers.day(when))
        case Counted() | Local() | Verbatim():
            return text


def _value(name: str, value: str | int | Text, language: str, numbers: Numbers) -> str | int | Text:
    match value:
        case int():
            return value
        case str() if name == KEYS:
            return numbers.keys(value)
        case str() if name == SPELLED:
            return numbers.spelled(value)
        case str():
            return spoken(value, language)
        case _:
            return _with_values_said(value, language)


def _clock(found: re.Match[str], numbers: Numbers, group: int) -> str:
    hour, minute = int(found[group]), int(found[group + 1])
    return numbers.clock(hour, minute) if hour <= 24 and minute < 60 else found[0]


def _fen(found: re.Match[str]) -> int:
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)
