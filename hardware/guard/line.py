"""The line: one call from dialling to its end, whoever wants it. Pure.

An emergency's call is never refused, and whatever is on the line gives way to it. The others are refused for
a reason, and a free call ends when its time is up.

A call is published as over the moment it is hung up here; the next one is placed when the modem has said that
the old one is gone, so that the end of one is never taken for the end of the other. That wait is bounded.
"""

from __future__ import annotations

import hmac
from dataclasses import replace

from hardware.guard.calls import (
    Action,
    AdoptWanted,
    After,
    Alerting,
    AnswerCall,
    Answered,
    AnswerFailed,
    AnswerWanted,
    Call,
    CallWanted,
    Cleared,
    DeclineWanted,
    DialFailed,
    Elapsed,
    EndCall,
    Ended,
    Ending,
    Event,
    Forget,
    Found,
    HangUpWanted,
    Incoming,
    Line,
    ModemLost,
    ModemReady,
    ModemUnfit,
    Phase,
    PlaceCall,
    Purpose,
    Refusal,
    Refuse,
    TellFound,
    TellOffered,
    TellOver,
    TellUp,
    Timer,
)
from hardware.guard.numbers import may_be_called_free, national

Step = tuple[Line, tuple[Action, ...]]

CLEAR_SECONDS = 3.0  # the modem has not answered a hang-up for so long: go on without
LOST_SECONDS = 10.0  # the modem has been away for so long: the call is over
RING_SECONDS = 90.0  # longer than any network lets it ring


def step(line: Line, event: Event) -> Step:
    """What the line is after `event`, and what is to be done, in this order."""
    match event:
        case CallWanted():
            return _wanted(line, event)
        case HangUpWanted(purposes=purposes):
            if line.call is None or line.call.purpose not in purposes:
                return line, (Refuse(Refusal.NOTHING_TO_DO),)
            return _hang_up(line, Ending.HUNG_UP_HERE)
        case DeclineWanted():
            return _hang_up(line, Ending.HUNG_UP_HERE) if line.phase is Phase.INCOMING else (line, ())
        case AnswerWanted(token=token):
            return _answer(line, token)
        case AdoptWanted():
            return _adopt(line, event)
        case DialFailed(call_id=call_id) | AnswerFailed(call_id=call_id):
            return _failed(line, call_id)
        case Cleared(told=told):
            failed = line.clearing and line.ends_call and not told
            return _cleared(replace(line, unended=line.unended or failed))
        case Alerting() | Answered() | Ended():
            return _told(line, event)
        case Incoming(number=number):
            return _incoming(line, number)
        case Found(number=number, answered=answered):
            return _found(line, number, answered)
        case ModemReady():
            ready = replace(line, ready=True, unended=False)
            return _hang_up(ready, Ending.FAILED) if line.lost else (ready, ())
        case ModemLost():
            return _modem_lost(line)
        case ModemUnfit():
            return replace(line, ready=False), ()
        case Elapsed(timer=timer, count=count):
            return _elapsed(line, timer, count)
        case Forget(digest=digest):
            return replace(line, remembered=tuple(each for each in line.remembered if each != digest)), ()


def _wanted(line: Line, wanted: CallWanted) -> Step:
    refusal = _refusal(line, wanted)
    if refusal is not None:
        return line, (Refuse(refusal),)
    cleared, actions = line, tuple[Action, ...]()
    if line.call is not None:
        cleared, actions = _hang_up(line, Ending.GAVE_WAY)
    call = Call(cleared.calls + 1, wanted.purpose, wanted.number, wanted.token, placed=not cleared.clearing)
    dialling = replace(cleared, calls=call.id, call=call, phase=Phase.DIALLING, ending=None)
    if wanted.purpose is not Purpose.EMERGENCY:
        actions = (*actions, _ring_bound(call))
    return dialling, (*actions, *_place(dialling))


def _ring_bound(call: Call) -> After:
    return After(RING_SECONDS, Elapsed(Timer.RING, call.id))


def _refusal(line: Line, wanted: CallWanted) -> Refusal | None:
    if wanted.purpose is Purpose.EMERGENCY:
        return None
    if wanted.purpose is Purpose.FREE and not may_be_called_free(wanted.number):
        return Refusal.NUMBER_NOT_ALLOWED
    if wanted.alarm_running:
        return Refusal.ALARM_RUNNING
    if not line.ready:
        return Refusal.LINE_ABSENT
    if line.call is not None and line.call.purpose is not Purpose.TEST:
        return Refusal.LINE_BUSY
    if wanted.purpose is Purpose.FREE and _digest(line, wanted.number) in line.remembered:
        return Refusal.SAME_NUMBER_TOO_SOON
    return None


def _place(line: Line) -> tuple[Action, ...]:
    if line.call is None or not line.call.placed:
        return ()
    return (PlaceCall(line.call.id, line.call.number, line.call.purpose),)


def _hang_up(line: Line, ending: Ending) -> Step:
    """The call is over for everybody here; the modem is told."""
    placed = line.call is not None and line.call.placed
    over, actions = _over(line, ending)
    return _clear(over, actions, ends_call=True) if placed else (over, actions)


def _clear(line: Line, actions: tuple[Action, ...], *, ends_call: bool) -> Step:
    clearing = replace(line, clearing=True, clearings=line.clearings + 1, ends_call=ends_call)
    return clearing, (EndCall(), After(CLEAR_SECONDS, Elapsed(Timer.CLEAR, clearing.clearings)), *actions)


def _over(line: Line, ending: Ending) -> Step:
    """The call is gone. A call that comes in asks nobody until it was answered."""
    over = replace(line, phase=Phase.IDLE, call=None, ending=ending, lost=False)
    if line.call is None or (line.phase is Phase.INCOMING and line.call.token == 0):
        return over, ()
    return over, (TellOver(line.call.purpose, line.call.token, ending),)


def _cleared(line: Line) -> Step:
    if not line.clearing:
        return line, ()
    cleared = replace(line, clearing=False)
    if line.call is None or line.call.placed:
        return cleared, ()
    cleared = replace(cleared, call=replace(line.call, placed=True))
    return cleared, _place(cleared)


def _failed(line: Line, call_id: int) -> Step:
    """The modem did not take it. Something else may be on the line, such as a call coming in just then, so it
    is cleared; and then an emergency is tried once more before its alarm goes on to somebody else.

    Before the modem is ready it may be the alarm's own call from before that is on the line.
    """
    if line.call is None or line.call.id != call_id:
        return line, ()
    if line.ready and line.call.purpose is Purpose.EMERGENCY and not line.call.again:
        again = replace(line, call=replace(line.call, placed=False, again=True))
        return _clear(again, (), ends_call=False)
    over, actions = _over(line, Ending.FAILED)
    return _clear(over, actions, ends_call=False) if line.ready else (over, actions)


def _told(line: Line, event: Alerting | Answered | Ended) -> Step:
    if line.clearing:
        return _cleared(line) if isinstance(event, Ended) else (line, ())
    if line.call is None:
        return line, ()
    match event:
        case Alerting():
            alerting = line.phase is Phase.DIALLING
            return (replace(line, phase=Phase.ALERTING, unended=False), ()) if alerting else (line, ())
        case Answered():
            return _answered(line, line.call) if line.phase is not Phase.ACTIVE else (line, ())
        case Ended(ending=ending):
            return _over(line, ending)


def _answered(line: Line, call: Call) -> Step:
    active = replace(line, phase=Phase.ACTIVE, unended=False)
    if call.purpose is not Purpose.FREE:
        return active, (TellUp(call.purpose, call.token),)
    digest = _digest(line, call.number)
    active = replace(active, remembered=(*(each for each in line.remembered if each != digest), digest))
    return active, (
        After(line.rules.free_call_seconds, Elapsed(Timer.LIMIT, call.id)),
        After(line.rules.same_number_seconds, Forget(digest)),
        TellUp(call.purpose, call.token),
    )


def _incoming(line: Line, number: str | None) -> Step:
    """Somebody rings. During a call it is left ringing; before a call that waits to be placed, too."""
    if line.call is not None:
        return line, ()
    call = Call(line.calls + 1, Purpose.CALL_BACK, number or "")
    ringing = replace(line, calls=call.id, call=call, phase=Phase.INCOMING, ending=None, clearing=False)
    return ringing, (_ring_bound(call), TellOffered(number))


def _answer(line: Line, token: int) -> Step:
    if line.phase is not Phase.INCOMING or line.call is None:
        return line, (TellOver(Purpose.CALL_BACK, token, Ending.FAILED),)
    return replace(line, call=replace(line.call, token=token)), (AnswerCall(line.call.id),)


def _found(line: Line, number: str | None, answered: bool) -> Step:
    """A call that the modem has and nobody placed just now.

    Found when the modem is opened it may be ours from before; one that nobody adopts is kept as a citizen's,
    and so ends in time. Found later it is one that should be gone, and what waits for the line follows it.
    """
    if line.unended or (line.ready and line.phase in (Phase.IDLE, Phase.DIALLING)):
        waiting = None if line.call is None else replace(line.call, placed=False)
        return _clear(replace(line, call=waiting, unended=False), (), ends_call=True)
    if line.lost:
        back = replace(line, lost=False)
        return _told(back, Answered()) if answered else (back, ())
    if line.call is not None:
        return line, (TellFound(number, answered),) if line.phase is Phase.DIALLING else ()
    call = Call(line.calls + 1, Purpose.FREE, number or "")
    found = replace(line, calls=call.id, call=call, phase=Phase.ALERTING, ending=None, clearing=False)
    actions: tuple[Action, ...] = (_ring_bound(call),)
    if answered:
        found = replace(found, phase=Phase.ACTIVE)
        actions = (After(line.rules.free_call_seconds, Elapsed(Timer.LIMIT, call.id)),)
    return found, (*actions, TellFound(number, answered))


def _adopt(line: Line, wanted: AdoptWanted) -> Step:
    """In place of the call that waits to be placed, if there is one."""
    call = Call(line.calls + 1, Purpose.EMERGENCY, wanted.number, wanted.token)
    phase = Phase.ACTIVE if wanted.answered else Phase.ALERTING
    return replace(line, calls=call.id, call=call, phase=phase, ending=None, clearing=False, lost=False), ()


def _modem_lost(line: Line) -> Step:
    away = replace(line, ready=False)
    if line.call is None or not line.call.placed:
        return away, ()
    return replace(away, lost=True), (After(LOST_SECONDS, Elapsed(Timer.LOST, line.call.id)),)


def _elapsed(line: Line, timer: Timer, count: int) -> Step:
    if timer is Timer.CLEAR:
        return _cleared(line) if count == line.clearings else (line, ())
    if line.call is None or line.call.id != count:
        return line, ()
    match timer:
        case Timer.LIMIT if line.call.purpose is Purpose.FREE:
            return _hang_up(line, Ending.TIME_UP)
        case Timer.LOST if line.lost:
            return _hang_up(line, Ending.FAILED)
        case Timer.RING if line.phase is not Phase.ACTIVE and line.call.purpose is not Purpose.EMERGENCY:
            return _hang_up(line, Ending.NO_ANSWER)
        case _:
            return line, ()


def _digest(line: Line, number: str) -> bytes:
    return hmac.digest(line.rules.key, national(number).encode(), "sha256")
