"""The code that the taxi platform texts to a phone, to see that it is the citizen's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.conversation.departures import AskedForPerson, WentBack
from kiosk.conversation.views import Choice, Choose, EnterNumber, Tell, Tone
from kiosk.i18n.text import _
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.taxi import TaxiOrder
from kiosk.platform.errors import PlatformError, PlatformRefused

if TYPE_CHECKING:
    from kiosk.visit import Visit

CODE_IDLE_SECONDS = 180.0  # a text may take 120 s; taxi screens that went home meanwhile were complained of
FEWEST_DIGITS, MOST_DIGITS = 4, 8  # contract.taxi.TaxiCode
AGAIN, PERSON = "again", "person"


class CodeLeft(Exception):
    """The citizen went back from the code that was sent: the phone was another one."""


async def give_code(visit: Visit, order: TaxiOrder) -> TaxiOrder:
    """The order as it is then: the same after a wrong code.

    Raises CodeLeft, and PlatformRefused when the code has expired.
    """
    try:
        code = await visit.ask(code_view(order.code_digits), idle_seconds=CODE_IDLE_SECONDS)
        return await check_code(visit, order, code)
    except WentBack as error:
        raise CodeLeft from error


async def check_code(visit: Visit, order: TaxiOrder, code: str) -> TaxiOrder:
    title = _("Checking the number")
    while True:
        try:
            return await visit.working(title, visit.platform.give_taxi_code(order.id, code))
        except PlatformError as error:
            kind = error.kind if isinstance(error, PlatformRefused) else None
            if kind is ProblemKind.CODE_EXPIRED:
                raise
        if kind is ProblemKind.CODE_WRONG:
            await visit.ask(wrong_code_view(), idle_seconds=CODE_IDLE_SECONDS)
            return order
        if kind is ProblemKind.TOO_LATE:
            return await visit.working(title, visit.platform.taxi_order(order.id))
        if await visit.ask(unchecked_view(), idle_seconds=CODE_IDLE_SECONDS) == PERSON:
            raise AskedForPerson


def code_view(digits: int | None) -> EnterNumber:
    """`digits` None: the platform has not said how many."""
    fewest, most = digits or FEWEST_DIGITS, digits or MOST_DIGITS
    return EnterNumber(
        title=_("A text with a number has been sent to your phone. Which number is it?"),
        icon="message-text-lock-outline",
        paragraphs=(_("It may take a minute to come. Take your time."),),
        check=lambda keyed: None if fewest <= len(keyed) <= most else _("The number is not complete."),
        done=_("Done"),
        max_digits=most,
    )


def wrong_code_view() -> Tell:
    return Tell(
        title=_("That is not the number we have sent."),
        icon="alert-circle",
        tone=Tone.TROUBLE,
        choices=(Choice("ok", _("Key it again"), "dialpad", "1", tone=Tone.PRIMARY),),
    )


def unchecked_view() -> Choose:
    return Choose(
        title=_("The number could not be checked just now."),
        icon="alert-circle",
        tone=Tone.TROUBLE,
        choices=(
            Choice(AGAIN, _("Try again"), "refresh", "1", tone=Tone.PRIMARY),
            Choice(PERSON, _("Talk to a person"), "face-agent", "2"),
        ),
    )
