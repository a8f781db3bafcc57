"""Nothing of a citizen stays in the client: not in its objects, not in its errors, not in the log."""

from __future__ import annotations

import asyncio
import gc
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.platform.client import Platform
from kiosk.platform.contract.hospital import AppointmentRequest
from kiosk.platform.contract.pension import PensionQuery
from kiosk.platform.contract.values import check_digit
from kiosk.platform.errors import PlatformError
from kiosk.settings import Platform as PlatformSettings
from tests.booth_processes import eventually
from tests.kiosk.platform.test_faults import no_call_hangs
from tests.platform_process import STATION_ID, PlatformProcess, running_platform

FAULTS = ("failing", "half_body", "absent", "wrong_json", "wrong_types", "huge", "slow")
BUDGET_SECONDS = 4


def planted() -> tuple[str, str, str]:
    """A phone, an ID number and a name, made when they are needed, so that this module holds none of them."""
    first_17 = "".join(map(str, (9, 9, 9, 9, 9, 9, 1, 9, 7, 7, 0, 8, 1, 9, 7, 5, 3)))
    return (
        "138" + str(97531864 - 1),
        first_17 + check_digit(first_17),
        "".join(map(chr, (0x5B87, 0x6587, 0x6CF0))),
    )


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path / "platform") as running:
        yield running


async def test_nothing_stays(
    platform: PlatformProcess, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether the platform is well or ill in any way."""
    caplog.set_level(logging.DEBUG)
    settings = PlatformSettings(url=platform.url, token_file=platform.token_file)
    client = Platform(settings, STATION_ID, tmp_path / "kept", budget_seconds=BUDGET_SECONDS)
    said = await visit(client)
    for fault in FAULTS:
        platform.set_fault(fault, seconds=2 * BUDGET_SECONDS)
        said += await visit(client)
    assert "PlatformConfused" in said
    assert "a moment ago" in said
    assert search(said) == []
    assert search(caplog.text) == []
    await no_call_hangs()
    await asyncio.to_thread(eventually, lambda: not where_it_stays(), "a call's last thread has let go", 10)
    assert where_it_stays() == []
    assert [path for path in (tmp_path / "kept").rglob("*") if search(path.read_text("utf-8"))] == []
    client.close()


def test_the_search_would_find_something() -> None:
    kept = [f"phone={planted()[0]}"]
    assert where_it_stays() == ["list: str"]
    kept.clear()
    assert where_it_stays() == []


async def visit(client: Platform) -> str:
    """Gives the numbers away in all ways; what the errors said comes back."""
    phone, id_number, name = planted()
    said = []
    for call in (
        client.order_taxi(phone, "key-1"),
        client.pension(PensionQuery(id_number=id_number)),
        client.book(AppointmentRequest("no-such-slot", id_number, phone, name), "key-2"),
        client.cancel_appointment("no-such-number", id_number),
        client.appointments(id_number),
    ):
        try:
            await call
        except PlatformError as error:
            said += words_of(error)
    return "\n".join(said)


def words_of(error: BaseException) -> list[str]:
    """What can be printed of an exception and its causes; only its own frames may be behind it."""
    said = [*traceback.format_exception_only(error), repr(vars(error))]
    behind = error.__cause__ or error.__context__
    if behind is not None:
        assert behind.__traceback__ is None, "its frames hold what was sent"
        said += words_of(behind)
    return said


def search(text: str) -> list[str]:
    return [found for found in planted() if found in text]


def where_it_stays() -> list[str]:
    """Types of the objects that still refer to one of the planted texts."""
    gc.collect()
    wanted = planted()
    needles: list[str | bytes] = [*wanted, *(one.encode() for one in wanted)]
    own = {id(needle) for needle in needles} | {id(wanted), id(needles)}
    found = []
    for holder in gc.get_objects():
        if id(holder) in own:
            continue
        for held in gc.get_referents(holder):
            if id(held) not in own and holds(held, needles):
                found.append(f"{type(holder).__name__}: {type(held).__name__}")
    return found


def holds(held: object, needles: list[str | bytes]) -> bool:
    if isinstance(held, str):
        return any(needle in held for needle in needles if isinstance(needle, str))
    if isinstance(held, bytes | bytearray):
        return any(needle in held for needle in needles if isinstance(needle, bytes))
    return False
