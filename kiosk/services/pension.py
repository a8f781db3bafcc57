"""养老金查询: whether this month's pension has come; the amount only for the citizen's own eyes.

By card alone: whoever knows somebody's number must not learn what they live on.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hardware.link.cards import CardKind, CardRead
from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Reveal, Tell, Tone
from kiosk.i18n.formats import masked_name, money
from kiosk.i18n.text import Day, Text, Verbatim, _
from kiosk.platform.contract.pension import Pension, PensionQuery, PensionState
from kiosk.services.identity import lay_card

if TYPE_CHECKING:
    from kiosk.visit import Visit

AMOUNT, PERSON = "amount", "person"


async def run(visit: Visit) -> None:
    card = await visit.read_card(
        lay_card(
            _("Your ID card or your social security card."),
            Choice("none", _("I have no card with me"), "card-off-outline", "1", tone=Tone.QUIET),
        )
    )
    if card is None:
        await offer_person(visit)
        return
    pension = await visit.working(_("Checking your pension"), visit.platform.pension(query_by(card)))
    if await visit.ask(pension_view(pension, card)) == AMOUNT and pension.amount_fen is not None:
        await visit.tell(
            Reveal(
                title=_("Your pension this month"),
                icon="cash-multiple",
                secret=money(pension.amount_fen),
                hold=_("Hold to see the amount"),
                paragraphs=(_("It is seen only while you hold the key. Cover it with your hand."),),
                choices=(GO_ON,),
            )
        )


def query_by(card: CardRead) -> PensionQuery:
    if card.kind is CardKind.SOCIAL_SECURITY:
        return PensionQuery(card_number=card.number)
    return PensionQuery(id_number=card.number)


def pension_view(pension: Pension, card: CardRead) -> Tell:
    owner = _("For {person}", person=Verbatim(f"{masked_name(card.name)} ···· {card.number[-4:]}"))
    amount = (
        (Choice(AMOUNT, _("See the amount"), "eye-outline", "2"),) if pension.amount_fen is not None else ()
    )
    return Tell(
        title=_said(pension),
        icon="cash-check" if pension.state is PensionState.PAID else "cash-clock",
        paragraphs=(*_details(pension), owner),
        choices=(GO_ON, *amount),
    )


def _said(pension: Pension) -> Text:
    match pension.state:
        case PensionState.PAID:
            return _("This month's pension has come.")
        case PensionState.ON_ITS_WAY:
            return _("This month's pension has not come yet.")
        case PensionState.NOT_ENTITLED:
            return _("No pension is paid to this card.")


def _details(pension: Pension) -> tuple[Text, ...]:
    day: date | None = pension.paid_on
    match pension.state:
        case PensionState.PAID if day is not None and pension.account_last4:
            account = pension.account_last4
            return (_("On {day}, to the account ending in {account}.", day=Day(day), account=account),)
        case PensionState.ON_ITS_WAY if day is not None:
            return (_("It is due on {day}.", day=Day(day)),)
        case PensionState.NOT_ENTITLED:
            return (_("If you think this is wrong, a person can help you: touch the headset key."),)
    return ()


async def offer_person(visit: Visit) -> None:
    answer = await visit.ask(
        Tell(
            title=_("Without a card we can't show it here."),
            icon="card-off-outline",
            paragraphs=(_("A person can tell you how to ask for it."),),
            choices=(
                Choice(PERSON, _("Talk to a person"), "face-agent", "1", tone=Tone.PRIMARY),
                Choice("ok", _("Go on"), "arrow-right", "2", tone=Tone.QUIET),
            ),
        )
    )
    if answer == PERSON:
        raise AskedForPerson
