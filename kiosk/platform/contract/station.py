"""The station: its profile, its heartbeat, what it shows, and when people can be spoken with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AnyHttpUrl, Field, StringConstraints

from kiosk.platform.contract.values import (
    Key,
    LanguageCode,
    Latitude,
    Longitude,
    Minutes,
    Moment,
    Name,
    Texts,
)


@dataclass(frozen=True, slots=True)
class StationProfile:
    """`GET`, and `PUT` when the booth starts: element 17 of the 2024 guideline (site profile)."""

    id: Key
    name: Texts
    address: Texts
    latitude: Latitude
    longitude: Longitude
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=30)]
    services: Annotated[tuple[Key, ...], Field(max_length=30)]
    version: Name


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    name: Key
    health: Key


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """`POST /heartbeats`, once a minute."""

    at: Moment
    version: Name
    alarm: Key  # the alarm's phase; "none"
    out_of_order: Annotated[str, StringConstraints(max_length=200)] = ""
    devices: Annotated[tuple[DeviceHealth, ...], Field(max_length=20)] = ()
    records_waiting: Annotated[int, Field(ge=0)] = 0


@dataclass(frozen=True, slots=True)
class HeartbeatAnswer:
    at: Moment  # the platform's clock


class NoticeKind(StrEnum):
    NOTICE = "notice"
    FRAUD_WARNING = "fraud_warning"
    WEATHER = "weather"


@dataclass(frozen=True, slots=True)
class Notice:
    id: Key
    kind: NoticeKind
    title: Texts
    text: Texts
    valid_from: Moment
    valid_until: Moment


@dataclass(frozen=True, slots=True)
class Notices:
    """`GET /notices`. Never advertising: MIIT's rules for elders."""

    notices: Annotated[tuple[Notice, ...], Field(max_length=20)]


@dataclass(frozen=True, slots=True)
class AssistanceLine:
    contact: Key  # id of a contact of the booth file, such as "assistant" or "hotline"
    open_now: bool
    hours: Annotated[str, StringConstraints(max_length=60)]  # "24 h", "08:30–17:30"
    waiting_minutes: Minutes | None = None
    sign_language: AnyHttpUrl | None = None  # video with an interpreter, for the own phone


@dataclass(frozen=True, slots=True)
class Assistance:
    """`GET /assistance`."""

    lines: Annotated[tuple[AssistanceLine, ...], Field(max_length=10)]


class FeedbackProgress(StrEnum):
    RECEIVED = "received"
    IN_WORK = "in_work"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class FeedbackState:
    """`GET /feedback/{number}`."""

    number: Key
    progress: FeedbackProgress
    at: Moment
    answer: Texts | None = None
