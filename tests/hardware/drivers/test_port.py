"""The one place that opens a wire again after a loss."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NoReturn

import pytest

from hardware.drivers.contract import (
    CommandRefused,
    DeviceChanged,
    DeviceHealth,
    MalformedAnswer,
    NoResponse,
    PortUnavailable,
)
from hardware.drivers.port import HealthReport, SerialSettings, SerialWire, keep_open, open_serial
from hardware.simulators.wire import Wire
from tests.hardware.drivers.reports import Reports
from tests.hardware.eventually import eventually


class ScriptedWire:
    """Each opening plays the next act: an exception to raise, or None to serve until cancelled."""

    def __init__(self, *acts: Exception | None) -> None:
        self.acts = list(acts)
        self.opened = self.closed = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[ScriptedWire]:
        self.opened += 1
        try:
            yield self
        finally:
            self.closed += 1

    async def serve(self, _wire: ScriptedWire) -> NoReturn:
        act = self.acts.pop(0)
        if act is not None:
            raise act
        await asyncio.Event().wait()
        raise AssertionError("nobody sets this event")


@contextlib.asynccontextmanager
async def kept_open(wire: ScriptedWire) -> AsyncIterator[Reports]:
    reports = Reports()
    keeping = keep_open(HealthReport("it", reports), wire.open, wire.serve, longest_delay_seconds=0.2)
    task = asyncio.create_task(keeping)
    try:
        yield reports
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("error", "health"),
    [
        (PortUnavailable("gone"), DeviceHealth.ABSENT),
        (NoResponse("nobody answers"), DeviceHealth.ABSENT),
        (CommandRefused("wrong module"), DeviceHealth.FAULTY),
        (MalformedAnswer("nonsense"), DeviceHealth.FAULTY),
    ],
)
async def test_a_loss_is_told_once_and_the_wire_opened_again(error: Exception, health: DeviceHealth) -> None:
    wire = ScriptedWire(error, error, error, None)
    async with kept_open(wire) as reports:
        await eventually(lambda: wire.opened == 4, "the fourth opening")
        assert reports.events == [DeviceChanged("it", health, str(error))]
        assert wire.closed == 3
    assert wire.closed == 4


async def test_a_mistake_of_ours_is_told_and_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    wire = ScriptedWire(ZeroDivisionError(), None)
    async with kept_open(wire) as reports:
        await eventually(lambda: wire.opened == 2, "the second opening")
        assert reports.events == [
            DeviceChanged("it", DeviceHealth.FAULTY, "internal error: ZeroDivisionError")
        ]
        assert "ZeroDivisionError" in caplog.text


async def test_an_open_port_passes_bytes_and_tells_when_it_vanishes(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "wire")
    from_us, from_there = bytearray(), bytearray()
    wire.received = from_us.extend
    try:
        async with open_serial(SerialSettings(port=wire.path)) as port:
            port.received = from_there.extend
            port.write(b"AT\r")
            await eventually(lambda: from_us == b"AT\r", "what was written")
            wire.send(b"OK\r\n")
            await eventually(lambda: from_there == b"OK\r\n", "what was sent")
            wire.unplug()
            with pytest.raises(PortUnavailable, match="vanished"):
                await asyncio.wait_for(port.until_lost(), 30)
            with pytest.raises(PortUnavailable):
                port.write(b"AT\r")
    finally:
        wire.unplug()


async def test_a_port_is_opened_by_one_only(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "wire")
    settings = SerialSettings(port=wire.path)
    try:
        async with open_serial(settings):
            with pytest.raises(PortUnavailable, match="can't be opened"):
                async with open_serial(settings):
                    pass
        async with open_serial(settings):
            pass
    finally:
        wire.unplug()


async def test_a_port_that_is_not_there_or_is_no_port_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("nothing", "file"):
        with pytest.raises(PortUnavailable):
            async with open_serial(SerialSettings(port=tmp_path / name)):
                pass


def _write_for_ever(port: SerialWire) -> None:
    while True:
        port.write(bytes(1000))


async def test_a_device_that_takes_nothing_does_not_stop_the_loop(tmp_path: Path) -> None:
    inner, terminal = os.openpty()
    try:
        async with open_serial(SerialSettings(port=Path(os.ttyname(terminal)))) as port:
            with pytest.raises(NoResponse, match="takes nothing"):
                _write_for_ever(port)
    finally:
        os.close(inner)
        os.close(terminal)
