"""What the platform keeps. Times are Unix seconds (UTC).

No ID, card or telephone number of a citizen is kept: a person is a keyed hash, a phone its masked form.
"""

from __future__ import annotations

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    pass


class StationRow(Table):
    __tablename__ = "stations"
    id: Mapped[str] = mapped_column(primary_key=True)
    profile: Mapped[str | None] = mapped_column(Text)  # StationProfile as JSON
    heartbeat: Mapped[str | None] = mapped_column(Text)  # the last Heartbeat as JSON
    seen: Mapped[float | None] = mapped_column(index=True)
    alarm: Mapped[str | None] = mapped_column(index=True)  # the last heartbeat's


class RecordRow(Table):
    __tablename__ = "records"
    source: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    happened: Mapped[float]
    received: Mapped[float] = mapped_column(index=True)
    data: Mapped[str] = mapped_column(Text)  # Happening as JSON


class FeedbackRow(Table):
    __tablename__ = "feedback"
    station_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    received: Mapped[float]


class TaxiOrderRow(Table):
    """`course` names how it goes on from `started`, `speed` times as fast: taxi_course.py."""

    __tablename__ = "taxi_orders"
    id: Mapped[str] = mapped_column(primary_key=True)
    station_id: Mapped[str]
    masked_phone: Mapped[str]
    course: Mapped[str]
    ordered: Mapped[float] = mapped_column(index=True)
    speed: Mapped[float]
    code: Mapped[str | None]  # waited for since `ordered`, until `started`
    started: Mapped[float | None]
    cancelled: Mapped[float | None]


class SlotRow(Table):
    """How many of a slot's places are taken, and how many queue numbers were ever issued for it."""

    __tablename__ = "slots"
    id: Mapped[str] = mapped_column(primary_key=True)
    taken: Mapped[int]
    issued: Mapped[int]


class AppointmentRow(Table):
    __tablename__ = "appointments"
    number: Mapped[str] = mapped_column(primary_key=True)
    station_id: Mapped[str]
    person: Mapped[str] = mapped_column(index=True)
    masked_phone: Mapped[str]
    slot_id: Mapped[str]
    hospital_id: Mapped[str]
    day: Mapped[str]
    half_day: Mapped[str]
    state: Mapped[str]
    queue_number: Mapped[int]
    booked: Mapped[float] = mapped_column(index=True)
    __table_args__ = (
        Index(
            "one_appointment_a_half_day",
            *("person", "hospital_id", "day", "half_day"),
            unique=True,
            sqlite_where=text("state = 'booked'"),
            postgresql_where=text("state = 'booked'"),
        ),
    )


class PassKeyRow(Table):
    __tablename__ = "pass_keys"
    pass_key: Mapped[str] = mapped_column(primary_key=True)
    station_id: Mapped[str]
    citizen: Mapped[str]  # of seed/people.toml
    expires: Mapped[float]


class FamilyNoticeRow(Table):
    __tablename__ = "family_notices"
    id: Mapped[str] = mapped_column(primary_key=True)
    station_id: Mapped[str]
    contact: Mapped[str] = mapped_column(index=True)
    told: Mapped[str]  # masked, as the page shows it
    sent: Mapped[float] = mapped_column(index=True)


class AnswerRow(Table):
    """The answer to a request that carried an Idempotency-Key, to be given again when it comes again."""

    __tablename__ = "answers"
    station_id: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]  # a keyed hash of its body
    answer: Mapped[str | None] = mapped_column(Text)
    given: Mapped[float] = mapped_column(index=True)


class SecretRow(Table):
    """The key of the keyed hashes."""

    __tablename__ = "secrets"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
