"""Measures text with the real fonts and breaks it into blocks."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from kiosk.faces.screen.elements import Block, Style
from kiosk.faces.screen.lines import break_lines


class Type(Enum):
    """The few kinds of type: each costs a font in memory."""

    BODY = "body"  # paragraphs, hints
    LABEL = "label"  # what is on keys
    TITLE = "title"
    NUMERAL = "numeral"


@lru_cache(maxsize=1024)
def typeset(text: str, style: Style, width: int) -> Block:
    """`text` in lines no wider than `width` pixels."""
    # Kivy reads its configuration when it is imported: not before the window's set-up.
    from kivy.core.text import Label as CoreLabel

    label = CoreLabel(font_name=style.font, font_size=style.em_px)
    known: dict[str, int] = {"": 0}

    def measure(line: str) -> int:
        if line not in known:
            known[line] = label.get_extents(line)[0]
        return known[line]

    broken = break_lines(text, width, measure)
    return Block(text, broken.lines, tuple(map(measure, broken.lines)), style, broken.whole_words)
