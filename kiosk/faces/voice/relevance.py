"""What an utterance still counts for once it is understood: by then the stage may have gone on."""

from __future__ import annotations

from dataclasses import replace

from kiosk.conversation.putting import can_be_spoken_to
from kiosk.conversation.scene import Chosen, Doubtful, GlobalKey, PressedGlobalKey, Scene
from kiosk.conversation.views import Alarm, Tone
from kiosk.faces.voice.contract import SURE
from kiosk.faces.voice.listener import EMERGENCY, Decision, Spoken
from kiosk.faces.voice.overlap import is_echo
from kiosk.faces.voice.recognition import Said


def is_same_question(one: Scene, other: Scene) -> bool:
    """What was said to one scene counts for another that asks the same."""
    return _question(one) == _question(other)


def counting(said: Said, spoken: Spoken, decision: Decision, now: Scene, *, current: bool) -> Decision | None:
    """What is to be done all the same; None for nothing, as of the booth's own words.

    What is not `current`, an answer to what is asked now, has to be a cry for help. One that is not sure is
    asked about when the booth spoke meanwhile, and is not enough where it is loud.
    """
    if said.over is not None and is_echo(spoken.words.text, said.over, said.scene.manner.language):
        return None
    if current:
        return decision
    if not _is_cry(decision, said.scene, now) or not can_be_spoken_to(now.view):
        return None
    if spoken.words.sure >= SURE or (said.over is None and not said.in_noise):
        return decision
    if said.in_noise or isinstance(now.view, Alarm):
        return None
    return replace(decision, reply=Doubtful(PressedGlobalKey(GlobalKey.EMERGENCY), EMERGENCY))


def _is_cry(decision: Decision, seen: Scene, now: Scene) -> bool:
    """For help, whatever is asked by now."""
    if isinstance(seen.view, Alarm):
        calls = [Chosen(choice.value) for choice in seen.view.choices if choice.tone is Tone.DANGER]
        return decision.reply in calls and is_same_question(seen, now)
    return decision.reply == PressedGlobalKey(GlobalKey.EMERGENCY)


def _question(scene: Scene) -> tuple[object, ...]:
    view = scene.view
    return type(view), view.title, view.choices, scene.manner.language
