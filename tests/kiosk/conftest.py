"""A booth without a window: a citizen, a scripted guard, and the reception between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from kiosk.catalogue import attract_view
from kiosk.conversation.alarm import Whereabouts
from kiosk.conversation.guard import Guard
from kiosk.conversation.scene import Scene
from kiosk.conversation.views import Attract, Home
from kiosk.i18n.text import local
from kiosk.keepsakes import Keepsakes
from kiosk.platform.client import Platform
from kiosk.platform.contract.records import Happening
from kiosk.premises import FreeWifi, Place, Premises
from kiosk.reception import Reception
from kiosk.settings import Platform as PlatformSettings
from tests.kiosk.citizen import Citizen
from tests.kiosk.scripted_guard import ScriptedGuard
from tests.platform_process import PlatformProcess, running_platform

BUSY_SECONDS = 20  # which a platform may take on a machine that runs other tests besides
PLACE = Place(
    Whereabouts(
        local({"zh_Hans": "示范亭", "en": "demo booth"}),
        local({"zh_Hans": "示范路 1 号", "en": "1 Demo Road"}),
        {"assistant": local({"zh_Hans": "人工服务", "en": "a person"})},
    ),
    area_code="021",
    latitude=31.2397,
    longitude=121.4095,
    wifi=FreeWifi("Hello", "secret99"),
)


@dataclass
class Booth:
    citizen: Citizen
    guard: ScriptedGuard
    reception: Reception
    keepsakes: Keepsakes
    records: list[Happening]

    async def go_home(self) -> None:
        await self.citizen.sees_view(Attract)
        self.citizen.choose("start")
        await self.citizen.sees_view(Home)

    async def open_service(self, service_id: str) -> None:
        await self.go_home()
        self.citizen.choose(service_id)

    async def answer(self, title: str, value: str) -> Scene:
        """See the question, and choose."""
        scene = await self.citizen.sees_title(title)
        self.citizen.choose(value)
        return scene

    async def try_again_until(self, fits: Callable[[Scene], bool]) -> None:
        """Touch "Try again" as a citizen does whom the notice tells to."""
        async with asyncio.timeout(60):
            while not fits(self.citizen.scene):
                self.citizen.choose("again")
                await asyncio.sleep(0.2)

    async def key_in(self, title: str, number: str) -> None:
        await self.citizen.sees_title(title)
        self.citizen.key(number + "#")


@asynccontextmanager
async def standing_booth(platform: Platform) -> AsyncIterator[Booth]:
    """A reception at work, whose services ask `platform`."""
    citizen, scripted, records = Citizen(), ScriptedGuard(), list[Happening]()
    keepsakes = Keepsakes(platform, ask_every_seconds=0.2)
    premises = Premises(PLACE, Guard(scripted), platform, keepsakes, records.append)
    reception = Reception(citizen.stage, premises, lambda: attract_view((), 12, taxis=keepsakes.taxis))
    keepsakes.changed = reception.refresh_attract
    scripted.changed = reception.note
    parts = [asyncio.create_task(reception.run()), asyncio.create_task(keepsakes.keep_up())]
    try:
        yield Booth(citizen, scripted, reception, keepsakes, records)
    finally:
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
        platform.close()


@pytest.fixture
async def booth() -> AsyncIterator[Booth]:
    """A booth whose platform is away."""
    async with standing_booth(Platform(None, "SH-TEST-0001", None)) as standing:
        yield standing


@pytest.fixture(scope="session")
def platform_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path_factory.mktemp("platform")) as process:
        yield process


@pytest.fixture
async def served_booth(platform_process: PlatformProcess) -> AsyncIterator[Booth]:
    """A booth and the demonstration platform, which has forgotten all that was asked before."""
    platform_process.reset()
    platform_process.set_taxi_speed(20)
    async with standing_booth(client_of(platform_process)) as standing:
        yield standing


def client_of(process: PlatformProcess) -> Platform:
    settings = PlatformSettings(url=process.url, token_file=process.token_file)
    return Platform(settings, process.station_id, None, budget_seconds=BUSY_SECONDS)
