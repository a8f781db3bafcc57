"""What goes between booth and platform by itself: who we are, that we live, what happened, notices."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from hardware.link.client import LinkClient
from hardware.link.version import VERSION
from kiosk.bulletins import Bulletins
from kiosk.catalogue import SERVICES
from kiosk.conversation.guard import Guard
from kiosk.emergency_records import collect
from kiosk.keepsakes import Keepsakes
from kiosk.platform.client import Platform
from kiosk.platform.contract.records import DeviceChanged, Happening
from kiosk.platform.contract.station import DeviceHealth, Heartbeat, StationProfile
from kiosk.platform.heartbeat import Heart
from kiosk.platform.outbox import Outbox
from kiosk.platform.outbox_words import Words
from kiosk.platform.sender import Sender
from kiosk.settings import KioskSettings

log = logging.getLogger(__name__)

LONGEST_REASON = 200  # contract.station.Heartbeat.out_of_order


class Correspondence:
    """Without a platform in the booth file nothing is written, and nobody is asked."""

    def __init__(self, settings: KioskSettings, link: LinkClient, guard: Guard, platform: Platform) -> None:
        self._link = link
        self._guard = guard
        self.bulletins = Bulletins(platform)
        self.keepsakes = Keepsakes(platform)
        self._words = Words(
            services=frozenset(SERVICES),
            languages=frozenset(settings.languages.offered),
            contacts=frozenset(contact.id for contact in settings.contacts),
            devices=self._device_names,
        )
        self._outbox: Outbox | None = None
        if settings.platform is not None:
            self._outbox = Outbox(settings.platform.outbox_file, settings.station.id, self._words)
            self._sender = Sender(self._outbox, platform)
            self._heart = Heart(platform, profile_of(settings), self._heartbeat, self._platform_changed)

    def note(self, happening: Happening) -> None:
        """A record for the platform. Never blocks, never raises."""
        if self._outbox is not None:
            self._outbox.note(happening)

    async def run(self) -> None:
        """For ever, where there is a platform."""
        if self._outbox is None:
            return
        self._outbox.open()
        read = self._link.emergency_records
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self._sender.run())
            parts.create_task(self._heart.run())
            parts.create_task(collect(self._guard, read, self._outbox, self._words))
            parts.create_task(self._note_devices())
            parts.create_task(self.bulletins.keep_up())
            parts.create_task(self.keepsakes.keep_up())

    async def close(self) -> None:
        if self._outbox is not None:
            await self._outbox.close()

    def _platform_changed(self, away: bool) -> None:
        if not away:
            self._sender.platform_well()
            self.bulletins.ask_now()

    def _device_names(self) -> frozenset[str]:
        state = self._guard.state
        return frozenset(device.name for device in state.devices) if state else frozenset()

    async def _note_devices(self) -> None:
        """A record whenever a device works or fails that did not before."""
        known: dict[str, str] = {}
        async for state in self._guard.states():
            for device in state.devices if state else ():
                if device.health != "starting" and known.get(device.name) != device.health:
                    known[device.name] = device.health
                    self.note(DeviceChanged(device.name, device.health))

    def _heartbeat(self) -> Heartbeat:
        state = self._guard.state
        return Heartbeat(
            at=datetime.now(UTC),
            version=VERSION,
            alarm=state.alarm.phase if state else "unknown",
            out_of_order=(state.out_of_order if state else "the guard does not answer")[:LONGEST_REASON],
            devices=tuple(DeviceHealth(d.name, d.health) for d in state.devices) if state else (),
            records_waiting=self._outbox.waiting if self._outbox else 0,
        )


def profile_of(settings: KioskSettings) -> StationProfile:
    station = settings.station
    return StationProfile(
        id=station.id,
        name=dict(station.name),
        address=dict(station.address),
        latitude=station.latitude,
        longitude=station.longitude,
        languages=settings.languages.offered,
        services=tuple(SERVICES),
        version=VERSION,
    )
