"""A Modbus RTU slave on an open serial port: one request at a time, bounded, its answer checked."""

from __future__ import annotations

import asyncio
import contextlib
import termios
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Literal, TypeVar

from pydantic import Field
from pymodbus import ModbusException
from pymodbus.client import AsyncModbusSerialClient
from pymodbus.pdu import ExceptionResponse, ModbusPDU
from pymodbus.pdu.bit_message import ReadCoilsResponse, ReadDiscreteInputsResponse, WriteSingleCoilResponse

from hardware.drivers.contract import CommandRefused, MalformedAnswer, NoResponse, PortUnavailable
from hardware.drivers.port import SerialSettings, check_exists

Response = TypeVar("Response", bound=ModbusPDU)


class LineSettings(SerialSettings):
    """19200 baud, even parity: what every slave must offer (Modbus over Serial Line V1.02, 2.5.1 and 3.3)."""

    baudrate: int = Field(default=19_200, ge=1200, le=4_000_000)
    parity: Literal["N", "E", "O"] = "E"
    unit_id: int = Field(default=1, ge=1, le=247)
    answer_ms: float = Field(default=300, ge=20, le=2000)


class ModbusModule:
    """One open wire to the module: one request at a time, each bounded and with its answer checked."""

    def __init__(
        self, client: AsyncModbusSerialClient, settings: LineSettings, clock: Callable[[], float]
    ) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._turn = asyncio.Lock()
        # Frames are parted by 3.5 characters of 11 bits, above 19200 baud by 1.75 ms: V1.02, 2.5.1.1.
        self._silence_seconds = max(3.5 * 11 / settings.baudrate, 0.00175)
        self._silent_since = 0.0

    @property
    def connected(self) -> bool:
        return self._client.connected

    async def read_inputs(self, addresses: list[int]) -> dict[int, bool]:
        first, count = min(addresses), max(addresses) - min(addresses) + 1
        answer = await self._ask(
            lambda: self._client.read_discrete_inputs(first, count=count, device_id=self._settings.unit_id),
            ReadDiscreteInputsResponse,
        )
        return _bits_by_address(answer, first, count)

    async def read_coils(self, addresses: list[int]) -> dict[int, bool]:
        first, count = min(addresses), max(addresses) - min(addresses) + 1
        answer = await self._ask(
            lambda: self._client.read_coils(first, count=count, device_id=self._settings.unit_id),
            ReadCoilsResponse,
        )
        return _bits_by_address(answer, first, count)

    async def write_coil(self, address: int, on: bool) -> None:
        answer = await self._ask(
            lambda: self._client.write_coil(address, on, device_id=self._settings.unit_id),
            WriteSingleCoilResponse,
        )
        if answer.address != address:
            raise MalformedAnswer("the module confirmed another output than was written")

    async def _ask(self, request: Callable[[], Awaitable[ModbusPDU]], expected: type[Response]) -> Response:
        async with self._turn:
            if not self._client.connected:
                raise PortUnavailable("the port vanished")
            await asyncio.sleep(max(0.0, self._silent_since + self._silence_seconds - self._clock()))
            try:
                answer = await request()
            except ModbusException as error:
                raise NoResponse("the module does not answer") from error
            finally:
                self._silent_since = self._clock()
                _raise_if_cancelled()
        if isinstance(answer, ExceptionResponse):
            raise CommandRefused(f"the module refused with exception {answer.exception_code}")
        if type(answer) is not expected:
            raise MalformedAnswer("the module answered another request than was made")
        return answer


@contextlib.asynccontextmanager
async def open_module(settings: LineSettings, clock: Callable[[], float]) -> AsyncIterator[ModbusModule]:
    """Raises PortUnavailable. Opening again is left to `keep_open`: pymodbus' own reconnection is off."""
    check_exists(settings.port)
    client = AsyncModbusSerialClient(
        str(settings.port),
        baudrate=settings.baudrate,
        parity=settings.parity,
        stopbits=settings.stop_bits,
        timeout=settings.answer_ms / 1000,
        retries=0,
        reconnect_delay=0,
    )
    try:
        try:
            opened = await client.connect()
        except (ValueError, termios.error) as error:
            raise PortUnavailable(f"the port can't be opened: {error}") from error
        if not opened:
            raise PortUnavailable("the port can't be opened")
        _raise_if_cancelled()
        yield ModbusModule(client, settings, clock)
    finally:
        client.close()


def _raise_if_cancelled() -> None:
    """Python 3.11's `asyncio.wait_for`, which pymodbus uses, swallows a cancellation that meets the answer
    (CPython issue 86296), and the driver would go on for ever.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _bits_by_address(answer: ReadCoilsResponse, first: int, count: int) -> dict[int, bool]:
    if len(answer.bits) != 8 * -(-count // 8):
        raise MalformedAnswer("the module answered with a wrong number of bits")
    return {first + offset: bit for offset, bit in enumerate(answer.bits[:count])}
