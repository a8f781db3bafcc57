"""When a call is tried once more, when never, and on which connection."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from kiosk.platform import wire
from kiosk.platform.errors import PlatformGone
from tests.kiosk.platform.conftest import ClientTo
from tests.kiosk.platform.peers import HOSPITALS, ORDER, answer, peer

Behaviour = Callable[[socket.socket], bool]


def keeps_alive_once(content: object) -> Behaviour:
    """Answers the first request of a connection, and closes when the next one comes."""
    answered = set[int]()

    def behave(connection: socket.socket) -> bool:
        if id(connection) in answered:
            return False
        answered.add(id(connection))
        return answer(content)(connection)

    return behave


async def test_a_connection_that_closes_when_it_is_used_again(client_to: ClientTo) -> None:
    with peer(keeps_alive_once(HOSPITALS)) as platform:
        client = client_to(platform.url)
        await client.hospitals()
        await client.hospitals()
        assert len(platform.requests) == 3
        assert platform.accepted == 2


async def test_what_may_have_been_done_is_not_asked_again(client_to: ClientTo) -> None:
    with peer(keeps_alive_once(ORDER)) as platform:
        client = client_to(platform.url)
        await client.cancel_taxi("t1")
        with pytest.raises(PlatformGone):
            await client.cancel_taxi("t1")
        assert len(platform.requests) == 2


async def test_one_more_try_and_no_other(client_to: ClientTo) -> None:
    with peer(answer(b"", "500 No", "text/plain")) as platform:
        client = client_to(platform.url)
        for call, tries in (
            (client.hospitals(), 2),
            (client.order_taxi("13800138000", "key-1"), 2),
            (client.give_taxi_code("t1", "1234"), 1),
            (client.cancel_taxi("t1"), 1),
            (client.cancel_appointment("a1", "11010519491231002X"), 1),
        ):
            platform.requests.clear()
            with pytest.raises(PlatformGone):
                await call
            assert len(platform.requests) == tries
            assert len(set(platform.keys())) <= 1


async def test_every_try_of_an_order_has_the_key_that_it_was_given(client_to: ClientTo) -> None:
    with peer(answer(b"", "502 No", "text/plain")) as platform:
        client = client_to(platform.url)
        for key in ("key-1", "key-2"):
            with pytest.raises(PlatformGone):
                await client.order_taxi("13800138000", key)
        assert platform.keys() == ["key-1", "key-1", "key-2", "key-2"]


async def test_connections_are_used_again(client_to: ClientTo) -> None:
    with peer(answer()) as platform:
        client = client_to(platform.url)
        for _ in range(5):
            await client.hospitals()
        assert platform.accepted == 1


async def test_a_connection_that_was_long_idle_is_not_used_again(
    client_to: ClientTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network may have forgotten it: what is sent there is never answered."""
    monkeypatch.setattr(wire, "REUSE_SECONDS", 0)
    with peer(answer()) as platform:
        client = client_to(platform.url)
        for _ in range(3):
            await client.hospitals()
        assert platform.accepted == 3
