"""Where everything meets: what devices, clients and time tell goes in, what is to be done goes out.

It decides nothing; the pure machines behind `Interplay` do. It never waits for anything it starts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from hardware.drivers.contract import CarriesCalls, DriverError, ReadsCards, SwitchesOutputs
from hardware.guard import alarm as alarms
from hardware.guard import alarm_actions, alarm_events, call_actions, call_events, calls, picture, self_test
from hardware.guard.call_backs import Ring
from hardware.guard.calls import Line, Purpose
from hardware.guard.card_reading import CardReading, NoCard
from hardware.guard.interplay import Deed, Event, Interplay, Refusal
from hardware.guard.location import location_text
from hardware.guard.outputs import Outputs
from hardware.guard.picture import Painter, Surroundings
from hardware.guard.records import Records
from hardware.guard.self_test import SelfTest
from hardware.guard.settings import GuardSettings
from hardware.guard.spoken_location import SpokenLocation
from hardware.guard.store import Store, seconds_since
from hardware.guard.switchboard import Switchboard
from hardware.link.emergency_records import EmergencyRecord
from hardware.link.messages import Client, KeyPressed, Message, RefusalReason, State
from hardware.link.version import VERSION

log = logging.getLogger(__name__)

TEXT_SECONDS = 120.0  # a text of several parts; the driver's own bound is 60 s a part
STARTING_SECONDS = 10.0
STOP_SECONDS = 2.0


class Audience(Protocol):
    """Those who listen on the link."""

    @property
    def clients(self) -> tuple[Client, ...]: ...

    def publish(self, message: Message) -> None: ...


class Dispatcher:
    def __init__(
        self,
        settings: GuardSettings,
        telephone: CarriesCalls | None,
        switches: list[SwitchesOutputs],
        readers: list[ReadsCards],
        audience: Audience,
        key: bytes,
    ) -> None:
        """`key` hides the numbers that the rules of the line remember; random for every start."""
        self._settings = settings
        self._telephone = telephone
        self._audience = audience
        folder = settings.guard.state_dir
        self._store = Store(folder, self.changed)
        self._records = Records(folder, settings.guard.record_days, self.changed)
        self._switchboard = Switchboard(telephone, self.happens, self._is_on_line, self._store.settled)
        times = settings.emergency
        self._spoken_location = SpokenLocation(times.location_sound, times.line_sound_device, self.happens)
        self.outputs = Outputs(switches, 60 * settings.guard.socket_minutes, self.start, self.changed)
        self.cards = CardReading(readers)
        self.around = Surroundings(
            vital=frozenset(device.name for device in [telephone, *switches] if device),
            readers=frozenset(reader.name for reader in readers),
        )
        self._painter = Painter(settings.line.warning_seconds)
        rules = settings.line.rules(key)
        alarm, self._alarm_age_seconds = self._store.load_alarm(settings.alarm_plan)
        self._interplay = Interplay(alarm, Line(rules), SelfTest(settings.test_plan))
        self._contacts = {contact.id: contact for contact in settings.contacts}
        self._version = VERSION
        self._tasks: set[asyncio.Task[None]] = set()
        self._published: State | None = None
        self._publishing: asyncio.Handle | None = None
        self.broken = asyncio.Event()

    @property
    def line(self) -> Line:
        return self._interplay.line

    @property
    def has_alarm(self) -> bool:
        return self._interplay.has_alarm

    @property
    def alarm_runs(self) -> bool:
        return self._interplay.alarm_runs

    async def open(self) -> None:
        """Take up what a guard before this one left, and begin."""
        self.start(self._switchboard.run())
        self.start(self.outputs.find())
        asyncio.get_running_loop().call_later(STARTING_SECONDS, self._started)
        self.around.last_test_call = self._store.load_last_test()
        self._records.drop_old()
        self.happens(alarm_events.Resumed(self._alarm_age_seconds))
        self.happens(self_test.Started(seconds_since(self.around.last_test_call)))

    async def kept(self) -> None:
        """A guard that is killed now goes on with the alarm as it is, or the disk has had its chance."""
        await self._store.settled()

    async def close(self) -> None:
        """Before the end: calls of an alarm stay up, as a restarted guard finds them and goes on. Others are
        hung up, because nobody would watch their time and the hook switch."""
        self.happens(call_events.HangUpWanted(calls.CITIZENS_OWN | {Purpose.TEST}))
        self._spoken_location.stop()
        await self._switchboard.at_rest(STOP_SECONDS)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.outputs.all_off()
                await self._store.settled()
                await self._records.settled(STOP_SECONDS)
        except TimeoutError:
            log.warning("stopped_without_tidying")
        for task in tuple(self._tasks):
            task.cancel()

    def happens(self, event: Event) -> Refusal | None:
        """Let something happen to the alarm, the line or the test call. Why it was refused, if it was."""
        try:
            outcome = self._interplay.happens(event)
        except Exception:
            log.critical("machine_broken event=%s", type(event).__name__, exc_info=True)
            self.broken.set()  # a restarted guard goes on from what was saved
            return None
        for deed in outcome.deeds:
            self._carry_out(deed)
        if self.has_alarm:
            self.cards.stop(NoCard(RefusalReason.ALARM_RUNNING))
        self.changed()
        return outcome.refusal

    def hang_up(self) -> Refusal | None:
        """The citizen ends the call, or refuses one that rings."""
        call = self.line.call
        if call is not None and call.purpose in calls.CITIZENS_OWN:
            return self.happens(call_events.HangUpWanted(calls.CITIZENS_OWN))
        if self._interplay.alarm.phase is alarms.Phase.NONE:
            return alarms.Refusal.NOTHING_TO_DO
        return self.happens(alarm_events.CitizenHungUp())

    async def send_tone(self, key: str) -> None:
        """Into the call. Raises DriverError."""
        if self._telephone is not None:
            await self._telephone.send_tone(key)

    async def emergency_records(self, after: str, limit: int) -> tuple[EmergencyRecord, ...]:
        """What is written of alarms and test calls, behind the record whose id is `after`."""
        return await self._records.after(after, limit)

    def press_key(self, key: str) -> None:
        """A key of the keypad: everybody hears it, and the far end of a call too."""
        self._audience.publish(KeyPressed(key))
        if self.line.phase is calls.Phase.ACTIVE:
            self.start(self._try_tone(key))

    def changed(self) -> None:
        """Something a client can see may have changed; it is told soon, and once for all that happens now."""
        if self._publishing is None:
            self._publishing = asyncio.get_running_loop().call_soon(self.publish)

    def publish(self, *, again: bool = False) -> None:
        """Tell the state if it has changed; `again`: even if not."""
        if self._publishing is not None:
            self._publishing.cancel()
            self._publishing = None
        state = self.state()
        if again or state != self._published:
            self._published = state
            self._audience.publish(state)

    def state(self) -> State:
        around, interplay = self.around, self._interplay
        around.disk_failing = self._store.failing
        return State(
            alarm=self._painter.alarm(interplay.alarm, interplay.test),
            line=self._painter.line(interplay.line),
            handset_lifted=around.handset_lifted,
            door_open=around.door_open,
            network_registered=around.network_registered,
            signal_percent=around.signal_percent,
            devices=picture.devices(around),
            sockets=picture.sockets(self.outputs.sockets),
            contacts=tuple(self._settings.citizens_contacts),
            free_call_seconds=self._settings.line.free_call_seconds,
            same_number_seconds=60 * self._settings.line.same_number_minutes,
            family_call_seconds=self._settings.line.family_call_seconds,
            reads_cards=picture.reads_cards(around),
            out_of_order=picture.out_of_order(around, interplay.test),
            last_test_call=around.last_test_call,
            clients=self._audience.clients,
            guard_version=self._version,
        )

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run in the background until the guard ends. A failure is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def after(self, seconds: float, callback: Callable[[], object]) -> None:
        asyncio.get_running_loop().call_later(seconds, callback)

    def _carry_out(self, deed: Deed) -> None:
        match deed:
            case call_actions.PlaceCall() | call_actions.EndCall() | call_actions.AnswerCall():
                self._switchboard.do(deed)
            case (
                alarm_actions.After(seconds, event)
                | call_actions.After(seconds, event)
                | self_test.After(seconds, event)
            ):
                asyncio.get_running_loop().call_later(seconds, self.happens, event)
            case alarm_actions.Save():
                self._store.save_alarm(self._interplay.alarm)
            case alarm_actions.Signal(lamp=lamp, sounder=sounder):
                self.outputs.signal(lamp=lamp, sounder=sounder)
            case Ring(on=on):
                self.outputs.ring(on=on)
            case call_actions.Record():
                self._record_call(deed)
            case alarm_actions.SendLocation(contact=contact):
                self.start(self._send_location(contact))
            case alarm_actions.SayWhere(call=call):
                self._spoken_location.say(call)
            case alarm_actions.FallSilent():
                self._spoken_location.stop()
            case alarm_actions.Record():
                self._record(deed)
            case self_test.Judge(verdict=verdict):
                self._judge(verdict)

    def _is_on_line(self, call_id: int) -> bool:
        return self.line.call is not None and self.line.call.id == call_id

    def _record(self, record: alarm_actions.Record) -> None:
        log.info(
            'alarm phase=%s origin=%s attempt=%d reason="%s"',
            record.phase,
            record.origin or "none",
            record.attempt,
            record.reason,
        )
        self._records.add(
            event="alarm",
            phase=record.phase,
            origin=record.origin,
            contact=record.calling,
            attempt=record.attempt,
            reason=record.reason,
        )

    def _record_call(self, record: call_actions.Record) -> None:
        log.info("call purpose=%s phase=%s ending=%s", record.purpose, record.phase, record.ending or "none")
        self._records.add(event=record.purpose, phase=record.phase, ending=record.ending)

    def _judge(self, verdict: self_test.Verdict) -> None:
        if verdict is self_test.Verdict.GOOD:
            self.around.last_test_call = self._store.save_last_test()
        log.info("test_call verdict=%s", verdict)
        self._records.add(event="test_call", verdict=verdict)

    async def _send_location(self, contact: str) -> None:
        number = self._contacts[contact].number if contact in self._contacts else ""
        try:
            if self._telephone is None or not number:
                raise DriverError("nobody to text, or no telephone")
            async with asyncio.timeout(TEXT_SECONDS):
                await self._telephone.send_text(number, location_text(self._settings.station))
        except (DriverError, TimeoutError) as error:
            log.warning('location_not_sent contact=%s error="%s"', contact, error)
            self.happens(alarm_events.LocationFailed(contact))
        else:
            log.info("location_sent contact=%s", contact)
            self.happens(alarm_events.LocationSent(contact))

    async def _try_tone(self, key: str) -> None:
        try:
            await self.send_tone(key)
        except DriverError as error:
            log.info('tone_not_sent error="%s"', error)

    def _started(self) -> None:
        self.around.starting = False
        self.changed()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_failed task=%s", task.get_coro(), exc_info=error)
