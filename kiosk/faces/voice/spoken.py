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
    def code(self, letters: str, number: str, /) -> str: ...
    def clock(self, hour: int, minute: int, /) -> str: ...
    def span(self, start: str, end: str, /) -> str: ...
    def money(self, fen: int, /) -> str: ...
    def day(self, when: date, /) -> str: ...
    def ranges(self, text: str, /) -> str: ...
    def in_text(self, text: str, /) -> str: ...


NUMBERS: Mapping[str, Numbers] = {"zh_Hans": numbers_zh, "en": numbers_en}

# A Chinese character is a letter to \b, so numbers are bounded by what is no digit.
PLATE = re.compile(r"([\u4e00-\u9fff])\u2060?\s?([A-Z])[·•\s]?([A-Z0-9]{5,6})(?![A-Za-z0-9])")
MONEY = re.compile(r"[¥￥]\s?(\d[\d,]*)(?:\.(\d\d?))?")
PART_OF_DAY = re.compile(r"(凌晨|早上|上午|中午|下午|晚上)\s?(?=\d{1,2}:\d\d(?!\d))(\d+)")
HALF_OF_DAY = re.compile(r"(?<!\d)(\d{1,2})(:\d\d)\s?([AaPp])\.?[Mm](?![A-Za-z])\.?")
LATE = frozenset(("下午", "晚上", "p"))
HOURS = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)\s?[-–—~]\s?(\d{1,2}):(\d\d)(?!\d)")
CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?!\d)")
ENDING = re.compile(r"\s*(?:·{3,}|…|\.{3,}|\*{3,})\s*([0-9X]{3,6})(?![0-9A-Za-z])")
MASKED_NAME = re.compile(r"([^\W\d])\*+")
CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2,}(?:-[A-Z]+)*)-(\d+)(?![A-Za-z0-9])")  # of a station
TO_NOTE = re.compile(r"\d{2,}(?:[ \u2009-]\d{2,})+|\d{6,}[X]?")
CLAUSE_ENDS = re.compile(r"(?<=[，：；])|(?<=[,:;] )")
SHORTEST_CLAUSE = 3  # syllables of the first one
BETWEEN_GROUPS = re.compile(r"[ \u2009-]")
SENTENCE_ENDS = re.compile(r"(?<=[。！？；])\s*|(?<=[.!?;])\s+(?=\S)|\n+")
PAUSES = re.compile(r"\s*[()（）]\s*|\s+·\s+|\s*(?<!\d)/(?!\d)\s*")
DOUBLED = re.compile(r"\s*[,，]\s*(?=[,，.。!！?？;；])")
BESIDE_LETTERS = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Z])")  # PM2.5, 5G
NOT_SAID = {"\u2060": "", "·": " "}
SPELLED = "password"  # the place of a sentence whose signs have to be noted one by one
LONGEST_SPELLED = 3  # letters; more of them are a word
KEYS = "keys"  # the place of a sentence that names keys to be pressed
GROUPED = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (3, 4, 4), 18: (6, 4, 4, 4)}


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
    text = PART_OF_DAY.sub(lambda found: _of_24(found[2], found[1]), text)
    text = HALF_OF_DAY.sub(lambda found: _of_24(found[1], found[3].lower()) + found[2], text)
    text = HOURS.sub(lambda found: numbers.span(_clock(found, numbers, 1), _clock(found, numbers, 3)), text)
    text = CLOCK.sub(lambda found: _clock(found, numbers, 1), text)
    text = ENDING.sub(lambda found: numbers.COMMA + numbers.ending(found[1]), text)
    text = MASKED_NAME.sub(r"\1", text)
    text = CODE.sub(lambda found: numbers.code(_letters(found[1]), found[2]), text)
    text = TO_NOTE.sub(lambda found: numbers.digits(groups_of(found[0])), numbers.ranges(text))
    text = BESIDE_LETTERS.sub(" ", PAUSES.sub(numbers.COMMA, text))
    for sign, said in NOT_SAID.items():
        text = text.replace(sign, said)
    return DOUBLED.sub("", numbers.in_text(text)).strip(" ,，")


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


def clauses(sentence: str) -> tuple[str, ...]:
    """A sentence in pieces that can be heard one after the other while the next one is rendered.

    The first is short, so that it is heard soon; later ones grow, as there is time to render them.
    """
    pieces, shortest = [""], SHORTEST_CLAUSE
    for part in CLAUSE_ENDS.split(sentence):
        if syllables(pieces[-1]) >= shortest and syllables(part) >= SHORTEST_CLAUSE:
            pieces.append("")
            shortest *= 2
        pieces[-1] += part
    return tuple(piece.strip() for piece in pieces)


def sentences(text: str) -> Iterator[str]:
    """One at a time, as they are rendered; each keeps its full stop."""
    return (piece.strip() for piece in SENTENCE_ENDS.split(text) if piece and not piece.isspace())


def syllables(text: str) -> int:
    """Roughly; a Chinese character is one, three letters are another."""
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    return han + sum(sign.isascii() and sign.isalpha() for sign in text) // 3


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


def _of_24(hour: str, half: str) -> str:
    """The hour of a clock with two halves, as one of 24."""
    late = half in LATE
    if half == "a" and int(hour) == 12:
        return "0"
    return str(int(hour) + 12) if late and int(hour) < 12 else hour


def _clock(found: re.Match[str], numbers: Numbers, group: int) -> str:
    hour, minute = int(found[group]), int(found[group + 1])
    return numbers.clock(hour, minute) if hour <= 24 and minute < 60 else found[0]


def _letters(code: str) -> str:
    """What is short is spelled."""
    return " ".join(" ".join(part) if len(part) <= LONGEST_SPELLED else part for part in code.split("-"))


def _fen(found: re.Match[str]) -> int:
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
