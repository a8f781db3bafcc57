"""What the guard refuses, and why, in words for the citizen."""

from __future__ import annotations

from hardware.link.client import CommandRefused, LinkError

from hardware.link.messages import RefusalReason
from kiosk.i18n.text import Text, _

_REASONS: dict[RefusalReason, Text] = {
    RefusalReason.ALARM_RUNNING: _("An emergency call is running. Please wait until it is over."),
    RefusalReason.LINE_BUSY: _("The telephone line is in use. Please try again in a moment."),
    RefusalReason.LINE_ABSENT: _("The telephone line is out of order just now."),
    RefusalReason.SAME_NUMBER_TOO_SOON: _(
        "This number was called free of charge a short while ago. It can be called again after half an hour."
    ),
    RefusalReason.NUMBER_NOT_ALLOWED: _("This number can't be called from here."),
    RefusalReason.UNKNOWN_CONTACT: _("This contact is not set up in this booth."),
    RefusalReason.SOCKET_UNAVAILABLE: _("This charging socket can't be used just now."),
}


def explain(error: LinkError) -> Text:
    if isinstance(error, CommandRefused):
        return _REASONS.get(error.reason, _("This can't be done just now. Please try again."))
    return _("The telephone of this booth is not answering just now.")
