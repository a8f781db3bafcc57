"""What becomes of the scene, and of what was done on it, when another view is put on stage: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.conversation.keying import EMERGENCY_NUMBERS, number_begun
from kiosk.conversation.scene import Doubtful, GlobalKey, Keyed, PressedGlobalKey, Reply, Scene
from kiosk.conversation.views import Alarm, AlarmStage, Attract, CallPhase, InCall, View

CALLS_FOR_HELP = (GlobalKey.EMERGENCY, GlobalKey.PERSON)


@dataclass(frozen=True, slots=True)
class Carried:
    """What the next view is to hear of what was done on the one before."""

    replies: list[Reply]
    dialled: str = ""


def put(scene: Scene, view: View, keys: frozenset[GlobalKey], draft: str, dialled: str) -> Scene:
    """The view on stage, after `scene`; whoever uses the handset's keys goes on doing so."""
    return replace(
        scene,
        view=view,
        keys=keys_on(view, keys),
        draft=draft,
        fault=None,
        idle_warning=None,
        showing=scene.showing + 1,
        keyed=None if scene.keyed is None else "",
        dialled=dialled,
    )


def carried(scene: Scene, unread: Sequence[Reply]) -> Carried:
    """Calls for help; the handset keys that woke the booth; else, of keys that chose nothing, those that may
    begin an emergency number. Whatever else was tapped on `scene` no longer counts."""
    if isinstance(scene.view, Attract):
        waking = [Keyed(scene.keyed)] if scene.keyed else []
        counting = (reply for reply in unread if isinstance(reply, Keyed) or _calls_for_help(reply))
        return Carried([*waking, *counting], scene.dialled)
    keys = "".join(reply.key for reply in unread if isinstance(reply, Keyed))
    number = number_begun(scene.dialled + (scene.keyed or "") + keys)
    replies = [reply for reply in unread if _calls_for_help(reply)]
    if number in EMERGENCY_NUMBERS:
        return Carried([Keyed(number[-1]), *replies], number[:-1])
    return Carried(replies, number)


def _calls_for_help(reply: Reply) -> bool:
    match reply:
        case PressedGlobalKey(key) | Doubtful(reply=PressedGlobalKey(key)):
            return key in CALLS_FOR_HELP
    return False


def keys_on(view: View, keys: frozenset[GlobalKey]) -> frozenset[GlobalKey]:
    """Those of `keys` that mean something on the view: the key to listen only where speech does."""
    return keys if can_be_spoken_to(view) else keys - {GlobalKey.LISTEN}


def can_be_spoken_to(view: View) -> bool:
    """Not in a call, which is between others; in an alarm only while it asks whether help is needed."""
    match view:
        case InCall(phase=phase):
            return phase is CallPhase.INCOMING
        case Alarm(stage=stage):
            return stage is AlarmStage.ASKING
        case _:
            return True
