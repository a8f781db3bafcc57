"""One visit, from the first touch to goodbye, as a service sees it.

A service asks and tells through its visit, and never hears of Back, Home, idle time-outs or failures: those
end it, or run it again with the answers given so far, and the citizen is told what happened.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from hardware.link.cards import CardRead
from hardware.link.client import CommandRefused, GuardGone, LinkError
from hardware.link.messages import (
    AlarmPhase,
    CallEnding,
    Command,
    Dial,
    DialContact,
    DialFamily,
    HangUp,
    LinePhase,
    State,
)
from kiosk.catalogue import Run
from kiosk.conversation.calls import LineLost, call_views
from kiosk.conversation.card_reading import card_or_choice
from kiosk.conversation.departures import AskedForPerson, Departure, WentBack
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.stage import ALL_KEYS, Stage
from kiosk.conversation.views import Choice, EnterNumber, Tell, Tone, View, Working
from kiosk.explanations import explain_failure, may_succeed_later
from kiosk.i18n.text import Text, _
from kiosk.platform.contract.records import Outcome
from kiosk.platform.errors import PlatformError
from kiosk.premises import Premises

log = logging.getLogger(__name__)

OK, AGAIN, PERSON = "ok", "again", "person"
IN_CALL_KEYS = ALL_KEYS - {GlobalKey.BACK, GlobalKey.HOME}
NO_CARD = "no_card"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Step:
    """What a service was told on its way, so that it can be led there again."""

    told: object
    asked: bool  # of the citizen, who can take it back; else of the platform


class Visit:
    def __init__(self, stage: Stage, premises: Premises) -> None:
        self.place = premises.place
        self.platform = premises.platform
        self.keepsakes = premises.keepsakes
        self.note = premises.note
        self._stage = stage
        self._guard = premises.guard
        self._steps: list[Step] = []
        self._replay: deque[Step] = deque()
        self._draft = ""
        self._keys: dict[tuple[object, ...], str] = {}
        self._point_of_no_return = False  # Back no longer leads into the service
        self._acted = False  # at the booth: the service can't be run again

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
        answer = self._told(lambda told: isinstance(told, str) and _answers(view, told))
        if answer is None:
            draft, self._draft = self._draft if isinstance(view, EnterNumber) else "", ""
            answer = await self._stage.ask(view, draft=draft, idle_seconds=idle_seconds)
        self._steps.append(Step(answer, asked=True))
        return str(answer)

    def key_for(self, *what: object) -> str:
        """The idempotency key for what is asked of the platform: the same for the same words, also when the
        service runs again after Back or a failure, so that nothing is ordered twice."""
        return self._keys.setdefault(what, str(uuid4()))

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

        `final`: it may not be done twice, so from its beginning Back leads home.
        """
        known = None if final else self._told(lambda told: not isinstance(told, str | CardRead))
        if known is not None:
            _forget(work)
            self._steps.append(Step(known, asked=False))
            return known  # type: ignore[return-value]  # told again in the order of asking, so of the same type
        self._point_of_no_return = self._point_of_no_return or final
        view = Working(
            title=title,
            icon="timer-sand",
            paragraphs=paragraphs,
            choices=(Choice("cancel", _("Cancel"), "close", "1", tone=Tone.QUIET),),
        )
        result = await self._stage.show_while(view, work)
        if not final:
            self._steps.append(Step(result, asked=False))
        return result

    async def read_card(self, view: View) -> CardRead | None:
        """What the reader reads of the card that the view asks for; None when a choice was made instead.

        While no reader works the view says so, and waits for one.
        """
        known = self._told(lambda told: told == NO_CARD or isinstance(told, CardRead))
        card = known if known is not None else await card_or_choice(self._stage, self._guard, view) or NO_CARD
        self._steps.append(Step(card, asked=True))
        return card if isinstance(card, CardRead) else None

    async def call(
        self,
        party: Text,
        command: Dial | DialContact | DialFamily,
        *reminders: Text,
        until_answered: tuple[Text, ...] = (),
    ) -> CallEnding:
        """Call and stay with the citizen until the call is over. Leaving it hangs up.

        `until_answered` is shown before the reminders until the other side answers.
        A service that has called can't be taken back: Back then leads home.
        """
        self._point_of_no_return = self._acted = True
        before = self._guard.state
        after_call_id = before.line.call_id if before else 0
        await self._guard.command(command)
        try:
            views = call_views(self._guard, after_call_id, party, reminders, until_answered)
            await self._stage.follow(views, keys=IN_CALL_KEYS)
        finally:
            await self._hang_up(after_call_id)
        state = self._guard.state
        return (state.line.ending if state else None) or CallEnding.FAILED

    async def command(self, command: Command) -> None:
        """Ask the guard for something that can't be taken back. Raises LinkError."""
        self._point_of_no_return = self._acted = True
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

    def _told(self, fits: Callable[[object], bool]) -> object | None:
        """What was told here before. Where it fits no longer, the citizen goes on from here anew."""
        if self._replay and fits(self._replay[0].told):
            return self._replay.popleft().told
        self._replay.clear()
        return None

    def _step_back(self) -> bool:
        """Whether there is a question to ask again."""
        while self._steps and not self._steps[-1].asked:
            self._steps.pop()
        if self._point_of_no_return or not self._steps:
            return False
        last = self._steps.pop().told
        self._draft = last if isinstance(last, str) and last != NO_CARD else ""
        self._repeat_steps()
        return True

    def _repeat_steps(self) -> None:
        self._replay = deque(self._steps)
        self._steps = []

    async def _again_after(self, error: Exception) -> bool:
        """Tell what went wrong; whether to run the service again. Raises Departure."""
        retry = may_succeed_later(error) and not self._acted
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
            self._repeat_steps()
        return answer == AGAIN

    async def _hang_up(self, after_call_id: int) -> None:
        """The citizen's own call; an alarm ends it by itself, and must not wait for that."""
        state = self._guard.state
        if (
            state is None
            or state.alarm.phase is not AlarmPhase.NONE
            or state.line.phase is LinePhase.IDLE
            or state.line.call_id <= after_call_id
        ):
            return
        try:
            await self._guard.command(HangUp())
        except (CommandRefused, GuardGone):
            log.info("hang_up_not_needed")


def _answers(view: View, told: str) -> bool:
    """Whether it is an answer to this view still."""
    if isinstance(view, EnterNumber):
        return told in view.at_once or view.check(told) is None
    return told in {choice.value for choice in view.choices}


def _forget(work: Awaitable[object]) -> None:
    """It is known already what would come of it."""
    if asyncio.iscoroutine(work):
        work.close()
