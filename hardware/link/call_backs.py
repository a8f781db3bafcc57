"""Calls between a citizen and the family, in both directions. No number is in any `State`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

LONGEST_ALLOWANCE_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class DialFamily:
    """Call a number of the citizen's family: within the country, and no emergency number. It lasts
    `State.family_call_seconds` at most, and is not bound to once in half an hour."""

    number: str = field(repr=False)
    id: int = 0
    type: Literal["dial_family"] = "dial_family"


@dataclass(frozen=True, slots=True)
class AllowCallBack:
    """Let this number ring the booth from now on for so long, `LONGEST_ALLOWANCE_SECONDS` at most.

    While it rings the line is INCOMING with the purpose CALL_BACK and no alarm is there; lifting the handset
    or `Answer` answers, `HangUp` refuses. Nobody else can ring the booth, but for call-backs during an alarm.
    A guard that starts again has forgotten whom it allowed.
    """

    number: str = field(repr=False)
    seconds: float
    id: int = 0
    type: Literal["allow_call_back"] = "allow_call_back"
