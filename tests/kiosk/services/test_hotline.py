"""The hotline: a call, sign language on the own phone, hours and waiting."""

from __future__ import annotations

import pytest

from hardware.link.messages import DialContact
from kiosk.conversation.views import InCall, ShowCode
from kiosk.i18n.text import Verbatim
from kiosk.services.assistance import Assisted, question
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth


async def test_the_hotline_is_called(served_booth: Booth) -> None:
    await served_booth.open_service("hotline")
    await served_booth.citizen.sees(lambda s: any(choice.value == "sign" for choice in s.view.choices))
    served_booth.citizen.choose("call")
    await served_booth.citizen.sees_view(InCall)
    assert served_booth.guard.commands == [DialContact("hotline")]


async def test_sign_language_goes_to_the_own_phone(served_booth: Booth) -> None:
    await served_booth.open_service("hotline")
    await served_booth.citizen.sees(lambda s: any(choice.value == "sign" for choice in s.view.choices))
    served_booth.citizen.choose("sign")
    scene = await served_booth.citizen.sees_view(ShowCode)
    assert isinstance(scene.view, ShowCode)
    assert scene.view.payload.startswith("https://")


async def test_it_can_be_called_while_the_platform_is_away(booth: Booth) -> None:
    await booth.open_service("hotline")
    await booth.citizen.sees(lambda s: any(choice.value == "call" for choice in s.view.choices))
    booth.citizen.choose("call")
    await booth.citizen.sees_view(InCall)


@pytest.mark.parametrize(
    ("sign_language", "title"), [("https://sign.example", "How would you like to speak?"), ("", "Hotline")]
)
def test_speech_or_signs_is_asked_only_where_there_are_both(sign_language: str, title: str) -> None:
    view = question(Assisted(True, (), (), sign_language), Verbatim("Hotline"), Verbatim("Call"))
    assert words(view.title) == title


def test_a_closed_hotline_says_so_and_offers_a_person() -> None:
    view = question(Assisted(False, (), (), ""), Verbatim("Hotline"), Verbatim("Call"))
    assert words(view.title) == "Nobody is there just now."
    assert [choice.value for choice in view.choices] == ["call", "person"]
