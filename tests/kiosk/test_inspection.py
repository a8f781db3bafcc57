"""boothctl's window on the kiosk, over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.link.client import CommandRefused
from hardware.link.inquiry import ask
from hardware.link.messages import Accepted, Command, DescribeKiosk, Dial, KioskDescription, TakeScreenshot
from hardware.link.server import LinkServer
from kiosk.inspection import Inspection


class Camera:
    def take_screenshot(self, path: Path) -> None:
        path.write_bytes(b"picture")


def describe(number: int) -> KioskDescription:
    return KioskDescription(
        id=number, version="1", view="Home", service="", language="en", guard_connected=True, visits=3
    )


@pytest.fixture(params=[True])
async def socket(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Path]:
    inspection = Inspection(describe, Camera(), screenshots_allowed=request.param)
    server = LinkServer(tmp_path / "kiosk.sock", inspection.handle)
    await server.start()
    yield tmp_path / "kiosk.sock"
    await server.close()


async def asked(socket: Path, command: Command) -> object:
    return await asyncio.to_thread(ask, socket, command, 30)


async def test_the_kiosk_is_described(socket: Path) -> None:
    assert await asked(socket, DescribeKiosk(7)) == describe(7)


async def test_a_picture_is_taken(socket: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    assert await asked(socket, TakeScreenshot(str(picture), 2)) == Accepted(2)
    assert picture.read_bytes() == b"picture"


async def test_a_picture_that_cant_be_written_is_refused(socket: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandRefused, match="No such file"):
        await asked(socket, TakeScreenshot(str(tmp_path / "nowhere" / "picture.png"), 2))


@pytest.mark.parametrize("socket", [False], indirect=True)
async def test_no_picture_where_the_booth_file_forbids_it(socket: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandRefused, match="screenshots is off"):
        await asked(socket, TakeScreenshot(str(tmp_path / "picture.png"), 2))


async def test_the_guards_commands_are_refused(socket: Path) -> None:
    with pytest.raises(CommandRefused, match="ask the guard"):
        await asked(socket, Dial("13800000000", 1))
