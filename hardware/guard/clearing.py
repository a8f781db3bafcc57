"""The end of a call: hung up here, told to the modem, and gone there. Pure.

A call is published as over the moment it is hung up here; the next one is placed when the modem has said that
the old one is gone, so that the end of one is never taken for the end of the other. That wait is bounded.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.guard.call_actions import Action, After, EndCall, PlaceCall, Record, TellOver
from hardware.guard.call_events import Elapsed
from hardware.guard.calls import Ending, Line, Phase, Purpose, Timer

Step = tuple[Line, tuple[Action, ...]]

CLEAR_SECONDS = 3.0  # the modem has not answered a hang-up for so long: go on without


def hang_up(line: Line, ending: Ending) -> Step:
    """The call is over for everybody here; the modem is told."""
    placed = line.call is not None and line.call.placed
    ended, actions = over(line, ending)
    return clear(ended, actions, ends_call=True) if placed else (ended, actions)


def clear(line: Line, actions: tuple[Action, ...], *, ends_call: bool) -> Step:
    clearing = replace(line, clearing=True, clearings=line.clearings + 1, ends_call=ends_call)
    return clearing, (EndCall(), After(CLEAR_SECONDS, Elapsed(Timer.CLEAR, clearing.clearings)), *actions)


def over(line: Line, ending: Ending) -> Step:
    """The call is gone. A call that comes in asks nobody until it was answered."""
    ended = replace(line, phase=Phase.IDLE, call=None, ending=ending, lost=False)
    if line.call is None:
        return ended, ()
    purpose = line.call.purpose
    record = (Record(purpose, Phase.IDLE, ending),) if purpose is Purpose.CALL_BACK else ()
    if line.phase is Phase.INCOMING and line.call.token == 0:
        return ended, record
    return ended, (*record, TellOver(purpose, line.call.token, ending))


def cleared(line: Line) -> Step:
    if not line.clearing:
        return line, ()
    clear_line = replace(line, clearing=False)
    if line.call is None or line.call.placed:
        return clear_line, ()
    clear_line = replace(clear_line, call=replace(line.call, placed=True))
    return clear_line, place(clear_line)


def place(line: Line) -> tuple[Action, ...]:
    if line.call is None or not line.call.placed:
        return ()
    return (PlaceCall(line.call.id, line.call.number, line.call.purpose),)
