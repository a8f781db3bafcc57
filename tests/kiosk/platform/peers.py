"""Peers on real sockets that do to the client what a test says, well or badly."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

HOSPITALS = {
    "hospitals": [
        {
            "id": "h1",
            "name": {"zh_Hans": "示例医院"},
            "address": {"zh_Hans": "示例路 1 号"},
            "latitude": 31.2,
            "longitude": 121.4,
            "distance_m": 300,
            "walk_minutes": 4,
        }
    ]
}
ORDER = {"id": "t1", "state": "looking", "at": "2026-01-02T03:04:05+08:00"}


@dataclass
class Peer:
    """Listens on 127.0.0.1. `behave` gets each request's connection and returns whether it is kept open."""

    behave: Callable[[socket.socket], bool]
    listener: socket.socket
    tls: ssl.SSLContext | None = None
    accepted: int = 0
    requests: list[bytes] = field(default_factory=list)
    connections: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    def keys(self) -> list[str]:
        return [
            key.decode()
            for request in self.requests
            for key in re.findall(rb"Idempotency-Key: (\S+)", request)
        ]

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.accepted += 1
                self.connections.append(connection)
                threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _converse(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
                self.connections.append(connection)
            kept = True
            while kept and (request := _request(connection)):
                self.requests.append(request)
                kept = self.behave(connection)
            connection.shutdown(socket.SHUT_RDWR)
            connection.close()


@contextmanager
def peer(
    behave: Callable[[socket.socket], bool], tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Peer]:
    serving = Peer(behave, socket.create_server(("127.0.0.1", port)), tls)
    threading.Thread(target=serving.serve, daemon=True).start()
    try:
        yield serving
    finally:
        serving.close()


def _request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += (chunk := connection.recv(65_536))
        if not chunk:
            return b""
    length = re.search(rb"Content-Length: (\d+)", received)
    missing = int(length[1]) - len(received.partition(b"\r\n\r\n")[2]) if length else 0
    while missing > 0:
        received += (chunk := connection.recv(65_536))
        missing -= len(chunk)
        if not chunk:
            return b""
    return received


def answer(
    content: object = HOSPITALS,
    status: str = "200 OK",
    media_type: str = "application/json",
    more: tuple[str, ...] = (),
) -> Callable[[socket.socket], bool]:
    """A whole answer; `content` as JSON, unless it is bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    head = "\r\n".join((f"Content-Type: {media_type}", f"Content-Length: {len(body)}", *more))

    def behave(connection: socket.socket) -> bool:
        connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode() + body)
        return True

    return behave


def raw(
    *pieces: bytes, then: Callable[[socket.socket], Any] | None = None
) -> Callable[[socket.socket], bool]:
    """These bytes; afterwards the connection is closed, or `then` happens first."""

    def behave(connection: socket.socket) -> bool:
        for piece in pieces:
            connection.sendall(piece)
        if then is not None:
            then(connection)
        return False

    return behave


def drip(connection: socket.socket) -> None:
    """A byte a tenth of a second, for ever."""
    never = threading.Event()
    while not never.wait(0.1):
        connection.sendall(b" ")


def silence(connection: socket.socket) -> None:
    """Nothing, until the client goes away."""
    while connection.recv(1_000):
        pass
