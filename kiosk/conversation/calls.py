"""A call as views: from dialling to its end, once a second."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator

from hardware.link.messages import CallEnding, Line, LinePhase
from kiosk.conversation.guard import Guard
from kiosk.conversation.views import CallPhase, Choice, InCall, Tone
from kiosk.i18n.text import Text, _

HANG_UP, ANSWER = "hang_up", "answer"

_PHASES = {
    LinePhase.DIALLING: (CallPhase.DIALLING, _("Connecting")),
    LinePhase.ALERTING: (CallPhase.ALERTING, _("It is ringing there")),
    LinePhase.ACTIVE: (CallPhase.ACTIVE, _("Please speak")),
    LinePhase.INCOMING: (CallPhase.INCOMING, _("The phone is ringing")),
}

ENDINGS: dict[CallEnding, Text] = {
    CallEnding.HUNG_UP_HERE: _("The call has ended."),
    CallEnding.HUNG_UP_THERE: _("The other side has hung up."),
    CallEnding.BUSY: _("The number is engaged. Please try again in a few minutes."),
    CallEnding.NO_ANSWER: _("Nobody has answered. Please try again later."),
    CallEnding.FAILED: _("The call could not be connected. Please try again."),
    CallEnding.TIME_UP: _("The time for this free call is over."),
    CallEnding.GAVE_WAY: _("The call had to make way for an emergency."),
}


class LineLost(Exception):
    """The guard went away during the call, so nobody knows how the call is."""


async def call_views(
    guard: Guard,
    after_call_id: int,
    party: Text,
    reminders: tuple[Text, ...] = (),
    until_answered: tuple[Text, ...] = (),
) -> AsyncIterator[InCall]:
    """The views of the call that follows `after_call_id`, until it has ended. Raises LineLost."""
    began = False
    async for state in guard.states(at_least_every_seconds=1):
        if state is None:
            raise LineLost
        line = state.line
        if line.phase is LinePhase.IDLE:
            if began or line.call_id > after_call_id:
                return
            continue
        began = True
        yield call_view(line, party, reminders, until_answered)


async def call_back_views(guard: Guard, callers: tuple[str, ...]) -> AsyncIterator[InCall]:
    """The views of the call back that rings or runs, until it has ended. Raises LineLost.

    `callers` are the masked names of those who may be calling; the network does not say who it is.
    """
    party = (
        _("Perhaps {names}", names=" · ".join(callers)) if callers else _("Somebody who was called from here")
    )
    async for state in guard.states(at_least_every_seconds=1):
        if state is None:
            raise LineLost
        if state.line.phase is LinePhase.IDLE:
            return
        yield call_view(state.line, party)


def call_view(
    line: Line, party: Text, reminders: tuple[Text, ...] = (), until_answered: tuple[Text, ...] = ()
) -> InCall:
    phase, title = _PHASES[line.phase]
    remaining_seconds = None
    if line.phase is LinePhase.ACTIVE and line.limit_seconds is not None:
        remaining_seconds = max(0, math.ceil(line.since + line.limit_seconds - time.monotonic()))
    ends_soon = remaining_seconds is not None and remaining_seconds <= (line.warning_seconds or 0)
    answer = (
        (Choice(ANSWER, _("Answer"), "phone", "1", tone=Tone.PRIMARY),) if phase is CallPhase.INCOMING else ()
    )
    return InCall(
        title=_("The call ends soon") if ends_soon else title,
        icon="phone-in-talk" if phase is CallPhase.ACTIVE else "phone-outgoing",
        party=party,
        phase=phase,
        remaining_seconds=remaining_seconds,
        ends_soon=ends_soon,
        paragraphs=reminders if phase is CallPhase.ACTIVE else (*until_answered, *reminders),
        choices=(*answer, Choice(HANG_UP, _("Hang up"), "phone-hangup", tone=Tone.DANGER)),
    )
