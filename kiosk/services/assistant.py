"""一键通: talk to a person, from any screen by the headset key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.link.messages import CallEnding, DialContact
from kiosk.conversation.calls import ENDINGS
from kiosk.conversation.views import Choice, Choose, Tone
from kiosk.i18n.text import Text, _
from kiosk.services.assistance import how_it_is, show_sign_language

if TYPE_CHECKING:
    from kiosk.visit import Visit

CONTACT = "assistant"
SPOKEN_WITH = (CallEnding.HUNG_UP_THERE, CallEnding.HUNG_UP_HERE, CallEnding.TIME_UP)
AGAIN, SIGN, LATER = "again", "sign", "later"


async def run(visit: Visit) -> None:
    await call(visit, CONTACT, visit.place.contacts.get(CONTACT, _("A person")))


async def call(visit: Visit, contact: str, party: Text) -> None:
    """Call until somebody was spoken with, or the citizen will not wait. Raises LinkError."""
    line = await how_it_is(visit, contact)
    waiting = line.waiting if line else ()
    while True:
        ending = await visit.call(party, DialContact(contact), *waiting, _("Tell the person what you need."))
        if ending in SPOKEN_WITH:
            return
        sign = (Choice(SIGN, _("Sign language"), "hand-clap", "2"),) if line and line.sign_language else ()
        again = await visit.ask(
            Choose(
                title=ENDINGS[ending],
                icon="phone-missed",
                tone=Tone.TROUBLE,
                paragraphs=line.hours if line else (),
                choices=(
                    Choice(AGAIN, _("Call again"), "phone", "1", tone=Tone.PRIMARY),
                    *sign,
                    Choice(LATER, _("Later"), "close", "3", tone=Tone.QUIET),
                ),
            )
        )
        if again == SIGN and line is not None:
            await show_sign_language(visit, line.sign_language)
        if again != AGAIN:
            return
