"""Numbers keyed without a look: echoed, taken back, read back before they count."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import EnterNumber
from kiosk.faces.keypad_patience import Patience
from kiosk.i18n.text import _
from kiosk.services.identity import fault_in_id_number, fault_in_mobile
from tests.kiosk.conftest import Booth
from tests.kiosk.faces.listening import asked, listening

PHONE, PHONE_SAID = "13812345678", "one three eight, one two three four, five six seven eight"
RIGHT = "If it is right, press hash."
NUMBER = EnterNumber(
    title=_("Your mobile number, please"),
    icon="cellphone",
    check=fault_in_mobile,
    done=_("Done"),
    max_digits=11,
    groups=(3, 4, 4),
)
pytestmark = pytest.mark.usefixtures("swift_dialler")


async def test_every_digit_is_echoed_and_the_number_read_back() -> None:
    async with asked(NUMBER) as (listener, question):
        await listener.keys_in("138")
        assert listener.heard == ["eight"]
        listener.press("*")
        await listener.hears("Taken back:", "eight")
        await listener.keys_in("812345678")
        await listener.hears("eight", PHONE_SAID, RIGHT)
        listener.press("9")
        await listener.hears(PHONE_SAID)
        listener.press("#")
        assert await question == PHONE


async def test_a_number_that_nobody_can_read_back_is_done_all_the_same() -> None:
    async with asked(NUMBER) as (listener, question):
        listener.mouth.mute = True
        listener.press(PHONE)
        await listener.citizen.sees(lambda scene: scene.draft == PHONE)
        listener.press("##")
        assert await question == PHONE


async def test_a_number_whose_reading_was_cut_short_is_read_again() -> None:
    async with asked(NUMBER) as (listener, question):
        await listener.keys_in(PHONE[:-1])
        listener.mouth.slow = True
        listener.press(PHONE[-1])
        await listener.hears("eight")
        listener.mouth.slow = False
        listener.press("*")
        await listener.hears("Taken back:")
        listener.press(PHONE[-1])
        await listener.hears("eight", PHONE_SAID, RIGHT)
        listener.press("#")
        assert await question == PHONE


@pytest.mark.parametrize("already_full", [False, True])
async def test_a_number_is_not_done_by_trembling_fingers_before_it_was_heard(already_full: bool) -> None:
    """Whoever presses "#" twice has not heard it: it goes on being read."""
    view = NUMBER if already_full else replace(NUMBER, max_digits=12)
    async with asked(view) as (listener, question):
        await listener.keys_in(PHONE[:-1])
        listener.mouth.slow = already_full
        listener.press(PHONE[-1])
        await listener.hears("eight")
        listener.mouth.slow = True
        listener.press("#")
        if not already_full:
            await listener.hears(PHONE_SAID)
        listener.press("##")
        await asyncio.sleep(0.05)
        assert not question.done()
        listener.mouth.speak_on()
        assert (await listener.hears(RIGHT)).count(PHONE_SAID) == (1 if already_full else 0)
        listener.press("#")
        assert await question == PHONE


async def test_whoever_has_heard_the_digits_need_not_hear_out_what_to_press() -> None:
    async with asked(replace(NUMBER, max_digits=12)) as (listener, question):
        await listener.keys_in(PHONE)
        listener.press("#")
        listener.mouth.slow_from = "If it is right"
        await listener.hears(PHONE_SAID, RIGHT)
        assert listener.mouth.speaking
        listener.press("#")
        assert await question == PHONE


async def test_a_warning_in_the_middle_of_a_number_does_not_count_as_its_end() -> None:
    async with asked(replace(NUMBER, max_digits=12), idle_times=IdleTimes(1, 20)) as (listener, question):
        await listener.keys_in(PHONE)
        listener.mouth.slow = True
        listener.press("#")
        await listener.citizen.sees(lambda scene: scene.idle_warning is not None)
        listener.mouth.speak_on()
        await listener.hears("Press any key")
        listener.press("#")
        await listener.hears("Your mobile number, please")
        listener.press("#")
        await listener.hears(PHONE_SAID, RIGHT)
        assert not question.done()


async def test_what_is_wrong_with_a_number_is_said_each_time() -> None:
    async with asked(NUMBER) as (listener, question):
        await listener.keys_in("138")
        for _time in range(2):
            listener.press("#")
            await listener.hears("A mobile number has")
        assert not question.done()


async def test_star_goes_back_before_the_first_digit(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("21")
        await listener.hears("Your mobile number", "Before the first digit, star goes back.")
        await listener.keys_in("1")
        listener.press("*")
        await listener.hears("Taken back:", "one", "Before the first digit, star goes back.")
        listener.press("*")
        await listener.hears("What would you like to do?")


async def test_back_at_a_number_says_what_was_keyed_before(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("22")
        for title in ("What would you like?", "Which hospital?", "Which department?", "Which day?"):
            await listener.hears(title)
            listener.press("1")
        await listener.hears("Morning or afternoon?")
        listener.press("1")
        await listener.hears("lay your ID card")
        listener.press("1")
        await listener.hears("Your ID number, please")
        await listener.keys_in("99999919440312124")
        listener.press("2")
        await listener.hears(RIGHT)
        listener.press("#")
        await listener.hears("Your mobile number")
        listener.press("*")
        await listener.hears("Your ID number, please", "nine nine nine nine nine nine, one nine four four")


async def test_the_last_sign_of_an_id_number_is_keyed_by_star() -> None:
    view = EnterNumber(
        title=_("Your ID number, please"),
        icon="card",
        check=fault_in_id_number,
        done=_("Done"),
        max_digits=18,
        groups=(6, 4, 4, 4),
        last_sign="X",
    )
    async with asked(view) as (listener, question):
        await listener.hears("For an X in the last place, press star.")
        await listener.keys_in("11010519491231002")
        listener.press("*")
        await listener.hears("X", "one one zero one zero five, one nine four nine", RIGHT)
        listener.press("#")
        assert await question == "11010519491231002X"


async def test_whoever_hesitates_at_a_number_is_told_how_to_go_on_but_not_for_ever() -> None:
    patience = Patience(untouched_seconds=0.01, keyless_seconds=0.05, reminders=2)
    async with asked(NUMBER, patience) as (listener, _question):
        await listener.keys_in("138")
        await listener.hears("eight", *["So far:", "one three eight", "then press hash"] * 2)
        await asyncio.sleep(4 * patience.keyless_seconds)
        assert listener.heard.count("So far:") == 2
        listener.press("*")
        await listener.hears("Taken back:", "eight", "So far:", "one three")


async def test_whoever_dictates_a_number_is_not_interrupted() -> None:
    patience = Patience(untouched_seconds=0.01, keyless_seconds=0.05)
    async with asked(NUMBER, patience) as (listener, _question):
        listener.speaking = True
        await listener.keys_in("1")
        await asyncio.sleep(4 * patience.keyless_seconds)
        assert listener.heard == ["one"]
        listener.speaking = False
        await listener.hears("one", "So far:", "one")
