"""The ways of naming a day: tomorrow, Monday, the twenty-third, November the twenty-third."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.faces.voice.phrases import Days
from kiosk.i18n.text import Day, Sentence, Text


def day_in(text: Text) -> date | None:
    """The day that a label names, on its own or within a sentence."""
    match text:
        case Day(day):
            return day
        case Sentence(params=params):
            return next((value.day for _, value in params if isinstance(value, Day)), None)
        case _:
            return None


def ways_of_naming(days: Mapping[str, date], ways: Days, today: date) -> Iterator[tuple[str, str]]:
    """(key, way) for the days that can be chosen among; a way that would fit two of them is left out."""
    found: dict[str, set[str]] = {}
    for key, day in days.items():
        for way in _names(day, ways, today):
            found.setdefault(way, set()).add(key)
    for way, keys in found.items():
        if len(keys) == 1:
            yield next(iter(keys)), way


def _names(day: date, ways: Days, today: date) -> Iterator[str]:
    ahead = (day - today).days
    if 0 <= ahead < len(ways.relative):
        yield ways.relative[ahead]
    if ways.weekdays:
        yield from ways.weekdays[day.weekday()]
    if ways.months and ways.dates:
        for pattern in ways.written:
            yield pattern.format(month=ways.months[day.month - 1], date=ways.dates[day.day - 1])
