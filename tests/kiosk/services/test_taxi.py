"""Taxis: found, cancelled, none there, a code by text, and what stays on the empty booth."""

from __future__ import annotations

import asyncio
import re

import pytest
import requests

from hardware.link.messages import Dial
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import Alarm, Attract, EnterNumber, Home, InCall, ShowTaxi, Tell
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.taxi import TaxiState
from kiosk.platform.errors import PlatformGone
from kiosk.platform.undoing import Undoings
from kiosk.services import taxi, taxi_code
from kiosk.services.identity import fault_in_mobile
from tests.booth_processes import eventually
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth, standing_booth
from tests.kiosk.services.scripted_platform import CAR, ScriptedPlatform, refused
from tests.kiosk.services.scripted_platform import order as scripted_order
from tests.platform_process import PlatformProcess

USUAL, WANTS_CODE, NONE_FREE, DRIVER_CANCELS, LONG = (
    f"139000099{end}" for end in ("55", "01", "02", "03", "04")
)


UNSURE = "We don't know yet whether it went through."
WHICH_CODE = "A text with a number has been sent to your phone. Which number is it?"


def live_page(process: PlatformProcess) -> str:
    """What the platform shows to passers-by, as HTML."""
    return requests.get(f"{process.url}/demo/live", timeout=10).text


async def shown_live(process: PlatformProcess, phone: str) -> int:
    """How many orders of this phone the platform shows."""
    return (await asyncio.to_thread(live_page, process)).count(f"{phone[:3]}****{phone[-4:]}")


async def code_sent(process: PlatformProcess) -> str:
    code = re.search(r"<td>(\d{6})</td>", await asyncio.to_thread(live_page, process))
    assert code is not None
    return code[1]


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
    await citizen.sees_title(WHICH_CODE)
    citizen.key("000000#")
    await citizen.sees_title("That is not the number we have sent.")
    citizen.choose("ok")
    await citizen.sees_view(EnterNumber)
    citizen.key(await code_sent(platform_process) + "#")
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
    assert [choice.value for choice in scene.view.choices] == ["another", "person", "later"]
    served_booth.citizen.choose("person")
    await served_booth.citizen.sees_view(InCall)


async def test_another_one_can_be_called_without_keying_the_number_again(served_booth: Booth) -> None:
    await order(served_booth, NONE_FREE)
    await served_booth.citizen.sees_title("No taxi is free near here just now.")
    served_booth.citizen.choose("another")
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


async def test_a_platform_that_is_away_leaves_it_unsure_and_a_person_is_offered(booth: Booth) -> None:
    await order(booth, USUAL)
    scene = await booth.citizen.sees_title(UNSURE)
    assert [choice.value for choice in scene.view.choices] == ["again", "person", "later"]
    booth.citizen.choose("person")
    await booth.citizen.sees_view(InCall)


async def test_an_order_whose_answer_was_lost_is_found_again_and_not_ordered_twice(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    platform_process.set_fault("lost", path="/taxi-orders")
    await order(served_booth, USUAL)
    await served_booth.citizen.sees_title(UNSURE)
    assert await shown_live(platform_process, USUAL) == 1
    platform_process.clear_faults()
    await served_booth.try_again_until(lambda s: isinstance(s.view, ShowTaxi))
    assert await shown_live(platform_process, USUAL) == 1


async def test_an_order_that_is_left_unsure_is_taken_back(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    served_booth.keepsakes.undoings = Undoings(pause_seconds=0.1)
    platform_process.set_fault("lost", path="/taxi-orders")
    await order(served_booth, LONG)
    await served_booth.citizen.sees_title(UNSURE)
    served_booth.citizen.choose("later")
    platform_process.clear_faults()
    await asyncio.to_thread(eventually, lambda: "cancelled" in live_page(platform_process), "it is cancelled")
    assert await shown_live(platform_process, LONG) == 1


async def test_who_leaves_before_the_answer_comes_leaves_no_taxi_behind(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    platform_process.set_fault("late", seconds=1, path="/taxi-orders")
    await order(served_booth, LONG)
    await served_booth.citizen.sees_title("Calling a taxi")
    served_booth.citizen.press(GlobalKey.HOME)
    await served_booth.citizen.sees_view(Home)
    await asyncio.to_thread(eventually, lambda: "cancelled" in live_page(platform_process), "it is cancelled")
    assert await shown_live(platform_process, LONG) == 1


async def test_back_from_the_code_leads_to_another_number(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    citizen = served_booth.citizen
    await order(served_booth, WANTS_CODE)
    await citizen.sees_title(WHICH_CODE)
    citizen.press(GlobalKey.BACK)
    await served_booth.key_in("Your mobile number, please", USUAL)
    await citizen.sees_view(ShowTaxi)
    await asyncio.to_thread(eventually, lambda: "cancelled" in live_page(platform_process), "it is cancelled")


async def test_a_code_that_could_not_be_checked_is_given_again(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    citizen = served_booth.citizen
    await order(served_booth, WANTS_CODE)
    await citizen.sees_title(WHICH_CODE)
    platform_process.set_fault("lost", path="/taxi-orders/")
    citizen.key(await code_sent(platform_process) + "#")
    await citizen.sees_title("The number could not be checked just now.")
    platform_process.clear_faults()
    await served_booth.try_again_until(lambda s: isinstance(s.view, ShowTaxi))


async def test_a_wrong_code_leaves_as_much_time_as_the_code(
    served_booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = served_booth.citizen
    await order(served_booth, WANTS_CODE)
    await citizen.sees_title(WHICH_CODE)
    monkeypatch.setattr(taxi_code, "CODE_IDLE_SECONDS", 0.1)
    citizen.key("000000#")
    scene = await citizen.sees(lambda s: s.idle_warning is not None)
    assert words(scene.view.title) == "That is not the number we have sent."


async def test_somebody_has_to_be_there_while_one_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taxi, "LOOKING_IDLE_SECONDS", 0.1)
    async with standing_booth(ScriptedPlatform()) as booth:
        await order(booth, USUAL)
        scene = await booth.citizen.sees(lambda s: s.idle_warning is not None)
        assert words(scene.view.title) == "Looking for a taxi"


async def test_one_that_is_found_while_it_is_cancelled_is_shown() -> None:
    platform = ScriptedPlatform()
    platform.cancelling = [refused(ProblemKind.TOO_LATE), refused(ProblemKind.TOO_LATE)]
    async with standing_booth(platform) as booth:
        await order(booth, USUAL)
        await booth.citizen.sees_title("Looking for a taxi")
        platform.taxi = scripted_order(TaxiState.FOUND, CAR)
        booth.citizen.choose("cancel")
        await booth.citizen.sees_view(ShowTaxi)
        assert [taxi.plate for taxi in booth.keepsakes.taxis] == [CAR.plate]
        booth.citizen.choose("cancel")
        await booth.answer("It is too late to cancel the taxi.", "ok")
        await booth.citizen.sees_view(ShowTaxi)


async def test_found_without_saying_which_is_looking_still() -> None:
    platform = ScriptedPlatform()
    platform.taxi = scripted_order(TaxiState.FOUND)
    async with standing_booth(platform) as booth:
        await order(booth, USUAL)
        await booth.citizen.sees_title("Looking for a taxi")
        platform.taxi = scripted_order(TaxiState.FOUND, CAR)
        await booth.citizen.sees_view(ShowTaxi)


async def test_a_search_ends_with_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taxi, "LOOKING_SECONDS", 0.1)
    monkeypatch.setattr(taxi, "ASK_EVERY_SECONDS", 0.05)
    platform = ScriptedPlatform()
    async with standing_booth(platform) as booth:
        await order(booth, USUAL)
        await booth.citizen.sees_title("No taxi is free near here just now.")
    assert platform.cancelled == ["o1"]


async def test_a_cancellation_that_fails_is_made_good_without_the_citizen() -> None:
    platform = ScriptedPlatform()
    platform.taxi = scripted_order(TaxiState.FOUND, CAR)
    platform.cancelling = [PlatformGone("as scripted")]
    async with standing_booth(platform) as booth:
        await order(booth, USUAL)
        await booth.citizen.sees_view(ShowTaxi)
        booth.citizen.choose("cancel")
        await booth.citizen.sees_view(Tell)
        async with asyncio.timeout(5):
            while booth.keepsakes.taxis:  # noqa: ASYNC110  # they tell only the empty booth
                await asyncio.sleep(0.02)
    assert platform.cancelled == ["o1"]


def test_who_waits_is_told_where_and_who_calls_until_the_taxi_is_here() -> None:
    wait = "Please wait beside the booth. The driver will call you."
    coming, here = (taxi.taxi_view(CAR, here=here) for here in (False, True))
    assert words(coming.paragraphs[0]) == wait
    assert wait not in [words(text) for text in here.paragraphs]
    assert here.distance is None


@pytest.mark.parametrize(
    ("number", "said"),
    [("", "11 digits"), ("1380013800", "11 digits"), ("02162345678", "not a mobile number")],
)
def test_numbers_no_driver_could_call(number: str, said: str) -> None:
    fault = fault_in_mobile(number)
    assert fault is not None
    assert said in words(fault)


async def test_back_from_an_order_that_is_unsure_leads_home(booth: Booth) -> None:
    await order(booth, USUAL)
    await booth.citizen.sees_title(UNSURE)
    booth.citizen.press(GlobalKey.BACK)
    await booth.citizen.sees_view(Home)


async def test_an_emergency_number_keyed_for_the_own_one_dials(booth: Booth) -> None:
    await booth.open_service("taxi")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.key("110")
    await booth.citizen.sees_view(Alarm)
    assert booth.guard.commands == [Dial("110")]
