"""What went wrong, as application/problem+json (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:hello-laoyou:problem:"


class ProblemKind(StrEnum):
    """The end of a problem's `type`, after TYPE_PREFIX. A kind unknown to the booth is told as INTERNAL."""

    UNAUTHORISED = "unauthorised"  # 401: no token, or one that nobody knows
    FORBIDDEN = "forbidden"  # 403: another station's
    NOT_FOUND = "not_found"  # 404
    MALFORMED = "malformed"  # 422: the request is not what the contract says
    TOO_LARGE = "too_large"  # 413
    TOO_MANY_REQUESTS = "too_many_requests"  # 429, with Retry-After
    INTERNAL = "internal"  # 500
    CODE_WRONG = "code_wrong"  # 409: that is not the code that was sent
    CODE_EXPIRED = "code_expired"  # 409
    SLOT_TAKEN = "slot_taken"  # 409: nothing is free there any more
    ALREADY_BOOKED = "already_booked"  # 409: this person has an appointment there on this half-day
    TOO_LATE = "too_late"  # 409: it has begun, or is over, and can't be cancelled any more
    PERSON_UNKNOWN = "person_unknown"  # 404: nobody is registered by that number
    NOTICE_TOO_SOON = "notice_too_soon"  # 409: this contact has been told a moment ago


@dataclass(frozen=True, slots=True)
class Problem:
    type: str
    title: str
    status: int
    detail: str = ""
