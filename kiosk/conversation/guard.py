"""The guard as the conversations know it: what is, what changes, and what it can be asked to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from hardware.link.cards import CardRead
from hardware.link.messages import Command, State


class Link(Protocol):
    """The connection to the guard, as hardware.link.client.LinkClient keeps it."""

    @property
    def state(self) -> State | None: ...

    async def command(self, command: Command) -> None: ...

    async def read_card(self, patience_seconds: float) -> CardRead: ...


class Guard:
    def __init__(self, link: Link) -> None:
        self._link = link
        self._changed = asyncio.Event()

    @property
    def state(self) -> State | None:
        """None while the guard is gone."""
        return self._link.state

    def note_change(self) -> None:
        """The state has changed; whoever follows it is told."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def states(self, *, at_least_every_seconds: float | None = None) -> AsyncIterator[State | None]:
        """The state now, then after every change, and again when nothing changed for a while."""
        while True:
            changed = self._changed
            yield self.state
            with suppress(TimeoutError):
                async with asyncio.timeout(at_least_every_seconds):
                    await changed.wait()

    async def command(self, command: Command) -> None:
        """Raises LinkError: GuardGone, or CommandRefused with the reason."""
        await self._link.command(command)

    async def read_card(self, patience_seconds: float) -> CardRead:
        """What the card says that is laid on the reader within `patience_seconds`, 30 at most.

        Cancelling it stops the reading. Raises LinkError: GuardGone, or CommandRefused with CARD_ABSENT,
        CARD_UNREADABLE, READER_ABSENT, or ALARM_RUNNING.
        """
        return await self._link.read_card(patience_seconds)
