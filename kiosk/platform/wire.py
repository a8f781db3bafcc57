"""HTTP on the wire: requests' adapter and its pool of connections, and nothing else of requests.

Not its Session, which would look for proxies and passwords in the environment, keep cookies, and read a
redirect's whole body before it can be refused. Importing this module takes a while: it is imported in a
thread, at the first call.

Two things are added to the pool's connections. A leash holds the socket that is in use, because a time-out of
requests is one of each read, and a peer that sends a byte a second would be read for ever. And a connection
that nothing was sent on for a while is not used again: mobile networks forget it without a word.
"""

from __future__ import annotations

import socket
import ssl
import time
import zlib
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from kiosk.platform.threads import Leash

MAX_ANSWER_BYTES = 2_000_000
CHUNK_BYTES = 65_536
REUSE_SECONDS = 90.0  # heartbeats come once a minute and keep one connection in use
MAX_CONNECTIONS = 16

_leash: ContextVar[Leash] = ContextVar("leash")


class NotHttp(Exception):
    """The answer can't be read: too large, or packed in a way that nobody asked for."""


@dataclass(frozen=True, slots=True)
class WireAnswer:
    status: int
    media_type: str  # in lower case, without parameters
    date: str  # as the header has it; "" when there is none
    body: bytes = field(repr=False)


class Wire:
    """Connections to one platform. Usable from many threads."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._adapter = _Adapter(tls)

    def send(
        self, method: str, url: str, headers: dict[str, str], body: bytes, seconds: float, leash: Leash
    ) -> WireAnswer:
        """One request and its whole answer. `seconds`: for the connection, and for each read; the caller ends
        the whole with `leash`. Raises NotHttp, and what requests, urllib3 and ssl raise.
        """
        request = PreparedRequest()
        request.prepare(method=method, url=url, headers=headers, data=body or None)
        token = _leash.set(leash)
        try:
            response = self._adapter.send(request, stream=True, timeout=seconds)
            try:
                content = _content(response.raw)
            except BaseException:
                response.raw.close()  # what is still to come would be taken for the next answer
                raise
            return WireAnswer(
                response.status_code,
                response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                response.headers.get("Date", ""),
                content,
            )
        finally:
            leash.hold(None)
            _leash.reset(token)

    def close(self) -> None:
        self._adapter.close()


def _content(raw: BaseHTTPResponse) -> bytes:
    """The body, unpacked, of MAX_ANSWER_BYTES at most. Raises NotHttp."""
    packing = raw.headers.get("Content-Encoding", "identity").lower()
    if packing not in ("identity", "gzip"):
        raise NotHttp("packed in a way that nobody asked for")
    unpacker = zlib.decompressobj(wbits=31) if packing == "gzip" else None
    content = bytearray()
    while chunk := raw.read(CHUNK_BYTES, decode_content=False):
        content += unpacker.decompress(chunk, MAX_ANSWER_BYTES + 1 - len(content)) if unpacker else chunk
        if len(content) > MAX_ANSWER_BYTES:
            raise NotHttp(f"larger than {MAX_ANSWER_BYTES} bytes")
    if unpacker and content and not unpacker.eof:
        raise NotHttp("its packing breaks off")
    return bytes(content)


class _Adapter(HTTPAdapter):
    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        super().__init__(pool_connections=1, pool_maxsize=MAX_CONNECTIONS)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def build_connection_pool_key_attributes(self, *arguments: Any, **options: Any) -> Any:
        host, _ = super().build_connection_pool_key_attributes(*arguments, **options)
        return host, {"ssl_context": self._tls}

    def cert_verify(self, *arguments: object) -> None:
        """The context verifies; requests would add its own authorities."""


class _Connection(HTTPConnection):
    _sent_at = 0.0

    def connect(self) -> None:
        super().connect()
        self._hold()

    def request(self, *arguments: Any, **options: Any) -> None:
        self._hold()
        self._sent_at = time.monotonic()
        super().request(*arguments, **options)

    @property
    def is_connected(self) -> bool:
        return super().is_connected and time.monotonic() - self._sent_at < REUSE_SECONDS

    def _hold(self) -> None:
        connected: socket.socket | None = self.sock
        if connected is not None:
            _leash.get().hold(connected)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
