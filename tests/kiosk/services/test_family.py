"""Family: told where the citizen is, called, and let in when they call back."""

from __future__ import annotations

from hardware.link.call_backs import AllowCallBack, DialFamily
from hardware.link.cards import CardKind, CardRead
from hardware.link.messages import Answer, CallEnding
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import Attract, CallPhase, EnterNumber, InCall
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth
from tests.kiosk.demo_people import card_of
from tests.platform_process import PlatformProcess

LAY_CARD = "Please lay your ID card on the reader"
WHAT = "{relation} {name}"


async def reach_somebody(booth: Booth) -> None:
    await booth.open_service("family")
    await booth.citizen.sees_title(LAY_CARD)
    booth.guard.lay(card_of("wang"))
    scene = await booth.citizen.sees_title("Whom do you want to reach?")
    booth.citizen.choose(scene.view.choices[0].value)


async def leave(booth: Booth) -> None:
    await booth.answer(WHAT, "done")
    await booth.answer("Is there anything else we can do?", "no")
    await booth.answer("How was it?", "nothing")
    await booth.citizen.sees_view(Attract)


async def test_they_are_told_where_the_citizen_is_and_may_call_back(served_booth: Booth) -> None:
    await reach_somebody(served_booth)
    await served_booth.answer(WHAT, "tell")
    await served_booth.answer("They have been told at {time}.", "ok")
    await leave(served_booth)
    allowed = [command for command in served_booth.guard.commands if isinstance(command, AllowCallBack)]
    assert [command.seconds for command in allowed] == [3600]

    served_booth.guard.ring()
    scene = await served_booth.citizen.sees_view(InCall)
    assert isinstance(scene.view, InCall)
    assert scene.view.phase is CallPhase.INCOMING
    assert "*" in repr(scene.view.party)
    served_booth.citizen.choose("answer")
    await served_booth.citizen.sees(lambda s: isinstance(s.view, InCall) and s.view.phase is CallPhase.ACTIVE)
    assert Answer() in served_booth.guard.commands
    served_booth.guard.end_call(CallEnding.HUNG_UP_THERE)
    await served_booth.citizen.sees_view(Attract)


async def test_a_call_to_them_ends_with_what_next(served_booth: Booth) -> None:
    await reach_somebody(served_booth)
    await served_booth.answer(WHAT, "call")
    await served_booth.citizen.sees_view(InCall)
    assert any(isinstance(command, DialFamily) for command in served_booth.guard.commands)
    served_booth.guard.answer(limit_seconds=600)
    served_booth.guard.end_call(CallEnding.HUNG_UP_THERE)
    await served_booth.answer("The other side has hung up.", "ok")
    await leave(served_booth)


async def test_contacts_come_masked(served_booth: Booth) -> None:
    await served_booth.open_service("family")
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(card_of("wang"))
    scene = await served_booth.citizen.sees_title("Whom do you want to reach?")
    assert all("*" in repr(choice.label) for choice in scene.view.choices)


async def test_a_phone_number_identifies_too(served_booth: Booth) -> None:
    await served_booth.open_service("family")
    await served_booth.answer(LAY_CARD, "key")
    await served_booth.key_in("Your mobile number, please", "13900000011")
    await served_booth.citizen.sees_title("Whom do you want to reach?")


async def test_nobody_known_by_that_number(served_booth: Booth) -> None:
    await served_booth.open_service("family")
    await served_booth.answer(LAY_CARD, "key")
    await served_booth.key_in("Your mobile number, please", "13999999999")
    await served_booth.citizen.sees_title("Nobody is registered by that number.")
    served_booth.citizen.press(GlobalKey.BACK)
    await served_booth.citizen.sees_view(EnterNumber)


async def test_a_card_without_contacts_says_what_to_do(served_booth: Booth) -> None:
    await served_booth.open_service("family")
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(card_of("chen"))
    scene = await served_booth.citizen.sees_title("You have no contacts yet.")
    assert "neighbourhood committee" in words(scene.view.paragraphs[0])


async def test_a_call_back_during_a_visit_is_only_announced(served_booth: Booth) -> None:
    await served_booth.open_service("taxi")
    await served_booth.citizen.sees_view(EnterNumber)
    served_booth.guard.ring()
    scene = await served_booth.citizen.sees(lambda s: s.banner is not None)
    assert isinstance(scene.view, EnterNumber)


async def test_they_have_been_told_even_when_they_can_not_call_back(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    await reach_somebody(served_booth)
    platform_process.set_fault("failing", path="/family-calls")
    await served_booth.answer(WHAT, "tell")
    scene = await served_booth.answer("They have been told at {time}.", "ok")
    assert words(scene.view.paragraphs[1]) == "They can't ring this booth just now."
    assert served_booth.keepsakes.callers == ()


async def test_they_are_told_once_when_the_answer_is_lost(
    served_booth: Booth, platform_process: PlatformProcess
) -> None:
    await reach_somebody(served_booth)
    platform_process.set_fault("lost", path="/family-notices")
    await served_booth.answer(WHAT, "tell")
    await served_booth.citizen.sees_title("We don't know yet whether it went through.")
    platform_process.clear_faults()
    await served_booth.try_again_until(lambda s: words(s.view.title) == "They have been told at {time}.")


async def test_a_social_security_card_finds_nobody(served_booth: Booth) -> None:
    await served_booth.open_service("family")
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(CardRead(0, CardKind.SOCIAL_SECURITY, "王芳", "DEMO00001", None))
    await served_booth.answer("This is not an ID card.", "key")
    await served_booth.key_in("Your mobile number, please", "13900000011")
    await served_booth.citizen.sees_title("Whom do you want to reach?")
