"""一键叫车: a taxi to the booth. The phone number is all that is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Choose, ShowTaxi, Tell, Tone, View, Working
from kiosk.i18n.text import Text, Verbatim, _, counted, local
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.taxi import Taxi, TaxiOrder, TaxiState
from kiosk.platform.errors import PlatformError, PlatformRefused
from kiosk.platform.undoing import Order
from kiosk.services import ordering
from kiosk.services.distances import distance
from kiosk.services.identity import ask_mobile
from kiosk.services.taxi_code import CodeLeft, give_code

if TYPE_CHECKING:
    from kiosk.visit import Visit

WORTH_TELLING_SECONDS = 5
ASK_EVERY_SECONDS = 2.0
UNREACHED_SECONDS = 120.0  # looking without a word from the platform ends after so long
LOOKING_SECONDS = 900.0  # nobody waits for longer in a booth
LOOKING_IDLE_SECONDS = 180.0
FOUND_IDLE_SECONDS = 120.0
ON_ITS_WAY = (TaxiState.FOUND, TaxiState.ARRIVED)
CANCEL, ANOTHER, LATER, PERSON = "cancel", "another", "later", "person"

TROUBLES: dict[TaxiState, Text] = {
    TaxiState.NONE_FOUND: _("No taxi is free near here just now."),
    TaxiState.CANCELLED_BY_DRIVER: _("The driver can't come. We are sorry."),
    TaxiState.CANCELLED: _("The taxi has been cancelled."),
}


async def run(visit: Visit) -> None:
    phone, ordered = "", 0
    while True:
        phone = phone or await ask_mobile(
            visit, _("The driver calls this number. Nothing else is needed."), final=True
        )
        try:
            state = await order_one(visit, phone, ordered)
        except CodeLeft:
            phone, ordered = "", ordered + 1
            continue
        if state is None or state not in TROUBLES:
            return
        answer = await what_next(visit, TROUBLES[state])
        if answer == PERSON:
            raise AskedForPerson
        if answer == LATER:
            return
        ordered += 1


async def order_one(visit: Visit, phone: str, ordered: int) -> TaxiState | None:
    """Order, look, and show the taxi until the citizen has seen enough. How it stands then; None: unknown.

    `ordered`: how many have been ordered before. Raises CodeLeft.
    """
    order = await ordering.place(
        visit, to_this_booth(visit, phone, ordered), _("Calling a taxi"), _("To this booth")
    )
    if order is None:
        return None
    visit.keepsakes.resume_taxi(order.id)  # the same order, after a failure that had it given up
    watch = Watch(visit, order)
    try:
        while watch.order.state is TaxiState.CODE_NEEDED:
            watch.order = await give_code(visit, watch.order)
        await look(visit, watch)
        if watch.coming_taxi is not None:
            visit.keepsakes.await_taxi(watch.order, phone[-4:])
            await show(visit, watch)
        return watch.order.state
    finally:
        if watch.order.state is TaxiState.CODE_NEEDED or watch.is_looking:
            visit.keepsakes.give_up_taxi(order.id)


def to_this_booth(visit: Visit, phone: str, ordered: int) -> Order[TaxiOrder]:
    key, platform, keepsakes = visit.key_for("taxi", phone, ordered), visit.platform, visit.keepsakes

    async def give_up(order: TaxiOrder) -> None:
        keepsakes.give_up_taxi(order.id)

    return Order(lambda: platform.order_taxi(phone, key), give_up)


async def look(visit: Visit, watch: Watch) -> None:
    """Until one is coming, or none will."""
    while watch.is_looking:
        if await visit.follow(watch.looking(), idle_seconds=LOOKING_IDLE_SECONDS) == CANCEL:
            await cancel(visit, watch)
        elif watch.is_looking:
            await end_search(visit, watch)


async def end_search(visit: Visit, watch: Watch) -> None:
    """After LOOKING_SECONDS none is expected any more; one may come all the same."""
    await cancel(visit, watch)
    if watch.is_looking:
        visit.keepsakes.give_up_taxi(watch.order.id)
    if watch.is_looking or watch.order.state is TaxiState.CANCELLED:
        watch.order = replace(watch.order, state=TaxiState.NONE_FOUND)


async def show(visit: Visit, watch: Watch) -> None:
    """The taxi that is coming, until its citizen has seen enough, or it comes no more."""
    while watch.coming_taxi is not None:
        if await visit.follow(watch.coming(), idle_seconds=FOUND_IDLE_SECONDS) != CANCEL:
            break
        await cancel(visit, watch)
        if watch.coming_taxi is not None:
            await visit.tell(
                Tell(title=_("It is too late to cancel the taxi."), icon="taxi", choices=(GO_ON,))
            )
    if watch.coming_taxi is None:
        visit.keepsakes.drop_taxi(watch.order.id)


async def cancel(visit: Visit, watch: Watch) -> None:
    """`watch.order` says what became of it: it may be too late. Goes on without the citizen who leaves."""
    title, known = _("Cancelling the taxi"), False
    try:
        watch.order = await visit.working(title, visit.platform.cancel_taxi(watch.order.id))
        known = True
    except PlatformRefused as error:
        if error.kind is not ProblemKind.TOO_LATE:
            raise
        known = True
        watch.order = await visit.working(title, visit.platform.taxi_order(watch.order.id))
    finally:
        if not known:
            visit.keepsakes.give_up_taxi(watch.order.id)


class Watch:
    """An order, and the views of how it goes on."""

    def __init__(self, visit: Visit, order: TaxiOrder) -> None:
        self.order = order
        self._visit = visit
        self._heard = time.monotonic()
        self._looking_since: float | None = None

    @property
    def coming_taxi(self) -> Taxi | None:
        return self.order.taxi if self.order.state in ON_ITS_WAY else None

    @property
    def is_looking(self) -> bool:
        """Also while one is said to be found, but not which."""
        found_none_yet = self.order.state in ON_ITS_WAY and self.order.taxi is None
        return self.order.state is TaxiState.LOOKING or found_none_yet

    async def looking(self) -> AsyncIterator[View]:
        """Until it is found or not, LOOKING_SECONDS at most.

        Raises PlatformError when the platform stays away for too long.
        """
        since = self._looking_since = self._looking_since or time.monotonic()
        while self.is_looking and time.monotonic() < since + LOOKING_SECONDS:
            yield Working(
                title=_("Looking for a taxi"),
                icon="taxi",
                paragraphs=self._how_long(since),
                choices=(Choice(CANCEL, _("Cancel"), "close", "1", tone=Tone.QUIET),),
            )
            await self._ask()

    async def coming(self) -> AsyncIterator[View]:
        """Until it has come, or comes no more."""
        while (taxi := self.coming_taxi) is not None:
            yield taxi_view(taxi, here=self.order.state is TaxiState.ARRIVED)
            await self._ask()

    async def _ask(self) -> None:
        await asyncio.sleep(ASK_EVERY_SECONDS)
        try:
            self.order = await self._visit.platform.taxi_order(self.order.id)
            self._heard = time.monotonic()
        except PlatformError:
            if time.monotonic() - self._heard > UNREACHED_SECONDS:
                raise

    def _how_long(self, since: float) -> tuple[Text, ...]:
        waited, minutes = round(time.monotonic() - since), self.order.looking_minutes
        told = []
        if minutes is not None:
            told.append(counted("It usually takes {n} minute.", "It usually takes {n} minutes.", minutes))
        if waited >= WORTH_TELLING_SECONDS:
            told.append(counted("You have waited {n} second.", "You have waited {n} seconds.", waited))
        return tuple(told)


def taxi_view(taxi: Taxi, *, here: bool) -> ShowTaxi:
    return ShowTaxi(
        title=_("Your taxi is here") if here else _("Your taxi is coming"),
        icon="taxi",
        plate=taxi.plate,
        colour=local(taxi.colour),
        company=Verbatim(taxi.company),
        distance=None if here else _("{distance} away", distance=distance(taxi.distance_m)),
        minutes=None if here else taxi.minutes,
        paragraphs=(
            *(() if here else (_("Please wait beside the booth. The driver will call you."),)),
            _("Pay the driver, in cash or by card."),
            _("This screen goes on showing the plate."),
        ),
        choices=(
            Choice("ok", _("I have seen it"), "check", "1", tone=Tone.PRIMARY),
            Choice(CANCEL, _("Cancel the taxi"), "close", "2", tone=Tone.QUIET, final=True),
        ),
    )


async def what_next(visit: Visit, trouble: Text) -> str:
    return await visit.ask(
        Choose(
            title=trouble,
            icon="taxi",
            tone=Tone.TROUBLE,
            choices=(
                Choice(ANOTHER, _("Call another one"), "refresh", "1", tone=Tone.PRIMARY, final=True),
                Choice(PERSON, _("Talk to a person"), "face-agent", "2"),
                Choice(LATER, _("Later"), "close", "3", tone=Tone.QUIET),
            ),
        )
    )
