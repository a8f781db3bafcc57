"""Ordering: once, whatever becomes of the answer, and nothing for somebody who has left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.views import Choice, Choose, Tone
from kiosk.i18n.text import Text, _
from kiosk.platform.errors import PlatformError
from kiosk.platform.undoing import Order, is_unsure, settles

if TYPE_CHECKING:
    from kiosk.visit import Visit

AGAIN, PERSON, LATER = "again", "person", "later"
Ordered = TypeVar("Ordered")


async def place(visit: Visit, order: Order[Ordered], title: Text, *paragraphs: Text) -> Ordered | None:
    """What was ordered; None when it is not known and the citizen leaves it.

    Raises PlatformError when nothing was ordered, and Departure. What may have been ordered for somebody who
    left is undone.
    """
    attempt: asyncio.Future[Ordered] | None = None

    async def asked() -> Ordered:
        nonlocal attempt
        attempt = asyncio.ensure_future(order.ask())
        return await asyncio.shield(attempt)

    unsure, settled = False, False
    try:
        while True:
            try:
                ordered = await visit.working(title, asked(), *paragraphs, final=True)
                settled = True
                return ordered
            except PlatformError as error:
                unsure = unsure or is_unsure(error)
                if not unsure or settles(error):
                    settled = True
                    raise
            answer = await visit.ask(unsure_view(undone=order.cancel is not None))
            if answer == PERSON:
                raise AskedForPerson
            if answer == LATER:
                return None
    finally:
        if not settled and attempt is not None:
            visit.keepsakes.undoings.begin(order, attempt)


def unsure_view(*, undone: bool) -> Choose:
    return Choose(
        title=_("We don't know yet whether it went through."),
        icon="help-circle-outline",
        tone=Tone.TROUBLE,
        paragraphs=(
            _("Try again: it will not be ordered twice."),
            *((_("If you leave now, we take the order back."),) if undone else ()),
        ),
        choices=(
            Choice(AGAIN, _("Try again"), "refresh", "1", tone=Tone.PRIMARY, final=True),
            Choice(PERSON, _("Talk to a person"), "face-agent", "2"),
            Choice(LATER, _("Later"), "close", "3", tone=Tone.QUIET),
        ),
    )
