"""What is said of a scene: pure, so that it can be read in a transcript before it is heard.

A saying is one sentence, as it is spoken and as it is rendered: what has no changing part is found among the
prompts that were rendered at installation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.conversation.scene import GlobalKey, Scene
from kiosk.conversation.views import (
    Alarm,
    AlarmStage,
    Attract,
    CallPhase,
    EnterNumber,
    Home,
    InCall,
    Reveal,
    ShowBoard,
    ShowCode,
    ShowPlaces,
    ShowTaxi,
    View,
)
from kiosk.faces.voice.menus import choices_said
from kiosk.faces.voice.rewording import Mode, reworded
from kiosk.faces.voice.spoken import Spoken, digits_said, keys_said, sentences
from kiosk.i18n.text import Counted, Text, Verbatim, _, counted

SENTENCE_PAUSE_SECONDS = 0.3
SILENT_PHASES = (CallPhase.ACTIVE,)  # the citizen is talking: nothing is said into a call but its end
SILENT_STAGES = (AlarmStage.CONNECTED,)
LIFT_HANDSET = _("Please lift the handset to hear it.")


class Part(StrEnum):
    BANNER = "banner"
    WARNING = "warning"
    FAULT = "fault"
    TITLE = "title"
    READING = "reading"
    TICKING = "ticking"  # changes by itself, as a waiting time does: said once, and not at each change
    CHOICE = "choice"
    HINT = "hint"  # how to answer


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence, ready to be spoken; `value` is that of the choice it belongs to."""

    text: str
    language: str
    part: Part
    value: str = ""
    pause_seconds: float = SENTENCE_PAUSE_SECONDS  # of silence after it


def sayings(
    scene: Scene, spoken: Spoken, mode: Mode, *, private: bool = False, keyed: str = ""
) -> tuple[Saying, ...]:
    """All that is said of the scene, in its order.

    `private`: only the citizen hears it, by the handset; secrets are said to nobody else, and with keys only
    when they are asked for: `secret_said`. `keyed`: the first of several keys that lead to a choice.
    """
    found: list[Saying] = []
    for part, text, value in _parts(scene, mode, private=private, keyed=keyed):
        said = reworded(text, mode)
        if said is not None:
            # A language is offered in its own words.
            language = value if value in spoken.languages else scene.manner.language
            found += sentences_said(said, spoken, language, part, value)
    return tuple(found)


def sentences_said(
    text: Text, spoken: Spoken, language: str, part: Part = Part.HINT, value: str = ""
) -> tuple[Saying, ...]:
    """Something that no view says."""
    return tuple(Saying(words, language, part, value) for words in sentences(spoken.say(text, language)))


def secret_said(scene: Scene, spoken: Spoken, *, private: bool) -> tuple[Saying, ...]:
    """What a Reveal holds, for the citizen's own ears; nothing on other views."""
    view = scene.view
    if not isinstance(view, Reveal):
        return ()
    text = view.secret if private else LIFT_HANDSET
    return sentences_said(text, spoken, scene.manner.language, Part.READING)


def news(before: Sequence[Saying], now: Sequence[Saying]) -> tuple[Saying, ...]:
    """What has to be said when a scene changes: all of another view, else what was not said before."""
    titles = [saying for saying in now if saying.part is Part.TITLE]
    if titles != [saying for saying in before if saying.part is Part.TITLE]:
        return tuple(now)
    warned = any(saying.part is Part.WARNING for saying in before)
    known = set(before)
    return tuple(
        saying
        for saying in now
        if saying not in known
        and saying.part is not Part.TICKING
        and not (warned and saying.part is Part.WARNING)
    )


def echo(sign: str, language: str) -> Saying:
    """A key that was pressed, so that one hears that it was the right one; or the X that it has keyed."""
    words = sign if sign.isalpha() else keys_said(sign, language)
    return Saying(words, language, Part.READING, pause_seconds=0)


def read_back(scene: Scene) -> Saying | None:
    """The number keyed so far, in the groups in which it is shown; None when there is nothing to read."""
    view, language = scene.view, scene.manner.language
    if not isinstance(view, EnterNumber) or not scene.draft:
        return None
    return Saying(digits_said(scene.draft, language, view.groups), language, Part.READING)


Said = tuple[Part, Text, str]


def _parts(scene: Scene, mode: Mode, *, private: bool, keyed: str) -> Iterator[Said]:
    view = scene.view
    if scene.idle_warning is not None:
        left = scene.idle_warning.remaining_seconds
        yield Part.WARNING, _("Are you still there?"), ""
        yield (
            Part.WARNING,
            counted("This visit ends in {n} second.", "This visit ends in {n} seconds.", left),
            "",
        )
    if scene.banner is not None:
        yield Part.BANNER, scene.banner, ""
    if scene.fault is not None:
        yield Part.FAULT, scene.fault, ""
    if isinstance(view, InCall) and view.phase in SILENT_PHASES:
        if view.ends_soon:
            yield Part.TITLE, view.title, ""
        return
    yield Part.TITLE, view.title, ""
    if isinstance(view, Alarm) and view.stage in SILENT_STAGES:
        return
    yield from ((part, text, "") for part, text in _reading(view, mode, private=private))
    yield from _answers(scene, mode, keyed)


def _reading(view: View, mode: Mode, *, private: bool) -> Iterator[tuple[Part, Text]]:
    """What there is to read, in the order of the screen."""
    match view:
        case ShowTaxi():
            yield from _taxi(view)
        case ShowBoard(lines=lines, as_of=as_of):
            if as_of is not None:
                yield Part.READING, as_of
            for line in lines:
                yield (
                    Part.READING,
                    _("{lead}, {text}, {trail}.", lead=line.lead, text=line.text, trail=line.trail),
                )
        case ShowPlaces(as_of=as_of) if as_of is not None:
            yield Part.READING, as_of
        case ShowCode(caption=caption):
            yield Part.READING, caption
        case Reveal(secret=secret) if mode is Mode.VOICE:
            yield Part.READING, secret if private else LIFT_HANDSET
        case InCall(party=party):
            yield Part.READING, party
    for paragraph in view.paragraphs:
        yield (Part.TICKING if isinstance(paragraph, Counted) else Part.READING), paragraph
    match view:
        case EnterNumber(example=example) if example is not None:
            yield Part.READING, example
        case Alarm(stage=AlarmStage.CALLING, address=address):
            yield Part.READING, _("You are here: {address}", address=address)


def _taxi(view: ShowTaxi) -> Iterator[tuple[Part, Text]]:
    """The plate twice: it has to be remembered."""
    if view.minutes is not None:
        yield (
            Part.READING,
            counted("Here in about {n} minute.", "Here in about {n} minutes.", max(1, view.minutes)),
        )
    plate = _("The plate is {plate}.", plate=Verbatim(view.plate))
    yield Part.READING, plate
    yield Part.READING, _("{colour} · {company}", colour=view.colour, company=view.company)
    if view.distance is not None:
        yield Part.TICKING, view.distance
    yield Part.READING, _("Once more: {plate}.", plate=Verbatim(view.plate))


def _answers(scene: Scene, mode: Mode, keyed: str) -> Iterator[Said]:
    view = scene.view
    if isinstance(view, Attract):
        return
    if isinstance(view, EnterNumber):
        yield from ((Part.HINT, text, "") for text in how_to_enter(scene, view, mode))
    if isinstance(view, Home) and mode is Mode.KEYPAD and not keyed:
        yield Part.HINT, _("In an emergency, dial 110, 119 or 120."), ""
    for value, text in choices_said(view, mode, keyed):
        yield Part.CHOICE, text, value
    if not isinstance(view, InCall | Alarm | EnterNumber):
        yield from ((Part.HINT, text, "") for text in _how_to_leave(scene, mode, keyed))


def how_to_enter(scene: Scene, view: EnterNumber, mode: Mode) -> Iterator[Text]:
    if mode is Mode.VOICE:
        yield _("Please say the number, digit by digit.")
        return
    yield _("Key the number, then press hash.")
    yield _("Star takes one digit back.")
    if view.last_sign:
        yield _("For an X in the last place, press star.")
    if not scene.draft:
        if GlobalKey.BACK in scene.keys:
            yield _("Before the first digit, star goes back.")
        yield _("To hear this again, or for a person, press hash before the first digit.")


def _how_to_leave(scene: Scene, mode: Mode, keyed: str) -> Iterator[Text]:
    if mode is Mode.VOICE:
        if isinstance(scene.view, Home):
            yield _("You can also say: again, or a person.")
        return
    taken = {c.digit.removeprefix(keyed)[:1] for c in scene.view.choices if c.digit.startswith(keyed)}
    if GlobalKey.BACK in scene.keys or keyed:
        yield _("To go back, press star.")
    if "9" not in taken and GlobalKey.PERSON in scene.keys:
        yield _("For a person, press 9.")
    if "0" not in taken:
        yield _("To hear this again, press 0.")
