"""联系家人: tell one's own people where one is, call them, and let them call back.

Contacts come masked. Whoever was told or called may ring the booth for an hour.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from hardware.link.call_backs import AllowCallBack, DialFamily
from hardware.link.client import LinkError
from kiosk.conversation.calls import ENDINGS
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Choose, Tell, Tone
from kiosk.i18n.formats import time_of_day
from kiosk.i18n.text import Text, Verbatim, _, local
from kiosk.platform.contract.family import (
    Family,
    FamilyCallRequest,
    FamilyContact,
    FamilyNoticeRequest,
    FamilySearch,
)
from kiosk.platform.errors import PlatformError
from kiosk.platform.undoing import Order
from kiosk.services import ordering
from kiosk.services.identity import KEY_IT, ask_mobile, read_id_card
from kiosk.services.listing import numbered

if TYPE_CHECKING:
    from kiosk.visit import Visit

log = logging.getLogger(__name__)

CALL_BACK_SECONDS = 3600.0
TELL, CALL, DONE = "tell", "call", "done"


async def run(visit: Visit) -> None:
    search = await ask_who(visit)
    family = await visit.working(_("Looking for your contacts"), visit.platform.family(search))
    if not family.contacts:
        await visit.tell(
            Tell(
                title=_("You have no contacts yet."),
                icon="account-off-outline",
                paragraphs=(
                    _("Your neighbourhood committee enters them for you. A person can help you too."),
                ),
                choices=(GO_ON,),
            )
        )
        return
    contact = await choose_contact(visit, family)
    told = 0
    while (wanted := await ask_what(visit, contact)) != DONE:
        if wanted == TELL:
            told += await tell_where(visit, family, contact, told)
        else:
            await call(visit, family, contact)


async def ask_who(visit: Visit) -> FamilySearch:
    otherwise = Choice(KEY_IT, _("Key my phone number instead"), "dialpad", "1")
    card = await read_id_card(visit, _("It tells us whom your contacts belong to."), otherwise)
    if card is not None:
        return FamilySearch(id_number=card.number)
    return FamilySearch(phone=await ask_mobile(visit, _("The one your contacts were entered with.")))


async def choose_contact(visit: Visit, family: Family) -> FamilyContact:
    contacts = {contact.id: contact for contact in family.contacts}
    chosen = await visit.ask(
        Choose(
            title=_("Whom do you want to reach?"),
            icon="account-heart",
            choices=tuple(
                Choice(contact.id, name_of(contact), "account", digits, hint=_last_digits(contact))
                for digits, contact in numbered(contacts.values())
            ),
        )
    )
    return contacts[chosen]


async def ask_what(visit: Visit, contact: FamilyContact) -> str:
    return await visit.ask(
        Choose(
            title=name_of(contact),
            icon="account-heart",
            paragraphs=(_("For an hour after you call or tell them, they can ring this booth."),),
            choices=(
                Choice(CALL, _("Call"), "phone", "1", tone=Tone.PRIMARY, final=True),
                Choice(
                    TELL, _("Tell them where I am"), "map-marker-account", "2", tone=Tone.PRIMARY, final=True
                ),
                Choice(DONE, _("That is all"), "check", "3", tone=Tone.QUIET),
            ),
        )
    )


async def tell_where(visit: Visit, family: Family, contact: FamilyContact, told: int) -> bool:
    """A message with this booth's address and a map, sent by the platform; whether it was, surely.

    `told`: how many this citizen has sent before. Raises PlatformError.
    """
    request = FamilyNoticeRequest(family.pass_key, contact.id)
    key, platform = visit.key_for("notice", request, told), visit.platform
    notice = await ordering.place(
        visit, Order(lambda: platform.tell_family(request, key)), _("Telling them where you are")
    )
    if notice is None:
        return False
    can_ring = await ring_back_allowed(visit, family, contact)
    await visit.tell(
        Tell(
            title=_("They have been told at {time}.", time=time_of_day(notice.sent_at)),
            icon="message-check",
            paragraphs=(
                visit.place.whereabouts.address,
                _("They can ring this booth for an hour. Please stay near.")
                if can_ring
                else _("They can't ring this booth just now."),
            ),
            choices=(GO_ON,),
        )
    )
    return True


async def ring_back_allowed(visit: Visit, family: Family, contact: FamilyContact) -> bool:
    """Whether those who were told can ring the booth from now on."""
    try:
        number = await visit.working(_("Telling them where you are"), number_of(visit, family, contact))
        await let_call_back(visit, contact, number)
    except (PlatformError, LinkError) as error:
        log.info("call_back_not_allowed error=%s", type(error).__name__)
        return False
    return True


async def call(visit: Visit, family: Family, contact: FamilyContact) -> None:
    number = await visit.working(_("Looking up the number"), number_of(visit, family, contact))
    await let_call_back(visit, contact, number)
    ending = await visit.call(name_of(contact), DialFamily(number))
    await visit.tell(Tell(title=ENDINGS[ending], icon="phone-check", choices=(GO_ON,)))


async def number_of(visit: Visit, family: Family, contact: FamilyContact) -> str:
    return (await visit.platform.family_number(FamilyCallRequest(family.pass_key, contact.id))).number


async def let_call_back(visit: Visit, contact: FamilyContact, number: str) -> None:
    await visit.command(AllowCallBack(number, CALL_BACK_SECONDS))
    visit.keepsakes.expect_caller(contact.masked_name, CALL_BACK_SECONDS)


def name_of(contact: FamilyContact) -> Text:
    return _("{relation} {name}", relation=local(contact.relation), name=contact.masked_name)


def _last_digits(contact: FamilyContact) -> Text:
    return Verbatim(f"···· {contact.phone_last4}")
