"""What a driver reports, kept and awaited."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from hardware.drivers.contract import (
    DeviceChanged,
    DeviceHealth,
    Driver,
    DriverEvent,
    Input,
    InputChanged,
    PressLatched,
)
from tests.hardware.eventually import eventually

Found = TypeVar("Found")


class Reports:
    def __init__(self) -> None:
        self.events: list[DriverEvent] = []

    def __call__(self, event: DriverEvent) -> None:
        self.events.append(event)

    @property
    def health(self) -> DeviceHealth | None:
        changes = [event for event in self.events if isinstance(event, DeviceChanged)]
        return changes[-1].health if changes else None

    @property
    def presses(self) -> int:
        """Presses of the emergency button, however they were seen; a level that is told again counts once."""
        count, down = 0, False
        for event in self.events:
            if isinstance(event, PressLatched):
                count += 1
            elif isinstance(event, InputChanged) and event.input is Input.EMERGENCY_BUTTON:
                count += event.on and not down
                down = event.on
        return count

    def about(self, kind: type[Found]) -> list[Found]:
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, event: DriverEvent, times: int = 1) -> None:
        await self._eventually(lambda: self.events.count(event) >= times, f"{event}")

    async def until_health(self, health: DeviceHealth) -> None:
        await self._eventually(lambda: self.health is health, f"{health}")

    async def _eventually(self, told: Callable[[], bool], what: str) -> None:
        try:
            await eventually(told, what)
        except AssertionError as error:
            raise AssertionError(f"{error} in {self.events}") from None


@contextlib.asynccontextmanager
async def running(driver: Driver) -> AsyncIterator[Reports]:
    """Run a driver, and see to it that it ends when it is cancelled."""
    reports = Reports()
    task = asyncio.create_task(driver.run(reports))
    try:
        yield reports
        assert not task.done(), f"the driver ended by itself: {task}"
    finally:
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=30)
        assert done, "the driver does not end when it is cancelled"
        assert task.cancelled(), f"the driver did not end by being cancelled: {task}"
