"""The reception: waits for somebody, keeps them company for a visit, stands by in an alarm, and wipes.

What a citizen leaves behind is wiped here and nowhere else, whichever way the visit ended.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial

from hardware.link.client import LinkError
from hardware.link.messages import (
    CallForHelp,
    CancelAlarm,
    Command,
    Dial,
    EndAlarm,
    HangUp,
    KeyPressed,
    State,
)
from kiosk import telephone
from kiosk.catalogue import ASSISTANT, EMERGENCY_CALL, SERVICES, Run, home_view
from kiosk.conversation import alarm
from kiosk.conversation.departures import (
    AskedForEmergency,
    AskedForPerson,
    Departure,
    DialledEmergency,
    WentIdle,
)
from kiosk.conversation.scene import GlobalKey, Keyed, Touched
from kiosk.conversation.stage import ALL_KEYS, Stage
from kiosk.conversation.views import Attract, Choice, Choose, InCall, Tone
from kiosk.i18n.text import Text, _
from kiosk.platform.contract.records import Outcome, ServiceEnded, VisitEnded
from kiosk.premises import Premises
from kiosk.services import feedback
from kiosk.services.assistant import call_at_once
from kiosk.services.emergency_call import call_emergency
from kiosk.visit import Visit

log = logging.getLogger(__name__)

AT_HOME_KEYS = ALL_KEYS - {GlobalKey.BACK, GlobalKey.HOME}
LEAVING_SECONDS = 0.5
IN_ALARM_KEYS = frozenset({GlobalKey.LANGUAGE, GlobalKey.TEXT_SIZE, GlobalKey.CONTRAST, GlobalKey.LISTEN})

_ALARM_COMMANDS: dict[str, Command] = {
    alarm.CALL_NOW: CallForHelp(),
    alarm.CANCEL: CancelAlarm(),
    alarm.HANG_UP: HangUp(),
    alarm.SAFE: EndAlarm(by="citizen"),
}


@dataclass(frozen=True, slots=True)
class Errand:
    """What a citizen has come for: a service, and how to run it."""

    service_id: str
    run: Run


class Reception:
    def __init__(self, stage: Stage, premises: Premises, attract: Callable[[], Attract]) -> None:
        self._stage = stage
        self._premises = premises
        self._guard = premises.guard
        self._attract = attract
        self._attract_changed = asyncio.Event()
        self._tones = telephone.Tones(premises.guard)
        self._handset_lifted = False
        self.running_service = ""
        self.visits = 0

    async def run(self) -> None:
        """Receive citizens for ever; an alarm interrupts whatever is going on."""
        while True:
            receiving = asyncio.create_task(self._receive())
            alarm_began = asyncio.create_task(self._alarm_began())
            try:
                await asyncio.wait({receiving, alarm_began}, return_when=asyncio.FIRST_COMPLETED)
                if receiving.done():
                    receiving.result()
            finally:
                receiving.cancel()
                alarm_began.cancel()
                await _leave(receiving, alarm_began)
            self.running_service = ""
            await self._stand_by()
            self._wipe()

    def note(self, message: State | KeyPressed | None) -> None:
        """What the guard tells: its state (None when it is gone), or a key below the handset."""
        if isinstance(message, KeyPressed):
            self._stage.reply(Keyed(message.key))
            self._tones.send(message.key)
            return
        lifted = message is not None and message.handset_lifted
        if lifted and not self._handset_lifted:
            self._stage.reply(Touched())
        self._handset_lifted = lifted
        self._stage.announce(_trouble(message) or self._ringing(message))
        self._guard.note_change()
        if telephone.rings(message):
            self.refresh_attract()

    def refresh_attract(self) -> None:
        """What an empty booth shows has changed."""
        self._attract_changed.set()

    async def _alarm_began(self) -> None:
        async for state in self._guard.states():
            if alarm.is_running(state):
                return

    async def _receive(self) -> None:
        while True:
            try:
                errand = await self._wait_for_somebody()
            except telephone.PhoneRang:
                departure = await telephone.answer_call_back(
                    self._stage, self._guard, self._premises.keepsakes.callers
                )
                if departure is None:
                    self._wipe()
                    continue
                errand = _errand(departure)
            self.visits += 1
            log.info("visit_began number=%d", self.visits)
            await self._receive_visit(errand)
            self._wipe()
            log.info("visit_ended")

    async def _receive_visit(self, errand: Errand | None) -> None:
        began, idle, services = time.monotonic(), False, Tally()
        try:
            await self._keep_company(errand, services)
        except WentIdle:
            idle = True
            log.info("visit_idle")
        finally:
            language = self._stage.manner.language
            self._premises.note(VisitEnded(round(time.monotonic() - began), services.count, language, idle))

    async def _wait_for_somebody(self) -> Errand | None:
        """What the first touch asks for already; None: to be asked. Raises PhoneRang."""
        try:
            answer = await self._stage.follow(self._attract_views(), keys=AT_HOME_KEYS)
        except Departure as departure:
            return _errand(departure)
        if answer is None:
            raise telephone.PhoneRang
        return None

    async def _attract_views(self) -> AsyncIterator[Attract]:
        """The empty booth whenever it changes, until its phone rings."""
        while not telephone.rings(self._guard.state):
            self._attract_changed.clear()
            yield self._attract()
            await self._attract_changed.wait()

    async def _keep_company(self, errand: Errand | None, services: Tally) -> None:
        """From home to a service and back, until the citizen says goodbye. Raises WentIdle."""
        while True:
            try:
                errand = errand or await self._ask_errand()
                services.count += 1
                last, errand = errand, None
                if await self._run(last) is not Outcome.DONE or await self._anything_else():
                    continue
                if await self._say_goodbye(last) is not Outcome.LEFT:
                    return
            except WentIdle:
                raise
            except Departure as departure:
                errand = _errand(departure)

    async def _ask_errand(self) -> Errand:
        service = SERVICES[await self._stage.ask(home_view(), keys=AT_HOME_KEYS)]
        return Errand(service.id, service.run)

    async def _run(self, errand: Errand) -> Outcome:
        self.running_service = errand.service_id
        log.info("service_began service=%s", errand.service_id)
        began, outcome = time.monotonic(), Outcome.INTERRUPTED
        try:
            outcome = await Visit(self._stage, self._premises).run(errand.run)
        except WentIdle:
            outcome = Outcome.IDLE
            raise
        except Departure:
            outcome = Outcome.LEFT
            raise
        finally:
            self.running_service = ""
            if outcome is Outcome.FAILED:
                gc.collect()  # what failed holds on to what it was told
            seconds, language = round(time.monotonic() - began), self._stage.manner.language
            self._premises.note(ServiceEnded(errand.service_id, outcome, seconds, language))
            log.info("service_ended service=%s outcome=%s", errand.service_id, outcome)
        return outcome

    async def _say_goodbye(self, last: Errand) -> Outcome:
        """Ask how it was, where somebody reads it. LEFT: something else is wanted. Raises Departure."""
        if not self._premises.has_platform:
            return Outcome.DONE
        asking = partial(feedback.run, service_id=last.service_id)
        return await Visit(self._stage, self._premises).run(asking)

    async def _anything_else(self) -> bool:
        answer = await self._stage.ask(
            Choose(
                title=_("Is there anything else we can do?"),
                icon="hand-heart",
                choices=(
                    Choice("yes", _("Yes, please"), "home", "1", tone=Tone.PRIMARY),
                    Choice("no", _("No, thank you"), "hand-wave", "2", tone=Tone.QUIET),
                ),
            )
        )
        return answer == "yes"

    async def _stand_by(self) -> None:
        """Stay with the citizen through an alarm, until it is over."""
        log.info("alarm_on_stage")
        while alarm.is_running(self._guard.state):
            try:
                command = await self._asked_in_alarm()
                if command is not None:
                    await self._guard.command(command)
            except LinkError as error:
                log.info("alarm_command_failed error=%s", type(error).__name__)
            except Departure:
                pass
        log.info("alarm_over")

    async def _asked_in_alarm(self) -> Command | None:
        """What the citizen wants done; None: the alarm has changed. Raises Departure."""
        views = alarm.alarm_views(self._guard, self._premises.place.whereabouts)
        try:
            choice = await self._stage.follow(views, keys=IN_ALARM_KEYS)
        except DialledEmergency as dialled:
            return Dial(dialled.number)
        return None if choice is None else _ALARM_COMMANDS[choice]

    def _ringing(self, message: State | None) -> Text | None:
        """While somebody else is using the booth, a call back is only announced."""
        if not telephone.rings(message) or isinstance(self._stage.scene.view, Attract | InCall):
            return None
        return _("The phone is ringing for somebody who was here before. Lift the handset to answer.")

    def _wipe(self) -> None:
        """Nothing of the visit is left, not even what only waits to be collected; it may be megabytes."""
        self._stage.wipe(self._attract())
        gc.collect()


async def _leave(*tasks: asyncio.Task[None]) -> None:
    """Wait until they have let go of the stage, but not for ever: an alarm is waiting."""
    _done, busy = await asyncio.wait(tasks, timeout=LEAVING_SECONDS)
    for task in tasks:
        if task in busy:
            log.error("citizen_not_left task=%s", task.get_name())
            task.cancel()
        elif not task.cancelled():
            task.exception()


@dataclass(slots=True)
class Tally:
    count: int = 0


def _errand(departure: Departure) -> Errand | None:
    """Where a departure leads; None: home."""
    match departure:
        case AskedForPerson():
            return Errand(ASSISTANT.id, call_at_once)
        case AskedForEmergency():
            return Errand(EMERGENCY_CALL.id, EMERGENCY_CALL.run)
        case DialledEmergency(number=number):
            return Errand(EMERGENCY_CALL.id, partial(call_emergency, number=number))
        case _:
            return None


def _trouble(state: State | None) -> Text | None:
    """What every citizen should know before trusting this booth with a call."""
    if state is None:
        return _("The telephone of this booth is out of order. In an emergency, please ask people nearby.")
    if state.out_of_order:
        return _("The emergency line is out of order. In an emergency, please ask people nearby.")
    return None
