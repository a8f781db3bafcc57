"""What boothctl may see of the kiosk: the view on stage, and a picture of the screen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hardware.link.messages import (
    Accepted,
    Command,
    DescribeKiosk,
    KioskDescription,
    RefusalReason,
    Refused,
    TakeScreenshot,
)

log = logging.getLogger(__name__)


class Camera(Protocol):
    def take_screenshot(self, path: Path) -> None:
        """Raises OSError when the picture can't be written."""


class Inspection:
    def __init__(
        self, describe: Callable[[int], KioskDescription], camera: Camera, screenshots_allowed: bool
    ) -> None:
        """`screenshots_allowed` comes from the booth file: a picture may show what a citizen entered."""
        self._describe = describe
        self._camera = camera
        self._screenshots_allowed = screenshots_allowed

    async def handle(self, command: Command) -> KioskDescription | Accepted | Refused:
        match command:
            case DescribeKiosk(id=number):
                return self._describe(number)
            case TakeScreenshot(id=number, path=path):
                return await self._photograph(number, Path(path))
            case _:
                return Refused(command.id, RefusalReason.MALFORMED, "this is the kiosk; ask the guard")

    async def _photograph(self, number: int, path: Path) -> Accepted | Refused:
        if not self._screenshots_allowed:
            return Refused(number, RefusalReason.NOT_NOW, "panel.screenshots is off in the booth file")
        await asyncio.sleep(0)
        try:
            self._camera.take_screenshot(path)
        except OSError as error:
            return Refused(number, RefusalReason.NOT_NOW, f"{path}: {error}")
        return Accepted(number)
