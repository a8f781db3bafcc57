"""一键通: talk to a person; from any screen by the headset key, and then at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.i18n.text import Text, _
from kiosk.services.assistance import call, offer

if TYPE_CHECKING:
    from kiosk.visit import Visit

CONTACT = "assistant"


async def run(visit: Visit) -> None:
    await offer(visit, CONTACT, party(visit), _("Call now"))


async def call_at_once(visit: Visit) -> None:
    await call(visit, CONTACT, party(visit))


def party(visit: Visit) -> Text:
    return visit.place.contacts.get(CONTACT, _("A person"))
