"""Records of what happened at the booth, as CloudEvents 1.0 in structured batches.

`POST /records`, media type application/cloudevents-batch+json, at most MAX_BATCH of them. `id` is the key by
which a record that comes twice is counted once. What a record may say is the closed set below, of numbers
from small ranges and words from fixed lists: nothing of a citizen can be put into one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.platform.contract.problem import Problem
from kiosk.platform.contract.values import Key, LanguageCode, Moment

BATCH_MEDIA_TYPE = "application/cloudevents-batch+json"
MAX_BATCH = 100

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]  # of a fixed list; never entered
Seconds = Annotated[int, Field(ge=0, le=86_400)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class Outcome(StrEnum):
    DONE = "done"
    LEFT = "left"  # by Back, Home or another key
    IDLE = "idle"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # by an alarm


class Mood(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


class Trouble(StrEnum):
    """What a citizen says is wrong."""

    SCREEN = "screen"
    TELEPHONE = "telephone"
    SERVICE = "service"
    HARD_TO_USE = "hard_to_use"
    WRONG_INFORMATION = "wrong_information"
    SOMETHING_ELSE = "something_else"


@dataclass(frozen=True, slots=True)
class EmergencyChanged:
    """A transition of an alarm, as the guard has written it.

    `origin` is "none" when the alarm has ended. A test call has the phase "none", the origin "test" and its
    verdict as the reason: "good" or "failed". A word that the kiosk does not know is "other".
    """

    phase: Word
    origin: Word
    contact: Key | Literal[""] = ""  # id in the booth file, or an emergency number
    attempt: Count = 0
    reason: Word | Literal[""] = ""
    type: Literal["station.emergency.changed"] = "station.emergency.changed"


@dataclass(frozen=True, slots=True)
class ServiceEnded:
    service: Word
    outcome: Outcome
    seconds: Seconds
    language: LanguageCode
    type: Literal["station.service.ended"] = "station.service.ended"


@dataclass(frozen=True, slots=True)
class VisitEnded:
    seconds: Seconds
    services: Count
    language: LanguageCode
    idle: bool
    type: Literal["station.visit.ended"] = "station.visit.ended"


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    """`number` is what the citizen was told to quote; "" for a mere mood."""

    service: Word
    mood: Mood
    trouble: Trouble | None = None
    number: Key | Literal[""] = ""
    type: Literal["station.feedback.given"] = "station.feedback.given"


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    device: Word
    health: Word
    type: Literal["station.device.changed"] = "station.device.changed"


@dataclass(frozen=True, slots=True)
class RecordsDropped:
    """So many records that were no emergency's had to give way, because nobody took them for long."""

    count: Count
    type: Literal["station.records.dropped"] = "station.records.dropped"


Happening = EmergencyChanged | ServiceEnded | VisitEnded | FeedbackGiven | DeviceChanged | RecordsDropped


@dataclass(frozen=True, slots=True)
class Record:
    """A CloudEvent. `source` is "/stations/<id>", `type` that of its data, `data` a Happening."""

    id: Key
    source: Annotated[str, StringConstraints(pattern=r"^/stations/[A-Za-z0-9-]{3,32}$")]
    type: Annotated[str, StringConstraints(max_length=64)]
    time: Moment
    data: Annotated[Happening, Field(discriminator="type")]
    specversion: Literal["1.0"] = "1.0"
    datacontenttype: Literal["application/json"] = "application/json"


@dataclass(frozen=True, slots=True)
class RecordResult:
    """`known`: it has come before. `refused`: it can never be taken, and must not be sent again."""

    id: Key
    state: Literal["accepted", "known", "refused"]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RecordsAnswer:
    results: Annotated[tuple[RecordResult, ...], Field(max_length=MAX_BATCH)]
