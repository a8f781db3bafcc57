"""The reader's driver over the wire, with the simulated SAM-V at its far end."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import time
import traceback
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

from hardware.drivers.contract import (
    Card,
    CardAbsent,
    CardKind,
    CardUnreadable,
    CommandRefused,
    DeviceHealth,
    DriverError,
    NoResponse,
    PortUnavailable,
    UnreadableReason,
)
from hardware.drivers.id_card import IdCardReader, IdCardSettings
from hardware.simulators.control import send
from tests.hardware.drivers.conftest import Sim
from tests.hardware.drivers.reports import Reports, running
from tests.hardware.eventually import eventually
from tests.hardware.simulators.process import simulators

NAME, NUMBER = "王秀兰", "999999194403121242"
LAY = f"card lay name={NAME} id_number={NUMBER}"
CARD = Card(CardKind.ID_CARD, NAME, NUMBER, None)


def settings(port: Path, **changes: Any) -> IdCardSettings:
    return IdCardSettings(driver="id_card", port=port, **{"answer_ms": 1000, "read_ms": 1000, **changes})


@pytest.fixture
def driver(tmp_path: Path) -> IdCardReader:
    return IdCardReader("id_card", settings(tmp_path / "wires/id_card"))


@pytest.fixture
async def reports(driver: IdCardReader, sim: Sim) -> AsyncIterator[Reports]:
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        yield reports


def asked(sim: Sim, command: str) -> int:
    count: int = sim("state")["id_card"]["asked"][command]
    return count


async def unreadable(reading: asyncio.Task[Card]) -> UnreadableReason:
    with pytest.raises(CardUnreadable) as error:
        await reading
    return error.value.reason


async def test_a_card_that_is_laid_is_read(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    reading = asyncio.create_task(driver.read(10))
    await eventually(lambda: asked(sim, "find") >= 2, "the second search")
    assert not reading.done()
    sim(f"{LAY} valid_until=2030-01-31")
    assert await reading == Card(CardKind.ID_CARD, NAME, NUMBER, date(2030, 1, 31))
    assert (asked(sim, "select"), asked(sim, "read")) == (1, 1)
    assert reports.health is DeviceHealth.READY


async def test_it_searches_only_while_somebody_waits(
    driver: IdCardReader, reports: Reports, sim: Sim
) -> None:
    sim(LAY)
    assert asked(sim, "find") == 0
    await driver.read(5)
    searched = asked(sim, "find")
    await asyncio.sleep(0.4)  # more than poll_ms
    assert asked(sim, "find") == searched


async def test_searches_are_at_least_300_ms_apart(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    begun = time.monotonic()
    reading = asyncio.create_task(driver.read(30))
    await eventually(lambda: asked(sim, "find") >= 4, "the fourth search")
    assert time.monotonic() - begun >= 3 * 0.3
    reading.cancel()


async def test_two_cards_one_after_the_other(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    sim(LAY)
    assert await driver.read(5) == CARD
    sim("card lift")
    sim("card lay name=张伟 id_number=999999199105095173")
    assert (await driver.read(5)).name == "张伟"


async def test_a_card_that_was_not_lifted_is_told_apart_from_none(
    driver: IdCardReader, reports: Reports, sim: Sim
) -> None:
    sim(LAY)
    await driver.read(5)
    assert await unreadable(asyncio.create_task(driver.read(0.4))) is UnreadableReason.STILL_LYING
    sim("card lift")
    sim(LAY)
    assert await driver.read(5) == CARD


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("unreadable", UnreadableReason.LIFTED_TOO_EARLY),
        ("refused", UnreadableReason.NOT_AUTHENTIC),
        ("wrong", UnreadableReason.WRONG_CARD),
    ],
)
async def test_after_an_error_the_card_has_to_be_lifted(
    driver: IdCardReader, reports: Reports, sim: Sim, trouble: str, reason: UnreadableReason
) -> None:
    sim(f"card {trouble}")
    sim(LAY)
    assert await unreadable(asyncio.create_task(driver.read(5))) is reason
    sim("card well")
    assert await unreadable(asyncio.create_task(driver.read(0.4))) is UnreadableReason.STILL_LYING
    sim("card lift")
    sim(LAY)
    assert await driver.read(5) == CARD
    assert reports.health is DeviceHealth.READY


@pytest.mark.parametrize("field", ["id_number=999999194403121243", "valid_until=never", "name="])
async def test_a_card_that_says_what_can_not_be_is_damaged(
    driver: IdCardReader, reports: Reports, sim: Sim, field: str
) -> None:
    sim(f"{LAY} {field}")
    reading = asyncio.create_task(driver.read(5))
    assert await unreadable(reading) is UnreadableReason.DAMAGED


async def test_a_card_lifted_while_it_is_read(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    sim(LAY)
    sim("card slow 0.2")
    reading = asyncio.create_task(driver.read(10))
    await eventually(lambda: asked(sim, "read"), "the card is being read")
    sim("card lift")
    assert await unreadable(reading) is UnreadableReason.LIFTED_TOO_EARLY
    sim(LAY)
    assert await driver.read(10) == CARD


async def test_nobody_lays_a_card(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    for patience_seconds in (0.0, 0.4):
        with pytest.raises(CardAbsent):
            await driver.read(patience_seconds)
    assert reports.health is DeviceHealth.READY


async def test_an_answer_amid_garbage_is_found(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    sim("card garbage")
    sim(LAY)
    assert await driver.read(10) == CARD


async def test_noise_on_the_wire_is_got_over(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    reading = asyncio.create_task(driver.read(20))
    for _ in range(10):
        sim("noise id_card 300")
        await asyncio.sleep(0.03)
    sim(LAY)
    assert await reading == CARD


async def test_half_an_answer_is_asked_for_again(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    sim("card half")
    sim(LAY)
    assert await driver.read(10) == CARD
    assert asked(sim, "read") == 2


async def test_a_reader_that_is_slow_but_in_time(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    sim("card slow 0.2")
    sim(LAY)
    assert await driver.read(10) == CARD


async def test_a_reader_that_answers_too_late_is_absent_until_it_is_quick_again(
    tmp_path: Path, sim: Sim
) -> None:
    driver = IdCardReader("id_card", settings(tmp_path / "wires/id_card", answer_ms=300))
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        sim("card slow 1.5")
        with pytest.raises(NoResponse):
            await driver.read(30)
        await reports.until_health(DeviceHealth.ABSENT)
        sim("card slow 0.01")
        await reports.until_health(DeviceHealth.READY)
        sim(LAY)
        assert await driver.read(10) == CARD


async def test_the_wire_is_pulled_during_a_reading(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    sim("card slow 0.2")
    sim(LAY)
    reading = asyncio.create_task(driver.read(30))
    await eventually(lambda: asked(sim, "read"), "the card is being read")
    sim("unplug id_card")
    with pytest.raises(PortUnavailable, match="vanished"):
        await reading
    with pytest.raises(PortUnavailable):
        await driver.read(30)
    await reports.until_health(DeviceHealth.ABSENT)
    sim("plug id_card")
    await reports.until_health(DeviceHealth.READY)
    sim("card lift")
    sim(LAY)
    assert await driver.read(10) == CARD


async def test_the_wire_is_pulled_while_nobody_reads(
    driver: IdCardReader, reports: Reports, sim: Sim
) -> None:
    sim("unplug id_card")
    before_the_next_check = 12  # of 15 s
    await eventually(lambda: reports.health is DeviceHealth.ABSENT, "noticed", before_the_next_check)


async def test_a_reading_that_is_given_up_leaves_the_wire_usable(
    driver: IdCardReader, reports: Reports, sim: Sim
) -> None:
    sim("card slow 0.1")
    for command in ("find", "select", "read"):
        sim("card lift")
        sim(LAY)
        before = asked(sim, command)
        reading = asyncio.create_task(driver.read(30))
        await eventually(lambda: asked(sim, command) > before, f"{command} is asked")  # noqa: B023  awaited here
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        sim("card lift")
        with pytest.raises((CardAbsent, CardUnreadable)):
            await driver.read(0)
        sim(LAY)
        assert await driver.read(30) == CARD
    assert reports.health is DeviceHealth.READY


async def test_one_reading_at_a_time(driver: IdCardReader, reports: Reports, sim: Sim) -> None:
    reading = asyncio.create_task(driver.read(10))
    await eventually(lambda: asked(sim, "find"), "the first search")
    with pytest.raises(CommandRefused):
        await driver.read(1)
    sim(LAY)
    assert await reading == CARD


async def test_a_reader_whose_self_test_fails_is_faulty_until_it_is_mended(
    driver: IdCardReader, sim: Sim
) -> None:
    sim("card broken")
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.FAULTY)
        with pytest.raises(DriverError):
            await driver.read(1)
        assert asked(sim, "reset") >= 1
        sim("card well")
        await reports.until_health(DeviceHealth.READY)


async def test_it_is_looked_after_while_nobody_reads(tmp_path: Path, sim: Sim) -> None:
    driver = IdCardReader("id_card", settings(tmp_path / "wires/id_card", check_seconds=1, answer_ms=300))
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        sim("cut id_card")
        await reports.until_health(DeviceHealth.ABSENT)
        sim("mend id_card")
        await reports.until_health(DeviceHealth.READY)


async def test_the_end_of_the_driver_ends_a_reading(driver: IdCardReader, sim: Sim) -> None:
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        reading = asyncio.create_task(driver.read(30))
        await eventually(lambda: asked(sim, "find"), "the first search")
    with pytest.raises(PortUnavailable):
        await reading


async def test_a_port_without_a_reader_is_absent(tmp_path: Path) -> None:
    inner, terminal = os.openpty()
    try:
        driver = IdCardReader("id_card", settings(Path(os.ttyname(terminal)), answer_ms=100))
        async with running(driver) as reports:
            await reports.until_health(DeviceHealth.ABSENT)
            with pytest.raises(PortUnavailable):
                await driver.read(1)
    finally:
        os.close(inner)
        os.close(terminal)


def frames_below(error: BaseException) -> list[dict[str, Any]]:
    """The local variables of every frame that `error` went through, but the test's own."""
    return [frame.f_locals for frame, _ in traceback.walk_tb(error.__traceback__)][1:]


def reachable_texts(*roots: object) -> list[bytes]:
    """Every text that hangs on `roots`, in frames of waiting coroutines too, but not by way of the loop."""
    loop = asyncio.get_running_loop()
    seen = {id(loop), id(asyncio.current_task())}
    texts: list[bytes] = []
    todo = list(roots)
    while todo:
        each = todo.pop()
        of_a_module = isinstance(each, dict) and "__builtins__" in each
        if id(each) in seen or of_a_module or isinstance(each, type | ModuleType):
            continue
        seen.add(id(each))
        if isinstance(each, str):
            texts.append(each.encode("utf-8", "replace"))
        elif isinstance(each, bytes | bytearray):
            texts.append(bytes(each))
        todo += gc.get_referents(each)
    return texts


@pytest.mark.parametrize(
    ("trouble", "until"), [("well", "长期"), ("half", "长期"), ("garbage", "2031-01-01"), ("well", "x")]
)
async def test_nothing_of_a_card_is_kept_or_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, trouble: str, until: str
) -> None:
    caplog.set_level(logging.DEBUG)
    planted = [text.encode(code) for text in (NAME, NUMBER) for code in ("utf-8", "utf-16-le")]
    driver = IdCardReader("id_card", settings(tmp_path / "wires/id_card"))
    with simulators(tmp_path):  # in a process of its own, as it knows the card
        send(tmp_path, ["card", trouble])
        send(tmp_path, [*LAY.split(), f"valid_until={until}"])
        async with running(driver) as reports:
            await reports.until_health(DeviceHealth.READY)
            (task,) = asyncio.all_tasks() - {asyncio.current_task()}
            try:
                card = await driver.read(10)
                assert (card.name, card.number) == (NAME, NUMBER)
                assert planted[0] in reachable_texts(card)  # it would be found
                del card
            except CardUnreadable as error:
                assert until == "x"
                kept = reachable_texts(error.__cause__, error.__context__, *frames_below(error))
            else:
                kept = []
            kept += reachable_texts(driver, task, task.get_coro(), reports)
            assert str(tmp_path / "wires/id_card").encode() in kept
            assert [text for text in planted for each in kept if text in each] == []
    assert not any(text in caplog.text for text in (NAME, NUMBER))


def test_settings_that_cannot_work_are_refused() -> None:
    for changes in ({"poll_ms": 299}, {"answer_ms": 0}, {"baudrate": 1}):
        with pytest.raises(ValidationError):
            settings(Path("id_card"), **changes)
