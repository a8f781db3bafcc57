"""Ports for servers that have to be told theirs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port of 127.0.0.1 for a server of one's own; as long as the block lasts nobody else comes by it.

    It is bound, and nobody listens there: Linux gives it to none who ask for any port, but lets in whoever
    asks for this one with SO_REUSEADDR, as servers do.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
