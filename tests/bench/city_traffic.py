"""Simulated booths at one platform: heartbeats and visits at the moments when they are due.

Each booth keeps one connection, as a booth does, so that the platform holds as many as there are booths. What
is due is sent whether or not the platform has answered the others: a slow platform gets no less to do.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from kiosk.platform.contract.records import BATCH_MEDIA_TYPE

HEARTBEAT_EVERY_SECONDS = 60.0
VISIT_EVERY_SECONDS = 300.0
VISIT_REQUESTS = 3
ANSWER_SECONDS = 10.0  # what a booth waits for what no citizen waits for
CONNECTING_AT_ONCE = 50
KINDS = ("heartbeat", "places", "notices", "records")
HEARTBEAT, PLACES, NOTICES, RECORDS = KINDS
DEVICES = ("panel", "modem", "keypad", "card_reader", "printer", "button", "handset", "sockets")


@dataclass
class Tally:
    """What came of the requests that were due in a stretch of time; all times in seconds."""

    waits: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    errors: list[str] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)  # of this process itself, in beginning what is due
    seconds: float = 0.0  # until the last was answered

    @property
    def answered(self) -> list[float]:
        return [wait for waits in self.waits.values() for wait in waits]


class NotAnswered(Exception):
    """An answer other than the one that was to come."""


class Booth:
    """A station, its token and its connection to the platform at `url`."""

    def __init__(self, url: str, station_id: str, token: str) -> None:
        address = urlsplit(url)
        self.station_id, self.token = station_id, token
        self._host, self._port = address.hostname, address.port
        self._head = (
            f" HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n"
            "Accept: application/json\r\nUser-Agent: city\r\n"
        )
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._one_request = asyncio.Lock()
        self._record_numbers = count(1)

    async def connect(self) -> None:
        self._connection = await asyncio.open_connection(self._host, self._port)

    def close(self) -> None:
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None

    async def heartbeat(self, tally: Tally) -> None:
        body = {
            "at": datetime.now(UTC).isoformat(), "version": "1.0", "alarm": "none",
            "devices": [{"name": name, "health": "ready"} for name in DEVICES],
        }  # fmt: skip
        await self._timed(tally, HEARTBEAT, "POST", "/heartbeats", body)

    async def visit(self, tally: Tally) -> None:
        """Two looks, then what is told of the visit."""
        await self._timed(tally, PLACES, "GET", "/places")
        await self._timed(tally, NOTICES, "GET", "/notices")
        answer = await self._timed(tally, RECORDS, "POST", "/records", self._records_of_a_visit())
        if answer is not None and [each["state"] for each in answer["results"]] != ["accepted"] * 3:
            tally.errors.append("records that were not accepted")

    async def _timed(self, tally: Tally, kind: str, method: str, path: str, body: object = None) -> Any:
        """The answer as JSON; None when there is none, which is then an error of the tally."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self._one_request:
                content = await self._exchange(method, path, body)
        except (OSError, EOFError, TimeoutError, NotAnswered) as error:
            self.close()
            tally.errors.append(f"{kind}: {type(error).__name__} {error}".strip())
            return None
        tally.waits[kind].append(time.perf_counter() - began)
        return json.loads(content)

    async def _exchange(self, method: str, path: str, body: object) -> bytes:
        if self._connection is None:
            await self.connect()
        assert self._connection is not None
        reader, writer = self._connection
        writer.write(self._request(method, path, body))
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status, _, fields = head.partition("\r\n")
        length = next((line for line in fields.split("\r\n") if line.startswith("content-length:")), None)
        if length is None or status.split()[1] != "200":
            raise NotAnswered(status)
        return await reader.readexactly(int(length.partition(":")[2]))

    def _request(self, method: str, path: str, body: object) -> bytes:
        head = f"{method} /v1/stations/{self.station_id}{path}{self._head}"
        if body is None:
            return f"{head}\r\n".encode()
        content = json.dumps(body).encode()
        media_type = BATCH_MEDIA_TYPE if isinstance(body, list) else "application/json"
        return (
            f"{head}Content-Type: {media_type}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
        )

    def _records_of_a_visit(self) -> list[dict[str, Any]]:
        """Such as a visit leaves: a service, its feedback, the visit."""
        happenings: tuple[dict[str, Any], ...] = (
            {"type": "station.service.ended", "service": "neighbourhood", "outcome": "done", "seconds": 40,
             "language": "zh_Hans"},
            {"type": "station.feedback.given", "service": "neighbourhood", "mood": "good"},
            {"type": "station.visit.ended", "seconds": 60, "services": 1, "language": "zh_Hans",
             "idle": False},
        )  # fmt: skip
        now = datetime.now(UTC).isoformat()
        return [
            {
                "specversion": "1.0", "id": f"{self.station_id}-{next(self._record_numbers)}",
                "source": f"/stations/{self.station_id}", "type": data["type"], "time": now,
                "datacontenttype": "application/json", "data": data,
            }
            for data in happenings
        ]  # fmt: skip


@asynccontextmanager
async def connected(booths: Sequence[Booth]) -> AsyncIterator[None]:
    """All of them; some at a time, so that none is turned away at the door."""
    try:
        for first in range(0, len(booths), CONNECTING_AT_ONCE):
            await asyncio.gather(*(booth.connect() for booth in booths[first : first + CONNECTING_AT_ONCE]))
        yield
    finally:
        for booth in booths:
            booth.close()


async def live(booths: Sequence[Booth], seconds: float, chance: random.Random) -> Tally:
    """All that is due within `seconds`, a minute at most, at random moments; until all is answered."""
    tally = Tally()
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for due, work in schedule(booths, seconds, chance):
            await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
            tally.lateness.append(max(0.0, time.perf_counter() - began - due))
            tasks.create_task(work(tally))
    tally.seconds = time.perf_counter() - began
    return tally


Work = Callable[[Tally], Coroutine[Any, Any, None]]


def schedule(booths: Sequence[Booth], seconds: float, chance: random.Random) -> list[tuple[float, Work]]:
    """(seconds from now, what), in order of time: as many as the rates say, spread at random."""
    heartbeats, visits = (
        round(len(booths) * seconds / every) for every in (HEARTBEAT_EVERY_SECONDS, VISIT_EVERY_SECONDS)
    )
    works = [
        *(booth.heartbeat for booth in chance.sample(booths, heartbeats)),
        *(booth.visit for booth in chance.sample(booths, visits)),
    ]
    return sorted(((chance.uniform(0, seconds), work) for work in works), key=lambda due: due[0])
