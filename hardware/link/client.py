"""The kiosk's end of the link: connects for ever, keeps the guard's last state, commands it.

Errors:

    LinkError
     ├── GuardGone        nobody answers at the other end
     └── CommandRefused   the other end said no, with a reason
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from hardware.link.emergency_records import EmergencyRecord, EmergencyRecords, ReadEmergencyRecords
from hardware.link.messages import (
    HEARTBEAT_SECONDS,
    MAX_LINE_BYTES,
    Accepted,
    CardRead,
    Command,
    Hello,
    KeyPressed,
    MalformedMessage,
    ReadCard,
    RefusalReason,
    Refused,
    State,
    StopReadingCard,
    decode,
    encode,
)

log = logging.getLogger(__name__)

ANSWER_SECONDS = 2.0
LAST_MOMENT_SECONDS = 8.0  # a card that is found when the patience ends is still read
SILENCE_SECONDS = 2.4 * HEARTBEAT_SECONDS  # two heartbeats missed: the guard is frozen
FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.1, 1.0

Answer = Accepted | Refused | CardRead | EmergencyRecords
Heard = State | KeyPressed | None
"""What a subscriber is told: a changed state, a key of the keypad, or None when the guard is gone."""


class LinkError(Exception):
    """The other end of the link could not be made to do something."""


class GuardGone(LinkError):
    """Nobody answers at the other end."""


class CommandRefused(LinkError):
    """The other end said no."""

    def __init__(self, reason: RefusalReason, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else str(reason))


class LinkClient:
    def __init__(self, path: Path, hello: Hello, *, silence_seconds: float = SILENCE_SECONDS) -> None:
        """`silence_seconds`: a guard that says nothing for so long counts as gone."""
        self._path = path
        self._hello = hello
        self._silence_seconds = silence_seconds
        self._state: State | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._subscribers: list[Callable[[Heard], None]] = []
        self._ids = itertools.count(1)
        self._pending: dict[int, asyncio.Future[Answer]] = {}

    @property
    def state(self) -> State | None:
        """The guard's state; None while it is gone."""
        return self._state

    def subscribe(self, callback: Callable[[Heard], None]) -> Callable[[], None]:
        """Be told of changes, in the loop that runs the client. Call the result to be told no more."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    async def run(self) -> NoReturn:
        """Keep the connection until cancelled; open it again whenever it is lost."""
        retry_seconds = FIRST_RETRY_SECONDS
        while True:
            try:
                await self._converse()
            except (OSError, TimeoutError, ValueError) as error:
                log.debug("link_lost error=%s", type(error).__name__)
            if self._state is not None:
                retry_seconds = FIRST_RETRY_SECONDS
                log.warning("guard_gone")
            self._forget_guard()
            await asyncio.sleep(retry_seconds)
            retry_seconds = min(2 * retry_seconds, LAST_RETRY_SECONDS)

    async def command(self, command: Command) -> None:
        """Have the guard do something; returns once it has accepted. Raises GuardGone, CommandRefused."""
        await self._answer_to(replace(command, id=next(self._ids)), ANSWER_SECONDS)

    async def read_card(self, patience_seconds: float) -> CardRead:
        """What the card says that a citizen lays on a reader within `patience_seconds`; ReadCard tells why it
        may be refused. Cancelling it stops the reading. Raises GuardGone, CommandRefused."""
        asked = ReadCard(patience_seconds, next(self._ids))
        try:
            answer = await self._answer_to(asked, patience_seconds + LAST_MOMENT_SECONDS)
        except asyncio.CancelledError:
            if self._writer is not None:
                self._writer.write(encode(StopReadingCard(asked.id, next(self._ids))))
            raise
        if not isinstance(answer, CardRead):
            raise GuardGone("it accepts, and reads no card")
        return answer

    async def emergency_records(self, after: str) -> tuple[EmergencyRecord, ...]:
        """The guard's records behind the one whose id is `after`, oldest first, as many as fit one answer;
        () when there are no more. Raises GuardGone, CommandRefused."""
        answer = await self._answer_to(ReadEmergencyRecords(after, id=next(self._ids)), ANSWER_SECONDS)
        return answer.records if isinstance(answer, EmergencyRecords) else ()

    async def _answer_to(self, command: Command, seconds: float) -> Accepted | CardRead | EmergencyRecords:
        """Raises GuardGone, CommandRefused."""
        if self._writer is None:
            raise GuardGone
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._pending[command.id] = answer
        writer = self._writer
        try:
            writer.write(encode(command))
            async with asyncio.timeout(seconds):
                reply = await answer
        except TimeoutError as error:
            writer.transport.abort()  # a guard that does not answer is as good as gone
            raise GuardGone from error
        finally:
            self._pending.pop(command.id, None)
        if isinstance(reply, Refused):
            raise CommandRefused(reply.reason, reply.detail)
        return reply

    async def _converse(self) -> None:
        """One connection from its beginning to its end. Raises OSError, TimeoutError, ValueError."""
        reader, writer = await asyncio.open_unix_connection(self._path, limit=MAX_LINE_BYTES)
        self._writer = writer
        try:
            writer.write(encode(self._hello))
            while line := await self._next_line(reader):
                self._hear(line)
        finally:
            self._writer = None
            writer.transport.abort()

    async def _next_line(self, reader: asyncio.StreamReader) -> bytes:
        async with asyncio.timeout(self._silence_seconds):
            return await reader.readline()

    def _hear(self, line: bytes) -> None:
        try:
            message = decode(line)
        except MalformedMessage:
            log.warning("message_not_understood bytes=%d", len(line))
            return
        match message:
            case State() if message != self._state:
                self._state = message
                self._tell(message)
            case KeyPressed():
                self._tell(message)
            case Accepted() | Refused() | CardRead() | EmergencyRecords():
                answer = self._pending.get(message.id)
                if answer is not None and not answer.done():
                    answer.set_result(message)

    def _forget_guard(self) -> None:
        for answer in self._pending.values():
            if not answer.done():
                answer.set_exception(GuardGone())
        if self._state is not None:
            self._state = None
            self._tell(None)

    def _tell(self, heard: Heard) -> None:
        for callback in tuple(self._subscribers):
            try:
                callback(heard)
            except Exception:
                log.exception("subscriber_failed")
