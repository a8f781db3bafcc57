"""What clients of the link ask for, and what they are answered."""

from __future__ import annotations

from collections.abc import Mapping

from hardware.drivers.contract import DriverError
from hardware.guard import alarm_events, calls, self_test
from hardware.guard.call_backs import CallBackAllowed, PickedUp
from hardware.guard.call_events import CallWanted
from hardware.guard.calls import Purpose
from hardware.guard.card_reading import NoCard
from hardware.guard.dispatcher import Dispatcher
from hardware.guard.interplay import Event
from hardware.guard.numbers import is_emergency
from hardware.guard.outputs import SocketUnavailable
from hardware.link.call_backs import LONGEST_ALLOWANCE_SECONDS, AllowCallBack, DialFamily
from hardware.link.cards import LONGEST_PATIENCE_SECONDS, CardKind, CardRead, ReadCard, StopReadingCard
from hardware.link.emergency_records import EmergencyRecords, ReadEmergencyRecords
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

Reply = Accepted | Refused | CardRead | EmergencyRecords
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
            case DialFamily(number=number):
                wanted = CallWanted(Purpose.FAMILY, number, alarm_running=self._dispatcher.alarm_runs)
                return self._reply(command, wanted)
            case AllowCallBack(number=number, seconds=seconds):
                if not 0 < seconds <= LONGEST_ALLOWANCE_SECONDS:
                    return Refused(command.id, RefusalReason.MALFORMED, "one hour at most")
                return self._reply(command, CallBackAllowed(number, seconds))
            case HangUp():
                refusal = self._dispatcher.hang_up()
                return _answer(command, None if refusal is None else RefusalReason(refusal.value))
            case Answer():
                return self._reply(command, PickedUp())
            case SendTone(key=key):
                return await self._send_tone(command, key)
            case SwitchSocket(socket=socket, on=on):
                return await self._switch_socket(command, socket, on)
            case ReadCard(patience_seconds=patience_seconds):
                return await self._read_card(command, patience_seconds)
            case StopReadingCard(reading=reading):
                self._dispatcher.cards.stop(NoCard(RefusalReason.NOT_NOW, "stopped"), reading)
                return Accepted(command.id)
            case CallForHelp():
                return self._reply(command, alarm_events.CalledForHelp())
            case CancelAlarm():
                return self._reply(command, alarm_events.Cancelled())
            case EndAlarm(by=by):
                return self._reply(command, alarm_events.EndedOnSite(by_technician=by == "technician"))
            case TestLine():
                return self._reply(command, self_test.Asked())
            case ReadEmergencyRecords(after=after, limit=limit):
                return EmergencyRecords(command.id, await self._dispatcher.emergency_records(after, limit))
            case _:
                return Refused(command.id, RefusalReason.MALFORMED, "this is the guard; ask the kiosk")

    def _call(self, number: str, purpose: Purpose) -> Event:
        if is_emergency(number):
            return alarm_events.CitizenDialled(number)
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

    async def _read_card(self, command: Command, patience_seconds: float) -> Reply:
        if not 0 < patience_seconds <= LONGEST_PATIENCE_SECONDS:
            return Refused(command.id, RefusalReason.MALFORMED, "half a minute at most")
        if self._dispatcher.has_alarm:
            return Refused(command.id, RefusalReason.ALARM_RUNNING)
        try:
            card = await self._dispatcher.cards.read(command.id, patience_seconds)
        except NoCard as error:
            return Refused(command.id, error.reason, error.detail)
        return CardRead(command.id, CardKind(card.kind.value), card.name, card.number, card.valid_until)

    async def _switch_socket(self, command: Command, socket: int, on: bool) -> Reply:
        try:
            await self._dispatcher.outputs.switch_socket(socket, on)
        except SocketUnavailable as error:
            return Refused(command.id, RefusalReason.SOCKET_UNAVAILABLE, str(error))
        return Accepted(command.id)


def _answer(command: Command, reason: RefusalReason | None) -> Reply:
    return Accepted(command.id) if reason is None else Refused(command.id, reason)
