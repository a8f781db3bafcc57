"""The menu of the sound, which "#" opens on every view that asks for no number."""

from __future__ import annotations

import pytest

from kiosk.conversation.views import InCall
from tests.kiosk.conftest import Booth
from tests.kiosk.faces.listening import asked, listening
from tests.kiosk.faces.test_keypad import OVERVIEW, QUESTION

pytestmark = pytest.mark.usefixtures("swift_dialler")


async def test_the_sound_has_a_menu_of_its_own() -> None:
    async with asked(QUESTION) as (listener, question):
        mouth = listener.mouth
        default = mouth.hearing
        listener.press("#")
        menu = ("Slower", "Press two.", "Louder", "Press four.", "To go back, press star.")
        assert "Press one." not in await listener.hears("Once more", "Press zero.", *menu)
        listener.press("2")
        await listener.hears("Slower")
        assert mouth.hearing.pace < default.pace
        for _time in range(3):
            listener.press("4")
            await listener.hears("")
        assert listener.heard == ["It is as far as it goes."]
        assert mouth.hearing.gain > default.gain
        listener.press("*")
        await listener.hears("What would you like?")
        assert not question.done()
        listener.press("2")
        assert await question == "no", "the menu is closed"


async def test_another_language_is_two_keys_away_in_its_own_words() -> None:
    async with asked(QUESTION) as (listener, _question):
        listener.press("#6")
        await listener.hears("Please choose your language", "中文", "请按一。", "English", "Press two.")
        chinese = next(saying for saying in listener.mouth.heard if saying.text == "中文")
        assert chinese.language == "zh_Hans"
        listener.press("1")
        await listener.hears("您需要什么", "请按一")


async def test_a_person_is_one_key_away_even_in_the_menu_of_the_sound(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        await listener.hears(OVERVIEW)
        listener.press("#9")
        await listener.hears("Connecting")
        await served_booth.citizen.sees_view(InCall)
