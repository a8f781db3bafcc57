"""Whether something was said, or its contrary: 叫出租车, or 不要叫出租车."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kiosk.faces.voice import sounding

NEAR_ENOUGH = 0.34  # one sound of three: 叫出租车 in 不想叫出租车
CLAUSE = re.compile(r"[\w\s'-]*")
WITHOUT_SPACES = ("zh", "ja")


def is_negated(text: str, phrase: str, negations: Iterable[str], language: str) -> bool:
    """Whether what sounds like the phrase directly follows a negation. A comma or a full stop between them
    parts them: "no, call a taxi". A negation with which the phrase itself begins is a part of it."""
    written, plain = _plain(text), _plain(phrase)
    return any(
        _begins_like(written[found.end() :], phrase, language)
        for negation in negations
        if not plain.startswith(_plain(negation))
        for found in _word(negation, language).finditer(written)
    )


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def _word(negation: str, language: str) -> re.Pattern[str]:
    pattern = re.escape(_plain(negation))
    if not language.startswith(WITHOUT_SPACES):
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return re.compile(pattern)


def _begins_like(rest: str, phrase: str, language: str) -> bool:
    clause = CLAUSE.match(rest)
    said = sounding.sounding(clause[0] if clause else "", language)
    expected = sounding.sounding(phrase, language)
    lengths = range(max(1, len(expected) - 1), len(expected) + 2)
    return min(sounding.between(said[:length], expected) for length in lengths) <= NEAR_ENOUGH
