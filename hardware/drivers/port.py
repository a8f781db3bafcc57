"""Keeps a wire open for ever: the one place that opens again after a loss."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import termios
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Literal, NoReturn, TypeVar

import serial
import serial_asyncio_fast
from pydantic import Field

from hardware.drivers.contract import (
    DeviceChanged,
    DeviceHealth,
    DriverError,
    NoResponse,
    PortUnavailable,
    Report,
)
from hardware.link.booth_file import FilePath, Section

log = logging.getLogger(__name__)

FIRST_DELAY_SECONDS = 0.1
LONGEST_DELAY_SECONDS = 5.0

Opened = TypeVar("Opened")


class SerialSettings(Section):
    """How a serial port is opened; eight data bits always."""

    port: FilePath
    baudrate: int = Field(default=115_200, ge=300, le=4_000_000)
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1


class HealthReport:
    """Reports a device's health when it changes, and only then."""

    def __init__(self, device: str, report: Report) -> None:
        self._device = device
        self._report = report
        self._last: DeviceChanged | None = None
        self.was_ready = False

    def __call__(self, health: DeviceHealth, detail: str = "") -> None:
        self.was_ready = self.was_ready or health is DeviceHealth.READY
        change = DeviceChanged(self._device, health, detail)
        if change != self._last:
            self._last = change
            log.info("%s is %s %s", self._device, health, detail)
            self._report(change)


async def keep_open(
    health: HealthReport,
    open_wire: Callable[[], AbstractAsyncContextManager[Opened]],
    serve: Callable[[Opened], Awaitable[NoReturn]],
    *,
    longest_delay_seconds: float = LONGEST_DELAY_SECONDS,
) -> NoReturn:
    """Open, serve, and after a loss open again, until cancelled.

    `open_wire` and `serve` tell of a loss by raising DriverError. The first retry comes at once, the next
    ones ever later. `serve` reports READY itself, as only it knows when the device has answered.
    """
    delay_seconds = FIRST_DELAY_SECONDS
    while True:
        health.was_ready = False
        try:
            async with open_wire() as wire:
                await serve(wire)
        except (PortUnavailable, NoResponse) as error:
            health(DeviceHealth.ABSENT, str(error))
        except DriverError as error:
            health(DeviceHealth.FAULTY, str(error))
        except Exception as error:  # a mistake of ours in one driver must not stop the emergency
            log.exception("serving a device failed")
            health(DeviceHealth.FAULTY, f"internal error: {type(error).__name__}")
        if health.was_ready:
            delay_seconds = FIRST_DELAY_SECONDS
        await asyncio.sleep(delay_seconds)
        delay_seconds = min(2 * delay_seconds, longest_delay_seconds)


class SerialWire(asyncio.Protocol):
    """An open serial port: bytes as they come. `lost` is set, with the cause, when the port vanishes."""

    def __init__(self) -> None:
        self.received: Callable[[bytes], None] = lambda _data: None
        self.on_lost: Callable[[PortUnavailable], None] = lambda _error: None
        self._transport: asyncio.WriteTransport | None = None
        self._serial: serial.Serial | None = None
        self._closed = asyncio.Event()
        self.error: PortUnavailable | None = None

    def write(self, data: bytes) -> None:
        """Send at once. Raises PortUnavailable, or NoResponse when the device takes nothing any more."""
        if self.error is not None or self._serial is None:
            raise self.error or PortUnavailable("the port is not open")
        try:
            # Not by pyserial's write: with a full buffer and no time-out that one spins for ever.
            written = os.write(self._serial.fileno(), data)
        except BlockingIOError as error:
            raise NoResponse("the device takes nothing any more") from error
        except OSError as error:
            raise PortUnavailable(f"the port vanished: {error}") from error
        if written < len(data):
            raise NoResponse("the device takes nothing any more")

    async def until_lost(self) -> NoReturn:
        """Raises PortUnavailable when the port vanishes."""
        await self._closed.wait()
        raise self.error or PortUnavailable("the port was closed")

    async def close(self) -> None:
        if self._transport is not None and self._serial is not None and not self._transport.is_closing():
            # Unsent bytes would hold up the closing of a UART whose other side does not read.
            with contextlib.suppress(OSError, termios.error):
                self._serial.reset_output_buffer()
            self._transport.abort()
        await self._closed.wait()

    def opened(self, transport: serial_asyncio_fast.SerialTransport) -> None:
        self._transport, self._serial = transport, transport.serial

    def data_received(self, data: bytes) -> None:
        self.received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.error = PortUnavailable("the port vanished")
        self.error.__cause__ = exc
        self._closed.set()
        self.on_lost(self.error)


@contextlib.asynccontextmanager
async def open_serial(settings: SerialSettings) -> AsyncIterator[SerialWire]:
    """Open a serial port for our use alone. Raises PortUnavailable."""
    check_exists(settings.port)
    wire = SerialWire()
    try:
        transport, _ = await serial_asyncio_fast.create_serial_connection(
            asyncio.get_running_loop(),
            lambda: wire,
            str(settings.port),
            baudrate=settings.baudrate,
            parity=settings.parity,
            stopbits=settings.stop_bits,
            exclusive=True,
        )
    except (OSError, ValueError, termios.error, serial.SerialException) as error:
        raise PortUnavailable(f"the port can't be opened: {error}") from error
    try:
        wire.opened(transport)
        yield wire
    finally:
        await wire.close()


def check_exists(port: Path) -> None:
    """Raises PortUnavailable when there is no such device."""
    if not port.exists():
        raise PortUnavailable("there is no such port")
