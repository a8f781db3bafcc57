"""Talking to a person, from any screen."""

from __future__ import annotations

from hardware.link.messages import CallEnding, DialContact
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import EnterNumber, InCall, ShowCode
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth

WAIT, WHAT_TO_SAY = "The wait is about {n} minutes.", "Tell the person what you need."


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
    await booth.citizen.sees(lambda s: any(choice.value == "call" for choice in s.view.choices))
    booth.citizen.choose("call")
    await booth.citizen.sees_view(InCall)
    booth.guard.end_call(CallEnding.BUSY)
    await booth.answer("The number is engaged. Please try again in a few minutes.", "call")
    await booth.citizen.sees_view(InCall)
    assert booth.guard.commands == [DialContact("assistant")] * 2


async def test_who_does_not_hear_finds_an_interpreter_before_any_call(served_booth: Booth) -> None:
    await served_booth.open_service("assistant")
    await served_booth.citizen.sees(lambda s: any(choice.value == "sign" for choice in s.view.choices))
    served_booth.citizen.choose("sign")
    await served_booth.citizen.sees_view(ShowCode)
    assert served_booth.guard.commands == []


async def test_how_long_the_wait_is_stands_until_somebody_answers(served_booth: Booth) -> None:
    await served_booth.open_service("assistant")
    await served_booth.citizen.sees(lambda s: any(choice.value == "call" for choice in s.view.choices))
    served_booth.citizen.choose("call")
    ringing = await served_booth.citizen.sees_view(InCall)
    assert [words(text) for text in ringing.view.paragraphs] == [WAIT, WHAT_TO_SAY]
    served_booth.guard.answer(limit_seconds=None)
    answered = await served_booth.citizen.sees_title("Please speak")
    assert [words(text) for text in answered.view.paragraphs] == [WHAT_TO_SAY]
