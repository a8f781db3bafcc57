"""Knobs that make the platform slow, failing, busy, garbled or absent, on purpose; in the demonstration only.

A Fault is set for everything or for one path. `paths` names beginnings of what follows the station in a path,
such as "/taxi-orders"; the longest that fits counts, before `everything`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints


class FaultKind(StrEnum):
    SLOW = "slow"  # answers after `seconds`
    FAILING = "failing"  # 500
    BUSY = "busy"  # 429 with Retry-After: `seconds`
    HALF_BODY = "half_body"  # the connection ends in the middle of the answer
    WRONG_JSON = "wrong_json"  # not JSON
    WRONG_TYPES = "wrong_types"  # JSON of another shape
    HUGE = "huge"  # 20 MB
    ABSENT = "absent"  # the connection ends without an answer
    LATE = "late"  # does at once what is asked for, and answers after `seconds`
    LOST = "lost"  # does what is asked for, and the connection ends without an answer


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    seconds: Annotated[float, Field(ge=0, le=600)] = 5


@dataclass(frozen=True, slots=True)
class Knobs:
    """`taxi_speed`: how many times as fast as the clock the taxis ordered from now on are."""

    everything: Fault | None = None
    paths: dict[Annotated[str, StringConstraints(pattern=r"^/")], Fault] = field(default_factory=dict)
    taxi_speed: Annotated[float, Field(gt=0, le=10_000)] = 1

    def fault_at(self, path: str) -> Fault | None:
        """The fault for what follows the station in a path, such as "/taxi-orders/7"."""
        fitting = [beginning for beginning in self.paths if path.startswith(beginning)]
        return self.paths[max(fitting, key=len)] if fitting else self.everything


class KnobBoard:
    """The knobs as they stand."""

    def __init__(self) -> None:
        self.knobs = Knobs()
