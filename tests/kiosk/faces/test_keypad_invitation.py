"""Where the booth can be spoken to it asks for that first, in one sentence, and is silent for an answer."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from kiosk.catalogue import home_view
from kiosk.conversation.departures import DialledEmergency
from kiosk.conversation.scene import Ears
from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import Choice, Choose, View
from kiosk.faces.keypad_patience import Patience
from kiosk.i18n.text import _
from tests.kiosk.citizen import PATIENT
from tests.kiosk.faces.listening import Listener, asked

INVITATION = ["Hello.", "Please say what you need, or press any key for the menu."]
MENU_END = "To hear this again"
QUESTION = Choose(title=_("What would you like?"), icon="x", choices=(Choice("yes", _("Yes"), "x", "1"),))
LONG = Patience(untouched_seconds=0.01, invited_seconds=60)
SHORT = Patience(untouched_seconds=0.01, invited_seconds=0.3)
pytestmark = pytest.mark.usefixtures("swift_dialler")


def invited(
    patience: Patience = LONG, view: View | None = None, idle_times: IdleTimes = PATIENT
) -> AbstractAsyncContextManager[tuple[Listener, asyncio.Task[str]]]:
    """The handset was lifted on the home screen, where the booth hears what is said."""
    return asked(view or home_view(), patience, idle_times, is_heard=True)


async def test_it_says_one_sentence_and_waits() -> None:
    async with invited() as (listener, _question):
        await listener.hears(*INVITATION)
        listener.citizen.stage.hear(Ears(listening=True, level=0.5))
        await asyncio.sleep(0.05)
        assert listener.heard == INVITATION
        assert not listener.mouth.speaking


async def test_the_menu_follows_when_nobody_answers_and_after_it_silence() -> None:
    async with invited(SHORT) as (listener, _question):
        await listener.hears(*INVITATION, "Call a taxi", MENU_END)
        heard = list(listener.heard)
        assert not listener.mouth.speaking
        await asyncio.sleep(2 * SHORT.invited_seconds)
        assert listener.heard == heard


@pytest.mark.parametrize("key", "1250#*")
async def test_any_key_has_the_menu_said_and_chooses_nothing(key: str) -> None:
    async with invited() as (listener, question):
        listener.press(key)
        heard = await listener.hears("Call a taxi", MENU_END)
        assert not any("An emergency number begins" in text for text in heard)
        listener.press("21")
        assert await question == "taxi"


@pytest.mark.parametrize("number", ["110", "119", "120"])
async def test_an_emergency_number_is_dialled_all_the_same(number: str) -> None:
    async with invited() as (listener, question):
        listener.press(number)
        with pytest.raises(DialledEmergency) as dialled:
            async with asyncio.timeout(5):
                await question
        assert dialled.value.number == number


async def test_who_speaks_is_not_interrupted_by_the_menu() -> None:
    async with invited(SHORT) as (listener, _question):
        listener.speaking = True
        await asyncio.sleep(2 * SHORT.invited_seconds)
        assert listener.heard == INVITATION
        listener.face.touched()  # as the voice does with what it has understood
        listener.speaking = False
        await asyncio.sleep(2 * SHORT.invited_seconds)
        assert listener.heard == INVITATION


async def test_an_idle_warning_is_said_all_the_same() -> None:
    async with invited(idle_times=IdleTimes(0.3, 20)) as (listener, _question):
        await listener.hears(*INVITATION, "Are you still there?")


async def test_the_menu_is_said_at_once_where_nobody_would_be_heard() -> None:
    async with asked(home_view(), LONG) as (listener, _question):
        assert "Hello." not in await listener.hears("Call a taxi", MENU_END)


async def test_a_short_question_needs_no_invitation() -> None:
    async with invited(view=QUESTION) as (listener, _question):
        assert "Hello." not in await listener.hears("What would you like?", "Press one.")
