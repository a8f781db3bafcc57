"""12345: the citizens' hotline, by voice or, on the own phone, in sign language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.views import Choice, Choose, Tone
from kiosk.i18n.text import Text, _
from kiosk.services.assistance import Assisted, how_it_is, show_sign_language
from kiosk.services.assistant import call

if TYPE_CHECKING:
    from kiosk.visit import Visit

CONTACT = "hotline"
CALL, SIGN, PERSON = "call", "sign", "person"


async def run(visit: Visit) -> None:
    line = await how_it_is(visit, CONTACT)
    wanted = await visit.ask(question(line))
    if wanted == PERSON:
        raise AskedForPerson
    if wanted == SIGN and line is not None:
        await show_sign_language(visit, line.sign_language)
        return
    await call(visit, CONTACT, visit.place.contacts.get(CONTACT, _("Citizens' hotline 12345")))


def question(line: Assisted | None) -> Choose:
    closed = line is not None and not line.open_now
    title: Text = _("The hotline is closed just now.") if closed else _("How would you like to speak?")
    sign = (
        (Choice(SIGN, _("Sign language on my phone"), "hand-clap", "2"),)
        if line is not None and line.sign_language
        else ()
    )
    person = (Choice(PERSON, _("Talk to a person"), "face-agent", "3"),) if closed else ()
    return Choose(
        title=title,
        icon="phone-classic",
        paragraphs=(*line.hours, *line.waiting) if line else (),
        tone=Tone.TROUBLE if closed else Tone.PLAIN,
        choices=(
            Choice(
                CALL, _("Call 12345"), "phone", "1", tone=Tone.QUIET if closed else Tone.PRIMARY, final=True
            ),
            *sign,
            *person,
        ),
    )
