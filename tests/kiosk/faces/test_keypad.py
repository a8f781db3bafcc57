"""The eyes-free booth, key by key: when it speaks, what it says of a key, and what it forgets."""

from __future__ import annotations

import asyncio
import gc
from types import FunctionType, ModuleType

import pytest

from hardware.link.messages import Dial
from kiosk.catalogue import home_view
from kiosk.conversation.scene import Ears, GlobalKey
from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import (
    Attract,
    Choice,
    Choose,
    EnterNumber,
    Reveal,
    Tell,
    digits_for,
)
from kiosk.faces.keypad_patience import Patience
from kiosk.faces.voice.playing import Outlet
from kiosk.i18n.text import Verbatim, _
from tests.kiosk.conftest import Booth
from tests.kiosk.faces.listening import SOON, Listener, asked, listening

PHONE, PHONE_SAID = "13812345678", "one three eight, one two three four, five six seven eight"
RIGHT = "If it is right, press hash."
OVERVIEW = "Press four."  # of the home screen: the last one of its categories
QUESTION = Choose(
    title=_("What would you like?"),
    icon="x",
    choices=(Choice("yes", _("Yes"), "x", "1"), Choice("no", _("No"), "x", "2")),
)


pytestmark = pytest.mark.usefixtures("swift_dialler")


async def test_it_speaks_when_the_handset_is_lifted_and_nothing_touched() -> None:
    async with asked(QUESTION) as (listener, _question):
        assert listener.heard[1:] == [
            *["What would you like?", "Yes", "Press one.", "No", "Press two."],
            *["To go back, press star.", "For a person, press nine.", "To hear this again, press zero."],
        ]
        assert listener.mouth.heard[0].language == "zh_Hans", "for who does not understand the rest"


async def test_whoever_holds_the_handset_after_a_visit_without_keys_is_told_how_to_go_on(
    served_booth: Booth,
) -> None:
    citizen = served_booth.citizen
    async with listening(citizen, "en") as listener:
        await listener.hears(OVERVIEW)
        listener.face.touched()  # or spoken to
        listener.hear_anew()
        citizen.stage.wipe(citizen.scene.view)
        await listener.hears("您要办什么事")


async def test_a_touch_silences_it_until_the_next_key() -> None:
    async with asked(QUESTION) as (listener, _question):
        listener.mouth.slow = True
        listener.press("0")
        assert listener.mouth.speaking
        listener.face.touched()
        assert not listener.mouth.speaking
        assert not listener.face.active
        listener.citizen.stage.announce(_("The emergency line is out of order."))
        assert not listener.mouth.speaking
        listener.mouth.speak_on()
        listener.press("0")
        await listener.hears("What would you like?")
        assert listener.face.active


async def test_it_is_silent_once_the_handset_is_replaced() -> None:
    async with asked(QUESTION) as (listener, question):
        listener.mouth.slow = True
        listener.press("0")
        listener.face.handset(lifted=False)
        assert not listener.mouth.speaking
        assert not listener.face.key("0"), "without the handset the key is the stage's"
        assert not listener.face.active
        assert not question.done(), "the visit goes on"


async def test_any_key_interrupts() -> None:
    async with asked(QUESTION) as (listener, question):
        listener.mouth.slow = True
        listener.press("0")
        await listener.hears("What would you like?")
        listener.press("2")
        assert not listener.mouth.speaking
        assert await question == "no"
        assert listener.heard == []


async def test_a_key_that_may_begin_an_emergency_number_is_echoed_while_it_waits() -> None:
    async with asked(QUESTION) as (listener, question):
        listener.press("1")
        assert await listener.hears("") == ["one"]
        assert await question == "yes"


async def test_zero_repeats_and_an_empty_key_is_named() -> None:
    async with asked(QUESTION) as (listener, _question):
        listener.press("0")
        await listener.hears("What would you like?", "Press two.")
        listener.press("7")
        assert await listener.hears("") == [
            "seven",
            "This key does nothing here.",
            "To hear this again, press zero.",
        ]


async def test_the_keys_of_a_category_are_told_and_taken_back() -> None:
    async with asked(home_view(), keys=frozenset(GlobalKey) - {GlobalKey.BACK}) as (listener, question):
        await listener.hears("dial one one zero", "Call a taxi", "Press two.", OVERVIEW)
        listener.press("4")
        opened = await listener.hears("Around here", "Press one.", "My pension", "Press two.")
        assert not any("taxi" in text for text in opened)
        listener.press("0")
        await listener.hears("Around here", "Press one.")
        listener.press("*")
        await listener.hears(OVERVIEW)
        listener.press("33")
        assert await question == "family", "the 4 no longer counts"


async def test_nobody_dials_an_emergency_number_unawares(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        await listener.hears(OVERVIEW)
        listener.press("1")
        await listener.hears("one", "An emergency number begins like this.", "To take it back, press star.")
        listener.press("2")
        await listener.hears("one", "two", "An emergency number begins like this.")
        listener.press("*")
        await listener.hears(OVERVIEW)
        listener.press("0")
        await listener.hears(OVERVIEW)
        assert served_booth.guard.commands == []
        listener.press("120")
        await listener.hears("Calling for help: one two zero")
        assert served_booth.guard.commands == [Dial("120")]


async def test_the_key_that_wakes_the_booth_counts(served_booth: Booth) -> None:
    citizen = served_booth.citizen
    listener = Listener(citizen, Patience(untouched_seconds=60))
    await citizen.sees_view(Attract)
    listener.face.handset(lifted=True)
    listener.press("3")
    await listener.hears("免费电话", "请按二")
    listener.press("2")
    await citizen.sees_view(EnterNumber)


async def test_a_long_list_is_told_in_portions_behind_its_first_keys() -> None:
    names = [f"place {chr(97 + number)}" for number in range(20)]
    view = Choose(
        title=Verbatim("Which place?"),
        icon="x",
        choices=tuple(
            Choice(name, Verbatim(name), "x", digit)
            for name, digit in zip(names, digits_for(20), strict=True)
        ),
    )
    async with asked(view) as (listener, question):
        heard = await listener.hears("From place a to place h", "Press two.", "place q", "Press four.")
        assert "place b" not in heard
        listener.press("4")
        opened = await listener.hears("place q", "Press one.", "place t", "Press four.")
        assert sum(text.startswith("place") for text in opened) == 4
        listener.press("2")
        assert await question == "place r"


async def test_an_idle_warning_is_spoken_and_any_key_goes_on() -> None:
    async with asked(QUESTION, idle_times=IdleTimes(0.3, 20)) as (listener, question):
        await listener.hears("Are you still there?", "This visit ends in twenty seconds.", "Press any key")
        listener.press("1")
        await listener.hears("What would you like?")
        assert not question.done(), "the key was an answer to the warning alone"


async def test_listening_counts_as_being_there() -> None:
    patience = Patience(untouched_seconds=0.01, attentive_seconds=0.1)
    async with asked(QUESTION, patience, IdleTimes(1, 20)) as (listener, question):
        listener.mouth.slow = True
        listener.press("0")
        until = asyncio.get_running_loop().time() + 1.5
        while asyncio.get_running_loop().time() < until:
            assert listener.citizen.scene.idle_warning is None
            await asyncio.sleep(0.05)
        listener.mouth.speak_on()
        await listener.citizen.sees(lambda scene: scene.idle_warning is not None)
        assert not question.done()


@pytest.mark.parametrize(
    ("outlet", "said"),
    [
        (Outlet.HANDSET, "three thousand two hundred and ten yuan"),
        (Outlet.LOUDSPEAKER, "Please lift the handset to hear it."),
    ],
)
async def test_a_secret_is_said_only_when_asked_for_and_only_into_the_handset(
    outlet: Outlet, said: str
) -> None:
    view = Reveal(
        title=_("Your pension this month"),
        icon="cash",
        secret=Verbatim("¥3,210.00"),
        hold=_("Hold to see the amount"),
        choices=(Choice("ok", _("Go on"), "x", "1"),),
    )
    async with asked(view) as (listener, _question):
        heard = await listener.hears("Your pension this month", "Hear it", "Press two.")
        assert not any("yuan" in text for text in heard)
        listener.mouth.outlet = outlet
        listener.press("2")
        assert await listener.hears("") == [said]
        listener.press("0")
        assert not any("yuan" in text for text in await listener.hears("Your pension this month"))


async def test_what_the_booth_hears_is_not_told() -> None:
    async with asked(QUESTION) as (listener, _question):
        listener.hear_anew()
        listener.citizen.stage.hear(Ears(listening=True, level=0.5))
        assert not listener.mouth.speaking
        assert listener.heard == []


async def test_a_trouble_of_the_booth_waits_for_the_end_of_the_sentence() -> None:
    async with asked(QUESTION) as (listener, _question):
        listener.mouth.slow = True
        listener.press("0")
        await listener.hears("What would you like?")
        listener.citizen.stage.announce(_("The emergency line is out of order."))
        listener.mouth.speak_on()
        await listener.hears("To hear this again", "The emergency line is out of order.")


async def test_nothing_of_a_visit_is_kept(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("32")
        await listener.hears("Which number would you like to call?")
        await listener.keys_in(PHONE)
        listener.press("#")
        await listener.hears(PHONE_SAID)
        assert traces(listener), "the search finds what is there"
        listener.mouth.faster()
        for _digit in PHONE:
            listener.press("*")
            await listener.hears("Taken back")
        listener.press("*")
        await listener.hears("What would you like to do?")
        listener.hear_anew()
        served_booth.citizen.stage.wipe(Attract(title=_("Touch the screen to begin"), icon="x"))
        await listener.hears("欢迎使用")
        assert traces(listener) == []


async def test_who_speaks_is_heard_out() -> None:
    async with asked(QUESTION) as (listener, _question):
        listener.face.handset(lifted=False)
        listener.hear_anew()
        listener.speaking = True
        listener.face.handset(lifted=True)
        await asyncio.sleep(5 * SOON.untouched_seconds)
        assert listener.heard == []
        listener.speaking = False
        await listener.hears("What would you like?")


async def test_an_equal_notice_put_again_is_said_again() -> None:
    failed = Tell(title=_("What would you like?"), icon="x", choices=(Choice("again", _("Yes"), "x", "2"),))
    async with asked(failed) as (listener, question):
        listener.press("2")
        assert await question == "again"
        again = asyncio.create_task(listener.citizen.stage.ask(failed))
        await listener.hears("What would you like?", "Press two.")
        again.cancel()


def traces(listener: Listener) -> list[str]:
    """Texts with a part of the number, in any object that the face leads to by itself."""
    elsewhere = (listener.mouth, listener.citizen, listener.citizen.stage, asyncio.get_running_loop())
    seen, found = {id(other) for other in elsewhere}, []
    to_see: list[object] = [listener.face]
    while to_see:
        thing = to_see.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
            continue
        seen.add(id(thing))
        if isinstance(thing, str) and (PHONE[3:] in thing or PHONE_SAID[-20:] in thing):
            found.append(thing)
        to_see += gc.get_referents(thing)
    return found
