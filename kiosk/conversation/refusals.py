"""What the guard refuses, and why, in words for the citizen."""

from __future__ import annotations

from hardware.link.client import CommandRefused, LinkError
from hardware.link.messages import RefusalReason, State
from kiosk.i18n.text import Text, _, counted

_REASONS: dict[RefusalReason, Text] = {
    RefusalReason.ALARM_RUNNING: _("An emergency call is running. Please wait until it is over."),
    RefusalReason.LINE_BUSY: _("The telephone line is in use. Please try again in a moment."),
    RefusalReason.LINE_ABSENT: _("The telephone line is out of order just now."),
    RefusalReason.NUMBER_NOT_ALLOWED: _("This number can't be called from here."),
    RefusalReason.UNKNOWN_CONTACT: _("This contact is not set up in this booth."),
    RefusalReason.READER_ABSENT: _("The card reader is out of order just now."),
    RefusalReason.SOCKET_UNAVAILABLE: _("This charging socket can't be used just now."),
}


def explain(error: LinkError, state: State | None) -> Text:
    """Why the guard has not done it; `state` holds its limits."""
    if not isinstance(error, CommandRefused):
        return _("The telephone of this booth is not answering just now.")
    if error.reason is RefusalReason.SAME_NUMBER_TOO_SOON and state is not None:
        return counted(
            "This number was called a short while ago. Each number is free once in {n} minute.",
            "This number was called a short while ago. Each number is free once in {n} minutes.",
            round(state.same_number_seconds / 60),
        )
    return _REASONS.get(error.reason, _("This can't be done just now. Please try again."))
