"""A booth without a window: a citizen, a scripted guard, and the reception between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from kiosk.catalogue import attract_view
from kiosk.conversation.alarm import Whereabouts
from kiosk.conversation.guard import Guard
from kiosk.conversation.views import Attract, Home
from kiosk.i18n.text import local
from kiosk.reception import Reception
from kiosk.visit import FreeWifi, Place
from tests.kiosk.citizen import Citizen
from tests.kiosk.scripted_guard import ScriptedGuard

PLACE = Place(
    Whereabouts(
        local({"zh_Hans": "示范亭", "en": "demo booth"}),
        local({"zh_Hans": "示范路 1 号", "en": "1 Demo Road"}),
        {"assistant": local({"zh_Hans": "人工服务", "en": "a person"})},
    ),
    area_code="021",
    wifi=FreeWifi("Hello", "secret99"),
)


@dataclass
class Booth:
    citizen: Citizen
    guard: ScriptedGuard
    reception: Reception

    async def go_home(self) -> None:
        await self.citizen.sees_view(Attract)
        self.citizen.choose("start")
        await self.citizen.sees_view(Home)

    async def open_service(self, service_id: str) -> None:
        await self.go_home()
        self.citizen.choose(service_id)


@pytest.fixture
async def booth() -> AsyncIterator[Booth]:
    citizen, scripted = Citizen(), ScriptedGuard()
    reception = Reception(citizen.stage, Guard(scripted), PLACE, lambda: attract_view((), 12))
    scripted.changed = reception.note
    receiving = asyncio.create_task(reception.run())
    yield Booth(citizen, scripted, reception)
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)
