"""Texts that know no language yet.

A view holds texts, not strings, so that a face can say the same view again when the language changes.
`_("Your number")` marks a sentence for translation; Babel finds it by that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the catalogues, with the values of its {named} places."""

    msgid: str
    params: tuple[tuple[str, str | int | Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence that depends on a number: {n} in either form."""

    singular: str
    plural: str
    n: int


@dataclass(frozen=True, slots=True)
class Local:
    """A text that the booth file brings in several languages, such as the booth's address."""

    by_language: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """The same in every language: a number, a name, a network."""

    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year, as people of each language write it."""

    day: date


Text = Sentence | Counted | Local | Verbatim | Day


def _(msgid: str, /, **params: str | int | Text) -> Sentence:
    return Sentence(msgid, tuple(params.items()))


def counted(singular: str, plural: str, n: int) -> Counted:
    return Counted(singular, plural, n)


def local(by_language: Mapping[str, str]) -> Local:
    return Local(tuple(by_language.items()))
