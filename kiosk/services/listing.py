"""Lists of what the platform knows: with the keys that choose, cut where that must be, or empty."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeVar

from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Tell, Tone, digits_for
from kiosk.i18n.text import Text, _

if TYPE_CHECKING:
    from kiosk.visit import Visit

MOST_NUMBERED = 56  # digits_for has no more
PERSON = "person"
Item = TypeVar("Item")


def numbered(items: Iterable[Item]) -> tuple[tuple[str, Item], ...]:
    """Each with the keys that choose it; those beyond MOST_NUMBERED have none, and can be touched only."""
    listed = tuple(items)
    return tuple(zip(chain(digits_for(len(listed)), repeat("")), listed, strict=False))


async def tell_nothing(visit: Visit, title: Text, icon: str) -> None:
    """There is nothing to choose from. Raises AskedForPerson."""
    answer = await visit.ask(
        Tell(
            title=title,
            icon=icon,
            tone=Tone.TROUBLE,
            paragraphs=(_("A person can help you: touch the headset key."),),
            choices=(
                GO_ON,
                Choice(PERSON, _("Talk to a person"), "face-agent", "2"),
            ),
        )
    )
    if answer == PERSON:
        raise AskedForPerson
