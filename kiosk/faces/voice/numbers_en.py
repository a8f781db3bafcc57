"""How English speakers say numbers, times, money and dates; a number to note is said digit by digit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: on
SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred"))
IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
KEY_NAMES = {"*": "star", "#": "hash"}
COMMA, STOP = ", ", "."

UNITS = {
    "m": ("metre", "metres"),
    "km": ("kilometre", "kilometres"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "%": ("percent", "percent"),
    "％": ("percent", "percent"),
    "℃": ("degree", "degrees"),
    "°C": ("degree", "degrees"),
}
NUMBER = r"\d+(?:\.\d+)?"
_SHORT = "|".join(sorted(UNITS, key=len, reverse=True))
_LONG = "metres?|kilometres?|yuan|minutes?|seconds?|hours?|days?|weeks?|months?|years?|places?|people|steps"
WITH_UNIT = re.compile(rf"(?:(?<![\w])([-−–]))?({NUMBER})\s*({_SHORT})(?!\w)")
RANGE = re.compile(rf"(?<![\d.-])({NUMBER})\s?[-–—~]\s?({NUMBER})(?=\s*(?:(?:{_SHORT})(?!\w)|{_LONG}))")
DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
COUNTED = re.compile(rf"(?<!\d)(?:[1-9]\d*|0)(?=\s*(?:{_LONG}))")
_MONTH = "|".join(MONTHS)
DAY_MONTH = re.compile(rf"\b(\d{{1,2}}) ({_MONTH})\b")
MONTH_DAY = re.compile(rf"\b({_MONTH}) (\d{{1,2}})\b(?!:)")
ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
HAN = "[\u4e00-\u9fff]"
BUS_LINE = re.compile(rf"({HAN}*)(\d+)\s?路")  # its own prefix is said as it stands: 示63路, 夜宵337路
WITHOUT_UNIT = re.compile(r"\d+")
LONGEST_CARDINAL = 2  # digits; a longer number without a unit is a name, said digit by digit: 110, bus 138


def cardinal(number: int) -> str:
    """105 is one hundred and five; from 0 up to 10^12."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    scale, name = next((scale, name) for scale, name in SCALES if number >= scale)
    many, rest = divmod(number, scale)
    said = f"{cardinal(many)} {name}"
    if rest:
        said += f" and {cardinal(rest)}" if rest < 100 else f" {cardinal(rest)}"
    return said


def ordinal(number: int) -> str:
    """From 1 to 99: as many as a month needs."""
    head, dash, last = cardinal(number).rpartition("-")
    if last in IRREGULAR_ORDINALS:
        last = IRREGULAR_ORDINALS[last]
    else:
        last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return head + dash + last


def digits(groups: Sequence[str]) -> str:
    """A number to note: ("138", "1234") is one three eight, one two three four."""
    return COMMA.join(" ".join(_plain(sign) for sign in group) for group in groups)


def keys(keyed: str) -> str:
    """Keys to press, one by one."""
    return COMMA.join(KEY_NAMES.get(key) or ONES[int(key)] for key in keyed)


def spelled(signs: str) -> str:
    return COMMA.join(f"capital {sign}" if sign.isupper() else _plain(sign) for sign in signs)


def ending(signs: str) -> str:
    return f"ending in {digits((signs,))}"


def plate(province: str, office: str, serial: str) -> str:
    """沪 A D12345 is 沪, A, D one two three four five."""
    return f"{province}, {office}, " + " ".join(_plain(sign) for sign in serial)


def clock(hour: int, minute: int) -> str:
    """14:05 is two oh five PM."""
    if minute == 0 and hour % 12 == 0:
        return "twelve noon" if hour == 12 else "midnight"
    half = "AM" if hour % 24 < 12 else "PM"
    said = cardinal((hour - 1) % 12 + 1 if hour else 12)
    if minute == 0:
        return f"{said} {half}"
    return f"{said} {'oh ' if minute < 10 else ''}{cardinal(minute)} {half}"


def span(start: str, end: str) -> str:
    return f"{start} to {end}"


def code(letters: str, number: str) -> str:
    """A station's SH-0012 is S H, zero zero one two."""
    return f"{letters}{COMMA}{digits((number,))}"


def money(fen: int) -> str:
    """350 is three yuan fifty, 205 two yuan and five fen."""
    yuan, rest = divmod(fen, 100)
    if not rest:
        return f"{cardinal(yuan)} yuan"
    if not yuan:
        return f"{cardinal(rest)} fen"
    return f"{cardinal(yuan)} yuan {cardinal(rest) if rest > 9 else f'and {cardinal(rest)} fen'}"


def day(when: date) -> str:
    return f"{WEEKDAYS[when.weekday()]}, {MONTHS[when.month - 1]} the {ordinal(when.day)}"


def ranges(text: str) -> str:
    """10-15 min is ten to fifteen min, before a hyphen can be taken for one within a number to note."""
    return RANGE.sub(lambda found: f"{_quantity(found[1])} to {found[2]}", text)


def in_text(text: str) -> str:
    """The numbers left in a sentence: counts before their units, the names of things digit by digit."""
    text = BUS_LINE.sub(lambda found: " ".join(filter(None, ("bus", *found.groups()))), text)
    text = DAY_MONTH.sub(lambda found: f"the {ordinal(int(found[1]))} of {found[2]}", text)
    text = MONTH_DAY.sub(lambda found: f"{found[1]} the {ordinal(int(found[2]))}", text)
    text = ORDINAL.sub(lambda found: ordinal(int(found[1])), text)
    text = WITH_UNIT.sub(_measured, text)
    text = DECIMAL.sub(lambda found: _quantity(found[0]), text)
    text = COUNTED.sub(lambda found: cardinal(int(found[0])), text)
    return WITHOUT_UNIT.sub(_named, text)


def _measured(found: re.Match[str]) -> str:
    minus, number, unit = found.groups()
    return f"{'minus ' if minus else ''}{_quantity(number)} {UNITS[unit][number != '1']}"


def _quantity(number: str) -> str:
    """1.25 is one point two five."""
    whole, point, part = number.partition(".")
    return " ".join([cardinal(int(whole)), *(["point"] if point else []), *(_plain(sign) for sign in part)])


def _named(found: re.Match[str]) -> str:
    number = found[0]
    if len(number) <= LONGEST_CARDINAL and not (len(number) > 1 and number.startswith("0")):
        return cardinal(int(number))
    return " ".join(_plain(sign) for sign in number)


def _plain(sign: str) -> str:
    return ONES[int(sign)] if sign.isascii() and sign.isdigit() else sign
