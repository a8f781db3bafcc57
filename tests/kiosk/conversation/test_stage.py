"""The stage: the first reply counts, the global keys work everywhere, the idle clock warns before it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from kiosk.conversation.departures import (
    AskedForEmergency,
    AskedForPerson,
    Departure,
    DialledEmergency,
    WentBack,
    WentHome,
    WentIdle,
)
from kiosk.conversation.scene import (
    START,
    ChoseLanguage,
    Chosen,
    Doubtful,
    Ears,
    Entered,
    GlobalKey,
    Keyed,
    Manner,
    PressedGlobalKey,
    Touched,
)
from kiosk.conversation.stage import ALL_KEYS
from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import CallPhase, Choice, Choose, EnterNumber, InCall, View, digits_for
from kiosk.i18n.text import Text, Verbatim
from tests.kiosk.citizen import LANGUAGES, NOBODY, Citizen, words

TEA = Choose(
    title=Verbatim("Tea or coffee?"),
    icon="cup",
    choices=(
        Choice("tea", Verbatim("Tea"), "tea", "2"),
        Choice("coffee", Verbatim("Coffee"), "coffee", "34"),
    ),
)


def too_short(number: str) -> Text | None:
    return None if len(number) > 2 else Verbatim("too short")


NUMBER = EnterNumber(
    title=Verbatim("Number?"),
    icon="dialpad",
    check=too_short,
    done=Verbatim("Done"),
    max_digits=5,
    at_once=("110",),
)


async def test_a_choice_answers_the_question() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees_view(Choose)
    citizen.choose("tea")
    assert await asking == "tea"


async def test_a_choice_that_is_not_there_is_ignored() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees_view(Choose)
    citizen.choose("beer")
    citizen.choose("coffee")
    assert await asking == "coffee"


async def test_a_tap_on_the_last_view_does_not_answer_the_next() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees_view(Choose)
    citizen.choose("tea")
    citizen.choose("tea")
    assert await asking == "tea"
    again = asyncio.create_task(citizen.stage.ask(TEA))
    await asyncio.sleep(0)
    citizen.choose("coffee")
    assert await again == "coffee"


@pytest.mark.parametrize(
    ("key", "departure"),
    [
        (GlobalKey.BACK, WentBack),
        (GlobalKey.HOME, WentHome),
        (GlobalKey.PERSON, AskedForPerson),
        (GlobalKey.EMERGENCY, AskedForEmergency),
    ],
)
async def test_global_keys_leave_any_question(key: GlobalKey, departure: type[Departure]) -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(NUMBER))
    await citizen.sees_view(EnterNumber)
    citizen.press(key)
    with pytest.raises(departure):
        await asking


async def test_a_dimmed_key_does_nothing() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA, keys=ALL_KEYS - {GlobalKey.HOME}))
    await citizen.sees_view(Choose)
    citizen.press(GlobalKey.HOME)
    citizen.choose("tea")
    assert await asking == "tea"


async def test_size_and_contrast_change_at_once_and_keep_the_draft() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(NUMBER))
    await citizen.sees_view(EnterNumber)
    citizen.key("13")
    citizen.press(GlobalKey.TEXT_SIZE)
    citizen.press(GlobalKey.CONTRAST)
    scene = await citizen.sees(lambda s: s.manner.high_contrast)
    assert scene.manner == Manner("zh_Hans", large_text=True, high_contrast=True)
    assert scene.draft == "13"
    citizen.key("8#")
    assert await asking == "138"


async def test_the_language_question_returns_to_where_the_citizen_was() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(NUMBER))
    await citizen.sees_view(EnterNumber)
    citizen.key("138")
    citizen.press(GlobalKey.LANGUAGE)
    await citizen.sees(lambda s: s.view is LANGUAGES)
    citizen.choose("en")
    scene = await citizen.sees_view(EnterNumber)
    assert (scene.manner.language, scene.draft) == ("en", "138")
    citizen.key("#")
    assert await asking == "138"


async def test_of_two_languages_the_key_means_the_other() -> None:
    two = replace(LANGUAGES, choices=LANGUAGES.choices[:2])
    citizen = Citizen(languages=two)
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees(lambda s: s.view is TEA)
    citizen.press(GlobalKey.LANGUAGE)
    scene = await citizen.sees(lambda s: s.manner.language == "en")
    assert scene.view is TEA
    citizen.choose("tea")
    assert await asking == "tea"


async def test_back_from_the_language_question_keeps_the_language() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees(lambda s: s.view is TEA)
    citizen.press(GlobalKey.LANGUAGE)
    await citizen.sees(lambda s: s.view is LANGUAGES)
    citizen.press(GlobalKey.BACK)
    scene = await citizen.sees(lambda s: s.view is TEA)
    assert scene.manner.language == "zh_Hans"
    citizen.choose("tea")
    assert await asking == "tea"


async def test_a_number_is_keyed_corrected_checked_and_done() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(NUMBER))
    await citizen.sees_view(EnterNumber)
    citizen.key("12*#")
    scene = await citizen.sees(lambda s: s.fault is not None)
    assert scene.fault == Verbatim("too short")
    citizen.key("2345678")
    scene = await citizen.sees(lambda s: s.draft == "12345")
    assert scene.fault is None
    citizen.reply(Keyed("done"))
    assert await asking == "12345"


async def test_an_emergency_number_is_done_without_a_further_key() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(NUMBER))
    await citizen.sees_view(EnterNumber)
    citizen.key("110")
    assert await asking == "110"


async def test_the_keypad_chooses_by_one_or_several_keys() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees_view(Choose)
    citizen.key("34")
    assert await asking == "coffee"


async def test_the_keypad_dials_an_emergency_number_from_a_menu() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees_view(Choose)
    citizen.key("7119")
    with pytest.raises(DialledEmergency) as dialled:
        await asking
    assert dialled.value.number == "119"


async def test_the_key_that_wakes_the_booth_belongs_to_the_number() -> None:
    citizen = Citizen()
    waking = asyncio.create_task(citizen.stage.ask(NOBODY, idle_seconds=3600))
    await asyncio.sleep(0)
    citizen.key("120")
    assert await waking == START
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    with pytest.raises(DialledEmergency) as dialled:
        await asking
    assert dialled.value.number == "120"


async def test_a_language_touched_on_the_attract_screen_begins_a_visit_in_it() -> None:
    citizen = Citizen()
    waking = asyncio.create_task(citizen.stage.ask(NOBODY, idle_seconds=3600))
    await asyncio.sleep(0)
    citizen.reply(ChoseLanguage("en"))
    assert await waking == START
    assert citizen.stage.manner.language == "en"


async def test_the_idle_clock_warns_and_any_touch_extends() -> None:
    citizen = Citizen(IdleTimes(idle_seconds=0.05, extend_seconds=20))
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    scene = await citizen.sees(lambda s: s.idle_warning is not None)
    assert scene.idle_warning is not None
    assert scene.idle_warning.remaining_seconds == 20
    citizen.choose("tea")
    await citizen.sees(lambda s: s.idle_warning is None)
    assert not asking.done(), "what was touched below the warning must not answer"
    await citizen.sees(lambda s: s.idle_warning is not None)
    citizen.reply(Touched())
    await citizen.sees(lambda s: s.idle_warning is None)
    citizen.choose("coffee")
    assert await asking == "coffee"


async def test_emergency_works_from_the_idle_warning() -> None:
    citizen = Citizen(IdleTimes(idle_seconds=0.05, extend_seconds=20))
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees(lambda s: s.idle_warning is not None)
    citizen.press(GlobalKey.EMERGENCY)
    with pytest.raises(AskedForEmergency):
        await asking


async def test_nobody_there_ends_the_visit() -> None:
    citizen = Citizen(IdleTimes(idle_seconds=0.05, extend_seconds=1))
    with pytest.raises(WentIdle):
        await citizen.stage.ask(TEA)


async def test_work_is_shown_until_it_is_done() -> None:
    citizen = Citizen()

    async def work() -> int:
        await citizen.sees_view(Choose)
        return 7

    assert await citizen.stage.show_while(TEA, work()) == 7


async def test_leaving_cancels_the_work() -> None:
    citizen = Citizen()
    working = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(citizen.stage.show_while(TEA, working))
    await citizen.sees_view(Choose)
    citizen.press(GlobalKey.HOME)
    with pytest.raises(WentHome):
        await waiting
    assert working.cancelled()


async def test_following_shows_each_view_until_the_last() -> None:
    citizen = Citizen()

    async def views() -> AsyncIterator[View]:
        for phase in CallPhase:
            yield InCall(title=Verbatim("call"), icon="phone", party=Verbatim("x"), phase=phase)
            await asyncio.sleep(0)

    assert await citizen.stage.follow(views()) is None
    assert [s.view.phase for s in citizen.scenes if isinstance(s.view, InCall)] == list(CallPhase)


async def test_wiping_forgets_the_citizen() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(NUMBER))
    await citizen.sees_view(EnterNumber)
    citizen.key("138")
    citizen.press(GlobalKey.TEXT_SIZE)
    await citizen.sees(lambda s: s.draft == "138" and s.manner.large_text)
    asking.cancel()
    citizen.stage.wipe(NOBODY)
    assert citizen.scene.manner == Manner()
    assert citizen.scene.draft == ""
    assert citizen.scene.view is NOBODY


async def test_a_doubtful_answer_counts_once_it_is_confirmed() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees(lambda s: s.view is TEA)
    citizen.reply(Doubtful(Chosen("tea"), Verbatim("tea")))
    await citizen.sees_title("Did you mean: {what}?")
    citizen.choose("no")
    await citizen.sees(lambda s: s.view is TEA)
    citizen.reply(Doubtful(Chosen("tea"), Verbatim("tea")))
    await citizen.sees_title("Did you mean: {what}?")
    citizen.choose("yes")
    assert await asking == "tea"
    citizen.stage.hear(Ears(listening=True))
    assert words(citizen.scene.view.title) == "Did you mean: {what}?", "the question flashed up again"


async def test_a_doubtful_wish_to_leave_does_not_show_the_question_again() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees(lambda s: s.view is TEA)
    citizen.reply(Doubtful(PressedGlobalKey(GlobalKey.PERSON), Verbatim("a person")))
    await citizen.sees_title("Did you mean: {what}?")
    citizen.choose("yes")
    with pytest.raises(AskedForPerson):
        await asking
    citizen.stage.hear(Ears(listening=True))
    assert words(citizen.scene.view.title) == "Did you mean: {what}?"


async def test_a_doubtful_wish_that_leads_nowhere_shows_the_question_again() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees(lambda s: s.view is TEA)
    for wish in (Chosen("beer"), ChoseLanguage("en")):
        citizen.reply(Doubtful(wish, Verbatim("beer")))
        await citizen.sees_title("Did you mean: {what}?")
        citizen.choose("yes")
        await citizen.sees(lambda s: s.view is TEA)
    assert citizen.scene.manner.language == "en"
    asking.cancel()


async def test_a_number_said_at_once_still_has_to_be_done() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(NUMBER))
    await citizen.sees(lambda s: s.view is NUMBER)
    citizen.reply(Entered("1234"))
    await citizen.sees(lambda s: s.draft == "1234")
    assert not asking.done()
    citizen.key("#")
    assert await asking == "1234"


async def test_nine_is_a_person_wherever_no_answer_needs_it() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(TEA))
    await citizen.sees(lambda s: s.view is TEA)
    citizen.key("9")
    with pytest.raises(AskedForPerson):
        await asking


def test_keys_for_many_choices_never_begin_like_an_emergency_number_or_a_key_with_a_meaning() -> None:
    for count in (1, 8, 9, 20, 56):
        keys = digits_for(count)
        assert len(set(keys)) == count
        assert count <= 8 or not any(key[0] in "019" for key in keys)


async def test_an_answer_that_comes_at_once_needs_no_waiting_screen() -> None:
    citizen = Citizen()
    assert await citizen.stage.show_while(TEA, asyncio.sleep(0, "done")) == "done"
    assert all(scene.view is not TEA for scene in citizen.scenes)


async def test_the_emergency_key_counts_before_the_waiting_screen_is_there() -> None:
    citizen = Citizen()
    waiting = asyncio.create_task(citizen.stage.show_while(TEA, asyncio.sleep(60)))
    await asyncio.sleep(0)
    citizen.press(GlobalKey.EMERGENCY)
    with pytest.raises(AskedForEmergency):
        await waiting
