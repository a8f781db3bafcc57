"""uvicorn, with two things more: it says where it listens, and a connection can end without an answer."""

from __future__ import annotations

import asyncio
import socket
import sys

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from deploy.demo.platform.faults import HANG_UP


class EndableProtocol(H11Protocol):
    """Puts into each request's scope what ends its connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        app = self.app

        async def with_an_end(scope: Scope, receive: Receive, send: Send) -> None:
            scope[HANG_UP] = self._hang_up
            await app(scope, receive, send)

        self.app = with_an_end

    def _hang_up(self) -> None:
        self.cycle.disconnected = True
        self.transport.close()


class AnnouncingServer(uvicorn.Server):
    """Writes "READY <url>" to stdout as soon as it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        sys.stdout.write(f"READY http://{f'[{host}]' if ':' in host else host}:{port}\n")
        sys.stdout.flush()


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Until a signal comes. Port 0 is any that is free. Ends the process when it can't listen there."""
    config = uvicorn.Config(
        app,
        host,
        port,
        http=EndableProtocol,
        ws="none",
        log_level="warning",
        timeout_keep_alive=75,
        backlog=1024,
    )
    AnnouncingServer(config).run()
