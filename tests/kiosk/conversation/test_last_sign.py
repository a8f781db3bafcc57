"""The X of an ID number: in its last place alone, by the screen's key or by "*"."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from kiosk.conversation.scene import Keyed
from kiosk.conversation.views import EnterNumber
from kiosk.i18n.text import Verbatim
from tests.kiosk.citizen import Citizen

CARD = EnterNumber(
    title=Verbatim("Card?"),
    icon="card",
    check=lambda _number: None,
    done=Verbatim("Done"),
    max_digits=4,
    last_sign="X",
)


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        ("123*", "123X"),
        ("123X", "123X"),
        ("1234", "1234"),
        ("12X3X", "123X"),  # not before its place
        ("12*3", "13"),  # where "*" still erases
        ("123**34", "1234"),  # once more, it erases the sign and the digit that was meant
        ("123X5", "123X"),
        ("1234X", "1234"),
    ],
)
async def test_the_last_sign_stands_in_the_last_place_alone(keys: str, number: str) -> None:
    assert await _keyed(CARD, keys) == number


async def test_a_number_without_a_last_sign_takes_none() -> None:
    plain = EnterNumber(
        title=Verbatim("Number?"), icon="dialpad", check=CARD.check, done=CARD.done, max_digits=4
    )
    assert await _keyed(plain, "123X") == "123"
    assert await _keyed(plain, "123*") == "12"


async def _keyed(view: EnterNumber, keys: str) -> str:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(view))
    try:
        await citizen.sees_view(EnterNumber)
        for key in (*keys, "done"):
            citizen.reply(Keyed(key))
        async with asyncio.timeout(5):
            return await asking
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
