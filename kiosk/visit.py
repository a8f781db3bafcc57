"""One visit, from the first touch to goodbye, as a service sees it.

A service asks and tells through its visit, and never hears of Back, Home, idle time-outs or failures: those
end it, or run it again with the answers given so far, and the citizen is told what happened.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from hardware.link.cards import CardRead
from hardware.link.client import CommandRefused, GuardGone, LinkError
from hardware.link.messages import (
    CallEnding,
    Command,
    Dial,
    DialContact,
    DialFamily,
    HangUp,
    LinePhase,
    RefusalReason,
    State,
)
from kiosk.catalogue import Run
from kiosk.conversation.alarm import Whereabouts
from kiosk.conversation.calls import LineLost, call_views
from kiosk.conversation.departures import AskedForPerson, Departure, WentBack
from kiosk.conversation.guard import Guard
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.stage import ALL_KEYS, Stage
from kiosk.conversation.views import Choice, Tell, Tone, View, Working
from kiosk.explanations import explain_failure, may_succeed_later
from kiosk.i18n.text import Local, Text, _
from kiosk.keepsakes import Keepsakes
from kiosk.platform.client import Platform
from kiosk.platform.contract.records import Happening, Outcome
from kiosk.platform.errors import PlatformError

log = logging.getLogger(__name__)

OK, AGAIN, PERSON = "ok", "again", "person"
IN_CALL_KEYS = ALL_KEYS - {GlobalKey.BACK, GlobalKey.HOME}
CARD_PATIENCE_SECONDS = 10.0
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
    latitude: float  # WGS 84, degrees
    longitude: float
    wifi: FreeWifi | None = None

    @property
    def contacts(self) -> Mapping[str, Local]:
        return self.whereabouts.contacts


@dataclass(frozen=True, slots=True)
class Premises:
    """What the booth puts at the disposal of its visits."""

    place: Place
    guard: Guard
    platform: Platform
    keepsakes: Keepsakes
    note: Callable[[Happening], None]  # a record for the platform, without a word about the citizen


class Visit:
    def __init__(self, stage: Stage, premises: Premises) -> None:
        self.place = premises.place
        self.platform = premises.platform
        self.keepsakes = premises.keepsakes
        self.note = premises.note
        self._stage = stage
        self._guard = premises.guard
        self._answers: list[object] = []
        self._replay: deque[object] = deque()
        self._draft = ""
        self._point_of_no_return = False

    @property
    def state(self) -> State | None:
        """What the guard says of the booth; None while it is gone."""
        return self._guard.state

    @property
    def language(self) -> str:
        """The citizen's, as a language code."""
        return self._stage.manner.language

    async def ask(self, view: View, *, idle_seconds: float | None = None) -> str:
        """The value of the choice, or the number entered. `idle_seconds`: where more time is needed."""
        draft, self._draft = ("", self._draft) if self._replay else (self._draft, "")
        return await self._answered(lambda: self._stage.ask(view, draft=draft, idle_seconds=idle_seconds))

    async def tell(self, view: View) -> None:
        """Show a statement until the citizen has read it."""
        await self.ask(view)

    async def follow(self, views: AsyncIterator[View], *, idle_seconds: float | None = None) -> str | None:
        """Show each view as it comes, until a choice is made; None when there are no more.

        Without `idle_seconds` nobody need be there: then the views have to end by themselves.
        """
        return await self._stage.follow(views, idle_seconds=idle_seconds)

    async def working(
        self, title: Text, work: Awaitable[Result], *paragraphs: Text, final: bool = False
    ) -> Result:
        """Say that something takes time, while `work` is done. Cancelling it is as good as Back.

        `final`: once it has been done it can't be done again, so Back then leads home.
        """
        view = Working(
            title=title,
            icon="timer-sand",
            paragraphs=paragraphs,
            choices=(Choice("cancel", _("Cancel"), "close", "1", tone=Tone.QUIET),),
        )
        result = await self._stage.show_while(view, work)
        self._point_of_no_return = self._point_of_no_return or final
        return result

    async def read_card(self, view: View) -> CardRead | None:
        """What the reader reads of the card that the view asks for; None when a choice was made instead.

        None at once where there is no reader.
        """
        return await self._answered(lambda: self._card_or_choice(view))

    async def call(
        self, party: Text, command: Dial | DialContact | DialFamily, *reminders: Text
    ) -> CallEnding:
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
        return (state.line.ending if state else None) or CallEnding.FAILED

    async def command(self, command: Command) -> None:
        """Ask the guard for something that can't be taken back. Raises LinkError."""
        self._point_of_no_return = True
        await self._guard.command(command)

    async def run(self, run: Run) -> Outcome:
        """Run a service: DONE by itself, LEFT by Back, or FAILED. Raises Departure for what leads elsewhere.

        Back asks the last question again: the service runs anew with the answers before it. So does a
        platform that has failed, when the citizen wants to try again.
        """
        while True:
            try:
                await run(self)
                return Outcome.DONE
            except WentBack:
                if not self._step_back():
                    return Outcome.LEFT
            except Departure:
                raise
            except (LinkError, LineLost, PlatformError) as error:
                log.info("service_could_not error=%s", type(error).__name__)
                if not await self._again_after(error):
                    return Outcome.FAILED
            except Exception as error:
                log.exception("service_failed error=%s", type(error).__name__)
                if not await self._again_after(error):
                    return Outcome.FAILED

    async def _answered(self, ask: Callable[[], Awaitable[Result]]) -> Result:
        """The answer given before Back was pressed, or a new one."""
        answer: Result = self._replay.popleft() if self._replay else await ask()  # type: ignore[assignment]  # replayed in the order of asking, so of the same type
        self._answers.append(answer)
        return answer

    def _step_back(self) -> bool:
        """Whether there is a question to ask again."""
        if self._point_of_no_return or not self._answers:
            return False
        last = self._answers.pop()
        self._draft = last if isinstance(last, str) else ""
        self._repeat_answers()
        return True

    def _repeat_answers(self) -> None:
        self._replay = deque(self._answers)
        self._answers = []

    async def _card_or_choice(self, view: View) -> CardRead | None:
        asking = asyncio.ensure_future(self._stage.ask(view))
        reading = asyncio.ensure_future(self._card(view))
        try:
            await asyncio.wait({asking, reading}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                return reading.result()
            asking.result()
            return None
        finally:
            asking.cancel()
            reading.cancel()
            await asyncio.gather(asking, reading, return_exceptions=True)

    async def _card(self, view: View) -> CardRead | None:
        """Until one was read. Raises LinkError when there will be none."""
        while True:
            try:
                return await self._guard.read_card(CARD_PATIENCE_SECONDS)
            except CommandRefused as error:
                if error.reason is RefusalReason.READER_ABSENT:
                    return None
                if error.reason is RefusalReason.CARD_UNREADABLE:
                    unread = _("The card could not be read. Please lift it and lay it down again.")
                    self._stage.amend(replace(view, paragraphs=(unread, *view.paragraphs)))
                elif error.reason is not RefusalReason.CARD_ABSENT:
                    raise

    async def _again_after(self, error: Exception) -> bool:
        """Tell what went wrong; whether to run the service again. Raises Departure."""
        retry = may_succeed_later(error) and not self._point_of_no_return
        again = (Choice(AGAIN, _("Try again"), "refresh", "1", tone=Tone.PRIMARY),) if retry else ()
        view = Tell(
            title=explain_failure(error, self.state),
            icon="alert-circle",
            tone=Tone.TROUBLE,
            paragraphs=(_("A person can help you: touch the headset key."),),
            choices=(
                *again,
                Choice(OK, _("Go on"), "arrow-right", "2", tone=Tone.QUIET if again else Tone.PRIMARY),
                Choice(PERSON, _("Talk to a person"), "face-agent", "9"),
            ),
        )
        try:
            answer = await self._stage.ask(view)
        except WentBack:
            return self._step_back()
        if answer == PERSON:
            raise AskedForPerson
        if answer == AGAIN:
            self._repeat_answers()
        return answer == AGAIN

    async def _hang_up(self) -> None:
        state = self._guard.state
        if state is not None and state.line.phase is not LinePhase.IDLE:
            try:
                await self._guard.command(HangUp())
            except (CommandRefused, GuardGone):
                log.info("hang_up_not_needed")
