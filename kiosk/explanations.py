"""Why something could not be done, in words for the citizen: for every error that a service may end with."""

from __future__ import annotations

from hardware.link.client import GuardGone, LinkError
from hardware.link.messages import State
from kiosk.conversation.calls import LineLost
from kiosk.conversation.refusals import explain
from kiosk.i18n.text import Text, _
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.errors import PlatformDistrusted, PlatformError, PlatformGone, PlatformRefused

_PROBLEMS: dict[ProblemKind, Text] = {
    ProblemKind.NOT_FOUND: _("Nothing was found by that number."),
    ProblemKind.PERSON_UNKNOWN: _("Nobody is registered by that number."),
    ProblemKind.SLOT_TAKEN: _("Somebody else has just taken the last place. Please choose another time."),
    ProblemKind.ALREADY_BOOKED: _("You already have an appointment there at that time."),
    ProblemKind.TOO_LATE: _("It is too late to change this."),
    ProblemKind.NOTICE_TOO_SOON: _("This person was told a moment ago. Please wait a few minutes."),
    ProblemKind.CODE_EXPIRED: _("The code has expired. Please start again."),
    ProblemKind.TOO_MANY_REQUESTS: _("Too many people are asking just now. Please try again in a minute."),
}


def explain_failure(error: Exception, state: State | None) -> Text:
    """`state` holds the guard's limits."""
    match error:
        case LinkError():
            return explain(error, state)
        case LineLost():
            return explain(GuardGone(), state)
        case PlatformRefused(kind=kind) if kind in _PROBLEMS:
            return _PROBLEMS[kind]
        case PlatformGone():
            return _("We can't reach this service just now.")
        case PlatformDistrusted():
            return _("We can't reach this service safely just now, so we have sent nothing.")
        case _:
            return _("This service is not working just now. We are sorry.")


def may_succeed_later(error: Exception) -> bool:
    """Whether the same once more makes sense."""
    if isinstance(error, PlatformRefused):
        return error.kind in (ProblemKind.TOO_MANY_REQUESTS, ProblemKind.INTERNAL)
    return isinstance(error, PlatformError)
