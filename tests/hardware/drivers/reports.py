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

Found = TypeVar("Found")


async def eventually(find: Callable[[], Found], what: str, seconds: float = 10) -> Found:
    """What `find` finds, as soon as it is true. Fails with `what` was awaited."""
    try:
        async with asyncio.timeout(seconds):
            while not (found := find()):  # noqa: ASYNC110  what is awaited is in another process, or in the kernel
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"not within {seconds:g} s: {what}") from None
    return found


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
        await eventually(lambda: self.events.count(event) >= times, f"{event} in {self.events}")

    async def until_health(self, health: DeviceHealth) -> None:
        await eventually(lambda: self.health is health, f"{health} in {self.events}")


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
        done, _ = await asyncio.wait([task], timeout=5)
        assert done, "the driver does not end when it is cancelled"
        assert task.cancelled(), f"the driver did not end by being cancelled: {task}"
