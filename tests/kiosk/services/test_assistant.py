"""Talking to a person, from any screen."""

from __future__ import annotations

from hardware.link.messages import CallEnding, DialContact
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import EnterNumber, InCall
from tests.kiosk.conftest import Booth


async def test_the_headset_key_calls_from_within_another_service(booth: Booth) -> None:
    await booth.open_service("free_call")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.press(GlobalKey.PERSON)
    await booth.citizen.sees_view(InCall)
    assert booth.guard.commands == [DialContact("assistant")]
    booth.guard.answer(limit_seconds=None)
    booth.guard.end_call(CallEnding.HUNG_UP_THERE)
    await booth.citizen.sees_title("Is there anything else we can do?")


async def test_an_engaged_line_is_offered_again(booth: Booth) -> None:
    await booth.open_service("assistant")
    await booth.citizen.sees_view(InCall)
    booth.guard.end_call(CallEnding.BUSY)
    await booth.citizen.sees_title("The number is engaged. Please try again in a few minutes.")
    booth.citizen.choose("again")
    await booth.citizen.sees_view(InCall)
    assert booth.guard.commands == [DialContact("assistant")] * 2
