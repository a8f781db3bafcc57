"""A card on the reader as an answer: asked for like any question, however long the reader is away."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from hardware.link.cards import CardRead
from hardware.link.client import CommandRefused, LinkError
from hardware.link.messages import RefusalReason
from kiosk.conversation.guard import Guard
from kiosk.conversation.stage import Stage
from kiosk.conversation.views import View
from kiosk.i18n.text import Text, _

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
READER_AGAIN_SECONDS = 2.0
SAID_BY_THE_READER = (RefusalReason.CARD_ABSENT, RefusalReason.CARD_UNREADABLE)


async def card_or_choice(stage: Stage, guard: Guard, view: View) -> CardRead | None:
    """What is read of the card that the view asks for; None when a choice was made instead.

    While no reader works the view says so, and waits for one. Raises Departure.
    """
    asking = asyncio.ensure_future(stage.ask(view))
    reading = asyncio.ensure_future(_card(stage, guard, view))
    try:
        await asyncio.wait({asking, reading}, return_when=asyncio.FIRST_COMPLETED)
        if asking.done():
            asking.result()
            return None
        return reading.result()
    finally:
        asking.cancel()
        reading.cancel()
        await asyncio.gather(asking, reading, return_exceptions=True)


async def _card(stage: Stage, guard: Guard, view: View) -> CardRead:
    """Until one was read, however long the reader or the guard is away."""
    shown = view
    while True:
        try:
            return await guard.read_card(PATIENCE_SECONDS)
        except LinkError as error:
            reason = error.reason if isinstance(error, CommandRefused) else None
            log.info("card_not_read reason=%s", reason or "guard_gone")
            said = () if reason is RefusalReason.CARD_ABSENT else (_unread(reason),)
            amended = replace(view, paragraphs=(*said, *view.paragraphs))
            if amended != shown and stage.amend(shown, amended):
                shown = amended
            if reason not in SAID_BY_THE_READER:
                await asyncio.sleep(READER_AGAIN_SECONDS)


def _unread(reason: RefusalReason | None) -> Text:
    if reason is RefusalReason.CARD_UNREADABLE:
        return _("The card could not be read. Please lift it and lay it down again.")
    return _("The card reader is out of order just now.")
