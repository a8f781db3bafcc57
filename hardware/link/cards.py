"""Reading a citizen's card over the link: asked for by one client, and answered to that client alone.

What a card says is in no `State`, in no log and in no repr.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Literal

LONGEST_PATIENCE_SECONDS: Final = 30.0


class CardKind(StrEnum):
    ID_CARD = "id_card"
    SOCIAL_SECURITY = "social_security"


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Wait for a card on any reader, `LONGEST_PATIENCE_SECONDS` at most, and answer `CardRead`.

    Refused with CARD_ABSENT when none is laid down in time, CARD_UNREADABLE when one is there and has to be
    lifted and laid down again (`detail` says why: "lifted_too_early", "still_lying" from before,
    "not_authentic", "wrong_card" or "damaged"), READER_ABSENT when no reader works, ALARM_RUNNING when there
    is an alarm or one begins, NOT_NOW when it is stopped or a later one takes its place. It ends with its
    client.
    """

    patience_seconds: float
    id: int = 0
    type: Literal["read_card"] = "read_card"


@dataclass(frozen=True, slots=True)
class StopReadingCard:
    """The `ReadCard` whose id is `reading` is not wanted any more; done when it is over, it does no harm."""

    reading: int
    id: int = 0
    type: Literal["stop_reading_card"] = "stop_reading_card"


@dataclass(frozen=True, slots=True)
class CardRead:
    """`number`: of an ID card the ID number, of a social-security card the card's own. `valid_until`: the
    last day; None for an ID card without end, or where the card doesn't say."""

    id: int
    kind: CardKind
    name: str = field(repr=False)
    number: str = field(repr=False)
    valid_until: date | None = field(repr=False)
    type: Literal["card_read"] = "card_read"
