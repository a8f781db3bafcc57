"""一键通: talk to a person, from any screen by the headset key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.link.messages import CallEnding, DialContact
from kiosk.conversation.calls import ENDINGS
from kiosk.conversation.views import Choice, Choose, Tone
from kiosk.i18n.text import _

if TYPE_CHECKING:
    from kiosk.visit import Visit

CONTACT = "assistant"
SPOKEN_WITH = (CallEnding.HUNG_UP_THERE, CallEnding.HUNG_UP_HERE, CallEnding.TIME_UP)


async def run(visit: Visit) -> None:
    party = visit.place.contacts.get(CONTACT, _("A person"))
    while True:
        ending = await visit.call(party, DialContact(CONTACT), _("Tell the person what you need."))
        if ending in SPOKEN_WITH:
            return
        again = await visit.ask(
            Choose(
                title=ENDINGS[ending],
                icon="phone-missed",
                tone=Tone.TROUBLE,
                choices=(
                    Choice("again", _("Call again"), "phone", "1", tone=Tone.PRIMARY),
                    Choice("later", _("Later"), "close", "2", tone=Tone.QUIET),
                ),
            )
        )
        if again == "later":
            return
