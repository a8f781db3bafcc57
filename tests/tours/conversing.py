"""A guide who leads a citizen through the booth by voice alone: speaks, and hears the answer.

Nothing waits for a time. The citizen speaks when the booth listens, says yes when it asks whether it has
understood, no when it has understood something else, and says it again when it has understood nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from hardware.link.messages import KioskDescription
from kiosk.conversation.questions import did_you_mean
from kiosk.faces.voice.listener import ASKED_AGAIN
from kiosk.faces.voice.spoken import Spoken, digits_said, groups_of, sentences
from kiosk.i18n.formats import in_groups
from kiosk.i18n.text import Sentence, Text, Verbatim
from kiosk.i18n.translator import Translator
from tests.booth_processes import eventually
from tests.tours.citizen import Citizen
from tests.tours.guide import Guide, Speaker
from tests.tours.sentences import SENTENCES, Say, in_digits

WAITING_SECONDS = 180  # for a recogniser on a busy machine, or until the booth has said all it has to say
KEY_TO_SPEAK = "global:listen"
SILENT_SECONDS = 10  # nobody who waits for their turn waits for longer than this behind the last word
UNHEARD_SECONDS = 20  # nobody waits for longer for an answer, of a booth that does nothing but listen
ATTEMPTS = 4
WAITING = frozenset({"choice:cancel"})  # all that a waiting screen offers
YES_OR_NO = frozenset({"choice:yes", "choice:no"})
PERSON = "Talk to a person"
MOBILE_GROUPS = (3, 4, 4)
BLANK = "\N{OBJECT REPLACEMENT CHARACTER}"
Done = Callable[[KioskDescription], bool]


class Outcome(Enum):
    DONE = auto()
    ASKED = auto()  # whether it was meant
    MISSED = auto()
    UNHEARD = auto()  # sound that a busy machine has lost


@dataclass(slots=True)
class Score:
    """How the citizen was understood."""

    said: int = 0
    asked: int = 0
    missed: int = 0
    unheard: int = 0
    mistaken: int = 0  # asked whether something else was meant


@dataclass(kw_only=True)
class Talk(Guide):
    citizen: Citizen
    score: Score = field(default_factory=Score)
    by_key: bool = False  # the key to speak, with the handset on its hook
    _answer: list[str] = field(default_factory=list)  # what the booth has said since the citizen spoke

    def __post_init__(self) -> None:
        self._spoken = Spoken(Translator(sorted(SENTENCES)))

    def press_to_speak(self) -> None:
        """The language by touch, then the key to speak; from then on everything is said."""
        self.enter()
        self.by_key = True
        self._press_to_speak()

    def lift(self, first: Say) -> None:
        """The handset; from then on everything is said, the wish for another language first.

        `first`: the words to have ready, because who says nothing for a while is told what to press.
        """
        self.by_key = False
        for say in (Say.LANGUAGE, first):
            self.citizen.rehearse(SENTENCES[self.language][say], self.language)
        self.lift_handset()
        if self.language != self._now().language:
            self.say(Say.LANGUAGE, lambda kiosk: kiosk.language == self.language, language=self.language)

    def ask_for(self, service: Say, view: str, means: str) -> None:
        """From home into a service. `means`: what it is called, in the code's English."""
        self.say(service, lambda kiosk: kiosk.view == view, means)

    def choose(self, choice: str, say: Say, means: str = "") -> None:
        """Once there is such a choice, say it, and wait until it is there no more."""
        self.see_target(choice)
        self.say(say, lambda kiosk: choice not in kiosk.targets, means)

    def choose_first(self, say: Say) -> None:
        """The first choice of a question, whatever it is called."""
        self.until(lambda: bool(self.choices() - WAITING), "there is a question")
        before = self.choices()
        self.say(say, lambda kiosk: _choices(kiosk) - WAITING not in (before, frozenset()))

    def give_number(self, number: str, done: Say) -> None:
        """Dictate it, later a few digits at a time, until the booth has it right; then say that it is all."""
        self.see("EnterNumber")
        groups = groups_of(number, MOBILE_GROUPS)
        whole: list[Sequence[str]] = [groups]
        in_pieces: list[Sequence[str]] = [(group,) for group in groups]
        for attempt, pieces in enumerate((whole, *[in_pieces] * ATTEMPTS)):
            understood = [self._dictate(piece, attempt) for piece in pieces]
            if all(understood) and self._read_back(number):
                self.say(done, lambda kiosk: kiosk.view != "EnterNumber", in_groups(number, *MOBILE_GROUPS))
                return
            if any(understood):
                self.score.mistaken += 1
                self.say(Say.NUMBER_WRONG, self._has_spoken)
        raise AssertionError(f"the booth never had the number right; {self.story()}")

    def _dictate(self, groups: Sequence[str], attempt: int) -> bool:
        """Whether anything of it was understood."""
        self._tell(in_digits(groups, self.language), self.language, dictating=attempt)
        outcome = self._outcome(self._has_spoken)
        if outcome is Outcome.ASKED:  # it was taken for words, and may be for a cry for help
            outcome = self._answer_question(self._has_spoken, in_groups("".join(groups), *MOBILE_GROUPS))
        return outcome is Outcome.DONE

    def _read_back(self, number: str) -> bool:
        return digits_said(number, self.language, MOBILE_GROUPS) in self._answer

    def say(self, say: Say, done: Done, means: str | Text = "", language: str = "") -> None:
        """As often as it takes, until it is done.

        `means`: what the booth may ask whether it was meant, a sentence in English; "" for whatever it is.
        """
        for _attempt in range(ATTEMPTS):
            language = language or self._now().language
            self._tell(SENTENCES[language][say], language)
            outcome = self._outcome(done)
            if outcome is Outcome.ASKED:
                outcome = self._answer_question(done, means)
            if outcome is Outcome.DONE:
                return
        raise AssertionError(f"{say!r} was not understood; {self.story()}")

    def _answer_question(self, done: Done, means: str | Text) -> Outcome:
        """Yes, as often as it takes, if that was meant; else no, and it was not understood."""
        self.score.asked += 1
        kiosk = self._now()
        asked = self._question(kiosk.language)
        meant = means or PERSON  # a person is offered to whom it does not understand
        said = self._spoken.say(Sentence(meant) if isinstance(meant, str) else meant, kiosk.language)
        right = (said in asked) == bool(means)
        self.score.mistaken += not right
        then = done if right else self._has_spoken

        def over(kiosk: KioskDescription) -> bool:
            return _choices(kiosk) != YES_OR_NO and then(kiosk)

        for _attempt in range(ATTEMPTS):
            self._tell(SENTENCES[kiosk.language][Say.YES if right else Say.NO], kiosk.language)
            if self._outcome(over) is Outcome.DONE:
                return Outcome.DONE if right else Outcome.MISSED
        return Outcome.MISSED

    def _has_spoken(self, kiosk: KioskDescription) -> bool:
        return kiosk.listening and bool(self._answer)

    def _tell(self, words: str, language: str, *, dictating: int | None = None) -> None:
        self._wait_for_turn()
        self._answer = []
        self.note(Speaker.CITIZEN, words)
        self.score.said += 1
        self.citizen.say(words, language, dictating=dictating)

    def _wait_for_turn(self) -> None:
        """Until the booth listens. Who has been silent for too long presses the key to speak again."""
        spoken, said = time.monotonic(), len(self._answer)

        def listens(kiosk: KioskDescription) -> bool:
            nonlocal spoken, said
            if kiosk.attending or len(self._answer) > said:
                spoken, said = time.monotonic(), len(self._answer)
            if self.by_key and not kiosk.listening and time.monotonic() > spoken + SILENT_SECONDS:
                self._press_to_speak()
                spoken = time.monotonic()
            return kiosk.listening

        self._until(listens, "the booth listens")

    def _press_to_speak(self) -> None:
        self.see_target(KEY_TO_SPEAK)
        self.note(Speaker.CITIZEN, "🎤")
        self.tap(KEY_TO_SPEAK)

    def _outcome(self, done: Done) -> Outcome:
        found: list[Outcome] = []
        answered = time.monotonic()

        def came(kiosk: KioskDescription) -> bool:
            nonlocal answered
            missed = self._spoken.say(ASKED_AGAIN, kiosk.language) in self._answer
            if self._question(kiosk.language):
                if _choices(kiosk) == YES_OR_NO:
                    found.append(Outcome.ASKED)
            elif missed and kiosk.listening:
                found.append(Outcome.MISSED)
                self.score.missed += 1
            elif not missed and done(kiosk):
                found.append(Outcome.DONE)
            elif kiosk.attending or not kiosk.listening:
                answered = time.monotonic()
            elif time.monotonic() > answered + UNHEARD_SECONDS:
                found.append(Outcome.UNHEARD)
                self.score.unheard += 1
            return bool(found)

        self._until(came, "the booth has answered")
        return found[0]

    def _question(self, language: str) -> str:
        """In which the booth has asked whether something was meant; "" if it has not."""
        asking = next(sentences(self._spoken.say(did_you_mean(Verbatim(BLANK)).title, language)))
        before = asking.partition(BLANK)[0]
        return next((said for said in self._answer if said.startswith(before)), "")

    def _until(self, true: Done, what: str) -> None:
        deadline = time.monotonic() + WAITING_SECONDS

        def now_true() -> bool:
            kiosk = self._now()
            assert time.monotonic() < deadline, f"not within {WAITING_SECONDS} s: {what}; {self.story()}"
            return true(kiosk)

        self.until(now_true, what, WAITING_SECONDS + 1)

    def _now(self) -> KioskDescription:
        """The kiosk as it is now, having heard what it has said so far."""
        kiosk = eventually(self.booth.kiosk, "the kiosk answers")
        self._answer += self.hear(kiosk)
        return kiosk

    def story(self) -> str:
        kiosk = self.booth.kiosk()
        stage = f"{kiosk.view} {sorted(kiosk.targets)}" if kiosk else "no kiosk"
        return f"on stage: {stage}; said: {[str(each) for each in self.transcript[-12:]]}"


def _choices(kiosk: KioskDescription) -> frozenset[str]:
    return frozenset(target for target in kiosk.targets if target.startswith("choice:"))
