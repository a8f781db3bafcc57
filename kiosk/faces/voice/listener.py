"""From what was heard to what it does: pure, so that every rule of confirming can be read and tried in a row.

Nothing that spends, sends or dials is done on a word alone: it is asked first. Words that lead to the
emergency screen, which itself asks whom to call, are taken when they are fairly likely; not so their numbers,
for which any digit is easily taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.conversation.questions import NO, YES
from kiosk.conversation.scene import (
    START,
    ChoseLanguage,
    Chosen,
    Doubtful,
    Entered,
    GlobalKey,
    Keyed,
    PressedGlobalKey,
    Reply,
    Scene,
    Touched,
)
from kiosk.conversation.views import Alarm, Attract, Choice, EnterNumber, Tone
from kiosk.faces.voice.contract import SURE, UNSURE, Heard
from kiosk.faces.voice.grammar import KEY_WORDS, MOUTH_WORDS, Kind, Meaning, meaning_of
from kiosk.faces.voice.phrases import Word
from kiosk.i18n.formats import in_groups
from kiosk.i18n.text import Text, Verbatim, _

LIKELY = (
    0.5  # enough for what is undone by another word, and for yes and no: their question is the confirmation
)
ALARMING = 0.3  # enough for a cry; below it mostly another word was said, so it is asked
PATIENCE = 2  # as often the choices are said again; then a person is offered
ASKED_AGAIN: Text = _("I did not understand.")
EMERGENCY: Text = _("Emergency")

_SAID: Mapping[GlobalKey, Text] = {
    GlobalKey.PERSON: _("Talk to a person"),
    GlobalKey.BACK: _("Back"),
    GlobalKey.HOME: _("Home"),
    GlobalKey.TEXT_SIZE: _("Larger"),
    GlobalKey.CONTRAST: _("Contrast"),
}
_DIALS = frozenset((GlobalKey.PERSON,))


@dataclass(frozen=True, slots=True)
class Decision:
    """`reply` goes to the stage, `word` to the mouth. `misses`: how often nothing was understood in a row,
    now included; a person may be offered then. What is `idle`, an "um", is as if nobody had spoken."""

    reply: Reply | None = None
    word: Word | None = None
    heard: Text | None = None  # to be shown
    misses: int = 0
    idle: bool = False

    @property
    def understood(self) -> bool:
        return self.misses == 0 and not self.idle


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance in the light of the scene it was said to. `digits`: the same as a number, where one is
    asked for. `says_number`: the words are one themselves, as 110 is. `misses`: how often nothing was
    understood just before."""

    words: Heard
    digits: Heard | None = None
    says_number: bool = False
    misses: int = 0

    @property
    def settled(self) -> bool:
        """Nothing that was said so far could go on to mean something else; a number always could."""
        return self.words.settled and self.digits is None


def decide(spoken: Spoken, scene: Scene, languages: Mapping[str, str]) -> Decision:
    """`languages`: the own name of each by its code."""
    heard = spoken.words
    if (
        isinstance(scene.view, EnterNumber)
        and spoken.digits is not None
        and not _is_cry(heard, spoken.digits)
    ):
        number = _number(spoken.digits, spoken.words, scene, scene.view)
        if number is not None:
            return number
    if heard.value is None or heard.sure < UNSURE:
        return _missed(scene, spoken.misses)
    meaning = meaning_of(heard.value)
    match meaning.kind:
        case Kind.NOTHING:
            return Decision(misses=spoken.misses, idle=True)
        case Kind.WORD:
            found = _of_word(Word(meaning.name), spoken, scene)
        case Kind.LANGUAGE:
            chosen = ChoseLanguage(meaning.name)
            found = _sure_or_asked(chosen, Verbatim(languages.get(meaning.name, meaning.name)), heard)
        case Kind.CHOICE:
            found = _of_choice(meaning.name, heard, scene)
    return found or _missed(scene, spoken.misses)


def _is_cry(heard: Heard, digits: Heard) -> bool:
    """A number can be said again: only a sure one goes before a cry that would merely be asked about."""
    least = ALARMING if digits.sure >= SURE else UNSURE
    return heard.value == Meaning(Kind.WORD, Word.EMERGENCY).value and heard.sure >= least


def _of_word(word: Word, spoken: Spoken, scene: Scene) -> Decision | None:
    heard = spoken.words
    shown = Verbatim(heard.text)
    if word is Word.EMERGENCY:
        cry = PressedGlobalKey(GlobalKey.EMERGENCY)
        enough = SURE if spoken.says_number else ALARMING
        return Decision(cry if heard.sure >= enough else Doubtful(cry, EMERGENCY), heard=shown)
    if word in KEY_WORDS:
        key = KEY_WORDS[word]
        return _sure_or_asked(PressedGlobalKey(key), _SAID[key], heard, final=key in _DIALS)
    if word is Word.DONE and isinstance(scene.view, EnterNumber):
        view = scene.view
        said = in_groups(scene.draft, *view.groups) if scene.draft and view.groups else view.done
        return _sure_or_asked(Keyed("done"), said, heard, final=view.final)
    if heard.sure < LIKELY:
        return None
    if word in MOUTH_WORDS:
        return Decision(word=word, heard=shown)
    replies: Mapping[Word, Reply] = {
        Word.HERE: Touched(),
        Word.START: Chosen(START),
        Word.ERASE: Keyed("erase"),
        Word.CLEAR: Entered(""),
    }
    reply = replies.get(word)
    return None if reply is None else Decision(reply, heard=shown)


def _of_choice(value: str, heard: Heard, scene: Scene) -> Decision | None:
    choice = next((choice for choice in scene.view.choices if choice.value == value), None)
    if choice is None:
        return None
    reply, shown = Chosen(value), Verbatim(heard.text)
    if isinstance(scene.view, Alarm):
        enough = ALARMING if choice.tone is Tone.DANGER else SURE
        return Decision(reply, heard=shown) if heard.sure >= enough else None
    if _confirms(scene.view.choices) and not choice.final:
        enough = UNSURE if value == NO else LIKELY
        return Decision(reply, heard=shown) if heard.sure >= enough else None
    return _sure_or_asked(reply, choice.label, heard, final=choice.final)


def _sure_or_asked(
    reply: Chosen | Keyed | PressedGlobalKey | ChoseLanguage, said: Text, heard: Heard, *, final: bool = False
) -> Decision:
    shown = Verbatim(heard.text)
    if heard.sure >= SURE and not final:
        return Decision(reply, heard=shown)
    return Decision(Doubtful(reply, said), heard=shown)


def _confirms(choices: tuple[Choice, ...]) -> bool:
    """Asking after a yes whether it was one would never come to an end."""
    return {choice.value for choice in choices} == {YES, NO}


def _number(digits: Heard, words: Heard, scene: Scene, view: EnterNumber) -> Decision | None:
    """The digits, unless a word is the likelier; None when it was a word, or nothing."""
    if digits.value is None or digits.sure < UNSURE:
        return None
    if words.value is not None and words.sure >= max(UNSURE, digits.sure):
        return None
    if not scene.draft and digits.value in view.at_once:
        return Decision(PressedGlobalKey(GlobalKey.EMERGENCY), heard=Verbatim(digits.value))
    number = joined(scene.draft, digits.value, view)
    if number is None:
        return None
    return Decision(Entered(number), heard=Verbatim(digits.value))


def joined(draft: str, said: str, view: EnterNumber) -> str | None:
    """The draft after more digits were said: people pause within a number, or say it all again.

    None for what can't be part of such a number: too long, or with a sign that stands only in the last place.
    """
    complete = bool(draft) and view.check(draft) is None
    number = said if complete or len(draft) + len(said) > view.max_digits else draft + said
    plain = number[:-1] if view.last_sign and len(number) == view.max_digits else number
    last = number[len(plain) :]
    fits = len(number) <= view.max_digits and plain.isdigit()
    return number if fits and (not last or last.isdigit() or last == view.last_sign) else None


def _missed(scene: Scene, misses: int) -> Decision:
    """Told twice; then a person is offered, once."""
    if misses == PATIENCE and GlobalKey.PERSON in scene.keys and not isinstance(scene.view, Attract | Alarm):
        person = PressedGlobalKey(GlobalKey.PERSON)
        return Decision(Doubtful(person, _SAID[GlobalKey.PERSON]), heard=ASKED_AGAIN, misses=misses + 1)
    return Decision(heard=ASKED_AGAIN, misses=misses + 1)
