"""Who the citizen is, where a service can't do without: by the card on the reader, or keyed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hardware.link.cards import CardKind, CardRead
from kiosk.conversation.departures import DialledEmergency
from kiosk.conversation.keying import EMERGENCY_NUMBERS
from kiosk.conversation.views import Choice, Choose, EnterNumber, Tell, Tone
from kiosk.i18n.formats import masked_name
from kiosk.i18n.text import Text, Verbatim, _
from kiosk.platform.contract.values import is_id_number

if TYPE_CHECKING:
    from kiosk.visit import Visit

ID_NUMBER_SIGNS = 18
MOBILE_DIGITS = 11
KEY_IT, AGAIN = "key", "again"


@dataclass(frozen=True, slots=True)
class Person:
    """Lives as long as the service that asked."""

    id_number: str = field(repr=False)
    name: str | None = field(default=None, repr=False)

    @property
    def masked(self) -> Text:
        """Surname and the last four signs of the number: enough to know oneself, and no more."""
        name = masked_name(self.name) if self.name else ""
        return Verbatim(f"{name} ···· {self.id_number[-4:]}".strip())


async def ask_person(visit: Visit, why: Text) -> Person:
    """By ID card if there is one, else by the ID number."""
    card = await read_id_card(visit, why, Choice(KEY_IT, _("Key the number instead"), "dialpad", "1"))
    if card is not None:
        return Person(card.number, card.name)
    return Person(
        await visit.ask(
            EnterNumber(
                title=_("Your ID number, please"),
                icon="card-account-details-outline",
                paragraphs=(why,),
                check=fault_in_id_number,
                done=_("Done"),
                max_digits=ID_NUMBER_SIGNS,
                groups=(6, 4, 4, 4),
                last_sign="X",
            )
        )
    )


async def read_id_card(visit: Visit, why: Text, otherwise: Choice) -> CardRead | None:
    """An ID card's: the number of any other card is not its owner's. None when `otherwise` was chosen."""
    while True:
        card = await visit.read_card(lay_card(why, otherwise))
        if card is None or card.kind is CardKind.ID_CARD:
            return card
        answer = await visit.ask(
            Choose(
                title=_("This is not an ID card."),
                icon="card-account-details-outline",
                tone=Tone.TROUBLE,
                paragraphs=(_("Please lay your ID card on the reader instead."),),
                choices=(
                    Choice(AGAIN, _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY),
                    replace(otherwise, digit="2"),
                ),
            )
        )
        if answer == otherwise.value:
            return None


async def ask_mobile(visit: Visit, why: Text, *, final: bool = False) -> str:
    """`final`: something is ordered with it at once. Raises DialledEmergency for 110, 119 and 120, with which
    no mobile number begins.
    """
    number = await visit.ask(
        EnterNumber(
            title=_("Your mobile number, please"),
            icon="cellphone",
            paragraphs=(why,),
            check=fault_in_mobile,
            done=_("Done"),
            max_digits=MOBILE_DIGITS,
            groups=(3, 4, 4),
            at_once=EMERGENCY_NUMBERS,
            final=final,
        )
    )
    if number in EMERGENCY_NUMBERS:
        raise DialledEmergency(number)
    return number


def lay_card(why: Text, *otherwise: Choice) -> Tell:
    return Tell(
        title=_("Please lay your ID card on the reader"),
        icon="card-account-details-outline",
        paragraphs=(why, _("It is read once and not kept.")),
        choices=otherwise,
        tone=Tone.PLAIN,
    )


def fault_in_id_number(number: str) -> Text | None:
    """What keeps it from being an ID number (GB 11643), in words for the citizen."""
    if len(number) < ID_NUMBER_SIGNS:
        return _("An ID number has 18 signs. Please go on.")
    if not is_id_number(number):
        return _("One of the digits is not right. Please check the number.")
    return None


def fault_in_mobile(number: str) -> Text | None:
    """What keeps it from being a mobile number of the mainland, in words for the citizen."""
    if len(number) < MOBILE_DIGITS:
        return _("A mobile number has 11 digits. Please go on.")
    if not re.fullmatch("1[3-9][0-9]{9}", number):
        return _("This is not a mobile number. Please check it.")
    return None
