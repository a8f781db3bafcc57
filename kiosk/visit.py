"""One visit, from the first touch to goodbye, as a service sees it.

A service asks and tells through its visit, and never hears of Back, Home, idle time-outs or failures: those
end it, or run it again with the answers given so far, and the citizen is told what happened.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from hardware.link.client import CommandRefused, GuardGone, LinkError
from hardware.link.messages import CallEnding, Command, Dial, DialContact, HangUp, LinePhase, State
from kiosk.catalogue import Run
from kiosk.conversation.alarm import Whereabouts
from kiosk.conversation.calls import LineLost, call_views
from kiosk.conversation.departures import Departure, WentBack
from kiosk.conversation.guard import Guard
from kiosk.conversation.refusals import explain
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.stage import ALL_KEYS, Stage
from kiosk.conversation.views import Choice, Tell, Tone, View, Working
from kiosk.i18n.text import Local, Text, _

log = logging.getLogger(__name__)

OK = "ok"
IN_CALL_KEYS = ALL_KEYS - {GlobalKey.BACK, GlobalKey.HOME}
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class FreeWifi:
    ssid: str
    password: str  # "" for an open network


@dataclass(frozen=True, slots=True)
class Place:
    """The booth, as far as services speak of it."""

    whereabouts: Whereabouts
    area_code: str
    wifi: FreeWifi | None = None

    @property
    def contacts(self) -> Mapping[str, Local]:
        return self.whereabouts.contacts


class Visit:
    def __init__(self, stage: Stage, guard: Guard, place: Place) -> None:
        self.place = place
        self._stage = stage
        self._guard = guard
        self._answers: list[str] = []
        self._replay: deque[str] = deque()
        self._draft = ""
        self._point_of_no_return = False

    @property
    def state(self) -> State | None:
        """What the guard says of the booth; None while it is gone."""
        return self._guard.state

    async def ask(self, view: View) -> str:
        """The value of the choice, or the number entered."""
        if self._replay:
            answer = self._replay.popleft()
        else:
            draft, self._draft = self._draft, ""
            answer = await self._stage.ask(view, draft=draft)
        self._answers.append(answer)
        return answer

    async def tell(self, view: View) -> None:
        """Show a statement until the citizen has read it."""
        await self.ask(view)

    async def working(self, title: Text, work: Awaitable[Result]) -> Result:
        """Say that something takes time, while `work` is done."""
        view = Working(title=title, icon="timer-sand")
        return await self._stage.show_while(view, work)

    async def call(self, party: Text, command: Dial | DialContact, *reminders: Text) -> CallEnding:
        """Call and stay with the citizen until the call is over. Leaving it hangs up.

        A service that has called can't be taken back: Back then leads home.
        """
        self._point_of_no_return = True
        before = self._guard.state
        await self._guard.command(command)
        views = call_views(self._guard, before.line.call_id if before else 0, party, reminders)
        try:
            await self._stage.follow(views, keys=IN_CALL_KEYS)
        finally:
            await self._hang_up()
        state = self._guard.state
        return (state and state.line.ending) or CallEnding.FAILED

    async def command(self, command: Command) -> None:
        """Ask the guard for something that can't be taken back. Raises LinkError."""
        self._point_of_no_return = True
        await self._guard.command(command)

    async def run(self, run: Run) -> bool:
        """Run a service to its end. Whether it came to its own end, not by Back or a failure.

        Back asks the last question again: the service runs anew with the answers before it. Raises
        Departure for all that leads elsewhere.
        """
        while True:
            try:
                await run(self)
                return True
            except WentBack:
                if self._point_of_no_return or not self._answers:
                    return False
                self._draft = self._answers.pop()
                self._replay = deque(self._answers)
                self._answers = []
            except Departure:
                raise
            except LinkError as error:
                await self._explain(explain(error, self.state))
                return False
            except LineLost:
                await self._explain(explain(GuardGone(), self.state))
                return False
            except Exception as error:
                log.exception("service_failed error=%s", type(error).__name__)
                await self._explain(_("This service is not working just now. We are sorry."))
                return False

    async def _explain(self, text: Text) -> None:
        await self._stage.ask(
            Tell(
                title=text,
                icon="alert-circle",
                tone=Tone.TROUBLE,
                paragraphs=(_("A person can help you: touch the headset key."),),
                choices=(Choice(OK, _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY),),
            )
        )

    async def _hang_up(self) -> None:
        state = self._guard.state
        if state is not None and state.line.phase is not LinePhase.IDLE:
            try:
                await self._guard.command(HangUp())
            except (CommandRefused, GuardGone):
                log.info("hang_up_not_needed")
