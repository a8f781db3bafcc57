"""What can be said of a scene: its choices in the ways people name them, and the words that always hold.

The value of a phrase tells what it stands for: "choice:taxi", "word:back", "language:en", or nothing. Calls
for help are understood in every language that the booth offers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.conversation.putting import can_be_spoken_to
from kiosk.conversation.questions import NO, YES
from kiosk.conversation.scene import GlobalKey, Scene
from kiosk.conversation.views import (
    Alarm,
    Attract,
    Choice,
    EnterNumber,
    Home,
    Tone,
    View,
)
from kiosk.faces.voice.contract import NOTHING, Grammar, Phrase
from kiosk.faces.voice.days import day_in, ways_of_naming
from kiosk.faces.voice.digits import is_number
from kiosk.faces.voice.phrases import Ordinals, Phrases, Word
from kiosk.i18n.text import Local, Sentence, Text, Verbatim

Say = Callable[[Text, str], str]
"""The words for a text in a language: numbers as they are said."""

KEY_WORDS = {
    Word.PERSON: GlobalKey.PERSON,
    Word.BACK: GlobalKey.BACK,
    Word.HOME: GlobalKey.HOME,
    Word.TEXT_SIZE: GlobalKey.TEXT_SIZE,
    Word.CONTRAST: GlobalKey.CONTRAST,
}
MOUTH_WORDS = frozenset((Word.REPEAT, Word.SLOWER, Word.FASTER, Word.LOUDER, Word.SOFTER, Word.STOP))
NUMBER_WORDS = (Word.DONE, Word.ERASE, Word.CLEAR)
# Choices that do what a word does everywhere: one meaning, so that its phrases don't compete.
SAME_AS_WORD = {"assistant": Word.PERSON, "person": Word.PERSON, "emergency_call": Word.EMERGENCY}
NOT_SAID = re.compile(r"[。！？!?.…“”\"]+")


class Kind(StrEnum):
    NOTHING = NOTHING
    CHOICE = "choice"
    WORD = "word"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for: a choice by its value, a Word, a language by its code."""

    kind: Kind
    name: str

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.name}"


def meaning_of(value: str) -> Meaning:
    kind, _, name = value.partition(":")
    return Meaning(Kind(kind), name)


class Grammars:
    def __init__(
        self,
        phrases: Mapping[str, Phrases],
        say: Say,
        languages: Sequence[tuple[str, str]],
        today: Callable[[], date],
    ) -> None:
        """`languages`: code and own name of each that the booth offers; `today`: the date in Shanghai."""
        self._phrases = phrases
        self._say = say
        self._languages = tuple(languages)
        self._today = today

    @property
    def lasting_texts(self) -> frozenset[str]:
        """The phrases that are the same for every citizen, in all languages."""
        return frozenset().union(*(phrases.texts for phrases in self._phrases.values()))

    def lasting(self, language: str) -> tuple[Phrase, ...]:
        """Those of one language, to be prepared; they stand for nothing."""
        texts = {*self._in(language).texts, *self._cries(language)}
        return tuple(Phrase(NOTHING, text) for text in sorted(texts))

    def of(self, scene: Scene) -> Grammar:
        """All that can be said now; without phrases where the booth must not listen."""
        language = scene.manner.language
        return Grammar(
            language,
            tuple(_unambiguous(self._by_text(scene))),
            self._in(language).negations,
            frozenset(self._cries(language)),
            self._in(language).digits,
        )

    def shared(self, scene: Scene) -> dict[str, set[str]]:
        """Texts that would stand for more than one thing, with the values of those."""
        return {
            text: values
            for text, same in self._by_text(scene).items()
            if len(values := {phrase.value for phrase in same}) > 1
        }

    def _by_text(self, scene: Scene) -> dict[str, list[Phrase]]:
        found: dict[str, list[Phrase]] = {}
        for phrase in self._all(scene):
            if phrase.text:
                found.setdefault(phrase.text.casefold(), []).append(phrase)
        return found

    def _all(self, scene: Scene) -> Iterator[Phrase]:
        if not can_be_spoken_to(scene.view):
            return
        language = scene.manner.language
        phrases = self._in(language)
        yield from (Phrase(NOTHING, text) for text in phrases.fillers)
        if isinstance(scene.view, Alarm):
            yield from self._in_alarm(scene.view, phrases, language)
        else:
            words = _words(scene)
            yield from self._choices(scene.view, phrases, language, words)
            yield from (Phrase(_word(Word.EMERGENCY), text) for text in self._cries_on(scene.view, language))
            for word in words:
                yield from (Phrase(_word(word), text) for text in phrases.words.get(word, ()))
            if isinstance(scene.view, EnterNumber):
                yield Phrase(_word(Word.DONE), self._say(scene.view.done, language))
            yield from self._other_languages(scene, phrases)

    def _in(self, language: str) -> Phrases:
        return self._phrases.get(language, Phrases())

    def _cries(self, language: str) -> Iterator[str]:
        """Calls for help, in this language and in every other one: who is in need calls in their own."""
        phrases = self._in(language)
        yield from phrases.words.get(Word.EMERGENCY, ())
        for code, _ in self._languages:
            if code != language:
                yield from phrases.cries.get(code, ())
                yield from self._in(code).words.get(Word.EMERGENCY, ())

    def _cries_on(self, view: View, language: str) -> Iterator[str]:
        """One that is a number, as 110 is, would be taken for any digit where a number is asked for."""
        asks_number, digits = isinstance(view, EnterNumber), self._in(language).digits
        cries = self._cries(language)
        return (text for text in cries if not (asks_number and is_number(text, language, digits)))

    def _choices(
        self, view: View, phrases: Phrases, language: str, words: Sequence[Word]
    ) -> Iterator[Phrase]:
        days = {c.value: day for c in view.choices if (day := day_in(c.label)) is not None}
        places = _by_place(view, phrases.ordinals)
        for value, way in (*ways_of_naming(days, phrases.days, self._today()), *places):
            yield Phrase(Meaning(Kind.CHOICE, value).value, way)
        for choice in view.choices:
            same = SAME_AS_WORD.get(choice.value)
            value = (
                _word(same)
                if same is Word.EMERGENCY or (same is not None and same in words)
                else Meaning(Kind.CHOICE, choice.value).value
            )
            yield from (Phrase(value, text) for text in self._named(choice, view, phrases, language))

    def _named(self, choice: Choice, view: View, phrases: Phrases, language: str) -> Iterator[str]:
        yield from self._written(choice, phrases, language)
        yield from _ways(choice, view, phrases)

    def _written(self, choice: Choice, phrases: Phrases, language: str) -> Iterator[str]:
        """As the screen has it: the label, and names in it and in its hint, whole and in short."""
        for text in (choice.label, *_names_in(choice.label, choice.hint)):
            yield NOT_SAID.sub("", self._say(text, language)).strip()
            if isinstance(text, Local):
                name = dict(text.by_language).get(language, "")
                yield self._say(Verbatim(_in_short(name, phrases.names.leave_out)), language)

    def _other_languages(self, scene: Scene, phrases: Phrases) -> Iterator[Phrase]:
        if GlobalKey.LANGUAGE not in scene.keys:
            return
        for code, own_name in self._languages:
            if code != scene.manner.language:
                value = Meaning(Kind.LANGUAGE, code).value
                yield from (Phrase(value, text) for text in (own_name, *phrases.languages.get(code, ())))

    def _in_alarm(self, view: Alarm, phrases: Phrases, language: str) -> Iterator[Phrase]:
        """Help is called by a cry, and by a yes as well; it is called off by a no."""
        for choice in view.choices:
            needed = choice.tone is Tone.DANGER
            answers = phrases.choices.get(YES if needed else NO, ())
            cries = self._cries(language) if needed else ()
            value = Meaning(Kind.CHOICE, choice.value).value
            named = self._named(choice, view, phrases, language)
            yield from (Phrase(value, text) for text in (*named, *answers, *cries))


def _words(scene: Scene) -> tuple[Word, ...]:
    """Those that mean something on this screen."""
    keys = tuple(word for word, key in KEY_WORDS.items() if key in scene.keys)
    here = (Word.HERE,) if scene.idle_warning is not None else ()
    start = (Word.START,) if isinstance(scene.view, Attract) else ()
    number = NUMBER_WORDS if isinstance(scene.view, EnterNumber) else ()
    return (*keys, *sorted(MOUTH_WORDS), *here, *start, *number)


def _word(word: Word) -> str:
    return Meaning(Kind.WORD, word).value


def _ways(choice: Choice, view: View, phrases: Phrases) -> Iterator[str]:
    if isinstance(view, Home):
        yield from phrases.services.get(choice.value, ())
        return
    if isinstance(choice.label, Sentence):
        by_label = phrases.labels.get(choice.label.msgid)
        if by_label is not None:
            yield from by_label
            return
    yield from phrases.choices.get(choice.value, ())


def _by_place(view: View, ordinals: Ordinals) -> Iterator[tuple[str, str]]:
    """(value, way) for the choices of a list: the first one, the last one. Not for what is chosen by sense,
    nor for days: the second one would be one thing, and the second another."""
    listed = [choice.value for choice in view.choices if _is_listed(choice)]
    if len(listed) < 2 or isinstance(view, Home | Alarm):
        return
    for value, ways in zip(listed, ordinals.in_turn, strict=False):
        yield from ((value, way) for way in ways)
    yield from ((listed[-1], way) for way in ordinals.last)


def _is_listed(choice: Choice) -> bool:
    """It is one of several that the platform knows, and not of the service's own."""
    return isinstance(choice.label, Local) or any(True for _ in _names_in(choice.label, choice.hint))


def _names_in(*texts: Text | None) -> Iterator[Text]:
    """What people and places are called: "{relation} {name}", "{hospital}, {department}"; not how far it is,
    or how many are left."""
    for text in texts:
        if isinstance(text, Sentence):
            yield from (value for _, value in text.params if isinstance(value, Local))


def _in_short(name: str, leave_out: Sequence[str]) -> str:
    """The name as it is called by those who live there; whole when nothing would be left."""
    short = name
    for pattern in leave_out:
        short = re.sub(pattern, "", short).strip()
    return short or name


def _unambiguous(by_text: Mapping[str, Sequence[Phrase]]) -> Iterator[Phrase]:
    """A text that stands for two choices stands for none; a choice on the screen goes before a word."""
    for same in by_text.values():
        chosen = {p.value for p in same if meaning_of(p.value).kind is Kind.CHOICE}
        if len(chosen) <= 1:
            yield next((p for p in same if p.value in chosen), same[0])
