"""An alarm as views: what happens now, where we are, what can be done."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import hardware.link.messages as link
from hardware.link.messages import AlarmOrigin, AlarmPhase, State
from kiosk.conversation import views
from kiosk.conversation.guard import Guard
from kiosk.conversation.views import AlarmStage, Choice, Tone
from kiosk.i18n.text import Local, Text, Verbatim, _

CALL_NOW = "call_now"
CANCEL = "cancel"
HANG_UP = "hang_up"
SAFE = "safe"

_CALL_NOW = Choice(CALL_NOW, _("Call for help now"), "phone-alert", "1", tone=Tone.DANGER)
_CALL_AGAIN = Choice(CALL_NOW, _("Call again"), "phone-alert", "1", tone=Tone.DANGER)
_CANCEL = Choice(CANCEL, _("No, I am all right"), "close-circle", "2", tone=Tone.QUIET)
_HANG_UP = Choice(HANG_UP, _("Hang up"), "phone-hangup", "2", tone=Tone.QUIET)
_SAFE = Choice(SAFE, _("I am safe now"), "check-circle", "2", tone=Tone.QUIET)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the people who answer need to hear: where the booth stands, and who is who."""

    station: Text
    address: Local
    contacts: Mapping[str, Local]  # contact id -> label

    def who(self, calling: str) -> Text:
        """The label of a contact; a number such as 110 speaks for itself."""
        return self.contacts.get(calling) or Verbatim(calling)


def is_running(state: State | None) -> bool:
    """Whether an alarm concerns the citizen; the automatic test call does not."""
    return (
        state is not None
        and state.alarm.phase is not AlarmPhase.NONE
        and state.alarm.origin is not AlarmOrigin.TEST
    )


async def alarm_views(guard: Guard, whereabouts: Whereabouts) -> AsyncIterator[views.Alarm]:
    """A view for each moment of the running alarm, until it is over.

    While the guard is gone the last view stays: a restarted guard goes on with the alarm.
    """
    async for state in guard.states(at_least_every_seconds=0.5):
        if state is None:
            continue
        if not is_running(state):
            return
        yield alarm_view(state.alarm, whereabouts, time.monotonic())


def alarm_view(alarm: link.Alarm, whereabouts: Whereabouts, now: float) -> views.Alarm:
    """`now` is in seconds on CLOCK_MONOTONIC, like `alarm.since`."""
    told = _told(alarm, whereabouts)
    timed = alarm.window_seconds > 0 and alarm.phase in (AlarmPhase.HOLDING, AlarmPhase.ANNOUNCED)
    elapsed = now - alarm.since
    return views.Alarm(
        title=told.title,
        icon=told.icon,
        paragraphs=told.paragraphs,
        choices=told.choices,
        tone=Tone.DANGER,
        stage=told.stage,
        station=whereabouts.station,
        address=whereabouts.address,
        progress=min(1.0, max(0.0, elapsed / alarm.window_seconds)) if timed else None,
        remaining_seconds=max(0, math.ceil(alarm.window_seconds - elapsed)) if timed else None,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    stage: AlarmStage
    title: Text
    icon: str
    paragraphs: tuple[Text, ...]
    choices: tuple[Choice, ...]


def _told(alarm: link.Alarm, whereabouts: Whereabouts) -> _Told:
    who = whereabouts.who(alarm.calling)
    own_call = alarm.origin is AlarmOrigin.CITIZEN
    match alarm.phase:
        case AlarmPhase.HOLDING:
            return _Told(
                AlarmStage.HOLDING,
                _("Keep the red button pressed to call for help"),
                "gesture-tap-hold",
                (_("Let go if you do not need help."),),
                (),
            )
        case AlarmPhase.ASKING:
            return _Told(
                AlarmStage.ASKING,
                _("Do you need help?"),
                "help-circle",
                (_("Press the red button again, or touch the red key."),),
                (_CALL_NOW, _CANCEL),
            )
        case AlarmPhase.ANNOUNCED:
            return _Told(
                AlarmStage.ANNOUNCED,
                _("We are about to call for help"),
                "phone-alert",
                (_("Press the red button again to call at once."),),
                (_CALL_NOW, _CANCEL),
            )
        case AlarmPhase.CONNECTED:
            return _Told(
                AlarmStage.CONNECTED,
                _("Connected: {who}", who=who),
                "phone-in-talk",
                (_("Please speak. Say where you are:"),),
                (_HANG_UP,) if own_call else (),
            )
        case AlarmPhase.ANSWERED:
            return _Told(
                AlarmStage.ANSWERED,
                _("Your call was answered: {who}", who=who),
                "account-check",
                (_("Please stay here. They can call this booth back."),),
                (_CALL_AGAIN, _SAFE),
            )
        case _:
            again = _("Nobody has answered yet. We keep calling until somebody does.")
            return _Told(
                AlarmStage.CALLING,
                _("Calling for help: {who}", who=who),
                "phone-outgoing",
                (again if alarm.attempt > 1 else _("Please stay here and wait for an answer."),),
                (_HANG_UP,) if own_call else (),
            )
