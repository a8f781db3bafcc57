"""The reception: a visit begins, an alarm interrupts it, and nothing of it stays behind."""

from __future__ import annotations

import asyncio
import gc
import random

import pytest

from hardware.link.messages import (
    AlarmOrigin,
    AlarmPhase,
    CancelAlarm,
    Dial,
    DialContact,
    EndAlarm,
    HangUp,
    KeyPressed,
    SendTone,
)
from kiosk.conversation.scene import GlobalKey, Manner
from kiosk.conversation.views import Alarm, AlarmStage, Attract, CallPhase, Choose, EnterNumber, Home, InCall
from tests.hardware.eventually import eventually
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth

PLANTED_NUMBER = "139" + "".join(random.choices("0123456789", k=8))


async def test_lifting_the_handset_wakes_the_booth(booth: Booth) -> None:
    await booth.citizen.sees_view(Attract)
    booth.guard.update(handset_lifted=True)
    await booth.citizen.sees_view(Home)


async def test_dialling_110_on_the_handset_dials_at_once(booth: Booth) -> None:
    await booth.citizen.sees_view(Attract)
    booth.guard.update(handset_lifted=True)
    for key in "110":
        booth.reception.note(KeyPressed(key))
    await booth.citizen.sees_view(Alarm)
    assert Dial("110") in booth.guard.commands


async def test_the_persons_key_calls_from_the_attract_screen(booth: Booth) -> None:
    await booth.citizen.sees_view(Attract)
    booth.citizen.press(GlobalKey.PERSON)
    await booth.citizen.sees_view(InCall)


async def test_the_emergency_key_leads_to_the_three_numbers(booth: Booth) -> None:
    await booth.open_service("free_call")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.press(GlobalKey.EMERGENCY)
    scene = await booth.citizen.sees_view(Choose)
    assert [choice.value for choice in scene.view.choices] == ["110", "119", "120"]


async def test_an_alarm_takes_the_stage_in_the_citizens_language(booth: Booth) -> None:
    await booth.open_service("free_call")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.press(GlobalKey.TEXT_SIZE)
    await booth.citizen.sees(lambda s: s.manner.large_text)
    booth.guard.alarm(AlarmPhase.ANNOUNCED, AlarmOrigin.BUTTON)
    scene = await booth.citizen.sees_view(Alarm)
    assert scene.manner.large_text


@pytest.mark.parametrize(
    "phase", [AlarmPhase.ASKING, AlarmPhase.ANNOUNCED, AlarmPhase.DIALLING, AlarmPhase.CONNECTED]
)
async def test_110_is_dialled_in_an_alarm_too(booth: Booth, phase: AlarmPhase) -> None:
    await booth.citizen.sees_view(Attract)
    booth.guard.alarm(phase, AlarmOrigin.BUTTON, "assistant")
    await booth.citizen.sees_view(Alarm)
    for key in "110":
        booth.reception.note(KeyPressed(key))
    await booth.citizen.sees(lambda _: Dial("110") in booth.guard.commands)


async def test_only_the_question_of_an_alarm_can_be_answered_by_voice(booth: Booth) -> None:
    booth.guard.alarm(AlarmPhase.ASKING, AlarmOrigin.BUTTON)
    scene = await booth.citizen.sees_view(Alarm)
    assert GlobalKey.LISTEN in scene.keys
    booth.guard.alarm(AlarmPhase.ANNOUNCED, AlarmOrigin.BUTTON)
    await booth.citizen.sees(lambda s: GlobalKey.LISTEN not in s.keys)


async def test_only_a_call_that_still_rings_can_be_answered_by_voice(booth: Booth) -> None:
    await booth.citizen.sees_view(Attract)
    booth.guard.ring()
    scene = await booth.citizen.sees_view(InCall)
    assert GlobalKey.LISTEN in scene.keys
    booth.guard.answer(limit_seconds=None)
    await booth.citizen.sees(lambda s: GlobalKey.LISTEN not in s.keys)


async def test_an_announced_alarm_can_be_cancelled_on_the_screen(booth: Booth) -> None:
    await booth.citizen.sees_view(Attract)
    booth.guard.alarm(AlarmPhase.ANNOUNCED, AlarmOrigin.BUTTON)
    await booth.citizen.sees_view(Alarm)
    booth.citizen.choose("cancel")
    await booth.citizen.sees_view(Attract)
    assert booth.guard.commands == [CancelAlarm()]


async def test_an_answered_alarm_is_ended_on_site(booth: Booth) -> None:
    booth.guard.alarm(AlarmPhase.DIALLING, AlarmOrigin.BUTTON, "duty")
    await booth.citizen.sees_view(Alarm)
    booth.guard.alarm(AlarmPhase.ANSWERED, AlarmOrigin.BUTTON, "duty")
    await booth.citizen.sees(lambda s: isinstance(s.view, Alarm) and s.view.stage is AlarmStage.ANSWERED)
    booth.citizen.choose("safe")
    await booth.citizen.sees_view(Attract)
    assert booth.guard.commands == [EndAlarm(by="citizen")]


async def test_the_alarm_screen_stays_while_the_guard_restarts(booth: Booth) -> None:
    booth.guard.alarm(AlarmPhase.DIALLING, AlarmOrigin.BUTTON, "duty")
    await booth.citizen.sees_view(Alarm)
    state = booth.guard.state
    booth.guard.vanish()
    scene = await booth.citizen.sees(lambda s: s.banner is not None)
    assert isinstance(scene.view, Alarm)
    booth.guard.state = state
    booth.guard.alarm(AlarmPhase.CONNECTED, AlarmOrigin.BUTTON, "duty")
    await booth.citizen.sees(lambda s: isinstance(s.view, Alarm) and s.view.stage is AlarmStage.CONNECTED)


async def test_the_test_call_disturbs_nobody(booth: Booth) -> None:
    await booth.go_home()
    booth.guard.alarm(AlarmPhase.DIALLING, AlarmOrigin.TEST)
    booth.citizen.choose("free_call")
    await booth.citizen.sees_view(EnterNumber)


async def test_a_gone_guard_is_said_and_the_booth_goes_on(booth: Booth) -> None:
    await booth.go_home()
    booth.guard.vanish()
    scene = await booth.citizen.sees(lambda s: s.banner is not None)
    assert scene.banner is not None
    assert "out of order" in words(scene.banner)
    booth.citizen.choose("free_call")
    await booth.citizen.sees_view(EnterNumber)


async def test_nothing_of_a_visit_stays_behind(booth: Booth) -> None:
    await booth.open_service("free_call")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.press(GlobalKey.CONTRAST)
    booth.citizen.key(PLANTED_NUMBER)
    await booth.citizen.sees(lambda s: s.draft == PLANTED_NUMBER)
    booth.citizen.key("#")
    await booth.citizen.sees_view(InCall)
    booth.citizen.choose("hang_up")
    await booth.citizen.sees_title("The call has ended.")
    booth.citizen.choose("ok")
    await booth.citizen.sees_title("Is there anything else we can do?")
    booth.citizen.choose("no")
    await booth.citizen.sees_title("How was it?")
    booth.citizen.choose("good")
    scene = await booth.citizen.sees_view(Attract)
    assert scene.manner == Manner()

    booth.citizen.scenes.clear()
    booth.guard.commands.clear()
    gc.collect()
    assert traces(PLANTED_NUMBER) == []


def traces(secret: str) -> list[str]:
    """Every string that a living object holds and that holds the secret, but for the test's own."""
    return [
        found
        for holder in gc.get_objects()
        for found in gc.get_referents(holder)
        if isinstance(found, str) and secret in found and found is not PLANTED_NUMBER
    ]


@pytest.mark.parametrize("ticks", range(12))
async def test_an_alarm_takes_the_stage_whatever_is_just_ending(booth: Booth, ticks: int) -> None:
    await booth.open_service("assistant")
    await booth.citizen.sees(lambda s: any(choice.value == "call" for choice in s.view.choices))
    booth.citizen.choose("call")
    await booth.citizen.sees_view(InCall)
    booth.citizen.choose("hang_up")
    for _ in range(ticks):
        await asyncio.sleep(0)
    booth.guard.alarm(AlarmPhase.ANNOUNCED, AlarmOrigin.BUTTON)
    await booth.citizen.sees_view(Alarm)


@pytest.mark.parametrize("key", [GlobalKey.EMERGENCY, GlobalKey.PERSON])
async def test_help_asked_for_while_a_call_back_rings_is_given(booth: Booth, key: GlobalKey) -> None:
    await booth.citizen.sees_view(Attract)
    booth.guard.ring()
    await booth.citizen.sees_view(InCall)
    booth.citizen.press(key)
    if key is GlobalKey.EMERGENCY:
        await booth.citizen.sees_title("Whom do you need?")
    else:
        await booth.citizen.sees(
            lambda s: isinstance(s.view, InCall) and DialContact("assistant") in booth.guard.commands
        )
    assert HangUp() in booth.guard.commands


async def test_110_keyed_while_a_call_back_rings_dials(booth: Booth) -> None:
    await booth.citizen.sees_view(Attract)
    booth.guard.ring()
    await booth.citizen.sees_view(InCall)
    booth.citizen.key("110")
    await booth.citizen.sees_view(Alarm)
    assert Dial("110") in booth.guard.commands


async def test_110_is_dialled_where_1_is_an_answer_too(booth: Booth) -> None:
    await booth.open_service("charging")
    await booth.citizen.sees_title("What would you like?")
    booth.citizen.key("110")
    await booth.citizen.sees_view(Alarm)
    assert Dial("110") in booth.guard.commands


async def test_1_alone_is_the_answer_a_moment_later(booth: Booth) -> None:
    await booth.open_service("charging")
    await booth.citizen.sees_title("What would you like?")
    booth.citizen.key("1")
    await booth.citizen.sees_title("Socket {number} is on. Please plug in your phone.")


async def test_an_emergency_number_waits_for_a_guard_that_is_away(booth: Booth) -> None:
    await booth.open_service("emergency_call")
    await booth.citizen.sees_title("Whom do you need?")
    state = booth.guard.state
    booth.guard.vanish()
    booth.citizen.choose("120")
    await booth.citizen.sees_title("Calling {number}")
    booth.guard.state = state
    await booth.citizen.sees_view(Alarm)
    assert Dial("120") in booth.guard.commands


async def test_home_at_goodbye_leads_home(booth: Booth) -> None:
    await booth.open_service("charging")
    await booth.answer("What would you like?", "charging")
    await booth.answer("Socket {number} is on. Please plug in your phone.", "ok")
    await booth.answer("Is there anything else we can do?", "no")
    await booth.citizen.sees_title("How was it?")
    booth.citizen.press(GlobalKey.HOME)
    await booth.citizen.sees_view(Home)


async def test_keys_pressed_in_a_call_are_for_the_other_side(booth: Booth) -> None:
    await booth.citizen.sees_view(Attract)
    booth.citizen.press(GlobalKey.PERSON)
    await booth.citizen.sees_view(InCall)
    booth.guard.answer(limit_seconds=None)
    await booth.citizen.sees(lambda s: isinstance(s.view, InCall) and s.view.phase is CallPhase.ACTIVE)
    for key in "9110":
        booth.reception.note(KeyPressed(key))
    await eventually(lambda: len(booth.guard.commands) > 4, "all of them are sent")
    assert booth.guard.commands[1:] == [SendTone(key) for key in "9110"]
