"""110, 119 and 120 get through whatever the stage is about; nothing else dials them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from kiosk.conversation.departures import AskedForEmergency, DialledEmergency, WentHome
from kiosk.conversation.keying import EMERGENCY_NUMBERS, Reading, read_keys
from kiosk.conversation.scene import Chosen, Doubtful, GlobalKey, PressedGlobalKey
from kiosk.conversation.timer import IdleTimes
from kiosk.conversation.views import (
    Choice,
    Choose,
    EnterNumber,
    View,
    Working,
)
from kiosk.i18n.text import Verbatim
from tests.kiosk.citizen import Citizen

YES_NO = (Choice("yes", Verbatim("Yes"), "check", "1"), Choice("no", Verbatim("No"), "close", "2"))
QUESTION = Choose(title=Verbatim("?"), icon="help", choices=YES_NO)
OTHER = Choose(title=Verbatim("??"), icon="help", choices=YES_NO)
FINAL = replace(QUESTION, choices=(replace(YES_NO[0], final=True), YES_NO[1]))
WORK = Working(title=Verbatim("working"), icon="timer")
NUMBER = EnterNumber(
    title=Verbatim("Number?"),
    icon="dialpad",
    check=lambda number: None if len(number) > 4 else Verbatim("short"),
    done=Verbatim("Done"),
    at_once=EMERGENCY_NUMBERS,
)
SOON_IDLE = IdleTimes(idle_seconds=0.05, extend_seconds=20)


async def warned(view: View) -> tuple[Citizen, asyncio.Task[str]]:
    citizen = Citizen(SOON_IDLE)
    asking = asyncio.create_task(citizen.stage.ask(view))
    await citizen.sees(lambda s: s.idle_warning is not None)
    return citizen, asking


@pytest.mark.parametrize("view", [QUESTION, NUMBER], ids=["question", "number"])
@pytest.mark.parametrize("number", EMERGENCY_NUMBERS)
async def test_an_emergency_number_gets_through_an_idle_warning(number: str, view: View) -> None:
    citizen, asking = await warned(view)
    citizen.key(number)
    if view is NUMBER:
        assert await asking == number
        return
    with pytest.raises(DialledEmergency) as dialled:
        await asking
    assert dialled.value.number == number


async def test_the_key_that_ends_an_idle_warning_chooses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.conversation.stage.ANOTHER_KEY_SECONDS", 0.01)
    citizen, asking = await warned(QUESTION)
    citizen.key("1")
    await citizen.sees(lambda s: s.idle_warning is None and s.dialled == "1")
    await citizen.sees(lambda s: s.idle_warning is not None)
    assert not asking.done()
    asking.cancel()


async def test_a_doubtful_emergency_gets_through_an_idle_warning() -> None:
    citizen, asking = await warned(QUESTION)
    cry = PressedGlobalKey(GlobalKey.EMERGENCY)
    citizen.reply(Doubtful(cry, Verbatim("emergency")))
    await citizen.sees_title("Did you mean: {what}?")
    citizen.choose("yes")
    with pytest.raises(AskedForEmergency):
        await asking


@pytest.mark.parametrize("before", ["1", "11"])
async def test_a_number_goes_on_where_the_work_has_ended(before: str) -> None:
    citizen, done = Citizen(), asyncio.Event()

    async def service() -> str:
        await citizen.stage.show_while(WORK, done.wait())
        return await citizen.stage.ask(QUESTION)

    asking = asyncio.create_task(service())
    await citizen.sees(lambda s: s.view is WORK)
    citizen.key(before)
    await citizen.sees(lambda s: s.keyed == before)
    done.set()
    await citizen.sees(lambda s: s.view is QUESTION)
    citizen.key("110".removeprefix(before))
    with pytest.raises(DialledEmergency) as dialled:
        await asking
    assert dialled.value.number == "110"


@pytest.mark.parametrize("keys", ["110", "11"])
async def test_keys_before_the_waiting_screen_count(keys: str) -> None:
    citizen = Citizen()
    waiting = asyncio.create_task(citizen.stage.show_while(WORK, asyncio.sleep(60)))
    await asyncio.sleep(0)
    citizen.key(keys)
    if keys != "110":
        await citizen.sees(lambda s: s.view is WORK)
        citizen.key("0")
    with pytest.raises(DialledEmergency):
        await waiting


async def test_keys_that_nobody_read_on_the_last_view_are_no_answer_but_may_dial() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(QUESTION))
    await citizen.sees(lambda s: s.view is QUESTION)
    citizen.choose("yes")
    citizen.key("11")
    assert await asking == "yes"
    again = asyncio.create_task(citizen.stage.ask(OTHER))
    scene = await citizen.sees(lambda s: s.view is OTHER)
    assert (scene.keyed, scene.dialled) == (None, "11")
    citizen.key("0")
    with pytest.raises(DialledEmergency):
        await again


async def test_any_number_that_is_ended_after_110_is_that_call() -> None:
    """Also where others are asked for, in which it is no number of its own."""
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(replace(NUMBER, at_once=())))
    citizen.key("110")
    await citizen.sees(lambda s: s.draft == "110")
    citizen.key("#")
    with pytest.raises(DialledEmergency) as dialled:
        await asking
    assert dialled.value.number == "110"


async def test_a_number_goes_on_into_an_entry_only_after_two_keys() -> None:
    for before, rest, dials in (("11", "0", True), ("1", "19", False)):
        citizen, done = Citizen(), asyncio.Event()

        async def service(citizen: Citizen = citizen, done: asyncio.Event = done) -> str:
            await citizen.stage.show_while(WORK, done.wait())
            return await citizen.stage.ask(replace(NUMBER, at_once=()))

        asking = asyncio.create_task(service())
        await citizen.sees(lambda s: s.view is WORK)
        citizen.key(before)
        await citizen.sees(lambda s, keyed=before: s.keyed == keyed)  # type: ignore[misc]  # bound to the loop
        done.set()
        await citizen.sees_view(EnterNumber)
        citizen.key(rest)
        if dials:
            with pytest.raises(DialledEmergency):
                await asking
        else:
            await citizen.sees(lambda s: s.draft == "19")
            asking.cancel()


async def test_a_digit_that_has_answered_is_no_part_of_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.conversation.stage.ANOTHER_KEY_SECONDS", 0.01)
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(QUESTION))
    await citizen.sees(lambda s: s.view is QUESTION)
    citizen.key("11")
    assert await asking == "yes"
    again = asyncio.create_task(citizen.stage.ask(OTHER))
    scene = await citizen.sees(lambda s: s.view is OTHER)
    assert scene.dialled == ""
    citizen.key("0")
    citizen.choose("no")
    assert await again == "no"


async def test_what_was_dialled_on_the_last_view_lapses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.conversation.stage.SLOW_KEY_SECONDS", 0.3)  # not between the two keys
    citizen = Citizen()
    waiting = asyncio.create_task(citizen.stage.show_while(WORK, asyncio.sleep(60)))
    await asyncio.sleep(0)
    citizen.key("11")
    await citizen.sees(lambda s: s.dialled == "11")
    await citizen.sees(lambda s: s.dialled == "")
    await citizen.sees(lambda s: s.view is WORK)
    citizen.key("0")
    citizen.press(GlobalKey.HOME)
    with pytest.raises(WentHome):
        await waiting


async def test_a_choice_that_spends_waits_for_a_slow_dialler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.conversation.stage.ANOTHER_KEY_SECONDS", 0.01)
    monkeypatch.setattr("kiosk.conversation.stage.SLOW_KEY_SECONDS", 3600)
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(FINAL))
    await citizen.sees(lambda s: s.view is FINAL)
    for key in "110":
        citizen.key(key)
        await asyncio.sleep(0.05)
    with pytest.raises(DialledEmergency):
        await asking


async def test_a_choice_that_spends_is_made_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.conversation.stage.SLOW_KEY_SECONDS", 0.01)
    citizen = Citizen()
    asking = asyncio.create_task(citizen.stage.ask(FINAL))
    await citizen.sees(lambda s: s.view is FINAL)
    citizen.key("1")
    assert await asking == "yes"


def test_keys_of_the_view_before_choose_nothing() -> None:
    assert read_keys(QUESTION, "", "2", "1") == Reading("2", pending="no", dialled="1")
    assert read_keys(QUESTION, "2", "0", "1") == Reading("", emergency="120")
    assert read_keys(QUESTION, "", "2", "11") == Reading("2", pending="no", dialled="1")
    assert read_keys(QUESTION, "", "2", "") == Reading("", value="no")
    assert read_keys(QUESTION, "", "0", "1") == Reading("")


async def test_the_work_that_ends_ends_the_question_on_top_of_it() -> None:
    citizen, done = Citizen(), asyncio.Event()
    waiting = asyncio.create_task(citizen.stage.show_while(WORK, done.wait()))
    await citizen.sees(lambda s: s.view is WORK)
    citizen.reply(Doubtful(PressedGlobalKey(GlobalKey.HOME), Verbatim("home")))
    await citizen.sees_title("Did you mean: {what}?")
    done.set()
    async with asyncio.timeout(5):
        assert await waiting


async def test_views_that_move_on_end_the_question_on_top_of_them() -> None:
    citizen, again, found = Citizen(), asyncio.Event(), asyncio.Event()
    waited = replace(WORK, paragraphs=(Verbatim("for long"),))

    async def looking() -> AsyncIterator[View]:
        yield WORK
        await again.wait()
        yield waited
        await found.wait()
        yield QUESTION

    following = asyncio.create_task(citizen.stage.follow(looking()))
    await citizen.sees(lambda s: s.view is WORK)
    citizen.reply(Doubtful(PressedGlobalKey(GlobalKey.HOME), Verbatim("home")))
    await citizen.sees_title("Did you mean: {what}?")
    again.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert citizen.scene.view not in (WORK, waited), "the same kind of view leaves the question standing"
    citizen.choose("no")
    await citizen.sees(lambda s: s.view is waited)
    citizen.reply(Doubtful(Chosen("yes"), Verbatim("yes")))
    await citizen.sees_title("Did you mean: {what}?")
    found.set()
    await citizen.sees(lambda s: s.view is QUESTION)
    citizen.choose("yes")
    assert await following == "yes"
