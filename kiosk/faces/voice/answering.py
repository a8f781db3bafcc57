"""What the booth says to somebody who speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from kiosk.conversation.scene import Scene
from kiosk.conversation.views import Attract, EnterNumber, Working
from kiosk.faces.voice.listener import ASKED_AGAIN
from kiosk.faces.voice.phrases import Word
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.rewording import Mode
from kiosk.faces.voice.saying import Part, Saying, how_to_enter, news, read_back, sayings, sentences_said
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import Text, _

TOO_LOUD: Text = _("It is too loud here to hear you. Please lift the handset.")
TOO_LOUD_WITH_HANDSET: Text = _("It is too loud here to hear you. Please use the screen or the keys.")
ANSWERS = (Part.TITLE, Part.CHOICE, Part.HINT)


class Mouth(Protocol):
    """What says it: kiosk.faces.voice.speaking.Mouth."""

    @property
    def speaking(self) -> bool: ...

    @property
    def sentence(self) -> str: ...

    @property
    def outlet(self) -> Outlet: ...

    def say(self, sayings: Sequence[Saying]) -> None: ...

    def say_next(self, sayings: Sequence[Saying]) -> None: ...

    def stop(self) -> None: ...

    def repeat(self) -> None: ...

    def louder(self, steps: int = 1) -> None: ...

    def faster(self, steps: int = 1) -> None: ...

    def forget(self) -> None: ...


class Answering:
    """Says nothing while another face speaks, but what only this one knows: that it did not understand."""

    def __init__(self, mouth: Mouth, spoken: Spoken, another_speaks: Callable[[], bool]) -> None:
        self._mouth = mouth
        self._spoken = spoken
        self._another_speaks = another_speaks

    @property
    def booth_speaks(self) -> bool:
        """By whichever face."""
        return self._mouth.speaking

    @property
    def sentence(self) -> str | None:
        """What the booth says just now, "" before it is heard; None while it is silent."""
        return self._mouth.sentence if self._mouth.speaking else None

    @property
    def into_handset(self) -> bool:
        return self._mouth.outlet is Outlet.HANDSET

    def tell_change(self, before: Scene | None, now: Scene) -> None:
        """What is new on stage, to somebody who has spoken to the booth; of a number see `read_back`."""
        if self._another_speaks() or isinstance(now.view, Attract):
            return
        known = () if before is None or _is_all_new(before, now) else self._all(before)
        fresh = news(known, self._all(now))
        if any(saying.part is not Part.BANNER for saying in fresh):
            self._mouth.say(fresh)
        elif fresh:
            self._mouth.say_next(fresh)  # a trouble of the booth does not cut off what is being said

    def read_back(self, scene: Scene) -> None:
        """The number so far; once it is complete, how it is taken; and how to begin, when nothing is left."""
        view = scene.view
        if self._another_speaks() or not isinstance(view, EnterNumber):
            return
        read = read_back(scene)
        if read is None:
            self._mouth.say(self._said(next(how_to_enter(scene, view, Mode.VOICE)), scene))
            return
        how: tuple[Saying, ...] = ()
        if view.check(scene.draft) is None:
            how = self._said(
                _("If that is right, say: {done}. If not, say: all over again.", done=view.done), scene
            )
        self._mouth.say((read, *how))

    def ask_again(self, scene: Scene) -> None:
        """It was not understood: say so, and what can be said."""
        again = self._said(ASKED_AGAIN, scene)
        self._mouth.say((*again, *(each for each in self._all(scene) if each.part in ANSWERS)))

    def adjust(self, word: Word, scene: Scene) -> None:
        match word:
            case Word.REPEAT if not self._another_speaks():
                self._mouth.say(self._all(scene))
            case Word.REPEAT:
                self._mouth.repeat()
            case Word.SLOWER | Word.FASTER:
                self._mouth.faster(1 if word is Word.FASTER else -1)
            case Word.LOUDER | Word.SOFTER:
                self._mouth.louder(1 if word is Word.LOUDER else -1)
                self._mouth.repeat()  # so that it can be heard whether it is enough
            case Word.STOP:
                self._mouth.stop()

    def stop(self) -> None:
        self._mouth.stop()

    def forget(self) -> None:
        self._mouth.forget()

    def tell(self, text: Text, scene: Scene) -> None:
        self._mouth.say(self._said(text, scene))

    def _all(self, scene: Scene) -> tuple[Saying, ...]:
        private = self._mouth.outlet is Outlet.HANDSET
        return sayings(replace(scene, ears=None), self._spoken, Mode.VOICE, private=private)

    def _said(self, text: Text, scene: Scene) -> tuple[Saying, ...]:
        return sentences_said(text, self._spoken, scene.manner.language)


def drafted(before: Scene | None, now: Scene) -> bool:
    """More of a number was entered, or less."""
    same = before is not None and now.view == before.view
    return same and isinstance(now.view, EnterNumber) and before is not None and now.draft != before.draft


def _is_all_new(before: Scene, now: Scene) -> bool:
    """Whether to say all of it: in another language, or when the same is told or asked once more."""
    put_again = before.view == now.view and before.showing != now.showing
    return before.manner != now.manner or (put_again and not isinstance(now.view, Working))
