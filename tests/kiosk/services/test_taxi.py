"""Taxis: found, cancelled, none there, a code by text, and what stays on the empty booth."""

from __future__ import annotations

import asyncio
import re

import pytest
import requests

from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import Attract, Choose, EnterNumber, Home, InCall, ShowTaxi, Tell
from kiosk.services.identity import fault_in_mobile
from tests.booth_processes import eventually
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth
from tests.platform_process import PlatformProcess

USUAL, WANTS_CODE, NONE_FREE, DRIVER_CANCELS, LONG = (
    f"139000099{end}" for end in ("55", "01", "02", "03", "04")
)


def live_page(process: PlatformProcess) -> str:
    """What the platform shows to passers-by, as HTML."""
    return requests.get(f"{process.url}/demo/live", timeout=10).text


async def order(booth: Booth, phone: str) -> None:
    await booth.open_service("taxi")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.key(phone + "#")


async def test_a_taxi_is_found_and_its_plate_stays_until_it_has_come(served_booth: Booth) -> None:
    citizen = served_booth.citizen
    await order(served_booth, USUAL)
    await citizen.sees_title("Looking for a taxi")
    scene = await citizen.sees_view(ShowTaxi)
    assert isinstance(scene.view, ShowTaxi)
    plate = scene.view.plate
    citizen.choose("ok")
    await served_booth.answer("Is there anything else we can do?", "no")
    await served_booth.answer("How was it?", "nothing")
    scene = await citizen.sees_view(Attract)
    assert isinstance(scene.view, Attract)
    assert [(taxi.plate, taxi.phone_last4) for taxi in scene.view.taxis] == [(plate, USUAL[-4:])]
    await citizen.sees(lambda s: isinstance(s.view, Attract) and not s.view.taxis, seconds=30)


async def test_a_code_is_asked_for_again_when_it_is_wrong(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    citizen = served_booth.citizen
    await order(served_booth, WANTS_CODE)
    await citizen.sees_title("A text with a number has been sent to your phone. Which number is it?")
    citizen.key("000000#")
    await citizen.sees_title("That is not the number we have sent.")
    citizen.choose("ok")
    await citizen.sees_view(EnterNumber)
    code = re.search(r"<td>(\d{6})</td>", live_page(platform_process))
    assert code is not None
    citizen.key(code[1] + "#")
    await citizen.sees_view(ShowTaxi)


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        (NONE_FREE, "No taxi is free near here just now."),
        (DRIVER_CANCELS, "The driver can't come. We are sorry."),
    ],
)
async def test_trouble_offers_another_one_or_a_person(served_booth: Booth, phone: str, said: str) -> None:
    await order(served_booth, phone)
    scene = await served_booth.citizen.sees_title(said)
    assert [choice.value for choice in scene.view.choices] == ["again", "person", "later"]
    served_booth.citizen.choose("person")
    await served_booth.citizen.sees_view(InCall)


async def test_another_one_can_be_called_without_keying_the_number_again(served_booth: Booth) -> None:
    await order(served_booth, NONE_FREE)
    await served_booth.citizen.sees_title("No taxi is free near here just now.")
    served_booth.citizen.choose("again")
    await served_booth.citizen.sees_title("Looking for a taxi")


async def test_a_search_can_be_cancelled(served_booth: Booth) -> None:
    await order(served_booth, LONG)
    await served_booth.citizen.sees_title("Looking for a taxi")
    served_booth.citizen.choose("cancel")
    await served_booth.citizen.sees_title("The taxi has been cancelled.")


async def test_who_leaves_while_one_is_looked_for_gives_it_up(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    await order(served_booth, LONG)
    await served_booth.citizen.sees_title("Looking for a taxi")
    served_booth.citizen.press(GlobalKey.HOME)
    await served_booth.citizen.sees_view(Home)
    await asyncio.to_thread(eventually, lambda: "cancelled" in live_page(platform_process), "it is cancelled")


async def test_a_platform_that_is_away_is_told_and_a_person_offered(booth: Booth) -> None:
    await order(booth, USUAL)
    scene = await booth.citizen.sees_view(Tell)
    assert "can't reach" in words(scene.view.title)
    assert [choice.value for choice in scene.view.choices] == ["again", "ok", "person"]
    booth.citizen.choose("person")
    await booth.citizen.sees_view(InCall)


async def test_the_same_number_is_tried_again_when_the_platform_is_back(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    platform_process.set_fault("absent")
    await order(served_booth, USUAL)
    await served_booth.citizen.sees(
        lambda s: isinstance(s.view, Tell) and "can't reach" in words(s.view.title)
    )
    platform_process.clear_faults()
    await served_booth.try_again_until(lambda s: isinstance(s.view, ShowTaxi))


@pytest.mark.parametrize(
    ("number", "said"),
    [("", "11 digits"), ("1380013800", "11 digits"), ("02162345678", "not a mobile number")],
)
def test_numbers_no_driver_could_call(number: str, said: str) -> None:
    fault = fault_in_mobile(number)
    assert fault is not None
    assert said in words(fault)


async def test_back_from_the_trouble_leads_to_the_number(booth: Booth) -> None:
    await order(booth, USUAL)
    await booth.citizen.sees_view(Tell)
    booth.citizen.press(GlobalKey.BACK)
    scene = await booth.citizen.sees(lambda s: isinstance(s.view, EnterNumber | Home | Choose))
    assert isinstance(scene.view, EnterNumber)
    assert scene.draft == USUAL
