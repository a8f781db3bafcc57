"""The guard's sections of booth.toml, as frozen data. Numbers come with their source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.functional_validators import AfterValidator

from hardware.drivers.registry import DeviceSettings
from hardware.guard import alarm, self_test
from hardware.guard.calls import Rules
from hardware.link.booth_file import FilePath, LinkSection, Section, Station, Texts, load

Role = Literal["alarm", "test", "assistant", "service"]


class GuardSection(Section):
    """`record_days`: records of emergencies are kept for a limited time (PIPL, article 19)."""

    state_dir: FilePath = Path("/var/lib/booth")
    record_days: float = Field(default=90, ge=1, le=1095)
    socket_minutes: float = Field(default=60, ge=1, le=480)


class Contact(Section):
    """Somebody the booth calls. `alarm`: in the order of the file, when the button is pressed. `test`: takes
    the automatic test call. `assistant`, `service`: citizens may call it."""

    id: str = Field(pattern=r"^[a-z0-9_-]{1,32}$", description="1 to 32 of a-z, 0-9, _ and -")
    label: Texts
    number: str = Field(pattern=r"^\+?[0-9]{3,20}$", description="digits, with + before a country code")
    roles: tuple[Role, ...] = Field(min_length=1)
    text_location: bool = False

    @property
    def is_for_citizens(self) -> bool:
        return "assistant" in self.roles or "service" in self.roles


def _unique_ids(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    ids = [contact.id for contact in contacts]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise ValueError(f"each id may be used once; used again: {', '.join(twice)}")
    if not any("alarm" in contact.roles for contact in contacts):
        raise ValueError('at least one contact needs the role "alarm": somebody must answer the red button')
    if sum("test" in contact.roles for contact in contacts) > 1:
        raise ValueError('one contact at most has the role "test"')
    return contacts


class Emergency(Section):
    """Holding, asking and the window: Android's five-press dialler raised false calls by up to 30 %, a prompt
    of 5 to 10 s in place of dialling mended it. EN 81-28 allows no other delay than filtering misuse.

    `ring_seconds`: in the United Kingdom 98.5 % of alarms are answered within 60 s, so a contact that lets it
    ring for 45 s has nobody there. `acknowledged_seconds`, the backoff and `rest_minutes`: EN 81-28 asks for
    repetition until somebody has taken the alarm, and for call-backs until it is ended on site; the numbers
    are ours. `test_every_hours`: EN 81-28, at most 72. `without_service_number`: 3GPP TS 22.101, 10.1.1 lists
    what a network takes without SIM; 112 is on every list, 120 on none.

    `location_sound`, `line_sound_device`: lift alarms (EN 81-28) say by themselves where they are, because
    whoever calls may not know or not speak. Both or neither.
    """

    hold_seconds: float = Field(default=1.5, ge=0.2, le=5)
    hold_on_seconds: float = Field(default=1.5, ge=0.2, le=10)
    asking_seconds: float = Field(default=10, ge=5, le=60)
    window_seconds: float = Field(default=5, ge=2, le=10)
    ring_seconds: float = Field(default=45, ge=15, le=120)
    acknowledged_seconds: float = Field(default=10, ge=2, le=60)
    first_backoff_seconds: float = Field(default=5, ge=1, le=60)
    longest_backoff_seconds: float = Field(default=60, ge=5, le=300)
    rest_minutes: float = Field(default=30, ge=5, le=240)
    test_every_hours: float = Field(default=72, ge=1, le=72)
    without_service_number: Literal["000", "08", "112", "110", "118", "119", "911", "999"] = "112"
    location_sound: FilePath | None = None
    line_sound_device: str = Field(default="", pattern=r"^[^\x00-\x1f]{0,200}$", description="an ALSA name")

    @model_validator(mode="after")
    def _backoff_grows(self) -> Self:
        if self.longest_backoff_seconds < self.first_backoff_seconds:
            raise ValueError("longest_backoff_seconds must not be below first_backoff_seconds")
        return self

    @model_validator(mode="after")
    def _has_a_way_into_the_line(self) -> Self:
        if (self.location_sound is None) != (self.line_sound_device == ""):
            raise ValueError("location_sound and line_sound_device need one another")
        return self


class LineRules(Section):
    """Three minutes within the country, the same number once in half an hour: as Shanghai's booths do it.
    Calls with the family, in both directions, may be longer; their numbers are ours."""

    free_call_seconds: float = Field(default=180, ge=30, le=3600)
    warning_seconds: float = Field(default=30, ge=5, le=120)
    same_number_minutes: float = Field(default=30, ge=0, le=1440)
    family_call_seconds: float = Field(default=600, ge=60, le=3600)
    call_back_seconds: float = Field(default=1800, ge=60, le=7200)

    @model_validator(mode="after")
    def _warning_fits(self) -> Self:
        for name in ("free_call_seconds", "family_call_seconds", "call_back_seconds"):
            if self.warning_seconds >= getattr(self, name):
                raise ValueError(f"warning_seconds must be below {name}")
        return self

    def rules(self, key: bytes) -> Rules:
        return Rules(
            key,
            self.free_call_seconds,
            60 * self.same_number_minutes,
            self.family_call_seconds,
            self.call_back_seconds,
        )


class GuardSettings(Section):
    station: Station
    link: LinkSection = LinkSection()
    guard: GuardSection = GuardSection()
    contacts: Annotated[tuple[Contact, ...], AfterValidator(_unique_ids)]
    emergency: Emergency = Emergency()
    line: LineRules = LineRules()
    devices: dict[str, DeviceSettings] = Field(min_length=1)

    @property
    def alarm_plan(self) -> alarm.Plan:
        times = self.emergency
        return alarm.Plan(
            contacts=tuple(
                alarm.Contact(contact.id, contact.number, contact.text_location)
                for contact in self.contacts
                if "alarm" in contact.roles
            ),
            hold_seconds=times.hold_seconds,
            hold_on_seconds=times.hold_on_seconds,
            asking_seconds=times.asking_seconds,
            window_seconds=times.window_seconds,
            ring_seconds=times.ring_seconds,
            acknowledged_seconds=times.acknowledged_seconds,
            first_backoff_seconds=times.first_backoff_seconds,
            longest_backoff_seconds=times.longest_backoff_seconds,
            rest_seconds=60 * times.rest_minutes,
            without_service_number=times.without_service_number,
            says_where=times.location_sound is not None,
        )

    @property
    def test_plan(self) -> self_test.Plan:
        every_seconds = 3600 * self.emergency.test_every_hours
        for contact in self.contacts:
            if "test" in contact.roles:
                return self_test.Plan(contact.id, contact.number, every_seconds)
        return self_test.Plan("", every_seconds=every_seconds)

    @property
    def citizens_contacts(self) -> dict[str, str]:
        """Numbers by contact id."""
        return {contact.id: contact.number for contact in self.contacts if contact.is_for_citizens}


def load_guard_settings(path: Path) -> GuardSettings:
    """Raises BoothFileError with every fault in the guard's sections."""
    return load(path, GuardSettings)
