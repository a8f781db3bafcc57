"""The ASGI layers around the endpoints: bodies have a bound, and the knobs' faults happen here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.demo.platform.knobs import Fault, FaultKind, KnobBoard
from deploy.demo.platform.problems import dumped, problem
from kiosk.platform.contract.problem import MEDIA_TYPE, ProblemKind

HANG_UP = "demo.hang_up"
"""In the scope: ends the connection once what was sent has left. The server puts it there (server.py)."""
MAX_BODY_BYTES = 1_000_000
MAX_DRAINED_BYTES = 32_000_000
HUGE_BYTES = 20_000_000
STATION_PATH = re.compile(r"^/v1/stations/[^/]+(?P<rest>/.*|)$")


class BoundedBodies:
    """Answers 413 to a body above MAX_BODY_BYTES, once it has come: who still writes does not read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        body, came = bytearray(), 0
        while came <= MAX_DRAINED_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            came += len(message.get("body", b""))
            if came <= MAX_BODY_BYTES:
                body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        if came > MAX_BODY_BYTES:
            await _answer(send, 413, dumped(problem(ProblemKind.TOO_LARGE)), MEDIA_TYPE)
        else:
            await self._app(scope, _replay(bytes(body), receive), send)


class FaultLayer:
    """Does what the knobs say to every path of a station."""

    def __init__(self, app: ASGIApp, board: KnobBoard) -> None:
        self._app = app
        self._board = board

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = STATION_PATH.match(scope["path"]) if scope["type"] == "http" else None
        fault = self._board.knobs.fault_at(path["rest"]) if path else None
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        elif fault.kind in (FaultKind.LATE, FaultKind.LOST):
            answer = list[Message]()
            await self._app(scope, receive, _kept_in(answer))
            await _deliver(answer, fault, send, scope.get(HANG_UP, _no_way_out))
        else:
            await _fail(fault, send, scope.get(HANG_UP, _no_way_out))


async def _deliver(answer: list[Message], fault: Fault, send: Send, hang_up: Callable[[], None]) -> None:
    if fault.kind is FaultKind.LOST:
        hang_up()
        return
    await asyncio.sleep(fault.seconds)
    for message in answer:
        await send(message)


def _kept_in(answer: list[Message]) -> Send:
    async def keep(message: Message) -> None:
        answer.append(message)

    return keep


async def _fail(fault: Fault, send: Send, hang_up: Callable[[], None]) -> None:
    match fault.kind:
        case FaultKind.FAILING:
            await _answer(send, 500, dumped(problem(ProblemKind.INTERNAL, "a knob is set")), MEDIA_TYPE)
        case FaultKind.BUSY:
            retry_after = (b"retry-after", b"%d" % round(fault.seconds))
            body = dumped(problem(ProblemKind.TOO_MANY_REQUESTS, "a knob is set"))
            await _answer(send, 429, body, MEDIA_TYPE, retry_after)
        case FaultKind.HALF_BODY:
            await _start(send, 200, "application/json", (b"content-length", b"1000"))
            await send({"type": "http.response.body", "body": b'{"id": "half', "more_body": True})
            hang_up()
        case FaultKind.WRONG_JSON:
            await _answer(send, 200, b'{"id": 1, "state": <<<', "application/json")
        case FaultKind.WRONG_TYPES:
            await _answer(
                send, 200, b'{"id": [], "state": 7, "at": "soon", "features": {}}', "application/json"
            )
        case FaultKind.HUGE:
            await _start(send, 200, "application/json")
            await send({"type": "http.response.body", "body": b'{"id": "', "more_body": True})
            for _ in range(HUGE_BYTES // 100_000):
                await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
            await send({"type": "http.response.body", "body": b'"}'})
        case FaultKind.ABSENT:
            hang_up()


async def _start(send: Send, status: int, media_type: str, *more: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", media_type.encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _answer(send: Send, status: int, body: bytes, media_type: str, *more: tuple[bytes, bytes]) -> None:
    await _start(send, status, media_type, (b"content-length", b"%d" % len(body)), *more)
    await send({"type": "http.response.body", "body": body})


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return messages.pop() if messages else await receive()

    return replayed


def _no_way_out() -> None:
    raise RuntimeError("this server can't end a connection without an answer")
