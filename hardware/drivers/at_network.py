"""What a modem tells of its network and its SIM: asked now and then, and heard when it says so itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from hardware.drivers.at_channel import AtChannel
from hardware.drivers.at_values import Registration, registration, signal_percent, sim_fault, sim_is_busy
from hardware.drivers.contract import CommandRefused, DeviceHealth, NetworkChanged, NoResponse, Report
from hardware.drivers.port import HealthReport

NOW = 0.0
SIM_SECONDS = 5.0  # reading a SIM's state is slow on some modems


class AtNetwork:
    """Reports each change of registration or signal once. The SIM is the modem's health."""

    def __init__(
        self, network_seconds: float, sim_seconds: float, clock: Callable[[], float], report: Report
    ) -> None:
        """The seconds are between two questions."""
        self._network_seconds = network_seconds
        self._sim_seconds = sim_seconds
        self._clock = clock
        self._report = report
        self._registrations: dict[str, bool] = {}
        self._told = NetworkChanged(False, None)
        self._network_due_at = NOW
        self._sim_due_at = NOW

    def opened(self) -> None:
        self._network_due_at = self._sim_due_at = NOW

    def lost(self) -> None:
        self._registrations.clear()
        self._tell(signal=None)

    def heard(self, news: Registration) -> None:
        """Unasked."""
        self._registrations[news.network] = news.registered
        self._tell(signal=self._told.signal_percent)
        self.look_at_sim_soon()

    def look_at_sim_soon(self) -> None:
        self._sim_due_at = NOW

    async def poll(self, channel: AtChannel, health: HealthReport, *, in_call: bool) -> None:
        """Ask what is due. During a call the SIM only when the modem itself has said something of it: the
        command may be slow. Raises NoResponse, GaveWay."""
        if self._clock() >= self._network_due_at:
            await self._poll_network(channel)
            self._network_due_at = self._clock() + self._network_seconds
        if self._sim_due_at == NOW or (self._clock() >= self._sim_due_at and not in_call):
            await self._poll_sim(channel, health)

    async def _poll_network(self, channel: AtChannel) -> None:
        for network in ("+CREG", "+CEREG"):
            with contextlib.suppress(CommandRefused):
                for line in await channel.ask(f"AT{network}?"):
                    if news := registration(network, line):
                        self._registrations[network] = news.registered
        signal = None
        with contextlib.suppress(CommandRefused):
            for line in await channel.ask("AT+CSQ"):
                signal = signal_percent(line)
        self._tell(signal=signal)

    async def _poll_sim(self, channel: AtChannel, health: HealthReport) -> None:
        self._sim_due_at = self._clock() + self._sim_seconds
        try:
            lines = await channel.ask("AT+CPIN?", seconds=SIM_SECONDS)
        except NoResponse:
            self._sim_due_at = self._clock() + SIM_SECONDS
            raise
        except CommandRefused as error:
            if sim_is_busy(str(error)):
                self._sim_due_at = self._clock() + 1
            else:
                health(DeviceHealth.FAULTY, sim_fault(str(error)))
            return
        if "READY" in lines:
            health(DeviceHealth.READY)
        elif lines:
            health(DeviceHealth.FAULTY, f"the state of the SIM is {lines[0]}")

    def _tell(self, *, signal: int | None) -> None:
        network = NetworkChanged(any(self._registrations.values()), signal)
        if network != self._told:
            self._told = network
            self._report(network)
