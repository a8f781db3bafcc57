"""110, 119, 120: one tap dials, at once and free of charge.

The call itself is an alarm: the guard keeps dialling until somebody answers, and the alarm's view takes over
the screen with the booth's address.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hardware.link.client import GuardGone
from hardware.link.messages import Dial
from kiosk.conversation.views import Choice, Choose, Tone
from kiosk.i18n.text import _

if TYPE_CHECKING:
    from kiosk.visit import Visit

ALARM_TAKES_OVER_SECONDS = 5
GUARD_AGAIN_SECONDS = 0.5


async def run(visit: Visit) -> None:
    number = await visit.ask(
        Choose(
            title=_("Whom do you need?"),
            icon="phone-alert",
            tone=Tone.DANGER,
            paragraphs=(_("One touch calls at once. The call is free."),),
            choices=(
                Choice("110", _("Police"), "shield-account", "110", tone=Tone.DANGER, final=True),
                Choice("119", _("Fire brigade"), "fire-truck", "119", tone=Tone.DANGER, final=True),
                Choice("120", _("Ambulance"), "ambulance", "120", tone=Tone.DANGER, final=True),
            ),
        )
    )
    await call_emergency(visit, number)


async def call_emergency(visit: Visit, number: str) -> None:
    """Dial, again and again while the guard is away, and wait for the alarm to take over the screen.

    Raises CommandRefused.
    """
    await visit.working(_("Calling {number}", number=number), _dial(visit, number))


async def _dial(visit: Visit, number: str) -> None:
    while True:
        try:
            await visit.command(Dial(number))
        except GuardGone:
            await asyncio.sleep(GUARD_AGAIN_SECONDS)
        else:
            await asyncio.sleep(ALARM_TAKES_OVER_SECONDS)
            return
