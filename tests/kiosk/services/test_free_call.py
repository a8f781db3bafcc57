"""Free calls: which numbers will do, what ends them, what Back does."""

from __future__ import annotations

import pytest

from hardware.link.messages import CallEnding, Dial, HangUp, RefusalReason
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import Alarm, EnterNumber, Home, InCall
from kiosk.services.free_call import fault_in, in_full
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth


@pytest.mark.parametrize(
    "number",
    [
        *("13812345678", "013812345678", "02162345678", "62345678", "075588001234", "02196110"),
        *("4008123123", "8008201234", "12345", "110", "95588", "9508812345"),
    ],
)
def test_numbers_that_will_do(number: str) -> None:
    assert fault_in(number, area_code="021") is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "key the number"),
        ("1381234567", "not complete"),
        ("138123456789", "not complete"),
        ("0085212345678", "abroad"),
        ("16812345678", "not complete or not right"),
        ("115021096723", "not complete or not right"),  # 11 is no carrier's code to a mobile line
        ("555969338", "not complete or not right"),
        ("2162345678", "not complete or not right"),
        ("1", "not complete"),
    ],
)
def test_numbers_that_will_not(number: str, said: str) -> None:
    fault = fault_in(number, area_code="021")
    assert fault is not None
    assert said in words(fault)


def test_a_local_number_gets_its_area_code() -> None:
    assert in_full("62345678", "021") == "02162345678"
    assert in_full("13812345678", "021") == "13812345678"


async def dial(booth: Booth, number: str) -> None:
    await booth.open_service("free_call")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.key(number + "#")


async def test_a_call_from_number_to_goodbye(booth: Booth) -> None:
    await dial(booth, "13812345678")
    await booth.citizen.sees_view(InCall)
    assert booth.guard.commands == [Dial("13812345678")]
    booth.guard.answer(limit_seconds=180)
    scene = await booth.citizen.sees(lambda s: isinstance(s.view, InCall) and s.view.remaining_seconds == 180)
    assert "never send money" in words(scene.view.paragraphs[0])
    booth.guard.end_call(CallEnding.TIME_UP)
    await booth.citizen.sees_title("The time for this free call is over.")


@pytest.mark.parametrize(("number", "shown"), [("13812345678", "138 1234 5678"), ("62345678", "62345678")])
async def test_a_mobile_number_is_shown_in_groups_during_the_call(
    booth: Booth, number: str, shown: str
) -> None:
    await dial(booth, number)
    scene = await booth.citizen.sees_view(InCall)
    assert isinstance(scene.view, InCall)
    assert words(scene.view.party) == shown


async def test_the_end_is_announced_before_it_comes(booth: Booth) -> None:
    await dial(booth, "13812345678")
    await booth.citizen.sees_view(InCall)
    booth.guard.answer(limit_seconds=25)
    await booth.citizen.sees(lambda s: isinstance(s.view, InCall) and s.view.ends_soon)


async def test_an_emergency_number_goes_through_at_once(booth: Booth) -> None:
    await booth.open_service("free_call")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.key("119")
    await booth.citizen.sees_view(Alarm)
    assert booth.guard.commands == [Dial("119")]


async def test_a_refusal_is_explained_and_a_person_offered(booth: Booth) -> None:
    booth.guard.refuse = RefusalReason.SAME_NUMBER_TOO_SOON
    await dial(booth, "13812345678")
    scene = await booth.citizen.sees(lambda s: "short while ago" in words(s.view.title))
    assert "A person can help you" in words(scene.view.paragraphs[0])
    booth.citizen.choose("ok")
    await booth.citizen.sees_view(Home)


async def test_a_guard_that_vanishes_in_the_call_is_explained(booth: Booth) -> None:
    await dial(booth, "13812345678")
    await booth.citizen.sees_view(InCall)
    booth.guard.vanish()
    await booth.citizen.sees(lambda s: "not answering" in words(s.view.title))


async def test_hanging_up_on_the_screen_ends_the_call(booth: Booth) -> None:
    await dial(booth, "13812345678")
    await booth.citizen.sees_view(InCall)
    booth.citizen.choose("hang_up")
    await booth.citizen.sees_title("The call has ended.")
    assert HangUp() in booth.guard.commands


async def test_back_before_the_call_leads_home(booth: Booth) -> None:
    await booth.open_service("free_call")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.press(GlobalKey.BACK)
    await booth.citizen.sees_view(Home)
    assert booth.guard.commands == []
