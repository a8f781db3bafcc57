"""What people say, as data: locales/<language>/phrases.toml. locales/README.md says how to add to it.

[services], [choices] and [labels] are ways of choosing: a service of the home screen by its id, any other
choice by its value, and where one value means different things, by its English label. [words] are understood
on every screen, [digits] where a number is asked for. `fillers` mean nothing, `negations` turn what follows
them into its contrary, and [cries] are calls for help in other languages as the ear of this one hears them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, combinations
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from kiosk.faces.voice import sounding
from kiosk.faces.voice.contract import Phrase, VoiceError
from kiosk.faces.voice.digits import Digits, Said, Ways
from kiosk.i18n.translator import LOCALES

Named = TypeVar("Named", bound=tuple[Any, ...])

TOO_ALIKE = 0.24  # of two syllables one sound, of three none: 1 sound is half a syllable


class Word(StrEnum):
    """What can be said on every screen; `done`, `erase` and `clear` while a number is entered."""

    EMERGENCY = "emergency"
    PERSON = "person"
    BACK = "back"
    HOME = "home"
    TEXT_SIZE = "text_size"
    CONTRAST = "contrast"
    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    STOP = "stop"
    HERE = "here"  # "I am still here"
    START = "start"
    DONE = "done"
    ERASE = "erase"
    CLEAR = "clear"


def _patterns(sources: tuple[str, ...]) -> tuple[str, ...]:
    for source in sources:
        try:
            re.compile(source)
        except re.error as error:
            raise ValueError(f"{source}: {error}") from error
    return sources


def _all_or_none(count: int) -> Callable[[Named], Named]:
    def check(names: Named) -> Named:
        if len(names) not in (0, count):
            raise ValueError(f"{count} are needed, there are {len(names)}")
        return names

    return check


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Days(_Section):
    """How a day is named: from today on, by the week, by {month} and {date}."""

    relative: tuple[str, ...] = ()
    weekdays: Annotated[tuple[Ways, ...], AfterValidator(_all_or_none(7))] = ()  # from Monday on
    months: Annotated[tuple[str, ...], AfterValidator(_all_or_none(12))] = ()
    dates: Annotated[tuple[str, ...], AfterValidator(_all_or_none(31))] = ()
    written: tuple[str, ...] = ()


class Ordinals(_Section):
    """How a choice of a list is named by its place."""

    in_turn: tuple[Ways, ...] = ()  # from the first on
    last: tuple[str, ...] = ()


class Names(_Section):
    """What people leave out of the name of a place, as regular expressions."""

    leave_out: Annotated[tuple[str, ...], AfterValidator(_patterns)] = ()


class Phrases(_Section):
    fillers: tuple[Said, ...] = ()
    negations: tuple[Said, ...] = ()
    services: dict[str, Ways] = {}
    choices: dict[str, Ways] = {}
    labels: dict[str, Ways] = {}
    words: dict[Word, Ways] = {}
    cries: dict[str, Ways] = {}
    languages: dict[str, Ways] = {}
    ordinals: Ordinals = Ordinals()
    days: Days = Days()
    digits: Digits = Digits()
    names: Names = Names()

    @property
    def texts(self) -> frozenset[str]:
        """All that is said and in the file: the same for every citizen."""
        tables = (self.services, self.choices, self.labels, self.words, self.cries, self.languages)
        named = (ways for table in tables for ways in table.values())
        places = (*self.ordinals.in_turn, self.ordinals.last)
        days = (self.days.relative, *self.days.weekdays, self.days.dates)
        return frozenset(chain.from_iterable((*named, self.fillers, self.digits.alone, *places, *days)))


def load_phrases(language: str, folder: Path = LOCALES) -> Phrases:
    """Raises VoiceError with every fault of the file."""
    path = folder / language / "phrases.toml"
    try:
        return Phrases.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise VoiceError(f"{path}: {error}") from error


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two phrases that mean different things and can hardly be told apart."""

    one: Phrase
    other: Phrase
    distance: float


def too_alike(phrases: Sequence[Phrase], language: str, least: float = TOO_ALIKE) -> Iterator[Likeness]:
    """The pairs of phrases with different values that sound nearer to each other than `least`."""
    sounded = [(phrase, sounding.sounding(phrase.text, language)) for phrase in phrases]
    for (one, its), (other, others) in combinations(sounded, 2):
        if one.value == other.value or abs(len(its) - len(others)) >= least * max(len(its), len(others)):
            continue
        apart = sounding.between(its, others)
        if apart < least:
            yield Likeness(one, other, apart)
