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
}
WITH_UNIT = re.compile(rf"(\d+)\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})\b")
COUNTED = re.compile(
    r"\d+(?=\s*(?:metres?|kilometres?|yuan|minutes?|seconds?|hours?|days?|places?|people|steps|%))"
)
BUS_LINE = re.compile(r"(\d+)\s?路")
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
    """沪 A D12345 is 沪 A, D one two three four five."""
    return f"{province} {office}, " + " ".join(_plain(sign) for sign in serial)


def clock(hour: int, minute: int) -> str:
    """14:05 is two oh five PM."""
    half = "AM" if hour % 24 < 12 else "PM"
    said = cardinal((hour - 1) % 12 + 1 if hour else 12)
    if minute == 0:
        return f"{said} {half}"
    return f"{said} {'oh ' if minute < 10 else ''}{cardinal(minute)} {half}"


def span(start: str, end: str) -> str:
    return f"{start} to {end}"


def money(fen: int) -> str:
    """350 is three yuan fifty."""
    yuan, rest = divmod(fen, 100)
    if not rest:
        return f"{cardinal(yuan)} yuan"
    return f"{cardinal(yuan)} yuan {cardinal(rest)}" if yuan else f"{cardinal(rest)} fen"


def day(when: date) -> str:
    return f"{WEEKDAYS[when.weekday()]}, {MONTHS[when.month - 1]} the {ordinal(when.day)}"


def in_text(text: str) -> str:
    """The numbers left in a sentence: counts before their units, the names of things digit by digit."""
    text = BUS_LINE.sub(r"bus \1", text)
    text = WITH_UNIT.sub(_measured, text)
    text = COUNTED.sub(lambda found: cardinal(int(found[0])), text)
    return WITHOUT_UNIT.sub(_named, text)


def _measured(found: re.Match[str]) -> str:
    number = int(found[1])
    return f"{cardinal(number)} {UNITS[found[2]][number != 1]}"


def _named(found: re.Match[str]) -> str:
    number = found[0]
    if len(number) <= LONGEST_CARDINAL:
        return cardinal(int(number))
    return " ".join(_plain(sign) for sign in number)


def _plain(sign: str) -> str:
    return ONES[int(sign)] if sign.isascii() and sign.isdigit() else sign
