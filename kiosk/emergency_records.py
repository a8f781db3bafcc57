"""Takes the guard's records of alarms and test calls over into the outbox, each of them once.

The guard keeps them; the outbox remembers the last one taken. So what happened while the kiosk was dead is
taken over when it lives again, and a kiosk killed meanwhile goes on where it was.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

from hardware.link.client import LinkError
from hardware.link.emergency_records import EmergencyRecord
from hardware.link.messages import State
from kiosk.platform.contract.records import EmergencyChanged
from kiosk.platform.outbox import Happened, Outbox, OutboxFailing
from kiosk.platform.outbox_words import ORIGINS, OTHER, PHASES, REASONS, NoRecord, Words

log = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 60.0  # even when nothing that can be seen has changed

ReadRecords = Callable[[str], Awaitable[tuple[EmergencyRecord, ...]]]
"""LinkClient.emergency_records."""


class FollowsGuard(Protocol):
    """kiosk.conversation.guard.Guard, as far as it is needed here."""

    def states(self, *, at_least_every_seconds: float | None = None) -> AsyncIterator[State | None]: ...


async def collect(
    guard: FollowsGuard,
    read: ReadRecords,
    outbox: Outbox,
    words: Words,
    *,
    ask_every_seconds: float = ASK_EVERY_SECONDS,
) -> None:
    """For ever: whenever the alarm or a test call has changed, the guard is back, and now and then."""
    now = asyncio.get_running_loop().time
    seen: object = None
    asked_at = -ask_every_seconds
    async for state in guard.states(at_least_every_seconds=ask_every_seconds):
        what = state and (state.alarm, state.last_test_call, state.out_of_order)
        due = now() - asked_at >= 0.9 * ask_every_seconds
        if what is None or (what == seen and not due):
            seen = what
            continue
        try:
            await take_over_all(read, outbox, words)
        except (LinkError, OutboxFailing) as error:
            log.warning("emergency_records_not_taken error=%s", type(error).__name__)
            seen = None
        else:
            seen, asked_at = what, now()


async def take_over_all(read: ReadRecords, outbox: Outbox, words: Words) -> None:
    """Raises LinkError, OutboxFailing; what was taken until then stays taken."""
    after = await outbox.bookmark()
    while records := await read(after):
        await take_over(tuple(happened(record, words) for record in records), outbox)
        after = records[-1].id


async def take_over(records: tuple[Happened, ...], outbox: Outbox) -> None:
    """Without those that the outbox may not keep, which are logged. Raises OutboxFailing."""
    try:
        await outbox.take_over(records)
    except NoRecord as error:
        if len(records) == 1:
            log.error('emergency_record_refused reason="%s"', error)
            return
        for record in records:
            await take_over((record,), outbox)


def happened(record: EmergencyRecord, words: Words) -> Happened:
    """An emergency is always told: a word that this kiosk does not know becomes "other", a contact none."""
    reason = record.reason.replace(" ", "_")
    return Happened(
        record.id,
        _moment(record.at),
        EmergencyChanged(
            phase=_known(record.phase, PHASES),
            origin=_known(record.origin or "none", ORIGINS),
            contact=record.contact if words.is_contact(record.contact) else "",
            attempt=min(max(record.attempt, 0), 100_000),
            reason=_known(reason, REASONS) if reason else "",
        ),
    )


def _known(word: str, words: frozenset[str]) -> str:
    return word if word in words else OTHER


def _moment(text: str) -> datetime:
    """A guard that knows no time has written none; then it is now."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
