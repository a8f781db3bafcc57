"""A scene is all that a face needs to render; replies are all that a face gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.conversation.views import View
from kiosk.i18n.text import Text

START = "start"  # the answer to Attract, whatever was touched or keyed


@dataclass(frozen=True, slots=True)
class Manner:
    """How this citizen wants to be spoken to. The default comes back when the visit ends."""

    language: str = "zh_Hans"
    large_text: bool = False
    high_contrast: bool = False


class GlobalKey(StrEnum):
    """The keys that are there on every screen, always in the same place."""

    EMERGENCY = "emergency"
    PERSON = "person"
    BACK = "back"
    HOME = "home"
    LANGUAGE = "language"
    TEXT_SIZE = "text_size"
    CONTRAST = "contrast"
    LISTEN = "listen"  # there only while the booth can hear the citizen's language: Scene.ears


@dataclass(frozen=True, slots=True)
class IdleWarning:
    """Nobody has touched anything for a while: still there? Any touch or key goes on."""

    remaining_seconds: int


@dataclass(frozen=True, slots=True)
class Ears:
    """What the booth hears, so that it can be seen. `heard` are the words that were understood last."""

    listening: bool = False
    level: float = 0.0  # of the voice, from 0 to 1
    heard: Text | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    view: View
    manner: Manner
    keys: frozenset[GlobalKey] = frozenset(GlobalKey)  # the others are dimmed, and stay in their place
    draft: str = ""  # EnterNumber: what was keyed so far
    fault: Text | None = None  # EnterNumber: what is wrong with it
    banner: Text | None = None  # a trouble of the booth, above everything
    idle_warning: IdleWarning | None = None
    ears: Ears | None = None  # None: the booth can't hear this language, and offers no key to listen
    showing: int = 0  # counts the views that were put on stage: the same one put again is another showing
    keyed: str | None = None  # handset keys towards a choice; None: no keys are in use, but the screen
    dialled: str = ""  # before them, on a view before: how an emergency number begins; chooses nothing here


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice of the view, by its value; "start" on Attract. `keyed`: by the handset's keys."""

    value: str
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Keyed:
    """One key of a keypad, on the screen or below the handset: 0-9 * #, or "erase" or "done"."""

    key: str


@dataclass(frozen=True, slots=True)
class PressedGlobalKey:
    key: GlobalKey


@dataclass(frozen=True, slots=True)
class ChoseLanguage:
    language: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A touch that hit nothing: somebody is there."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A whole number at once, as it is said. It still has to be done: Keyed("done")."""

    number: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """What was probably meant, called `said`: the citizen is asked before it counts."""

    reply: Chosen | Keyed | PressedGlobalKey | ChoseLanguage
    said: Text


Reply = Chosen | Keyed | PressedGlobalKey | ChoseLanguage | Touched | Entered | Doubtful


class Face(Protocol):
    """A screen, a voice, a keypad."""

    def show(self, scene: Scene) -> None:
        """Render the scene, in place of the last one. Called again for every change; must not block."""

    def forget(self) -> None:
        """The visit is over: drop all that was remembered of its scenes, such as the words in a cache."""
