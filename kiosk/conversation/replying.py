"""What a reply means on the scene that it meets: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.conversation.departures import (
    AskedForEmergency,
    AskedForPerson,
    Departure,
    DialledEmergency,
    WentBack,
    WentHome,
)
from kiosk.conversation.keying import (
    DONE_KEYS,
    EMERGENCY_NUMBERS,
    Complete,
    Draft,
    edit,
    number_begun,
    read_keys,
)
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
from kiosk.conversation.views import (
    PERSON_KEY,
    Alarm,
    Attract,
    CallPhase,
    EnterNumber,
    InCall,
)

NEVER_COVERED = (Alarm, InCall, Attract)  # by the question whether something was meant

_DEPARTURES: dict[GlobalKey, type[Departure]] = {
    GlobalKey.BACK: WentBack,
    GlobalKey.HOME: WentHome,
    GlobalKey.PERSON: AskedForPerson,
    GlobalKey.EMERGENCY: AskedForEmergency,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What comes of a reply; nothing does of most that don't fit the scene.

    `pending` is a choice that is meant unless another key follows soon, `doubtful` what the citizen has to be
    asked first.
    """

    answer: str | None = None  # to the question
    scene: Scene | None = None  # as it is from now on
    pending: str | None = None
    doubtful: Doubtful | None = None
    language_wanted: bool = False


def in_use(reply: Reply, scene: Scene) -> Scene:
    """The scene once it is known what this citizen uses: the handset's keys, or screen and voice.

    What was keyed so far is done with by any other reply.
    """
    match reply:
        case Chosen(keyed=True) | Keyed("*") if scene.keyed is not None:
            return replace(scene, keyed="", dialled="")
        case Chosen(keyed=False) | PressedGlobalKey() | ChoseLanguage():
            return replace(scene, keyed=None, dialled="")
    return scene


def meaning_of(reply: Reply, scene: Scene) -> Meaning:
    """Raises Departure."""
    view = scene.view
    start = START if isinstance(view, Attract) else None
    match reply:
        case Chosen(value) if value in {choice.value for choice in view.choices}:
            return Meaning(answer=value)
        case Doubtful() if not isinstance(view, NEVER_COVERED):
            return Meaning(doubtful=reply)
        case Entered(number) if isinstance(view, EnterNumber):
            return Meaning(scene=replace(scene, draft=number[: view.max_digits], fault=None))
        case Keyed(key):
            return _meaning_of_key(key, scene)
        case ChoseLanguage(language):
            manner = replace(scene.manner, language=language)
            return Meaning(answer=start, scene=replace(scene, manner=manner))
        case PressedGlobalKey(key) if key in scene.keys:
            return replace(_pressed(scene, key), answer=start)
        case Chosen() | Touched():
            return Meaning(answer=start)
    return Meaning()


def _meaning_of_key(key: str, scene: Scene) -> Meaning:
    view = scene.view
    if isinstance(view, EnterNumber):
        return _edited(scene, view, key)
    if isinstance(view, InCall) and view.phase is CallPhase.ACTIVE:
        return Meaning()  # it is for the other side: reception.py sends the tone
    if isinstance(view, Attract):
        return Meaning(answer=START, scene=replace(scene, keyed=key if key.isdigit() else ""))
    return _chosen_by_key(scene, key)


def where_nothing_is_asked(reply: Reply, scene: Scene) -> tuple[Scene, Reply]:
    """The scene and what counts of a reply that meets an idle warning, or that comes between two views.

    That is a call for help, and how an emergency number begins; everything else only shows that somebody is
    there. Raises DialledEmergency.
    """
    view = scene.view
    match reply:
        case PressedGlobalKey() | Doubtful(reply=PressedGlobalKey()):
            return scene, reply
        case Keyed(key) if isinstance(view, EnterNumber):
            begins = not scene.draft and any(number.startswith(key) for number in view.at_once)
            return scene, reply if begins else Touched()
        case Keyed(key):
            number = number_begun(scene.dialled + (scene.keyed or "") + key)
            if number in EMERGENCY_NUMBERS:
                raise DialledEmergency(number)
            return replace(scene, keyed="", dialled=number), Touched()
    return scene, Touched()


def _edited(scene: Scene, view: EnterNumber, key: str) -> Meaning:
    """`dialled` needs two keys here: 1 is how most numbers begin that are asked for. Whatever number is asked
    for, one that is ended after 110 is that call."""
    if len(scene.dialled) == 2 and not scene.draft and scene.dialled + key in EMERGENCY_NUMBERS:
        raise DialledEmergency(scene.dialled + key)
    if key in DONE_KEYS and scene.draft in EMERGENCY_NUMBERS:
        raise DialledEmergency(scene.draft)
    match edit(view, scene.draft, key):
        case Complete(number):
            return Meaning(answer=number)
        case Draft(number, fault):
            return Meaning(scene=replace(scene, draft=number, fault=fault, dialled=""))
    return Meaning()


def _chosen_by_key(scene: Scene, key: str) -> Meaning:
    """Where no number is entered: the choice's own keys, "*" for Back, an emergency number, a person."""
    if key == "*":
        if GlobalKey.BACK in scene.keys:
            raise WentBack
        return Meaning()
    reading = read_keys(scene.view, scene.keyed or "", key, scene.dialled)
    if reading.emergency is not None:
        raise DialledEmergency(reading.emergency)
    unread = not reading.begins and reading.value is None
    if key == PERSON_KEY and unread and GlobalKey.PERSON in scene.keys:
        raise AskedForPerson
    after = replace(scene, keyed=reading.keyed, dialled=reading.dialled)
    return Meaning(answer=reading.value, scene=after if after != scene else None, pending=reading.pending)


def _pressed(scene: Scene, key: GlobalKey) -> Meaning:
    manner = scene.manner
    if key in _DEPARTURES:
        raise _DEPARTURES[key]
    if key is GlobalKey.TEXT_SIZE:
        return Meaning(scene=replace(scene, manner=replace(manner, large_text=not manner.large_text)))
    if key is GlobalKey.CONTRAST:
        return Meaning(scene=replace(scene, manner=replace(manner, high_contrast=not manner.high_contrast)))
    return Meaning(language_wanted=key is GlobalKey.LANGUAGE)
