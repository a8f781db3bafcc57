"""The booth's outputs: lamp and sounder of an alarm, the bell, and the charging sockets with their time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

from hardware.drivers.contract import CommandRefused, DriverError, Output, SwitchesOutputs

log = logging.getLogger(__name__)

SOCKETS: Final = {
    1: Output.SOCKET_1,
    2: Output.SOCKET_2,
    3: Output.SOCKET_3,
    4: Output.SOCKET_4,
}
SWITCH_SECONDS = 2.0

Start = Callable[[Coroutine[Any, Any, None]], object]


class SocketUnavailable(Exception):
    """There is no such charging socket, or it can't be switched now."""


class Outputs:
    """A switch that fails is logged only: the driver keeps the wish for when the device is back."""

    def __init__(
        self,
        devices: list[SwitchesOutputs],
        socket_seconds: float,
        start: Start,
        on_changed: Callable[[], None],
    ) -> None:
        """`start` runs a coroutine in the background; `on_changed` is called when a socket's time changes."""
        self._devices = devices
        self._socket_seconds = socket_seconds
        self._start = start
        self._on_changed = on_changed
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self.sockets: dict[int, float | None] = {}
        self._has_ringer = False

    async def find(self) -> None:
        """Switch bell and sockets off: nobody knows since when they are on. The sockets there are become
        `sockets`."""
        self._has_ringer = await self._is_there(Output.RINGER)
        for number, output in SOCKETS.items():
            if await self._is_there(output):
                self.sockets[number] = None
        self._on_changed()

    def signal(self, *, lamp: bool, sounder: bool) -> None:
        self._start(self._try_switch(Output.BUTTON_LAMP, lamp))
        self._start(self._try_switch(Output.ALARM_SOUNDER, sounder))

    def ring(self, *, on: bool) -> None:
        """The bell of a call-back. A booth need not have one: the state tells its screen, too."""
        if self._has_ringer:
            self._start(self._try_switch(Output.RINGER, on))

    async def switch_socket(self, number: int, on: bool) -> None:
        """On: for the set time, counted anew. Raises SocketUnavailable."""
        if number not in self.sockets:
            raise SocketUnavailable(f"there is no socket {number}")
        try:
            await self._switch(SOCKETS[number], on)
        except (DriverError, TimeoutError) as error:
            if on:
                self._start(self._try_switch(SOCKETS[number], False))  # the driver would keep the wish
                raise SocketUnavailable(str(error)) from error
            log.warning("socket_off_later socket=%d", number)
        self._set_time(number, on)

    async def all_off(self) -> None:
        """Before the guard ends: nobody would watch the time."""
        for number in self.sockets:
            self._set_time(number, on=False)
            await self._try_switch(SOCKETS[number], False)
        await self._try_switch(Output.ALARM_SOUNDER, False)
        if self._has_ringer:
            await self._try_switch(Output.RINGER, False)

    def _set_time(self, number: int, on: bool) -> None:
        if timer := self._timers.pop(number, None):
            timer.cancel()
        self.sockets[number] = time.monotonic() + self._socket_seconds if on else None
        if on:
            loop = asyncio.get_running_loop()
            self._timers[number] = loop.call_later(self._socket_seconds, self._time_is_up, number)
        self._on_changed()

    def _time_is_up(self, number: int) -> None:
        self._set_time(number, on=False)
        self._start(self._try_switch(SOCKETS[number], False))

    async def _is_there(self, output: Output) -> bool:
        try:
            await self._switch(output, False)
        except CommandRefused:
            return False
        except (DriverError, TimeoutError):
            return True
        return True

    async def _try_switch(self, output: Output, on: bool) -> None:
        try:
            await self._switch(output, on)
        except (DriverError, TimeoutError) as error:
            log.info('output_not_switched output=%s error="%s"', output, error)

    async def _switch(self, output: Output, on: bool) -> None:
        """By the first device that has this output. Raises DriverError, TimeoutError."""
        refusal: DriverError = CommandRefused("no device switches outputs")
        for device in self._devices:
            try:
                async with asyncio.timeout(SWITCH_SECONDS):
                    await device.switch(output, on)
            except CommandRefused as error:
                refusal = error
            else:
                return
        raise refusal
