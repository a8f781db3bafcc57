"""Lines to people: when they can be spoken with, how long one waits, by voice or in signs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hardware.link.messages import CallEnding, DialContact
from kiosk.conversation.calls import ENDINGS
from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Choose, ShowCode, Tone
from kiosk.i18n.text import Text, _, counted
from kiosk.platform.errors import PlatformError

if TYPE_CHECKING:
    from kiosk.visit import Visit


SPOKEN_WITH = (CallEnding.HUNG_UP_THERE, CallEnding.HUNG_UP_HERE, CallEnding.TIME_UP)


class Way(StrEnum):
    CALL = "call"
    SIGN = "sign"
    PERSON = "person"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Assisted:
    """A line to people, as the platform knows it."""

    open_now: bool
    hours: tuple[Text, ...]
    waiting: tuple[Text, ...]
    sign_language: str  # address of a video call for the own phone; "" where there is none


UNKNOWN = Assisted(open_now=True, hours=(), waiting=(), sign_language="")


async def offer(visit: Visit, contact: str, party: Text, label: Text) -> None:
    """Tell hours and waiting; call, or show the way to an interpreter. `label` is on the key that calls."""
    line = await visit.working(_("One moment, please"), how_it_is(visit, contact))
    match await visit.ask(question(line, party, label)):
        case Way.PERSON:
            raise AskedForPerson
        case Way.SIGN:
            await show_sign_language(visit, line.sign_language)
        case Way.CALL:
            await call(visit, contact, party, *line.waiting)


def question(line: Assisted, party: Text, label: Text) -> Choose:
    closed = not line.open_now
    sign = (Choice(Way.SIGN, _("Sign language on my phone"), "hand-clap", "2"),) if line.sign_language else ()
    person = (Choice(Way.PERSON, _("Talk to a person"), "face-agent", "3"),) if closed else ()
    calling = Tone.QUIET if closed else Tone.PRIMARY
    open_title = _("How would you like to speak?") if sign else party
    return Choose(
        title=_("Nobody is there just now.") if closed else open_title,
        icon="phone-classic",
        paragraphs=(*line.hours, *line.waiting),
        tone=Tone.TROUBLE if closed else Tone.PLAIN,
        choices=(Choice(Way.CALL, label, "phone", "1", tone=calling, final=True), *sign, *person),
    )


async def call(visit: Visit, contact: str, party: Text, *waiting: Text) -> None:
    """Call until somebody was spoken with, or the citizen will not wait. Raises LinkError."""
    while True:
        ending = await visit.call(
            party, DialContact(contact), _("Tell the person what you need."), until_answered=waiting
        )
        if ending in SPOKEN_WITH:
            return
        answer = await visit.ask(
            Choose(
                title=ENDINGS[ending],
                icon="phone-missed",
                tone=Tone.TROUBLE,
                choices=(
                    Choice(Way.CALL, _("Call again"), "phone", "1", tone=Tone.PRIMARY, final=True),
                    Choice(Way.LATER, _("Later"), "close", "3", tone=Tone.QUIET),
                ),
            )
        )
        if answer == Way.LATER:
            return


async def how_it_is(visit: Visit, contact: str) -> Assisted:
    """Where it is not known, one simply calls."""
    try:
        found = await visit.platform.assistance()
    except PlatformError:
        return UNKNOWN
    line = next((line for line in found.answer.lines if line.contact == contact), None)
    if line is None:
        return UNKNOWN
    waiting: tuple[Text, ...] = ()
    if found.fresh and line.waiting_minutes:
        waiting = (
            counted("The wait is about {n} minute.", "The wait is about {n} minutes.", line.waiting_minutes),
        )
    hours = (_("Hours: {hours}", hours=line.hours),) if line.hours else ()
    return Assisted(line.open_now or not found.fresh, hours, waiting, str(line.sign_language or ""))


async def show_sign_language(visit: Visit, address: str) -> None:
    await visit.tell(
        ShowCode(
            title=_("Scan this code with your phone's camera"),
            icon="hand-clap",
            payload=address,
            caption=_("A video call with a sign-language interpreter"),
            paragraphs=(_("Your phone needs a network. This booth has free Wi-Fi."),)
            if visit.place.wifi
            else (),
            choices=(GO_ON,),
        )
    )
