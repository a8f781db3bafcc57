"""Appointments: from the hospital to the number, with the card or keyed, and cancelled again."""

from __future__ import annotations

import pytest

from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import EnterNumber, Tell
from kiosk.services.identity import fault_in_id_number
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth
from tests.kiosk.demo_people import PEOPLE, card_of
from tests.platform_process import PlatformProcess

LAY_CARD = "Please lay your ID card on the reader"
BOOKED = "Your appointment number is {number}."


async def first_of(booth: Booth, title: str) -> None:
    scene = await booth.citizen.sees_title(title)
    booth.citizen.choose(scene.view.choices[0].value)


async def choose_a_time(booth: Booth) -> None:
    await booth.answer("What would you like?", "book")
    for title in ("Which hospital?", "Which department?", "Which day?", "Morning or afternoon?"):
        await first_of(booth, title)


async def book_by_card(booth: Booth, person: str) -> None:
    await booth.open_service("hospital")
    await choose_a_time(booth)
    await booth.citizen.sees_title(LAY_CARD)
    booth.guard.lay(card_of(person))
    await booth.key_in("Your mobile number, please", "13900000955")
    await booth.answer("Shall we make this appointment?", "yes")
    await booth.citizen.sees_title(BOOKED)


async def test_an_appointment_by_card_and_its_cancellation(served_booth: Booth) -> None:
    await book_by_card(served_booth, "wang")
    served_booth.citizen.choose("ok")
    await served_booth.answer("Is there anything else we can do?", "yes")
    await served_booth.answer("What would you like to do?", "hospital")
    await served_booth.answer("What would you like?", "cancel")
    await first_of(served_booth, "Which one do you want to cancel?")
    await served_booth.citizen.sees_title("The appointment has been cancelled.")


async def test_the_number_can_be_keyed_instead(served_booth: Booth) -> None:
    await served_booth.open_service("hospital")
    await choose_a_time(served_booth)
    await served_booth.answer(LAY_CARD, "key")
    await served_booth.key_in("Your ID number, please", PEOPLE["li"]["id_number"])
    await served_booth.key_in("Your mobile number, please", "13900000955")
    scene = await served_booth.citizen.sees_title("Shall we make this appointment?")
    shown = repr(scene.view.paragraphs)
    assert PEOPLE["li"]["id_number"][-4:] in shown
    assert PEOPLE["li"]["id_number"][:14] not in shown
    served_booth.citizen.choose("yes")
    await served_booth.citizen.sees_title(BOOKED)


async def test_the_same_time_twice_is_refused_in_words(served_booth: Booth) -> None:
    await book_by_card(served_booth, "chen")
    served_booth.citizen.choose("ok")
    await served_booth.answer("Is there anything else we can do?", "yes")
    await served_booth.answer("What would you like to do?", "hospital")
    await choose_a_time(served_booth)
    await served_booth.key_in("Your mobile number, please", "13900000955")
    await served_booth.answer("Shall we make this appointment?", "yes")
    await served_booth.citizen.sees_title("You already have an appointment there at that time.")


async def test_back_asks_the_last_question_again_and_keeps_the_card(served_booth: Booth) -> None:
    await served_booth.open_service("hospital")
    await choose_a_time(served_booth)
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(card_of("wang"))
    await served_booth.key_in("Your mobile number, please", "13900000955")
    await served_booth.citizen.sees_title("Shall we make this appointment?")
    served_booth.citizen.press(GlobalKey.BACK)
    scene = await served_booth.citizen.sees_view(EnterNumber)
    assert scene.draft == "13900000955"


async def test_hospitals_are_known_while_the_platform_is_away_but_nothing_is_booked(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    await served_booth.open_service("hospital")
    await choose_a_time(served_booth)
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(card_of("wang"))
    await served_booth.key_in("Your mobile number, please", "13900000955")
    await served_booth.citizen.sees_title("Shall we make this appointment?")
    platform_process.set_fault("absent")
    served_booth.citizen.choose("yes")
    scene = await served_booth.citizen.sees_view(Tell)
    assert "can't reach" in words(scene.view.title)
    platform_process.clear_faults()
    await served_booth.try_again_until(lambda s: words(s.view.title) == BOOKED)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "18 signs"),
        ("11010519491231002", "18 signs"),
        ("110105194912310021", "not right"),
        ("0" * 18, "not right"),
    ],
)
def test_numbers_that_nobody_has(number: str, said: str) -> None:
    fault = fault_in_id_number(number)
    assert fault is not None
    assert said in words(fault)


def test_the_published_sample_number_will_do() -> None:
    assert fault_in_id_number("11010519491231002X") is None
