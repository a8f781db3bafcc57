"""一键叫车: a taxi to the booth. The phone number is all that is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.views import Choice, Choose, EnterNumber, ShowTaxi, Tell, Tone, View, Working
from kiosk.i18n.text import Text, Verbatim, _, counted, local
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.taxi import TaxiOrder, TaxiState
from kiosk.platform.errors import PlatformError, PlatformRefused
from kiosk.services.identity import ask_mobile

if TYPE_CHECKING:
    from kiosk.visit import Visit

ASK_EVERY_SECONDS = 2.0
UNREACHED_SECONDS = 120.0  # looking without a word from the platform ends after so long
CODE_IDLE_SECONDS = (
    180.0  # a code by text may take 120 s; taxi screens that went home meanwhile were complained of
)
FOUND_IDLE_SECONDS = 120.0
ON_ITS_WAY = (TaxiState.FOUND, TaxiState.ARRIVED)
CANCEL, AGAIN, LATER, PERSON = "cancel", "again", "later", "person"

TROUBLES: dict[TaxiState, Text] = {
    TaxiState.NONE_FOUND: _("No taxi is free near here just now."),
    TaxiState.CANCELLED_BY_DRIVER: _("The driver can't come. We are sorry."),
    TaxiState.CANCELLED: _("The taxi has been cancelled."),
}


async def run(visit: Visit) -> None:
    phone = await ask_mobile(visit, _("The driver calls this number. Nothing else is needed."))
    while True:
        state = await order_one(visit, phone)
        if state not in TROUBLES:
            return
        match await what_next(visit, TROUBLES[state]):
            case "again":
                continue
            case "person":
                raise AskedForPerson
        return


async def order_one(visit: Visit, phone: str) -> TaxiState:
    """Order, look, and show the taxi until the citizen has seen enough. How it stands then."""
    order = await visit.working(
        _("Calling a taxi"), visit.platform.order_taxi(phone), _("To this booth"), final=True
    )
    watch = Watch(visit, order)
    try:
        while watch.order.state is TaxiState.CODE_NEEDED:
            await give_code(visit, watch)
        if await visit.follow(watch.looking()) == CANCEL:
            watch.order = await visit.working(_("Cancelling the taxi"), visit.platform.cancel_taxi(order.id))
        if watch.order.state not in ON_ITS_WAY:
            return watch.order.state
        visit.keepsakes.await_taxi(watch.order, phone[-4:])
        if await visit.follow(watch.coming(), idle_seconds=FOUND_IDLE_SECONDS) == CANCEL:
            watch.order = await visit.working(_("Cancelling the taxi"), visit.platform.cancel_taxi(order.id))
        if watch.order.state not in ON_ITS_WAY:
            visit.keepsakes.drop_taxi(order.id)
        return watch.order.state
    finally:
        if watch.order.state in (TaxiState.CODE_NEEDED, TaxiState.LOOKING):
            visit.keepsakes.give_up_taxi(order.id)


async def give_code(visit: Visit, watch: Watch) -> None:
    digits = watch.order.code_digits
    code = await visit.ask(
        EnterNumber(
            title=_("A text with a number has been sent to your phone. Which number is it?"),
            icon="message-text-lock-outline",
            paragraphs=(_("It may take a minute to come. Take your time."),),
            check=lambda keyed: None if len(keyed) >= (digits or 4) else _("The number is not complete."),
            done=_("Done"),
            max_digits=digits or 8,
        ),
        idle_seconds=CODE_IDLE_SECONDS,
    )
    try:
        checked = visit.platform.give_taxi_code(watch.order.id, code)
        watch.order = await visit.working(_("Checking the number"), checked)
    except PlatformRefused as error:
        if error.kind is not ProblemKind.CODE_WRONG:
            raise
        await visit.tell(
            Tell(
                title=_("That is not the number we have sent."),
                icon="alert-circle",
                tone=Tone.TROUBLE,
                choices=(Choice("ok", _("Key it again"), "dialpad", "1", tone=Tone.PRIMARY),),
            )
        )


class Watch:
    """An order, and the views of how it goes on."""

    def __init__(self, visit: Visit, order: TaxiOrder) -> None:
        self.order = order
        self._visit = visit
        self._began = self._heard = time.monotonic()

    async def looking(self) -> AsyncIterator[View]:
        """Until it is found or not. Raises PlatformError when the platform stays away for too long."""
        while self.order.state is TaxiState.LOOKING:
            yield Working(
                title=_("Looking for a taxi"),
                icon="taxi",
                paragraphs=self._how_long(),
                choices=(Choice(CANCEL, _("Cancel"), "close", "1", tone=Tone.QUIET),),
            )
            await self._ask()

    async def coming(self) -> AsyncIterator[View]:
        """Until it has come, or comes no more."""
        while self.order.state in ON_ITS_WAY:
            yield taxi_view(self.order)
            await self._ask()

    async def _ask(self) -> None:
        await asyncio.sleep(ASK_EVERY_SECONDS)
        try:
            self.order = await self._visit.platform.taxi_order(self.order.id)
            self._heard = time.monotonic()
        except PlatformError:
            if time.monotonic() - self._heard > UNREACHED_SECONDS:
                raise

    def _how_long(self) -> tuple[Text, ...]:
        waited = round(time.monotonic() - self._began)
        so_far = counted("You have waited {n} second.", "You have waited {n} seconds.", waited)
        if self.order.looking_minutes is None:
            return (so_far,)
        usual = counted(
            "It usually takes {n} minute.", "It usually takes {n} minutes.", self.order.looking_minutes
        )
        return usual, so_far


def taxi_view(order: TaxiOrder) -> ShowTaxi:
    taxi = order.taxi
    if taxi is None:
        raise ValueError(f"an order that is {order.state} without a taxi")
    here = order.state is TaxiState.ARRIVED
    return ShowTaxi(
        title=_("Your taxi is here") if here else _("Your taxi is coming"),
        icon="taxi",
        plate=taxi.plate,
        colour=local(taxi.colour),
        company=Verbatim(taxi.company),
        distance=None if here else _("{metres} m away", metres=taxi.distance_m),
        minutes=None if here else taxi.minutes,
        paragraphs=(_("Pay the driver, in cash or by card."), _("This screen goes on showing the plate.")),
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
                Choice(AGAIN, _("Call another one"), "refresh", "1", tone=Tone.PRIMARY, final=True),
                Choice(PERSON, _("Talk to a person"), "face-agent", "2"),
                Choice(LATER, _("Later"), "close", "3", tone=Tone.QUIET),
            ),
        )
    )
