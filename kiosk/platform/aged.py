"""An answer and when it was given: fresh, or the last good one while the platform is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Aged(Generic[Answer]):
    answer: Answer
    at: datetime  # aware
    fresh: bool  # given just now; else the citizen is told how old it is
