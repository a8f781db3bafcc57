"""When people can be spoken with, how long one waits, and how to speak with them in signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.conversation.views import Choice, ShowCode, Tone
from kiosk.i18n.text import Text, _, counted
from kiosk.platform.errors import PlatformError

if TYPE_CHECKING:
    from kiosk.visit import Visit


@dataclass(frozen=True, slots=True)
class Assisted:
    """A line to people, as the platform knows it."""

    open_now: bool
    hours: tuple[Text, ...]
    waiting: tuple[Text, ...]
    sign_language: str  # address of a video call for the own phone; "" where there is none


async def how_it_is(visit: Visit, contact: str) -> Assisted | None:
    """None when it is not known: then one simply calls."""
    try:
        found = await visit.platform.assistance()
    except PlatformError:
        return None
    line = next((line for line in found.answer.lines if line.contact == contact), None)
    if line is None:
        return None
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
            choices=(Choice("ok", _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY),),
        )
    )
