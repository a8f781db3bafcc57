"""The line: one call from dialling to its end, whoever wants it. Pure.

An emergency's call is never refused, and whatever is on the line gives way to it. The others are refused for
a reason, and a free call ends when its time is up.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.guard import ringing
from hardware.guard.call_actions import (
    Action,
    After,
    AnswerCall,
    Record,
    Refuse,
    TellFound,
    TellOffered,
    TellOver,
    TellUp,
)
from hardware.guard.call_backs import (
    AlarmBegan,
    AllowanceOver,
    CallBackAllowed,
    LetRing,
    PickedUp,
    digest_of,
)
from hardware.guard.call_events import (
    AdoptWanted,
    Alerting,
    Answered,
    AnswerFailed,
    AnswerWanted,
    CallWanted,
    Cleared,
    DeclineWanted,
    DialFailed,
    Disowned,
    Elapsed,
    Ended,
    Event,
    Forget,
    Found,
    HangUpWanted,
    Incoming,
    ModemLost,
    ModemReady,
    ModemUnfit,
)
from hardware.guard.calls import Call, Ending, Line, Phase, Purpose, Refusal, Timer
from hardware.guard.clearing import Step, clear, cleared, hang_up, over, place
from hardware.guard.numbers import is_emergency, may_be_called_free

LOST_SECONDS = 10.0  # the modem has been away for so long: the call is over
RING_SECONDS = 90.0  # longer than any network lets it ring


def step(line: Line, event: Event) -> Step:
    """What the line is after `event`, and what is to be done, in this order."""
    return ringing.silenced(*_react(line, event))


def _react(line: Line, event: Event) -> Step:
    match event:
        case CallWanted():
            return _wanted(line, event)
        case HangUpWanted(purposes=purposes):
            return _hang_up_wanted(line, purposes)
        case DeclineWanted():
            return hang_up(line, Ending.HUNG_UP_HERE) if line.phase is Phase.INCOMING else (line, ())
        case AnswerWanted(token=token):
            return _answer(line, token)
        case CallBackAllowed():
            return ringing.allow(line, event)
        case AllowanceOver(count=count):
            return replace(line, allowed=line.allowed.take_back(count)), ()
        case LetRing():
            return ringing.let_ring(line)
        case PickedUp():
            return ringing.pick_up(line)
        case AlarmBegan():
            return hang_up(line, Ending.GAVE_WAY) if ringing.is_ringing(line) else (line, ())
        case AdoptWanted():
            return _adopt(line, event)
        case Disowned():
            return _clear_what_was_found(line) if line.unended else (line, ())
        case DialFailed(call_id=call_id) | AnswerFailed(call_id=call_id):
            return _failed(line, call_id)
        case Cleared(told=told):
            return cleared(replace(line, unended=line.unended or (line.ends_call and not told)))
        case Alerting() | Answered() | Ended():
            return _told(line, event)
        case Incoming(number=number):
            return _incoming(line, number)
        case Found(number=number, answered=answered):
            return _found(line, number, answered)
        case ModemReady():
            ready = replace(line, ready=True, unended=False)
            return hang_up(ready, Ending.FAILED) if line.lost else (ready, ())
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
    free, actions = line, tuple[Action, ...]()
    if line.call is not None:
        free, actions = hang_up(line, Ending.GAVE_WAY)
    call = Call(free.calls + 1, wanted.purpose, wanted.number, wanted.token, placed=not free.clearing)
    dialling = replace(free, calls=call.id, call=call, phase=Phase.DIALLING, ending=None)
    if wanted.purpose is not Purpose.EMERGENCY:
        actions = (*actions, _ring_bound(call))
    return dialling, (*actions, *place(dialling))


def _ring_bound(call: Call) -> After:
    return After(RING_SECONDS, Elapsed(Timer.RING, call.id))


def _refusal(line: Line, wanted: CallWanted) -> Refusal | None:
    if wanted.purpose is Purpose.EMERGENCY:
        return None
    if wanted.purpose in (Purpose.FREE, Purpose.FAMILY) and not may_be_called_free(wanted.number):
        return Refusal.NUMBER_NOT_ALLOWED
    if wanted.purpose is Purpose.FAMILY and is_emergency(wanted.number):
        return Refusal.NUMBER_NOT_ALLOWED
    if wanted.alarm_running:
        return Refusal.ALARM_RUNNING
    if not line.ready:
        return Refusal.LINE_ABSENT
    if line.call is not None and line.call.purpose is not Purpose.TEST:
        return Refusal.LINE_BUSY
    if wanted.purpose is Purpose.FREE and digest_of(wanted.number, line.rules.key) in line.remembered:
        return Refusal.SAME_NUMBER_TOO_SOON
    return None


def _hang_up_wanted(line: Line, purposes: frozenset[Purpose]) -> Step:
    """An alarm that ends without the modem may have left a call on it that is wanted no more."""
    if line.call is not None and line.call.purpose in purposes:
        return hang_up(line, Ending.HUNG_UP_HERE)
    left = not line.ready and line.call is None and Purpose.EMERGENCY in purposes
    return replace(line, unended=line.unended or left), (Refuse(Refusal.NOTHING_TO_DO),)


def _failed(line: Line, call_id: int) -> Step:
    """The modem did not take it. Something else may be on the line, such as a call coming in just then, so it
    is cleared; and then an emergency is tried once more before its alarm goes on to somebody else.

    Before the modem is ready it may be the alarm's own call from before that is on the line.
    """
    if line.call is None or line.call.id != call_id:
        return line, ()
    if line.ready and line.call.purpose is Purpose.EMERGENCY and not line.call.again:
        again = replace(line, call=replace(line.call, placed=False, again=True))
        return clear(again, (), ends_call=False)
    failed, actions = over(line, Ending.FAILED)
    return clear(failed, actions, ends_call=False) if line.ready else (failed, actions)


def _told(line: Line, event: Alerting | Answered | Ended) -> Step:
    if line.clearing:  # a call that fails meanwhile may only have lost its wire
        gone = isinstance(event, Ended) and event.ending is not Ending.FAILED
        return cleared(line) if gone else (line, ())
    if line.call is None:
        return line, ()
    match event:
        case Alerting():
            alerting = line.phase is Phase.DIALLING
            return (replace(line, phase=Phase.ALERTING, unended=False), ()) if alerting else (line, ())
        case Answered():
            return _answered(line, line.call) if line.phase is not Phase.ACTIVE else (line, ())
        case Ended(ending=ending):
            return over(line, ending)


def _answered(line: Line, call: Call) -> Step:
    active = replace(line, phase=Phase.ACTIVE, unended=False)
    actions: tuple[Action, ...] = (TellUp(call.purpose, call.token),)
    if active.limit_seconds is not None:
        actions = (After(active.limit_seconds, Elapsed(Timer.LIMIT, call.id)), *actions)
    if call.purpose is Purpose.CALL_BACK:
        return active, (Record(call.purpose, Phase.ACTIVE), *actions)
    if call.purpose is not Purpose.FREE:
        return active, actions
    digest = digest_of(call.number, line.rules.key)
    active = replace(active, remembered=(*(each for each in line.remembered if each != digest), digest))
    return active, (After(line.rules.same_number_seconds, Forget(digest)), *actions)


def _incoming(line: Line, number: str | None) -> Step:
    """Somebody rings. During a call it is left ringing; before a call that waits to be placed, too."""
    if line.call is not None:
        return line, ()
    call = Call(line.calls + 1, Purpose.ALARM_CALL_BACK, number or "")
    offered = replace(line, calls=call.id, call=call, phase=Phase.INCOMING, ending=None, clearing=False)
    return offered, (_ring_bound(call), TellOffered(number))


def _answer(line: Line, token: int) -> Step:
    if line.phase is not Phase.INCOMING or line.call is None:
        return line, (TellOver(Purpose.ALARM_CALL_BACK, token, Ending.FAILED),)
    return replace(line, call=replace(line.call, token=token)), (AnswerCall(line.call.id),)


def _found(line: Line, number: str | None, answered: bool) -> Step:
    """A call that the modem has and nobody placed just now.

    Found when the modem is opened it may be ours from before; one that nobody adopts is kept as a citizen's,
    and so ends in time. Found later it is one that should be gone, and what waits for the line follows it.
    """
    if line.ready and line.phase in (Phase.IDLE, Phase.DIALLING):
        return _clear_what_was_found(line)
    if line.unended:
        return line, (TellFound(number, answered, hung_up=True),)
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


def _clear_what_was_found(line: Line) -> Step:
    waiting = None if line.call is None else replace(line.call, placed=False)
    return clear(replace(line, call=waiting, unended=False), (), ends_call=True)


def _adopt(line: Line, wanted: AdoptWanted) -> Step:
    """In place of the call that waits to be placed, if there is one."""
    call = Call(line.calls + 1, Purpose.EMERGENCY, wanted.number, wanted.token)
    phase = Phase.ACTIVE if wanted.answered else Phase.ALERTING
    adopted = replace(line, calls=call.id, call=call, phase=phase, ending=None)
    return replace(adopted, clearing=False, lost=False, unended=False), ()


def _modem_lost(line: Line) -> Step:
    away = replace(line, ready=False)
    if line.call is None or not line.call.placed:
        return away, ()
    return replace(away, lost=True), (After(LOST_SECONDS, Elapsed(Timer.LOST, line.call.id)),)


def _elapsed(line: Line, timer: Timer, count: int) -> Step:
    if timer is Timer.CLEAR:
        return cleared(line) if count == line.clearings else (line, ())
    if line.call is None or line.call.id != count:
        return line, ()
    match timer:
        case Timer.LIMIT if line.limit_seconds is not None:
            return hang_up(line, Ending.TIME_UP)
        case Timer.BELL:
            return ringing.turn_bell(line)
        case Timer.UNANSWERED if ringing.is_ringing(line):
            return hang_up(line, Ending.NO_ANSWER)
        case Timer.LOST if line.lost:
            return hang_up(line, Ending.FAILED)
        case Timer.RING if line.phase is not Phase.ACTIVE and line.call.purpose is not Purpose.EMERGENCY:
            return hang_up(line, Ending.NO_ANSWER)
        case _:
            return line, ()
