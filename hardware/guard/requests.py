"""What clients of the link ask for, and what they are answered."""

from __future__ import annotations

from collections.abc import Mapping

from hardware.drivers.contract import DriverError
from hardware.guard import alarm as alarms
from hardware.guard import calls, self_test
from hardware.guard.calls import CallWanted, Purpose
from hardware.guard.dispatcher import Dispatcher
from hardware.guard.interplay import Event
from hardware.guard.numbers import is_emergency
from hardware.guard.outputs import SocketUnavailable
from hardware.link.messages import (
    Accepted,
    Answer,
    CallForHelp,
    CancelAlarm,
    Command,
    Dial,
    DialContact,
    EndAlarm,
    HangUp,
    RefusalReason,
    Refused,
    SendTone,
    SwitchSocket,
    TestLine,
)

Reply = Accepted | Refused
TONES = frozenset("0123456789*#")


class Requests:
    def __init__(self, dispatcher: Dispatcher, contacts: Mapping[str, str]) -> None:
        """`contacts`: numbers of those whom citizens may call, by contact id."""
        self._dispatcher = dispatcher
        self._contacts = contacts

    async def handle(self, command: Command) -> Reply:
        """The new state is told before the answer."""
        reply = await self._handle(command)
        self._dispatcher.publish()
        return reply

    async def _handle(self, command: Command) -> Reply:
        match command:
            case Dial(number=number):
                return self._reply(command, self._call(number, Purpose.FREE))
            case DialContact(contact=contact):
                if contact not in self._contacts:
                    return Refused(command.id, RefusalReason.UNKNOWN_CONTACT)
                return self._reply(command, self._call(self._contacts[contact], Purpose.CONTACT))
            case HangUp():
                refusal = self._dispatcher.hang_up()
                return _answer(command, None if refusal is None else RefusalReason(refusal.value))
            case Answer():
                return Refused(command.id, RefusalReason.NOTHING_TO_DO, "calls are answered by alarms alone")
            case SendTone(key=key):
                return await self._send_tone(command, key)
            case SwitchSocket(socket=socket, on=on):
                return await self._switch_socket(command, socket, on)
            case CallForHelp():
                return self._reply(command, alarms.CalledForHelp())
            case CancelAlarm():
                return self._reply(command, alarms.Cancelled())
            case EndAlarm(by=by):
                return self._reply(command, alarms.EndedOnSite(by_technician=by == "technician"))
            case TestLine():
                return self._reply(command, self_test.Asked())
            case _:
                return Refused(command.id, RefusalReason.MALFORMED, "this is the guard; ask the kiosk")

    def _call(self, number: str, purpose: Purpose) -> Event:
        if is_emergency(number):
            return alarms.CitizenDialled(number)
        return CallWanted(purpose, number, alarm_running=self._dispatcher.alarm_runs)

    def _reply(self, command: Command, event: Event) -> Reply:
        refusal = self._dispatcher.happens(event)
        return _answer(command, None if refusal is None else RefusalReason(refusal.value))

    async def _send_tone(self, command: Command, key: str) -> Reply:
        if key not in TONES or len(key) != 1:
            return Refused(command.id, RefusalReason.MALFORMED, "a key is one of 0123456789*#")
        if self._dispatcher.line.phase is not calls.Phase.ACTIVE:
            return Refused(command.id, RefusalReason.NOTHING_TO_DO)
        try:
            await self._dispatcher.send_tone(key)
        except DriverError as error:
            return Refused(command.id, RefusalReason.LINE_ABSENT, str(error))
        return Accepted(command.id)

    async def _switch_socket(self, command: Command, socket: int, on: bool) -> Reply:
        try:
            await self._dispatcher.outputs.switch_socket(socket, on)
        except SocketUnavailable as error:
            return Refused(command.id, RefusalReason.SOCKET_UNAVAILABLE, str(error))
        return Accepted(command.id)


def _answer(command: Command, reason: RefusalReason | None) -> Reply:
    return Accepted(command.id) if reason is None else Refused(command.id, reason)
