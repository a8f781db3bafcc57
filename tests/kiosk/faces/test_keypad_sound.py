"""The menu of the sound, which "#" opens on every view; of a number, before the first digit."""

from __future__ import annotations

import pytest

from hardware.link.messages import Dial
from kiosk.conversation.scene import Entered
from kiosk.conversation.views import Alarm, InCall
from tests.kiosk.conftest import Booth
from tests.kiosk.faces.listening import asked, listening
from tests.kiosk.faces.test_keypad import OVERVIEW, QUESTION
from tests.kiosk.faces.test_keypad_numbers import NUMBER, PHONE

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


async def test_before_its_first_digit_a_number_can_be_asked_for_again_and_slower() -> None:
    async with asked(NUMBER) as (listener, question):
        await listener.hears("press hash before the first digit")
        listener.press("#")
        await listener.hears(
            "Once more", "Press zero.", "For a person, press nine.", "To go back, press star."
        )
        pace = listener.mouth.hearing.pace
        listener.press("2")
        await listener.hears("Slower")
        assert listener.mouth.hearing.pace < pace
        listener.press("0")
        await listener.hears("Your mobile number, please")
        await listener.keys_in(PHONE)
        listener.press("#")
        assert await question == PHONE


async def test_a_person_is_two_keys_away_where_a_number_is_asked_for(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("21")
        await listener.hears("Your mobile number")
        listener.press("#9")
        await served_booth.citizen.sees_view(InCall)


async def test_an_emergency_number_is_dialled_from_the_menu_before_a_number(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("21")
        await listener.hears("Your mobile number")
        listener.press("#1")
        await listener.hears("An emergency number begins like this.")
        listener.press("20")
        await served_booth.citizen.sees_view(Alarm)
    assert served_booth.guard.commands == [Dial("120")]


async def test_a_number_that_is_said_meanwhile_closes_the_menu() -> None:
    async with asked(NUMBER) as (listener, question):
        listener.press("#")
        await listener.hears("Once more")
        listener.citizen.reply(Entered(PHONE[:-1]))
        await listener.citizen.sees(lambda scene: scene.draft == PHONE[:-1])
        await listener.keys_in(PHONE[-1])
        listener.press("#")
        assert await question == PHONE
