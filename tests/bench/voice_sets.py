"""The sets of people's recordings, and the screens of the booth that they are said to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kiosk.catalogue import home_view
from kiosk.conversation.scene import GlobalKey, Manner, Scene
from kiosk.conversation.views import Choice, EnterNumber
from kiosk.faces.voice.contract import Grammar
from kiosk.faces.voice.digits import read_digits
from kiosk.faces.voice.grammar import Grammars, Kind, Meaning
from kiosk.faces.voice.phrases import load_phrases
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.languages import load_languages
from kiosk.i18n.text import Verbatim
from kiosk.i18n.translator import Translator
from tests.recordings import Recording

LANGUAGES: Mapping[str, str] = {each.code: each.name for each in load_languages(("zh_Hans", "en"))}
NUMBER_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Set:
    """Recordings made of one list of words; the targets are upper bounds of errors, in percent."""

    name: str
    language: str
    belongs: Callable[[Recording], bool]
    numbers: bool = False
    most_top_errors: float | None = None
    most_errors_after_asking: float | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """`truths`: what each word stands for there, the value of a phrase or digits. `elsewhere`: a screen where
    none of them stands for anything; None where leaving a word out of `scene` makes one."""

    scene: Scene
    grammar: Grammar
    truths: Mapping[str, str]
    elsewhere: Situation | None = None


def situation(each: Set, words: Sequence[str], grammars: Grammars) -> Situation:
    """The home screen with all that can be said to it; words that it does not know are further choices of it.
    Digits are said to a screen that asks for a number."""
    home = Scene(home_view(), Manner(each.language), frozenset(GlobalKey))
    if each.numbers:
        number = EnterNumber(
            title=Verbatim("?"),
            icon="phone",
            check=lambda _: None,
            done=Verbatim("OK"),
            max_digits=NUMBER_DIGITS,
        )
        scene = replace(home, view=number)
        grammar = grammars.of(scene)
        truths = {word: read_digits(word, each.language, grammar.digits).digits for word in words}
        return Situation(scene, grammar, truths, Situation(home, grammars.of(home), {}))
    known = {phrase.text: phrase.value for phrase in grammars.of(home).phrases}
    new = tuple(Choice(word, Verbatim(word), "check") for word in words if word not in known)
    scene = replace(home, view=replace(home.view, choices=(*home.view.choices, *new)))
    truths = {word: known.get(word, Meaning(Kind.CHOICE, word).value) for word in words}
    return Situation(scene, grammars.of(scene), truths)


def grammars_of_the_booth() -> Grammars:
    return Grammars(
        {code: load_phrases(code) for code in LANGUAGES},
        Spoken(Translator(list(LANGUAGES))).say,
        tuple(LANGUAGES.items()),
        date.today,
    )
