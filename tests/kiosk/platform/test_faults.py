"""Every way in which a platform can be ill: the right error, within the budget, and well again afterwards."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kiosk.platform import wire
from kiosk.platform.errors import PlatformConfused, PlatformError, PlatformGone, PlatformRefused
from tests.booth_processes import ROOT
from tests.hardware.eventually import eventually
from tests.kiosk.platform.conftest import STATION_ID, ClientTo
from tests.kiosk.platform.peers import HOSPITALS, answer, drip, peer, raw, silence
from tests.ports import reserved_port

Behaviour = Callable[[socket.socket], bool]
FAR_TOO_LATE_SECONDS = 15  # for a budget of 8, on a busy machine
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def padded(byte_count: int) -> bytes:
    """Nothing is wrong with it but its size."""
    return json.dumps(HOSPITALS).encode().ljust(byte_count)


BOMB = gzip.compress(padded(40_000_000))
QUICK: dict[str, tuple[Behaviour, type[PlatformError]]] = {
    "500": (answer(b"oops", "500 Internal Server Error", "text/plain"), PlatformGone),
    "503 with a problem": (
        answer({"type": "x", "title": "x", "status": 503}, "503 No", "application/problem+json"),
        PlatformGone,
    ),
    "500 with a problem": (
        answer({"type": "urn:new", "title": "x", "status": 500}, "500 No", "application/problem+json"),
        PlatformRefused,
    ),
    "429": (answer(b"", "429 Too Many Requests", "text/plain", ("Retry-After: 9",)), PlatformGone),
    "404 without a problem": (answer(b"<html>", "404 Not Found", "text/html"), PlatformConfused),
    "404 with a garbled problem": (answer([1], "404 No", "application/problem+json"), PlatformConfused),
    "half a body": (raw(OK + b'Content-Length: 1000\r\n\r\n{"hos'), PlatformGone),
    "half a chunk": (raw(OK + b'Transfer-Encoding: chunked\r\n\r\n400\r\n{"hos'), PlatformGone),
    "closed without an answer": (raw(), PlatformGone),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), PlatformConfused),
    "wrong JSON": (answer(b'{"hospitals": ['), PlatformConfused),
    "not UTF-8": (answer(b'{"hospitals": ["\xff\xfe"]}'), PlatformConfused),
    "nothing": (answer(b""), PlatformConfused),
    "wrong types": (answer({"hospitals": [{"id": 7}]}), PlatformConfused),
    "a million wrong items": (answer(b'{"hospitals":[' + b"1," * 990_000 + b"1]}"), PlatformConfused),
    "nested too deep": (answer(b"[" * 900_000), PlatformConfused),
    "a web page": (answer(b"<html>", media_type="text/html"), PlatformConfused),
    "20 MB": (answer(padded(20_000_000)), PlatformConfused),
    "20 MB without a length": (raw(OK + b"\r\n", padded(20_000_000)), PlatformConfused),
    "a gzip bomb": (
        answer(BOMB, "200 OK", "application/json", ("Content-Encoding: gzip",)),
        PlatformConfused,
    ),
    "half a gzip": (
        answer(BOMB[:900], "200 OK", "application/json", ("Content-Encoding: gzip",)),
        PlatformConfused,
    ),
    "no gzip": (
        answer(b"hello", "200 OK", "application/json", ("Content-Encoding: gzip",)),
        PlatformConfused,
    ),
    "br": (answer(b"hello", "200 OK", "application/json", ("Content-Encoding: br",)), PlatformConfused),
    "a redirect": (answer(b"", "302 Found", "text/plain", ("Location: /elsewhere",)), PlatformConfused),
    "a redirect to nowhere": (
        answer(b"", "307 Go", "text/plain", ("Location: http://[::1",)),
        PlatformConfused,
    ),
}
HANGING: dict[str, Behaviour] = {
    "a black hole": raw(then=silence),
    "a black hole after the head": raw(OK + b"Content-Length: 1000\r\n\r\n", then=silence),
    "dripping the status": raw(b"HTTP/1.1", then=drip),
    "dripping a header": raw(OK + b"X-Drip:", then=drip),
    "dripping the body": raw(OK + b"Content-Length: 1000\r\n\r\n", then=drip),
    "dripping without a length": raw(OK + b"\r\n", then=drip),
    "dripping a chunk": raw(OK + b"Transfer-Encoding: chunked\r\n\r\n400\r\n", then=drip),
    "dripping a redirect": raw(
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 1000\r\n\r\n", then=drip
    ),
}


@pytest.mark.parametrize("fault", QUICK)
async def test_an_ill_answer(fault: str, client_to: ClientTo) -> None:
    behave, error = QUICK[fault]
    with peer(behave) as platform:
        client = client_to(platform.url)
        async with asyncio.timeout(FAR_TOO_LATE_SECONDS):
            with pytest.raises(error) as raised:
                await client.hospitals()
        assert type(raised.value) is error
        platform.behave = answer()
        assert (await client.hospitals()).answer.hospitals[0].id == "h1"


@pytest.mark.parametrize("fault", HANGING)
async def test_no_answer_in_time(fault: str, client_to: ClientTo) -> None:
    """The citizen waits once; who comes next does not; what hung has ended; and it is found well again."""
    before = threading.active_count()
    with peer(HANGING[fault]) as platform:
        client = client_to(platform.url, seconds=0.5)
        async with asyncio.timeout(FAR_TOO_LATE_SECONDS):
            with pytest.raises(PlatformGone):
                await client.hospitals()
        asked = len(platform.requests)
        with pytest.raises(PlatformGone, match="a moment ago"):
            await client.hospitals()
        assert len(platform.requests) == asked
        await no_call_hangs()
        platform.behave = answer()
        await until_well(client.hospitals)
    await eventually(lambda: threading.active_count() <= before, "every thread has ended")


async def test_a_refused_port(client_to: ClientTo) -> None:
    with reserved_port() as port:
        client = client_to(f"http://127.0.0.1:{port}")
        for _ in range(3):  # it costs nothing, so it is tried each time
            with pytest.raises(PlatformGone, match="no connection") as raised:
                await client.hospitals()
            assert "ConnectionRefusedError" in str(raised.value.__cause__)
        with peer(answer(), port=port):
            assert (await client.hospitals()).fresh


async def test_nobody_takes_the_connection(client_to: ClientTo) -> None:
    """A SYN that is never answered: the queue of the listener is full."""
    with reserved_port() as port:
        address = ("127.0.0.1", port)
        listener = socket.create_server(address, backlog=0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        client = client_to(f"http://127.0.0.1:{port}", seconds=0.5)
        async with asyncio.timeout(FAR_TOO_LATE_SECONDS):
            with pytest.raises(PlatformGone):
                await client.hospitals()
        for one in (*waiting, listener):
            one.close()
        await no_call_hangs()
        with peer(answer(), port=port):
            await until_well(client.hospitals)


async def test_a_resolver_that_hangs(client_to: ClientTo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call is given up in time, though nothing can end its thread before the resolver does."""
    answered, asked = threading.Event(), threading.Event()
    resolve = socket.getaddrinfo

    def hang(*arguments: Any, **options: Any) -> object:
        asked.set()
        answered.wait(60)
        return resolve(*arguments, **options)

    with peer(answer()) as platform:
        client = client_to(platform.url, seconds=2)
        monkeypatch.setattr(socket, "getaddrinfo", hang)
        try:
            async with asyncio.timeout(FAR_TOO_LATE_SECONDS):
                with pytest.raises(PlatformGone):
                    await client.hospitals()
            assert asked.is_set()
        finally:
            answered.set()
        monkeypatch.undo()
        await until_well(client.hospitals)


def test_a_hanging_call_does_not_hold_up_the_exit() -> None:
    program = f"""
import asyncio
from kiosk.platform.client import Platform
from kiosk.settings import Platform as Settings
async def main(port):
    client = Platform(Settings(url=f"http://127.0.0.1:{{port}}"), "{STATION_ID}", None, budget_seconds=600)
    asking = asyncio.create_task(client.hospitals())
    print("asks", flush=True)
    await asyncio.to_thread(input)
    client.close()
    asking.cancel()
import sys
asyncio.run(main(int(sys.argv[1])))
print("ended", flush=True)
"""
    with peer(raw(then=silence)) as platform:
        kiosk = subprocess.Popen(
            [sys.executable, "-c", program, str(platform.port)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while not platform.requests and time.monotonic() < deadline:
            time.sleep(0.02)
        out, _ = kiosk.communicate("go\n", timeout=30)
        assert platform.requests
        assert out.split() == ["asks", "ended"]
        assert kiosk.returncode == 0


async def test_a_redirect_leads_nowhere(client_to: ClientTo) -> None:
    with peer(answer()) as other, peer(answer()) as platform:
        location = f"Location: {other.url}/v1/stations/{STATION_ID}/hospitals"
        platform.behave = answer(b"", "302 Found", "text/plain", (location,))
        with pytest.raises(PlatformConfused):
            await client_to(platform.url).hospitals()
        assert len(platform.requests) == 1
        assert other.requests == []


@pytest.mark.parametrize("packing", ["identity", "gzip"])
async def test_an_answer_of_two_megabytes_is_read(packing: str, client_to: ClientTo) -> None:
    body = padded(wire.MAX_ANSWER_BYTES)
    sent = gzip.compress(body) if packing == "gzip" else body
    with peer(answer(sent, more=(f"Content-Encoding: {packing}",))) as platform:
        assert (await client_to(platform.url).hospitals()).fresh


async def test_a_cancelled_call_ends_its_thread(client_to: ClientTo) -> None:
    with peer(raw(then=silence)) as platform:
        asking = asyncio.create_task(client_to(platform.url, seconds=60).hospitals())
        await eventually(lambda: bool(platform.requests), "it was asked")
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await no_call_hangs()


async def test_the_environment_has_no_say(client_to: ClientTo, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with peer(answer()) as platform:
        assert (await client_to(platform.url).hospitals()).fresh


async def no_call_hangs() -> None:
    await eventually(
        lambda: not [thread for thread in threading.enumerate() if thread.name == "platform"],
        "what hung has ended",
    )


async def until_well(call: Callable[[], Awaitable[object]]) -> None:
    """The platform is found to be well again without anybody's help."""
    async with asyncio.timeout(2 * FAR_TOO_LATE_SECONDS):
        while True:
            try:
                await call()
            except PlatformGone:
                await asyncio.sleep(0.05)
            else:
                return
