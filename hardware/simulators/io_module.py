"""The input and output module of a booth: a Modbus RTU slave, served by pymodbus' own server.

Discrete inputs and coils lie where the booth's driver expects them by default; the coil `ringer` is the 8th.
The latch is set by the edge of a press and cleared by writing ON to the coil `latch_reset`, which falls back
to OFF by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer
from pymodbus.server.requesthandler import ServerRequestHandler
from pymodbus.simulator import DataType, SimData, SimDevice

from hardware.simulators.wire import PseudoTerminal, Wire

UNIT_ID: Final = 1
INPUTS: Final = ("emergency_button", "emergency_latch", "hook_switch", "cabinet_door")
OUTPUTS: Final = (
    "button_lamp",
    "alarm_sounder",
    "latch_reset",
    "socket_1",
    "socket_2",
    "socket_3",
    "socket_4",
    "ringer",
)
READ_COILS, READ_DISCRETE_INPUTS, WRITE_COIL, WRITE_COILS = 1, 2, 5, 15
SILENCE_SECONDS = 0.02
"""A pause that ends an RTU frame. On the line it is 3.5 characters (Modbus over Serial Line V1.02, 2.5.1.1);
between processes it has to be longer."""


class RtuServer(ModbusSerialServer):
    """pymodbus' server, which alone would wait for the end of a broken frame for ever."""

    handler: ServerRequestHandler | None = None

    def callback_new_connection(self) -> ServerRequestHandler:
        self.handler = ServerRequestHandler(  # type: ignore[no-untyped-call]  # pymodbus leaves it untyped
            self, self.trace_packet, self.trace_pdu, self.trace_connect
        )
        self.handler.request_dev_id = UNIT_ID  # else it answers for slaves that are not there
        return self.handler

    def end_frame(self) -> None:
        if self.handler is not None:
            self.handler.recv_buffer = b""


class IoModule:
    def __init__(self, wire: Wire, clock: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._clock = clock
        self._inputs = dict.fromkeys(INPUTS, False)
        self._outputs = dict.fromkeys(OUTPUTS, False)
        self._last_byte_at = clock()
        self._far_port = PseudoTerminal(wire.send)
        self._server: RtuServer | None = None
        self.presses = 0
        self.reads = 0

    async def start(self) -> None:
        """Serve the wire. Needs a running loop."""
        self._server = RtuServer(
            SimDevice(UNIT_ID, simdata=_memory(), action=self._accessed),
            port=str(self._far_port.path),
        )
        await self._server.serve_forever(background=True)
        self._wire.received = self._from_booth

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.shutdown()  # type: ignore[no-untyped-call]  # pymodbus leaves it untyped
        self._far_port.close()

    def press(self) -> float:
        """Press the emergency button and hold it. Returns when it was on the wire, CLOCK_MONOTONIC."""
        if not self._inputs["emergency_button"]:
            self.presses += 1
            self._inputs["emergency_latch"] = True
        self._inputs["emergency_button"] = True
        return self._clock()

    def release(self) -> float:
        self._inputs["emergency_button"] = False
        return self._clock()

    def set_input(self, name: str, on: bool) -> None:
        self._inputs[name] = on

    def power_cycle(self) -> None:
        """A module without power forgets its outputs and its latch."""
        self._outputs = dict.fromkeys(OUTPUTS, False)
        self._inputs["emergency_latch"] = False

    def describe(self) -> dict[str, Any]:
        return {
            "inputs": dict(self._inputs),
            "outputs": dict(self._outputs),
            "presses": self.presses,
            "reads": self.reads,
        }

    def _from_booth(self, data: bytes) -> None:
        now = self._clock()
        if self._server is not None and now - self._last_byte_at > SILENCE_SECONDS:
            self._server.end_frame()
        self._last_byte_at = now
        self._far_port.send(data)

    async def _accessed(
        self,
        function: int,
        _start: int,
        address: int,
        _count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        """Called by the server before each access; `registers` hold 16 bits each."""
        if function == READ_DISCRETE_INPUTS:
            self.reads += 1
            registers[0] = _packed(self._inputs)
        elif function == READ_COILS:
            registers[0] = _packed(self._outputs)
        elif function in (WRITE_COIL, WRITE_COILS) and values is not None:
            for offset, value in enumerate(values):
                self._write(address + offset, bool(value))
        return None

    def _write(self, address: int, on: bool) -> None:
        if address >= len(OUTPUTS):
            return
        if OUTPUTS[address] == "latch_reset":
            if on:
                self._inputs["emergency_latch"] = False
        else:
            self._outputs[OUTPUTS[address]] = on


def _packed(bits: dict[str, bool]) -> int:
    return sum(on << position for position, on in enumerate(bits.values()))


def _memory() -> tuple[list[SimData], list[SimData], list[SimData], list[SimData]]:
    """16 coils and 16 discrete inputs; pymodbus wants registers too."""
    bits = [False] * 16
    return (
        [SimData(0, values=list(bits), datatype=DataType.BITS)],
        [SimData(0, values=list(bits), datatype=DataType.BITS)],
        [SimData(0, datatype=DataType.REGISTERS)],
        [SimData(0, datatype=DataType.REGISTERS)],
    )
