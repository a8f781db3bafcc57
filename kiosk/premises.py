"""What the booth puts at the disposal of its visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.conversation.alarm import Whereabouts
from kiosk.conversation.guard import Guard
from kiosk.i18n.text import Local
from kiosk.keepsakes import Keepsakes
from kiosk.platform.client import Platform
from kiosk.platform.contract.records import Happening


@dataclass(frozen=True, slots=True)
class FreeWifi:
    ssid: str
    password: str  # "" for an open network


@dataclass(frozen=True, slots=True)
class Place:
    """The booth, as far as services speak of it."""

    whereabouts: Whereabouts
    area_code: str
    latitude: float  # WGS 84, degrees
    longitude: float
    wifi: FreeWifi | None = None

    @property
    def contacts(self) -> Mapping[str, Local]:
        return self.whereabouts.contacts


@dataclass(frozen=True, slots=True)
class Premises:
    place: Place
    guard: Guard
    platform: Platform
    keepsakes: Keepsakes
    note: Callable[[Happening], None]  # a record for the platform, without a word about the citizen
    has_platform: bool = True  # somebody reads what is noted
