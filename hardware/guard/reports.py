"""What the devices report, put into the words of the machines and of the picture of the booth."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import NoReturn

from hardware.drivers import contract
from hardware.drivers.contract import DeviceHealth, Driver, Input
from hardware.guard import alarm_events, call_events, calls, keying
from hardware.guard.call_backs import PickedUp
from hardware.guard.dispatcher import Dispatcher
from hardware.guard.keying import Keying
from hardware.guard.ringing import is_ringing

log = logging.getLogger(__name__)

RESTART_SECONDS = 1.0

_ENDINGS = {
    contract.CallEndReason.HUNG_UP_HERE: calls.Ending.HUNG_UP_HERE,
    contract.CallEndReason.HUNG_UP_THERE: calls.Ending.HUNG_UP_THERE,
    contract.CallEndReason.BUSY: calls.Ending.BUSY,
    contract.CallEndReason.NO_ANSWER: calls.Ending.NO_ANSWER,
    contract.CallEndReason.FAILED: calls.Ending.FAILED,
}


class Reports:
    def __init__(
        self,
        dispatcher: Dispatcher,
        telephone: str,
        button: frozenset[str],
        kiosk_listens: Callable[[], bool],
    ) -> None:
        """`telephone` and `button`: the devices that carry calls and the emergency button."""
        self._dispatcher = dispatcher
        self._telephone = telephone
        self._button = button
        self._kiosk_listens = kiosk_listens
        self._keying = Keying()

    async def follow(self, driver: Driver) -> NoReturn:
        """Run a driver for ever. One that crashes is started again, and harms nothing else."""
        while True:
            try:
                await driver.run(self.take)
            except Exception:
                log.exception("driver_crashed device=%s", driver.name)
            await asyncio.sleep(RESTART_SECONDS)

    def take(self, event: contract.DriverEvent) -> None:
        match event:
            case contract.DeviceChanged():
                self._device_changed(event)
            case contract.InputChanged(input=place, on=on):
                self._input_changed(place, on)
            case contract.PressLatched(blind_seconds=blind_seconds):
                self._dispatcher.happens(alarm_events.PressLatched(blind_seconds))
            case contract.KeyPressed(key=key):
                self._key_pressed(key)
            case contract.NetworkChanged():
                self._network_changed(event)
            case contract.CallAlerting():
                self._dispatcher.happens(call_events.Alerting())
            case contract.CallAnswered():
                self._dispatcher.happens(call_events.Answered())
            case contract.CallEnded(reason=reason):
                self._dispatcher.happens(call_events.Ended(_ENDINGS[reason]))
            case contract.CallIncoming(number=number):
                self._dispatcher.happens(call_events.Incoming(number))
            case contract.CallFound(number=number, answered=answered):
                self._dispatcher.happens(call_events.Found(number, answered))

    def _device_changed(self, change: contract.DeviceChanged) -> None:
        self._dispatcher.around.devices[change.device] = change
        if change.health is DeviceHealth.READY:
            self._dispatcher.around.seen_ready.add(change.device)
        if change.device == self._telephone:
            self._telephone_changed(change.health)
        elif change.device in self._button and change.health is DeviceHealth.ABSENT:
            self._dispatcher.happens(alarm_events.ButtonLost())
        self._dispatcher.changed()

    def _telephone_changed(self, health: DeviceHealth) -> None:
        """An absent modem tells nothing of the network, so service is taken for granted meanwhile. A faulty
        one answers: without a SIM it still takes some emergency numbers."""
        registered = self._dispatcher.around.network_registered
        match health:
            case DeviceHealth.ABSENT:
                self._dispatcher.happens(alarm_events.ServiceChanged(True))
                self._dispatcher.happens(call_events.ModemLost())
            case DeviceHealth.FAULTY:
                self._dispatcher.happens(alarm_events.ServiceChanged(registered))
                self._dispatcher.happens(call_events.ModemUnfit())
                self._dispatcher.happens(alarm_events.LineReady())
            case DeviceHealth.READY:
                self._dispatcher.happens(alarm_events.ServiceChanged(registered))
                self._dispatcher.happens(call_events.ModemReady())

    def _network_changed(self, network: contract.NetworkChanged) -> None:
        around = self._dispatcher.around
        around.network_registered = network.registered
        around.signal_percent = network.signal_percent
        telephone = around.devices.get(self._telephone)
        told_by_network = telephone is not None and telephone.health in (
            DeviceHealth.READY,
            DeviceHealth.FAULTY,
        )
        if network.registered or told_by_network:
            self._dispatcher.happens(alarm_events.ServiceChanged(network.registered))
        self._dispatcher.changed()

    def _input_changed(self, place: Input, on: bool) -> None:
        match place:
            case Input.EMERGENCY_BUTTON:
                self._dispatcher.happens(
                    alarm_events.ButtonPressed() if on else alarm_events.ButtonReleased()
                )
            case Input.HOOK_SWITCH:
                self._handset_moved(on)
            case Input.CABINET_DOOR:
                self._dispatcher.around.door_open = on
                self._dispatcher.changed()

    def _handset_moved(self, lifted: bool) -> None:
        """Replacing it ends the citizen's call, and lifting it answers one that rings; the first report after
        the wire was opened moves nothing. One that lay off its hook is replaced and lifted to answer."""
        moved = self._dispatcher.around.handset_lifted != lifted
        self._dispatcher.around.handset_lifted = lifted
        self._keying, _ = keying.step(self._keying, keying.HandsetMoved(lifted))
        rings = is_ringing(self._dispatcher.line)
        if moved and lifted and rings:
            self._dispatcher.happens(PickedUp())
        elif moved and not lifted and not rings:
            self._dispatcher.hang_up()
        self._dispatcher.changed()

    def _key_pressed(self, key: str) -> None:
        in_call = self._dispatcher.line.call is not None and not is_ringing(self._dispatcher.line)
        self._dispatcher.press_key(key)
        if not in_call:
            self._keyed(keying.KeyPressed(key, self._kiosk_listens()))

    def _keyed(self, event: keying.Event) -> None:
        self._keying, action = keying.step(self._keying, event)
        match action:
            case keying.DialNumber(number=number):
                log.warning("keypad_dials_without_kiosk")
                self._dispatcher.happens(alarm_events.CitizenDialled(number))
            case keying.LookAgain(count=count):
                self._dispatcher.after(keying.LOOK_AGAIN_SECONDS, lambda: self._look_again(count))

    def _look_again(self, count: int) -> None:
        self._keyed(keying.LookedAgain(count, self._kiosk_listens()))
