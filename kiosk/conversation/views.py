"""What can be put to a citizen. A view is data: what it shows, and what may be answered.

A reply to a view is the `value` of one of its choices, or what was entered. Every choice has an icon beside
its words and a digit by which the keypad and a voice menu reach it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.i18n.text import Local, Text

PERSON_KEY, AGAIN_KEY = "9", "0"  # on every view: talk to a person; say it again
DIGITS = "12345678"


def digits_for(count: int) -> tuple[str, ...]:
    """The keys for so many choices: one each while that is enough, else two, of which none begins with 1, so
    that 110, 119 and 120 can always be dialled, nor with the keys that mean the same everywhere."""
    if count <= len(DIGITS):
        return tuple(DIGITS[:count])
    return tuple(first + second for first in DIGITS[1:] for second in DIGITS)[:count]


class Tone(StrEnum):
    """What a choice or a notice means; faces give it colour, sound and place."""

    PLAIN = "plain"
    PRIMARY = "primary"  # the next step: the biggest thing
    QUIET = "quiet"  # no, later, leave it
    DANGER = "danger"  # calls the emergency services, or ends a call
    TROUBLE = "trouble"  # something did not work


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text
    icon: str  # a name of Material Design Icons 7
    digit: str = ""  # the key that chooses it, or several keys: "110"
    hint: Text | None = None
    tone: Tone = Tone.PLAIN
    final: bool = False  # it spends, sends or dials: never on a word that was not confirmed


@dataclass(frozen=True, slots=True)
class Group:
    """A category on the home screen, with its services."""

    title: Text
    icon: str
    choices: tuple[Choice, ...]

    @property
    def digit(self) -> str:
        """The first key of all its choices; "" when they have none in common."""
        keys = {choice.digit[:1] for choice in self.choices if len(choice.digit) > 1}
        common = len(keys) == 1 and all(len(choice.digit) > 1 for choice in self.choices)
        return keys.pop() if common else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`title` is one question or one statement. `choices` are what may be answered."""

    title: Text
    icon: str
    choices: tuple[Choice, ...] = ()
    paragraphs: tuple[Text, ...] = ()
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What the operator lets every passer-by know, or a fraud warning."""

    icon: str
    title: Text
    text: Text
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class AwaitedTaxi:
    """Ordered here, not yet picked up: its citizen knows it by the own number's last digits."""

    plate: str
    colour: Text
    phone_last4: str
    state: Text  # "in about 4 minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attract(View):
    """Nobody is there: what the booth offers, `slides` in turn. Any touch or key answers "start".

    `languages` are shown in their own names at once, each to be touched: a visitor who can't read the
    title finds the own language here. `bulletins` take turns with the slides; `taxis` stay.
    """

    slides: tuple[tuple[str, Text], ...] = ()  # icon, text
    languages: tuple[tuple[str, str], ...] = ()  # code, own name
    bulletins: tuple[Bulletin, ...] = ()
    taxis: tuple[AwaitedTaxi, ...] = ()
    slide_seconds: float = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(View):
    """The categories and their services; `choices` is every group's choices in order."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(View):
    """One question with a few large answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterNumber(View):
    """A number, keyed digit by digit.

    `check` gives None for a number that will do, or what is wrong with it in words for the citizen.
    `groups` are the digits set together for reading: (3, 4, 4) shows 138 1234 5678. Numbers in `at_once`
    are done when they are complete, without a further key. `last_sign` is what may stand in the last place
    instead of a digit: the X of an ID number; "*" keys it there.
    """

    check: Callable[[str], Text | None]
    done: Text
    max_digits: int = 20
    at_once: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    example: Text | None = None
    last_sign: str = ""
    final: bool = False  # what is done with it spends, sends or dials: see Choice.final


@dataclass(frozen=True, slots=True, kw_only=True)
class Working(View):
    """Something takes time. `choices` usually holds a way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(View):
    """A statement in a title and a few paragraphs, and what can be done next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCode(View):
    """A QR code to be scanned with the own phone; `payload` is what it holds."""

    payload: str
    caption: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTaxi(View):
    """A taxi on its way: its plate, and what to look for, in the largest type."""

    plate: str
    colour: Text
    company: Text
    distance: Text | None = None
    minutes: int | None = None  # None: it waits at the booth


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a board: "63路" · "towards Zhenbei Road" · "3 min"."""

    lead: Text
    text: Text
    trail: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBoard(View):
    """Lines to be read, as on a departure board or a menu. `as_of` says how old they are, if they are."""

    lines: tuple[Line, ...]
    as_of: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal(View):
    """Something for the citizen's own eyes: shown only while the key `hold` is held."""

    secret: Text
    hold: Text


class ShapeKind(StrEnum):
    ROAD = "road"
    LANE = "lane"
    WATER = "water"
    GREEN = "green"
    BUILT = "built"


@dataclass(frozen=True, slots=True)
class Shape:
    """`points` are (east, north) in metres from the booth. An area when `kind` is WATER, GREEN or BUILT."""

    kind: ShapeKind
    points: tuple[tuple[float, float], ...]
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the choice `value` lies, in metres from the booth."""

    value: str
    east_m: float
    north_m: float


@dataclass(frozen=True, slots=True)
class Ring:
    """How far one comes on foot in so long."""

    minutes: int
    radius_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlaces(View):
    """Places as a list and on a map with the booth in its middle.

    `choices` are the places, the nearest first; a mark carries the number that its choice has in the list.
    """

    marks: tuple[Mark, ...]
    shapes: tuple[Shape, ...]
    rings: tuple[Ring, ...]
    as_of: Text | None = None


class CallPhase(StrEnum):
    DIALLING = "dialling"
    ALERTING = "alerting"
    ACTIVE = "active"
    INCOMING = "incoming"


@dataclass(frozen=True, slots=True, kw_only=True)
class InCall(View):
    """A call, from dialling to its end. `title` says what is happening, `party` with whom."""

    party: Text
    phase: CallPhase
    remaining_seconds: int | None = None  # ACTIVE, when the call is limited
    ends_soon: bool = False
    addresses: tuple[Local, ...] = ()


class AlarmStage(StrEnum):
    HOLDING = "holding"
    ASKING = "asking"
    ANNOUNCED = "announced"
    CALLING = "calling"
    CONNECTED = "connected"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(View):
    """An alarm is running: what happens now, where we are, what can be done.

    `address` is shown in Chinese, for the people who answer, and in the citizen's language.
    `progress` runs from 0 to 1 through HOLDING and ANNOUNCED; None elsewhere.
    """

    stage: AlarmStage
    address: Local
    station: Text
    progress: float | None = None
    remaining_seconds: int | None = None
