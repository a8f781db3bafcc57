"""12345: the citizens' hotline, by voice or, on the own phone, in sign language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.i18n.text import _
from kiosk.services.assistance import offer

if TYPE_CHECKING:
    from kiosk.visit import Visit

CONTACT = "hotline"


async def run(visit: Visit) -> None:
    party = visit.place.contacts.get(CONTACT, _("Citizens' hotline 12345"))
    await offer(visit, CONTACT, party, _("Call 12345"))
