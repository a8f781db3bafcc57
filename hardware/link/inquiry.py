"""The link for a command-line tool: ask one thing and wait, or listen. Blocking, and bounded in time."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

from hardware.link.client import CommandRefused, GuardGone
from hardware.link.messages import (
    HEARTBEAT_SECONDS,
    MAX_LINE_BYTES,
    Command,
    MalformedMessage,
    Message,
    Refused,
    State,
    decode,
    encode,
)

ANSWER_SECONDS = 2.0


def ask(path: Path, command: Command, answer_seconds: float = ANSWER_SECONDS) -> Message:
    """The answer to `command`. Raises GuardGone, CommandRefused."""
    for message in _converse(path, encode(command), answer_seconds):
        if isinstance(message, Refused):
            raise CommandRefused(message.reason, message.detail)
        if getattr(message, "id", None) == command.id:
            return message
    raise GuardGone(f"{path}: the connection was closed")


def current_state(path: Path) -> State:
    """What the guard is like now. Raises GuardGone."""
    return next(states(path, ANSWER_SECONDS))


def states(path: Path, silence_seconds: float = 2.4 * HEARTBEAT_SECONDS) -> Iterator[State]:
    """The guard's state now and whenever it is told again. Raises GuardGone in the end."""
    for message in _converse(path, b"", silence_seconds):
        if isinstance(message, State):
            yield message
    raise GuardGone(f"{path}: the connection was closed")


def _converse(path: Path, opening: bytes, silence_seconds: float) -> Iterator[Message]:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(silence_seconds)
            connection.connect(str(path))
            connection.sendall(opening)
            with connection.makefile("rb") as lines:
                while line := lines.readline(MAX_LINE_BYTES):
                    yield decode(line)
    except TimeoutError as error:
        raise GuardGone(f"{path}: no answer within {silence_seconds:g} s") from error
    except OSError as error:
        raise GuardGone(f"{path}: {error.strerror or error}") from error
    except MalformedMessage as error:
        raise GuardGone(f"{path}: speaks something else ({error})") from error
