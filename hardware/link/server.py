"""Serves the link on a Unix socket. Whatever a client does, it harms nobody but itself.

A client that dies, sends garbage, half a line or a line without end, or stops reading costs a bounded amount
of memory and no waiting: nothing here ever blocks on a client, and one that misbehaves too long is dropped.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import socket
import struct
import termios
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TextIO

from hardware.link.messages import (
    MAX_LINE_BYTES,
    Client,
    Command,
    Hello,
    MalformedMessage,
    Message,
    ReadCard,
    RefusalReason,
    Refused,
    decode,
    encode,
)

log = logging.getLogger(__name__)

MAX_CLIENTS = 32
MAX_UNSENT_BYTES = 262_144
MAX_COMMANDS_AT_ONCE = 16
MAX_MALFORMED_LINES = 10
FROZEN_SECONDS = 10.0  # a client that has read nothing for so long is dropped
INSPECTION_SECONDS = 1.0

Handle = Callable[[Command], Awaitable[Message]]


class SocketTaken(Exception):
    """Another process serves this socket already."""


def _no_greeting() -> Message | None:
    return None


def _nobody_cares() -> None:
    return None


class LinkServer:
    def __init__(
        self,
        path: Path,
        handle: Handle,
        *,
        greeting: Callable[[], Message | None] = _no_greeting,
        on_clients_changed: Callable[[], None] = _nobody_cares,
    ) -> None:
        """`handle` answers a command with `Accepted`, `Refused` or what was asked for; it is started for the
        commands of a client in their order. `greeting` is what a new client hears first."""
        self._path = path
        self._handle = handle
        self._greeting = greeting
        self._on_clients_changed = on_clients_changed
        self._connections: list[_Connection] = []
        self._server: asyncio.Server | None = None
        self._inspection: asyncio.Task[None] | None = None
        self._lock: TextIO | None = None

    async def start(self) -> None:
        """Listen. A socket left behind by a dead process is replaced. Raises SocketTaken, OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(self._path.with_name(self._path.name + ".lock"))
        self._path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        try:
            listening.bind(str(self._path))
            self._path.chmod(0o660)
            loop = asyncio.get_running_loop()
            self._server = await loop.create_unix_server(lambda: _Connection(self), sock=listening)
        except OSError:
            listening.close()
            raise
        self._inspection = asyncio.create_task(self._inspect())

    async def close(self) -> None:
        """Say no more, and leave no socket behind."""
        if self._inspection is not None:
            self._inspection.cancel()
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)
        for connection in tuple(self._connections):
            connection.close()
        if self._lock is not None:
            self._lock.close()

    @property
    def clients(self) -> tuple[Client, ...]:
        return tuple(connection.client for connection in self._connections)

    def publish(self, message: Message) -> None:
        line = encode(message)
        for connection in tuple(self._connections):
            connection.send(line)

    def listens(self, name: str, within_seconds: float) -> bool:
        """Whether a client of that name is here and has read all that was sent up to so long ago."""
        return any(
            connection.client.name == name and connection.unread_seconds() < within_seconds
            for connection in self._connections
        )

    def admit(self, connection: _Connection) -> bool:
        if len(self._connections) >= MAX_CLIENTS:
            return False
        self._connections.append(connection)
        if (greeting := self._greeting()) is not None:
            connection.send(encode(greeting))
        self._on_clients_changed()
        return True

    def dismiss(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self._on_clients_changed()

    def introduce(self) -> None:
        self._on_clients_changed()

    async def answer(self, command: Command) -> Message:
        try:
            return await self._handle(command)
        except Exception:
            log.exception("command_failed command=%s", command.type)
            return Refused(command.id, RefusalReason.NOT_NOW, "an internal fault; see the log")

    async def _inspect(self) -> None:
        while True:
            await asyncio.sleep(INSPECTION_SECONDS)
            for connection in tuple(self._connections):
                if connection.unread_seconds() > FROZEN_SECONDS:
                    connection.drop("it does not read")


class _Connection(asyncio.Protocol):
    """One client, as its bytes come in."""

    def __init__(self, server: LinkServer) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._socket_number = -1
        self._received = bytearray()
        self._malformed_lines = 0
        self._answering: set[asyncio.Task[None]] = set()
        self._reading_cards: set[asyncio.Task[None]] = set()
        self._unread_since: float | None = None
        self.client = Client(name="", version="", pid=0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._socket_number = transport.get_extra_info("socket").fileno()
        if not self._server.admit(self):
            self.drop("there are too many clients")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        self._transport = None
        for reading in self._reading_cards:
            reading.cancel()
        self._server.dismiss(self)

    def data_received(self, data: bytes) -> None:
        self._received += data
        *lines, rest = self._received.split(b"\n")
        self._received = rest
        for line in lines:
            if self._transport is None:
                return
            self._take(bytes(line))
        if len(self._received) > MAX_LINE_BYTES:
            self._refuse_line(f"a line has at most {MAX_LINE_BYTES} bytes")
            self.drop("a line without end")

    def send(self, line: bytes) -> None:
        if self._transport is None:
            return
        if self._unread_bytes() == 0:
            self._unread_since = self._loop.time()
        self._transport.write(line)
        if self._transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            self.drop("it does not read")

    def unread_seconds(self) -> float:
        """How long the client has left something unread; 0.0 when it has read everything."""
        if self._unread_since is None or self._unread_bytes() == 0:
            self._unread_since = None
            return 0.0
        return self._loop.time() - self._unread_since

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def drop(self, reason: str) -> None:
        if self._transport is None:
            return
        log.warning('client_dropped client=%s reason="%s"', self.client.name or "unnamed", reason)
        self._transport.abort()
        self._transport = None
        self._server.dismiss(self)

    def _take(self, line: bytes) -> None:
        if len(line) > MAX_LINE_BYTES:
            self._refuse_line(f"a line has at most {MAX_LINE_BYTES} bytes")
            return
        try:
            message = decode(line)
        except MalformedMessage as error:
            self._refuse_line(str(error)[:200])
            return
        if isinstance(message, Hello):
            self.client = Client(message.name[:40], message.version[:40], message.pid)
            self._server.introduce()
        elif isinstance(message, Command):
            self._begin(message)
        else:
            self._refuse_line(f"{message.type} is no command")

    def _begin(self, command: Command) -> None:
        answering = asyncio.create_task(self._answer(command))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)
        if isinstance(command, ReadCard):
            self._reading_cards.add(answering)
            answering.add_done_callback(self._reading_cards.discard)
        if len(self._answering) >= MAX_COMMANDS_AT_ONCE and self._transport is not None:
            self._transport.pause_reading()

    async def _answer(self, command: Command) -> None:
        """To its end, even when the client is gone meanwhile: what was asked for counts. Only a card is for
        nobody else, and so not read any more."""
        self.send(encode(await self._server.answer(command)))
        if self._transport is not None:
            self._transport.resume_reading()

    def _refuse_line(self, detail: str) -> None:
        self._malformed_lines += 1
        self.send(encode(Refused(0, RefusalReason.MALFORMED, detail)))
        if self._malformed_lines >= MAX_MALFORMED_LINES:
            self.drop("it sends no messages")

    def _unread_bytes(self) -> int:
        """What the client's kernel queue holds (SIOCOUTQ, the number termios calls TIOCOUTQ) and ours."""
        if self._transport is None:
            return 0
        with contextlib.suppress(OSError):
            (queued,) = struct.unpack("i", fcntl.ioctl(self._socket_number, termios.TIOCOUTQ, bytes(4)))
            return int(queued) + self._transport.get_write_buffer_size()
        return 0


def _lock(path: Path) -> TextIO:
    """Held as long as the process lives, however it ends. Raises SocketTaken."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise SocketTaken(f"{path.with_suffix('')} is served by another process") from error
    return lock
