"""110, 119 and 120, dialled without a look and from wherever one is."""

from __future__ import annotations

import asyncio

import pytest

from hardware.link.messages import AlarmOrigin, AlarmPhase, Dial
from kiosk.catalogue import home_view
from kiosk.conversation.departures import DialledEmergency
from kiosk.conversation.keying import EMERGENCY_NUMBERS
from kiosk.conversation.scene import GlobalKey, PressedGlobalKey
from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import Alarm, Attract, Choice, Choose, Tell, View, Working
from kiosk.i18n.text import _
from tests.hardware.eventually import eventually
from tests.kiosk.conftest import Booth
from tests.kiosk.faces.listening import Listener, asked, listening

QUESTION = Choose(
    title=_("What would you like?"),
    icon="x",
    choices=(Choice("yes", _("Yes"), "x", "1"), Choice("no", _("No"), "x", "2")),
)
NOTICE = Tell(
    title=_("The other side has hung up."),
    icon="x",
    choices=(Choice("again", _("Try again"), "x", "2"),),
)
WORKING = Working(title=_("One moment, please"), icon="x")
BEGUN = "An emergency number begins like this."
pytestmark = pytest.mark.usefixtures("swift_dialler")


async def dialled_by(question: asyncio.Task[str]) -> str:
    """The emergency number that ends the question."""
    with pytest.raises(DialledEmergency) as dialled:
        async with asyncio.timeout(5):
            await question
    return dialled.value.number


@pytest.mark.parametrize("view", [QUESTION, home_view()], ids=["question", "home"])
@pytest.mark.parametrize("before", ["", "#", "#4", "#7"], ids=["view", "sound", "louder", "no sound key"])
@pytest.mark.parametrize("number", EMERGENCY_NUMBERS)
async def test_they_are_dialled_from_a_view_and_from_the_menu_of_the_sound(
    number: str, before: str, view: View
) -> None:
    async with asked(view) as (listener, question):
        for key in before:
            listener.press(key)
            await listener.hears("")
        listener.press(number)
        assert await dialled_by(question) == number


async def test_the_menu_of_the_sound_says_what_has_begun_and_lets_it_be_taken_back() -> None:
    async with asked(QUESTION) as (listener, question):
        listener.press("#")
        await listener.hears("Slower")
        pace = listener.mouth.hearing.pace
        listener.press("1")
        await listener.hears("one", BEGUN, "To take it back, press star.")
        listener.press("2")
        await listener.hears("one", "two", BEGUN)
        assert listener.mouth.hearing.pace == pace
        listener.press("*")
        await listener.hears("What would you like?")
        listener.press("0")
        await listener.hears("What would you like?")
        assert not question.done()


async def test_a_key_that_ends_no_number_is_one_of_the_sound_again() -> None:
    async with asked(QUESTION) as (listener, _question):
        pace = listener.mouth.hearing.pace
        listener.press("#1")
        await listener.hears(BEGUN)
        listener.press("3")
        await listener.hears("Faster")
        assert listener.mouth.hearing.pace > pace


@pytest.mark.parametrize("pausing", [False, True])
@pytest.mark.parametrize("number", EMERGENCY_NUMBERS)
async def test_they_are_dialled_while_the_idle_warning_is_shown(
    number: str, pausing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.conversation.stage.SLOW_KEY_SECONDS", 3600)
    async with asked(NOTICE, idle_times=IdleTimes(0.1, 20)) as (listener, question):
        await listener.citizen.sees(lambda scene: scene.idle_warning is not None)
        listener.press(number[0])
        if pausing:
            await listener.citizen.sees(lambda scene: scene.idle_warning is None)
        listener.press(number[1:])
        assert await dialled_by(question) == number


@pytest.mark.parametrize("number", EMERGENCY_NUMBERS)
async def test_they_are_dialled_where_the_language_is_chosen(number: str) -> None:
    async with asked(QUESTION) as (listener, question):
        listener.citizen.reply(PressedGlobalKey(GlobalKey.LANGUAGE))
        await listener.hears("Please choose your language")
        listener.press(number)
        assert await dialled_by(question) == number


async def test_a_number_that_was_begun_on_the_view_before_is_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.conversation.stage.SLOW_KEY_SECONDS", 3600)
    async with asked(NOTICE) as (listener, question):
        listener.press("2")
        assert await question == "again"
        looking = asyncio.create_task(listener.citizen.stage.show_while(WORKING, asyncio.sleep(60, "")))
        await asyncio.sleep(0)
        listener.press("11")
        await listener.citizen.sees(lambda scene: scene.view is WORKING)
        listener.press("0")
        assert await dialled_by(looking) == "110"


async def test_an_alarm_is_told_to_everybody_though_the_handset_is_on_its_hook(served_booth: Booth) -> None:
    listener = Listener(served_booth.citizen)
    served_booth.guard.alarm(AlarmPhase.ASKING, AlarmOrigin.BUTTON)
    await listener.hears("您需要帮助吗", "请按二")
    served_booth.guard.alarm(AlarmPhase.DIALLING, AlarmOrigin.BUTTON)
    await listener.hears("正在为您呼救", "您在这里")
    listener.mouth.slow = True
    served_booth.guard.alarm(AlarmPhase.CONNECTED, AlarmOrigin.BUTTON)
    await listener.hears("已接通")
    served_booth.guard.alarm(AlarmPhase.NONE)
    await served_booth.citizen.sees_view(Attract)
    assert not listener.mouth.speaking


async def test_another_one_is_dialled_in_an_alarm(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("110")
        await served_booth.citizen.sees_view(Alarm)
        served_booth.guard.alarm(AlarmPhase.CONNECTED, served_booth.guard.known.alarm.origin, "110")
        await listener.hears("Connected: one one zero")
        listener.press("120")
        await eventually(lambda: Dial("120") in served_booth.guard.commands, "120 is dialled")
