"""A call-back that rings for a citizen: whether it may, the bell, and picking up. Pure.

Outside an alarm nobody can ring the booth but numbers that were allowed to. One that nobody picks up is
refused in the end, and the press of the emergency button ends it at once.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.guard.call_actions import Action, After, AnswerCall, Record, Refuse
from hardware.guard.call_backs import AllowanceOver, CallBackAllowed, Ring, digest_of
from hardware.guard.call_events import Elapsed
from hardware.guard.calls import Ending, Line, Phase, Purpose, Refusal, Timer
from hardware.guard.clearing import Step, hang_up
from hardware.guard.numbers import is_emergency, may_be_called_free

UNANSWERED_SECONDS = 60.0
BELL_SECONDS, PAUSE_SECONDS = 1.0, 4.0  # the mainland's ringing cadence: ITU-T E.180, supplement 2


def is_ringing(line: Line) -> bool:
    """Whether a call-back rings for a citizen and nobody has picked up."""
    if line.call is None or line.phase is not Phase.INCOMING:
        return False
    return line.call.purpose is Purpose.CALL_BACK and not line.call.answering


def allow(line: Line, wanted: CallBackAllowed) -> Step:
    """Only whom a citizen could call."""
    if is_emergency(wanted.number) or not may_be_called_free(wanted.number):
        return line, (Refuse(Refusal.NUMBER_NOT_ALLOWED),)
    allowed = line.allowed.give(digest_of(wanted.number, line.rules.key))
    return replace(line, allowed=allowed), (After(wanted.seconds, AllowanceOver(allowed.count)),)


def let_ring(line: Line) -> Step:
    """The call that comes in is no alarm's."""
    if line.call is None or line.phase is not Phase.INCOMING:
        return line, ()
    number = line.call.number
    if not number or not line.allowed.include(digest_of(number, line.rules.key)):
        return hang_up(line, Ending.HUNG_UP_HERE)
    call = replace(line.call, purpose=Purpose.CALL_BACK)
    ringing, actions = turn_bell(replace(line, call=call, bell=False))
    unanswered = After(UNANSWERED_SECONDS, Elapsed(Timer.UNANSWERED, call.id))
    return ringing, (Record(Purpose.CALL_BACK, Phase.INCOMING), unanswered, *actions)


def turn_bell(line: Line) -> Step:
    """On if it was off, and off if it was on, as long as it rings."""
    if line.call is None or not is_ringing(line):
        return line, ()
    bell = not line.bell
    seconds = BELL_SECONDS if bell else PAUSE_SECONDS
    return replace(line, bell=bell), (Ring(bell), After(seconds, Elapsed(Timer.BELL, line.call.id)))


def pick_up(line: Line) -> Step:
    """Twice is no fault: the handset is lifted and the screen touched."""
    if line.call is None or not is_ringing(line):
        answering = line.call is not None and line.call.answering
        return line, () if answering else (Refuse(Refusal.NOTHING_TO_DO),)
    return replace(line, call=replace(line.call, answering=True)), (AnswerCall(line.call.id),)


def silenced(line: Line, actions: tuple[Action, ...]) -> Step:
    """No bell without a call that rings, whatever ended the ringing."""
    if line.bell and not is_ringing(line):
        return replace(line, bell=False), (Ring(False), *actions)
    return line, actions
