"""Discrete inputs and outputs of a Modbus RTU module: button, hook switch, door, lamp, sounder, sockets."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Literal, NoReturn, Self

from pydantic import Field, model_validator

from hardware.drivers.contacts import Contacts, Sample
from hardware.drivers.contract import (
    CommandRefused,
    DeviceHealth,
    DriverError,
    Input,
    Kept,
    Output,
    PortUnavailable,
    Report,
)
from hardware.drivers.modbus_module import LineSettings, ModbusModule, open_module
from hardware.drivers.port import HealthReport, keep_open
from hardware.link.booth_file import Section

log = logging.getLogger(__name__)

SPAN = 256  # the most inputs or coils that are read at once
LOST_AFTER = 3  # requests in a row without a good answer
LONGEST_DELAY_SECONDS = 1.0
"""Between attempts to open the wire: short, because a press is not seen meanwhile."""


class InputAddresses(Section):
    """Addresses of discrete inputs, counted from 0. The latch may be absent."""

    emergency_button: int = Field(default=0, ge=0, le=65_535)
    emergency_latch: int | None = Field(default=1, ge=0, le=65_535)
    hook_switch: int = Field(default=2, ge=0, le=65_535)
    cabinet_door: int = Field(default=3, ge=0, le=65_535)

    @property
    def levels(self) -> dict[Input, int]:
        """The emergency button comes first, so that it is reported first."""
        return {place: getattr(self, place) for place in Input}

    @property
    def all(self) -> list[int]:
        latch = [] if self.emergency_latch is None else [self.emergency_latch]
        return [*self.levels.values(), *latch]


class OutputAddresses(Section):
    """Addresses of coils, counted from 0. What a booth does not have is absent."""

    button_lamp: int | None = Field(default=0, ge=0, le=65_535)
    alarm_sounder: int | None = Field(default=1, ge=0, le=65_535)
    latch_reset: int | None = Field(default=2, ge=0, le=65_535)
    socket_1: int | None = Field(default=3, ge=0, le=65_535)
    socket_2: int | None = Field(default=4, ge=0, le=65_535)
    socket_3: int | None = Field(default=5, ge=0, le=65_535)
    socket_4: int | None = Field(default=6, ge=0, le=65_535)
    ringer: int | None = Field(default=None, ge=0, le=65_535)

    def of(self, output: Output) -> int | None:
        address: int | None = getattr(self, output)
        return address


class ModbusIoSettings(LineSettings):
    driver: Literal["modbus_io"]
    poll_ms: float = Field(default=10, ge=1, le=100)
    bounce_ms: float = Field(default=20, ge=0, le=100)
    verify_seconds: float = Field(default=5, ge=1, le=60)
    inputs: InputAddresses = InputAddresses()
    outputs: OutputAddresses = OutputAddresses()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        inputs = self.inputs.all
        outputs = [address for address in dict(self.outputs).values() if address is not None]
        for addresses, what in ((inputs, "inputs"), (outputs, "outputs")):
            if len(set(addresses)) < len(addresses):
                raise ValueError(f"two {what} have the same address")
            if addresses and max(addresses) - min(addresses) >= SPAN:
                raise ValueError(f"the {what} must lie within {SPAN} addresses, as they are read at once")
        if self.inputs.emergency_latch is not None and self.outputs.latch_reset is None:
            raise ValueError("inputs.emergency_latch needs outputs.latch_reset to clear it")
        return self

    def build(self, name: str) -> ModbusIo:
        return ModbusIo(name, self)


class ModbusIo:
    """Switches outputs, and reports inputs as `contacts` understands them."""

    def __init__(
        self, name: str, settings: ModbusIoSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._settings = settings
        self._clock = clock
        self._contacts = Contacts(max(settings.bounce_ms, 2 * settings.poll_ms) / 1000)
        self._wishes: dict[int, bool] = {}
        self._module: ModbusModule | None = None
        self._kept: Kept | None = None

    @property
    def name(self) -> str:
        return self._name

    async def run(self, report: Report) -> NoReturn:
        # pymodbus logs every unanswered request as an error; here that is a health, reported once.
        logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)
        health = HealthReport(self._name, report)
        await keep_open(
            health,
            self._open,
            lambda module: self._serve(module, health, report),
            longest_delay_seconds=LONGEST_DELAY_SECONDS,
        )

    async def switch(self, output: Output, on: bool) -> None:
        address = self._settings.outputs.of(output)
        if address is None:
            raise CommandRefused(f"this module has no {output}")
        self._wishes[address] = on
        if self._module is None:
            raise PortUnavailable("the module is not connected")
        await self._module.write_coil(address, on)

    def clear_only_when(self, kept: Kept) -> None:
        self._kept = kept

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[ModbusModule]:
        async with open_module(self._settings, self._clock) as module:
            self._module = module
            try:
                yield module
            finally:
                self._module = None

    async def _serve(self, module: ModbusModule, health: HealthReport, report: Report) -> NoReturn:
        self._contacts.reopen()
        verify_at = 0.0
        failures = 0
        while True:
            started_at = self._clock()
            try:
                await self._look(module, report)
                if self._contacts.latch_to_clear:
                    await self._clear_latch(module)
                    await self._look(module, report)  # whether it is cleared, before the next press
                if started_at >= verify_at:
                    await self._verify_outputs(module)
                    verify_at = started_at + self._settings.verify_seconds
                failures = 0
                self._report_health(health)
            except DriverError:
                failures += 1
                if failures >= LOST_AFTER or not module.connected:
                    raise
            await asyncio.sleep(max(0.0, started_at + self._settings.poll_ms / 1000 - self._clock()))

    def _report_health(self, health: HealthReport) -> None:
        if self._contacts.latch_is_stuck:
            health(DeviceHealth.FAULTY, "the latch of the emergency button can't be cleared")
        else:
            health(DeviceHealth.READY)

    async def _look(self, module: ModbusModule, report: Report) -> None:
        for event in self._contacts.read(await self._sample(module)):
            report(event)

    async def _sample(self, module: ModbusModule) -> Sample:
        addresses = self._settings.inputs
        bits = await module.read_inputs(addresses.all)
        latch = addresses.emergency_latch is not None and bits[addresses.emergency_latch]
        levels = {place: bits[address] for place, address in addresses.levels.items()}
        return Sample(levels, latch, self._clock())

    async def _clear_latch(self, module: ModbusModule) -> None:
        address = self._settings.outputs.latch_reset
        if address is None:
            return
        if self._kept is not None:
            await self._kept()
        try:
            await module.write_coil(address, True)
        except DriverError:
            self._contacts.clearing_unanswered(self._clock())
            raise
        self._contacts.latch_cleared()

    async def _verify_outputs(self, module: ModbusModule) -> None:
        """Write what the module does not have as it was wished: after a power cut it has forgotten all."""
        if not self._wishes:
            return
        bits = await module.read_coils(list(self._wishes))
        for address, wish in self._wishes.items():
            if bits[address] != wish:
                log.info("%s: an output was not as switched, and is switched again", self._name)
                await module.write_coil(address, wish)
