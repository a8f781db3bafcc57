"""Social-security cards: command by command, and through PC/SC where Debian's virtual reader is installed."""

from __future__ import annotations

import asyncio
import importlib.util
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.contract import (
    Card,
    CardAbsent,
    CardKind,
    CardUnreadable,
    DeviceHealth,
    PortUnavailable,
    UnreadableReason,
)
from hardware.drivers.social_security import SocialSecurityReader, SocialSecuritySettings, reading
from tests.hardware.drivers import virtual_card
from tests.hardware.drivers.reports import running
from tests.hardware.drivers.virtual_card import VirtualCard, files, inserted

CONTENT = files("王秀兰", "A12345678", "20351231")
CARD = Card(CardKind.SOCIAL_SECURITY, "王秀兰", "A12345678", date(2035, 12, 31))


def settings(**changes: Any) -> SocialSecuritySettings:
    return SocialSecuritySettings(driver="social_security", **changes)


def read(card: VirtualCard) -> tuple[Card, list[str]]:
    """The card, and the commands that it was asked."""
    steps = reading()
    commands = [next(steps)]
    while True:
        try:
            commands.append(steps.send(card.answer(commands[-1])))
        except StopIteration as ended:
            return ended.value, [command.hex().upper() for command in commands]


def test_a_card_is_asked_the_published_commands() -> None:
    card, commands = read(VirtualCard(CONTENT))
    assert card == CARD
    assert commands == [
        "00A404000F7378312E73682EC9E7BBE1B1A3D5CF",
        "00A4020002EF05",
        "00B2070000",
        "00B2060000",
        "00A4020002EF06",
        "00B2090000",
    ]


def test_a_card_that_wants_to_be_asked_for_the_right_length() -> None:
    assert read(VirtualCard(CONTENT, asks_twice=True))[0] == CARD


@pytest.mark.parametrize("empty", ["FFFFFFFF", "00000000"])
def test_a_card_may_not_say_how_long_it_holds(empty: str) -> None:
    assert read(VirtualCard(files("张伟", "A12345678", empty)))[0].valid_until is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({}, UnreadableReason.WRONG_CARD),
        (files("", "A12345678", "20351231"), UnreadableReason.DAMAGED),
        (files("张伟", "A1234567", "20351231"), UnreadableReason.DAMAGED),
        (files("张伟", "A12345678", "20351331"), UnreadableReason.DAMAGED),
        (files("张伟", "A12345678", "2035123A"), UnreadableReason.DAMAGED),
        ({**CONTENT, virtual_card.EF06: {}}, UnreadableReason.DAMAGED),
    ],
)
def test_a_card_that_can_not_be_right_is_unreadable(
    content: virtual_card.Files, reason: UnreadableReason
) -> None:
    with pytest.raises(CardUnreadable) as error:
        read(VirtualCard(content))
    assert error.value.reason is reason


@given(st.lists(st.binary(max_size=40) | st.just(b"\x90\x00"), min_size=40, max_size=40))
def test_whatever_a_card_answers_it_is_read_or_unreadable(answers: list[bytes]) -> None:
    steps = reading()
    next(steps)
    try:
        for answer in answers:
            steps.send(answer)
    except (CardUnreadable, StopIteration):
        return
    raise AssertionError("it never ended")


needs_virtual_reader = pytest.mark.skipif(
    bool(virtual_card.why_not()) or importlib.util.find_spec("smartcard") is None,
    reason=virtual_card.why_not() or "pyscard is not installed",
)


async def test_without_a_service_the_reader_is_absent() -> None:
    driver = SocialSecurityReader("card", settings(reader="no such reader"))
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.ABSENT)
        with pytest.raises(PortUnavailable):
            await driver.read(1)


async def until_empty(driver: SocialSecurityReader) -> None:
    """The daemon has seen that the last card was taken out."""
    async with asyncio.timeout(10):
        while True:
            try:
                await driver.read(0)
            except CardAbsent:
                return
            except CardUnreadable:
                continue


@needs_virtual_reader
async def test_cards_are_read_through_pcsc() -> None:
    driver = SocialSecurityReader("card", settings(reader="Virtual"))
    with virtual_card.daemon():
        async with running(driver) as reports:
            await reports.until_health(DeviceHealth.READY)
            with pytest.raises(CardAbsent):
                await driver.read(0.3)
            waiting = asyncio.create_task(driver.read(20))
            async with inserted(VirtualCard(CONTENT)):
                assert await waiting == CARD
                assert await driver.read(5) == CARD
            await until_empty(driver)
            async with inserted(VirtualCard({})):
                with pytest.raises(CardUnreadable, match="wrong_card"):
                    await driver.read(20)
            await until_empty(driver)
            given_up = asyncio.create_task(driver.read(20))
            await asyncio.sleep(0)
            given_up.cancel()
            async with inserted(VirtualCard(CONTENT, asks_twice=True)):
                await asyncio.wait([given_up])
                assert await driver.read(20) == CARD


@needs_virtual_reader
async def test_the_service_ends_and_comes_back() -> None:
    driver = SocialSecurityReader("card", settings(check_seconds=1))
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.ABSENT)
        with virtual_card.daemon():
            await reports.until_health(DeviceHealth.READY)
        await reports.until_health(DeviceHealth.ABSENT)
