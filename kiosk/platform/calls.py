"""What a call to the platform is, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from kiosk.platform.contract.problem import Problem, ProblemKind
from kiosk.platform.errors import PlatformError

Answer = TypeVar("Answer")
JSON_MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Call(Generic[Answer]):
    """`repeatable`: asking twice does what asking once does. `patient`: no citizen waits for it."""

    name: str
    method: Literal["GET", "POST", "PUT"]
    path: str  # under the station's, "" or beginning with "/"
    answer: type[Answer] | None  # None: what is answered does not matter
    message: object = field(default=None, repr=False)
    message_kind: Any = None  # the message's type, where it is not its class
    media_type: str = JSON_MEDIA_TYPE
    key: str = ""  # Idempotency-Key
    repeatable: bool = False
    patient: bool = False


@dataclass(frozen=True, slots=True)
class Answered(Generic[Answer]):
    answer: Answer = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    kind: ProblemKind
    problem: Problem


@dataclass(frozen=True, slots=True)
class Failed:
    """`cause`: what the standard library said. `again`: it may be different in a moment."""

    error: type[PlatformError]
    words: str
    cause: str = ""
    again: bool = False
    clock_doubtful: bool = False


Outcome = Answered[Answer] | Refused | Failed
