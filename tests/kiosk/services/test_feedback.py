"""Goodbye: one touch, or a trouble with a number that can be asked after."""

from __future__ import annotations

import re

from kiosk.conversation.views import Attract, Tell
from kiosk.platform.contract.records import FeedbackGiven, Mood, ServiceEnded, Trouble, VisitEnded
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth

THANKS = "Thank you. Your number is {number}."


async def come_to_goodbye(booth: Booth) -> None:
    await booth.open_service("charging")
    await booth.answer("What would you like?", "charging")
    await booth.answer("Socket {number} is on. Please plug in your phone.", "ok")
    await booth.answer("Is there anything else we can do?", "no")
    await booth.citizen.sees_title("How was it?")


async def test_a_mood_is_one_touch(booth: Booth) -> None:
    await come_to_goodbye(booth)
    booth.citizen.choose("good")
    await booth.citizen.sees_view(Attract)
    assert FeedbackGiven("charging", Mood.GOOD) in booth.records


async def test_records_tell_the_service_and_the_visit_but_nobody(booth: Booth) -> None:
    await come_to_goodbye(booth)
    booth.citizen.choose("nothing")
    await booth.citizen.sees_view(Attract)
    assert [type(record) for record in booth.records] == [ServiceEnded, VisitEnded]


async def test_a_trouble_gets_a_number_to_quote(booth: Booth) -> None:
    await come_to_goodbye(booth)
    booth.citizen.choose("wrong")
    await booth.answer("What is wrong?", "telephone")
    scene = await booth.citizen.sees_title(THANKS)
    given = next(record for record in booth.records if isinstance(record, FeedbackGiven))
    assert given.trouble is Trouble.TELEPHONE
    assert re.fullmatch("[1-9][0-9]{7}", given.number)
    assert f"{given.number[:4]} {given.number[4:]}" in repr(scene.view.title)
    booth.citizen.choose("ok")
    await booth.citizen.sees_view(Attract)


async def test_an_earlier_report_is_asked_after_and_may_be_unknown(served_booth: Booth) -> None:
    await come_to_goodbye(served_booth)
    served_booth.citizen.choose("wrong")
    await served_booth.answer("What is wrong?", "earlier")
    await served_booth.key_in("What is the number of your report?", "12345678")
    scene = await served_booth.citizen.sees_view(Tell)
    assert words(scene.view.title) == "Nothing was found by that number."
