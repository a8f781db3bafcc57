"""A telephone line by a mobile modem: calls (3GPP TS 27.007) and texts (27.005) over its AT port."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from typing import Final, Literal, NoReturn

from pydantic import Field

from hardware.drivers.at_calls import Calls
from hardware.drivers.at_channel import AtChannel, GaveWay
from hardware.drivers.at_network import AtNetwork
from hardware.drivers.at_protocol import (
    CR,
    ESCAPE,
    CallerShown,
    CallOver,
    News,
    Ringing,
    SimChanged,
)
from hardware.drivers.at_texts import messages
from hardware.drivers.at_values import (
    ListedCall,
    Registration,
    is_dialable,
    listed_call,
)
from hardware.drivers.contract import (
    CommandRefused,
    DeviceHealth,
    DriverError,
    DriverEvent,
    NoResponse,
    PortUnavailable,
    Report,
)
from hardware.drivers.port import HealthReport, SerialSettings, SerialWire, keep_open, open_serial

log = logging.getLogger(__name__)

LOST_AFTER = 3  # commands in a row without an answer
RELEASE_POLLS = 20  # how long the modem may go on listing a call that was hung up
RELEASE_POLL_SECONDS = 0.05
LOOK_SECONDS = 0.5
TEXT_SECONDS = 60.0
KEYS: Final = frozenset("0123456789*#")

SET_UP: Final = (
    "ATE0",
    "AT+CMEE=1",
    "AT&D0",  # closing the port must not hang up
    "AT+CRC=1",
    "AT+CLIP=1",
    "AT+COLP=0",  # else ATD is answered only when the call is
    "AT+CREG=1",
    "AT+CEREG=1",
)


class AtModemSettings(SerialSettings):
    driver: Literal["at_modem"]
    idle_poll_ms: int = Field(default=2000, ge=200, le=30_000)
    call_poll_ms: int = Field(default=250, ge=100, le=2000)
    network_seconds: float = Field(default=15, ge=1, le=300)
    sim_seconds: float = Field(default=30, ge=1, le=600)
    dial_seconds: float = Field(default=10, ge=2, le=60)

    def build(self, name: str) -> AtModem:
        return AtModem(name, self)


class AtModem:
    """One call at a time. Numbers are never logged."""

    def __init__(
        self, name: str, settings: AtModemSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._settings = settings
        self._clock = clock
        self._calls = Calls()
        self._has_listed = False  # since the wire was opened
        self._channel: AtChannel | None = None
        self._wake = asyncio.Event()
        self._report: Report = lambda _event: None
        self._network = AtNetwork(
            settings.network_seconds, settings.sim_seconds, clock, lambda event: self._report(event)
        )

    @property
    def name(self) -> str:
        return self._name

    async def run(self, report: Report) -> NoReturn:
        self._report = report
        health = HealthReport(self._name, report)
        await keep_open(health, lambda: open_serial(self._settings), lambda wire: self._serve(wire, health))

    async def dial(self, number: str) -> None:
        if not is_dialable(number):
            raise CommandRefused("this is no telephone number")
        channel = self._opened()
        # A call may have outlived the wire or the guard, and to dial would put it on hold.
        outlived = not self._has_listed and await self._sees_a_call(channel)
        if outlived or self._calls.under_way:
            raise CommandRefused("there is a call already")
        self._calls.asked_to_dial()
        try:
            await self._dial(channel, number)
        except BaseException:
            self._calls.dial_failed()
            raise
        self._calls.dialled(self._clock())
        self._wake.set()

    async def answer(self) -> None:
        await self._opened().ask_urgently("ATA", seconds=self._settings.dial_seconds)
        self._tell(self._calls.answered_here())
        self._wake.set()

    async def hang_up(self) -> None:
        channel = self._opened()
        try:
            await channel.ask_urgently("AT+CHUP", seconds=self._settings.dial_seconds)
        except CommandRefused:
            await channel.ask_urgently("ATH", seconds=self._settings.dial_seconds)
        self._tell(self._calls.hung_up_here(self._clock()))
        with contextlib.suppress(DriverError):
            await self._wait_for_release(channel)

    async def send_tone(self, key: str) -> None:
        if key not in KEYS:
            raise CommandRefused("this is no key of a telephone")
        await self._opened().ask(f"AT+VTS={key}")

    async def send_text(self, number: str, text: str) -> None:
        if not is_dialable(number):
            raise CommandRefused("this is no telephone number")
        channel = self._opened()
        await channel.ask("AT+CMGF=1")
        for message in messages(number, text):
            await channel.ask(f'AT+CSCS="{message.character_set}"')
            await channel.ask(f"AT+CSMP=17,167,0,{message.data_coding}")
            await channel.ask(f'AT+CMGS="{message.to}"', text=message.body or " ", seconds=TEXT_SECONDS)

    def _opened(self) -> AtChannel:
        if self._channel is None:
            raise PortUnavailable("the modem is not connected")
        return self._channel

    async def _dial(self, channel: AtChannel, number: str) -> None:
        """Where the dial command gets no answer, the modem's list tells whether it was taken; else again."""
        deadline = self._clock() + self._settings.dial_seconds
        while True:
            try:
                await channel.ask_urgently(f"ATD{number};", seconds=self._settings.dial_seconds)
            except NoResponse:
                if await self._sees_a_call(channel):
                    return
                if self._clock() >= deadline:
                    raise
            else:
                return

    async def _sees_a_call(self, channel: AtChannel) -> bool:
        try:
            lines = await channel.ask_urgently("AT+CLCC", seconds=LOOK_SECONDS)
        except (NoResponse, CommandRefused):
            return False
        return any(map(listed_call, lines))

    async def _wait_for_release(self, channel: AtChannel) -> None:
        """So that whoever dials next finds the line free."""
        for _ in range(RELEASE_POLLS):
            if not await self._list_calls(channel):
                return
            await asyncio.sleep(RELEASE_POLL_SECONDS)

    async def _serve(self, wire: SerialWire, health: HealthReport) -> NoReturn:
        channel = AtChannel(wire.write, self._heard)
        wire.received = channel.received

        def lost(error: PortUnavailable) -> None:
            channel.fail(error)
            self._wake.set()

        wire.on_lost = lost
        self._channel, self._has_listed = channel, False
        self._network.opened()
        try:
            wire.write(ESCAPE + CR)  # ends what a guard that was killed may have begun to send
            await self._set_up(channel, health)
            await self._poll(channel, health)
        except Exception:  # but not when the guard ends, and the call goes on without it
            self._tell(self._calls.wire_lost())
            self._network.lost()
            raise
        finally:
            self._channel = None
            channel.fail(PortUnavailable("the modem is not connected"))

    async def _set_up(self, channel: AtChannel, health: HealthReport) -> None:
        await self._ask_patiently(channel, "AT")
        health(DeviceHealth.STARTING)
        for command in SET_UP:
            try:
                await self._ask_patiently(channel, command)
            except CommandRefused:
                log.info("%s: the modem does not know %s", self._name, command)

    async def _ask_patiently(self, channel: AtChannel, command: str) -> None:
        """A modem that has just got power misses the first commands, and any may give way to a dial."""
        for _ in range(LOST_AFTER - 1):
            with contextlib.suppress(NoResponse):
                await channel.ask(command)
                return
        await channel.ask(command)

    async def _poll(self, channel: AtChannel, health: HealthReport) -> NoReturn:
        silent = 0
        while True:
            self._wake.clear()
            try:
                ended = self._calls.ended
                listing = await self._list_calls(channel)
                self._has_listed = True
                if listing is not None:
                    self._tell(self._calls.listed(listing, self._clock(), ended))
                await self._network.poll(channel, health, in_call=self._calls.under_way)
                silent = 0
            except GaveWay:
                log.debug("%s: a poll gave way", self._name)
            except NoResponse:
                silent += 1
                if silent >= LOST_AFTER:
                    raise
            quick = self._calls.under_way or silent > 0
            interval_ms = self._settings.call_poll_ms if quick else self._settings.idle_poll_ms
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(interval_ms / 1000):
                    await self._wake.wait()

    async def _list_calls(self, channel: AtChannel) -> list[ListedCall] | None:
        """None when the modem won't tell."""
        try:
            lines = await channel.ask("AT+CLCC")
        except CommandRefused:
            return None
        return [call for line in lines if (call := listed_call(line))]

    def _heard(self, news: News) -> None:
        """What the modem says unasked."""
        match news:
            case Ringing():
                self._calls.rang()
                self._wake.set()  # the list tells the number, should the modem not show it
            case CallerShown(number):
                self._tell(self._calls.caller_shown(number))
            case CallOver(reason):
                self._tell(self._calls.over(reason, self._clock()))
            case Registration():
                self._network.heard(news)
                self._wake.set()
            case SimChanged():
                self._network.look_at_sim_soon()
                self._wake.set()

    def _tell(self, events: Iterable[DriverEvent]) -> None:
        for event in events:
            self._report(event)
