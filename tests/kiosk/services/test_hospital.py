"""Appointments: from the hospital to the number, with the card or keyed, and cancelled again."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import requests

from hardware.link.cards import CardKind, CardRead
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import EnterNumber, Home, InCall
from kiosk.platform.contract.hospital import Department
from kiosk.platform.undoing import Undoings
from kiosk.services.identity import fault_in_id_number
from tests.booth_processes import eventually
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth, standing_booth
from tests.kiosk.demo_people import PEOPLE, card_of
from tests.kiosk.services.scripted_platform import ScriptedPlatform, texts
from tests.platform_process import PlatformProcess

LAY_CARD = "Please lay your ID card on the reader"
UNSURE = "We don't know yet whether it went through."
NOTHING_FREE = "Nothing is free there in the next days."
BOOKED = "Your appointment number is {number}."


def live_page(process: PlatformProcess) -> str:
    """What the platform shows to passers-by, as HTML."""
    return requests.get(f"{process.url}/demo/live", timeout=10).text


async def first_of(booth: Booth, title: str) -> None:
    scene = await booth.citizen.sees_title(title)
    booth.citizen.choose(scene.view.choices[0].value)


async def choose_a_time(booth: Booth) -> None:
    """On the last day: the half-day of today would begin in the middle of a test now and then."""
    await booth.answer("What would you like?", "book")
    for title in ("Which hospital?", "Which department?"):
        await first_of(booth, title)
    scene = await booth.citizen.sees_title("Which day?")
    booth.citizen.choose(scene.view.choices[-1].value)
    await first_of(booth, "Morning or afternoon?")


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
    await served_booth.answer("Shall we cancel this appointment?", "yes")
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
    scene = await served_booth.citizen.sees_title("You already have an appointment there at that time.")
    assert words(scene.view.paragraphs[0]) == BOOKED


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
    await served_booth.citizen.sees_title(UNSURE)
    platform_process.clear_faults()
    await served_booth.try_again_until(lambda s: words(s.view.title) == BOOKED)


async def to_the_last_question(booth: Booth, person: str) -> None:
    await booth.open_service("hospital")
    await choose_a_time(booth)
    await booth.citizen.sees_title(LAY_CARD)
    booth.guard.lay(card_of(person))
    await booth.key_in("Your mobile number, please", "13900000955")
    await booth.citizen.sees_title("Shall we make this appointment?")


async def test_a_booking_whose_answer_was_lost_is_found_again(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    await to_the_last_question(served_booth, "wang")
    platform_process.set_fault("lost", path="/appointments")
    served_booth.citizen.choose("yes")
    await served_booth.citizen.sees_title(UNSURE)
    platform_process.clear_faults()
    await served_booth.try_again_until(lambda s: words(s.view.title) == BOOKED)


async def test_a_booking_that_is_left_unsure_is_taken_back(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    served_booth.keepsakes.undoings = Undoings(pause_seconds=0.1)
    await to_the_last_question(served_booth, "li")
    platform_process.set_fault("lost", path="/appointments")
    served_booth.citizen.choose("yes")
    await served_booth.answer(UNSURE, "later")
    assert "booked" in await asyncio.to_thread(live_page, platform_process)
    platform_process.clear_faults()
    await asyncio.to_thread(eventually, lambda: "cancelled" in live_page(platform_process), "it is cancelled")


async def test_an_appointment_is_kept_when_its_cancellation_is_not_meant(served_booth: Booth) -> None:
    await book_by_card(served_booth, "wang")
    served_booth.citizen.choose("ok")
    await served_booth.answer("Is there anything else we can do?", "yes")
    await served_booth.answer("What would you like to do?", "hospital")
    await served_booth.answer("What would you like?", "cancel")
    await first_of(served_booth, "Which one do you want to cancel?")
    scene = await served_booth.answer("Shall we cancel this appointment?", "no")
    assert scene.view.choices[0].final
    await served_booth.answer("Is there anything else we can do?", "yes")
    await served_booth.answer("What would you like to do?", "hospital")
    await served_booth.answer("What would you like?", "cancel")
    await served_booth.citizen.sees_title("Which one do you want to cancel?")


async def test_only_an_id_card_says_who_is_coming(served_booth: Booth) -> None:
    await served_booth.open_service("hospital")
    await choose_a_time(served_booth)
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(CardRead(0, CardKind.SOCIAL_SECURITY, "王芳", "A12345678", None))
    await served_booth.citizen.sees_title("This is not an ID card.")
    served_booth.guard.take_away_card()
    served_booth.citizen.choose("again")
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(card_of("wang"))
    await served_booth.citizen.sees_title("Your mobile number, please")


async def test_without_any_hospital_a_person_is_offered() -> None:
    platform = ScriptedPlatform()
    platform.hospitals_there = ()
    async with standing_booth(platform) as booth:
        await booth.open_service("hospital")
        await booth.answer("What would you like?", "book")
        await booth.answer("We know of no hospital near here.", "person")
        await booth.citizen.sees_view(InCall)


async def test_departments_none_or_more_than_can_be_numbered_and_how_old_that_is() -> None:
    platform = ScriptedPlatform()
    platform.departments_there = tuple(Department(f"d{number}", texts("x")) for number in range(60))
    async with standing_booth(platform) as booth:
        await booth.open_service("hospital")
        await booth.answer("What would you like?", "book")
        await first_of(booth, "Which hospital?")
        scene = await booth.citizen.sees_title("Which department?")
        assert len(scene.view.choices) == 60
        assert [choice.digit for choice in scene.view.choices][-5:] == ["88", "", "", "", ""]
        assert [words(text) for text in scene.view.paragraphs] == ["As of {time}"]
        booth.citizen.press(GlobalKey.HOME)
        await booth.citizen.sees_view(Home)
        platform.departments_there = ()
        booth.citizen.choose("hospital")
        await booth.answer("What would you like?", "book")
        await first_of(booth, "Which hospital?")
        await booth.citizen.sees_title("We know of no department of this hospital.")


async def to_a_department_without_free_times(booth: Booth, platform: ScriptedPlatform) -> None:
    platform.departments_there = (Department("full", texts("Eyes")), Department("free", texts("Ears")))
    platform.slots_of = {"full": ()}
    await booth.open_service("hospital")
    await booth.answer("What would you like?", "book")
    await first_of(booth, "Which hospital?")
    await booth.answer("Which department?", "full")
    scene = await booth.citizen.sees_title(NOTHING_FREE)
    assert [choice.value for choice in scene.view.choices] == ["another", "person", "later"]


async def test_where_nothing_is_free_another_department_can_be_chosen_and_back_leads_to_the_choice() -> None:
    platform = ScriptedPlatform()
    async with standing_booth(platform) as booth:
        await to_a_department_without_free_times(booth, platform)
        booth.citizen.choose("another")
        await booth.answer("Which department?", "free")
        await booth.citizen.sees_title("Which day?")
        booth.citizen.press(GlobalKey.BACK)
        await booth.citizen.sees_title("Which department?")
        booth.citizen.press(GlobalKey.BACK)
        await booth.citizen.sees_title(NOTHING_FREE)


async def test_where_nothing_is_free_a_person_can_be_talked_to() -> None:
    platform = ScriptedPlatform()
    async with standing_booth(platform) as booth:
        await to_a_department_without_free_times(booth, platform)
        booth.citizen.choose("person")
        await booth.citizen.sees_view(InCall)


async def test_where_nothing_is_free_it_can_be_left_for_later() -> None:
    platform = ScriptedPlatform()
    async with standing_booth(platform) as booth:
        await to_a_department_without_free_times(booth, platform)
        booth.citizen.choose("later")
        await booth.citizen.sees_title("Is there anything else we can do?")


async def test_two_offers_of_one_half_day_are_told_apart() -> None:
    platform = ScriptedPlatform()
    (slot,) = platform.slots_there
    platform.slots_there += (replace(slot, id="expert", fee_fen=5000),)
    async with standing_booth(platform) as booth:
        await booth.open_service("hospital")
        await booth.answer("What would you like?", "book")
        for title in ("Which hospital?", "Which department?", "Which day?"):
            await first_of(booth, title)
        scene = await booth.citizen.sees_title("Morning or afternoon?")
        assert [choice.value for choice in scene.view.choices] == ["s1", "expert"]
        assert "¥50.00" in repr(scene.view.choices[1].hint)


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
