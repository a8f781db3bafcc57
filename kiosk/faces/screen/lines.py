"""Breaks text into lines: Latin words stay whole, Chinese breaks between characters.

Kivy's own wrapping cuts words where the box ends and lets a line begin with "，"; these rules are those of
Unicode's UAX #14 and of GB/T 15834 5.1, as far as signs and sentences on a kiosk need them.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

Measure = Callable[[str], int]

BALANCED_LINES = 3
WORD_JOINER = "\u2060"  # for what Chinese would break: 沪, and A·D12345 after it
NEVER_FIRST = frozenset("，。、；：？！）】》〉」』”’·…—～％!,.:;?)]}%")
NEVER_LAST = frozenset("（【《〈「『“‘([{￥¥$")


@dataclass(frozen=True, slots=True)
class Broken:
    """`lines` hold the whole text. `whole_words` is False when a word too wide was cut."""

    lines: tuple[str, ...]
    whole_words: bool


def break_lines(text: str, width: int, measure: Measure) -> Broken:
    """Lines no wider than `width`, as `measure` sees them. A few lines come out about equally long."""
    whole_words = True
    lines: list[str] = []
    for paragraph in text.split("\n"):
        chunks = []
        for chunk in (c.replace(WORD_JOINER, "") for c in _chunks(paragraph)):
            pieces = _cut(chunk, width, measure)
            whole_words = whole_words and len(pieces) == 1
            chunks += pieces
        filled = _fill(chunks, width, measure)
        if 1 < len(filled) <= BALANCED_LINES:
            filled = _fill(chunks, _narrowest(chunks, len(filled), width, measure), measure)
        lines += filled
    return Broken(tuple(lines), whole_words)


def _narrowest(chunks: list[str], count: int, width: int, measure: Measure) -> int:
    """The smallest width that takes no more lines."""
    narrow, wide = max(measure(chunk.rstrip()) for chunk in chunks), width
    while wide - narrow > 2:
        middle = (narrow + wide) // 2
        if len(_fill(chunks, middle, measure)) > count:
            narrow = middle
        else:
            wide = middle
    return wide


def _fill(chunks: list[str], width: int, measure: Measure) -> list[str]:
    lines: list[str] = []
    line = ""
    for chunk in chunks:
        if line and measure((line + chunk).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += chunk
    return [*lines, line.rstrip()]


def _cut(chunk: str, width: int, measure: Measure) -> list[str]:
    """The chunk itself, or pieces of it when it alone is too wide."""
    pieces = []
    while len(chunk) > 1 and measure(chunk.rstrip()) > width:
        fits = next((n for n in range(len(chunk) - 1, 1, -1) if measure(chunk[:n]) <= width), 1)
        pieces.append(chunk[:fits])
        chunk = chunk[fits:]
    return [*pieces, chunk]


def _chunks(text: str) -> list[str]:
    """What may not be broken, each with the spaces after it."""
    chunks: list[str] = []
    start = 0
    for at, (before, after) in enumerate(itertools.pairwise(text), start=1):
        if _may_break(before, after):
            chunks.append(text[start:at])
            start = at
    return [*chunks, text[start:]]


def _may_break(before: str, after: str) -> bool:
    if WORD_JOINER in (before, after) or after == " " or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    if before == " ":
        return True
    if before.isdigit() and _is_wide(after):
        return False  # 3分钟 is read as one
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    """Chinese characters, kana and full-width signs; Korean breaks at its spaces."""
    return unicodedata.east_asian_width(character) in "WF" and not "\uac00" <= character <= "\ud7a3"
