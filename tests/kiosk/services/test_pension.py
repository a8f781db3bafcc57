"""The pension: by card alone, the amount only on request."""

from __future__ import annotations

import pytest

from hardware.link.messages import RefusalReason
from kiosk.conversation.views import Home, InCall, Reveal
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth
from tests.kiosk.demo_people import PEOPLE, card_of

LAY_CARD = "Please lay your ID card on the reader"


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("wang", "This month's pension has come."),
        ("li", "This month's pension has not come yet."),
        ("zhang", "No pension is paid to this card."),
    ],
)
async def test_what_is_said_of_this_month(served_booth: Booth, person: str, said: str) -> None:
    await served_booth.open_service("pension")
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(card_of(person))
    scene = await served_booth.citizen.sees_title(said)
    assert PEOPLE[person]["id_number"] not in repr(scene.view)
    assert PEOPLE[person]["name"] not in repr(scene.view)


async def test_the_amount_is_a_secret_of_its_own_screen(served_booth: Booth) -> None:
    await served_booth.open_service("pension")
    await served_booth.citizen.sees_title(LAY_CARD)
    served_booth.guard.lay(card_of("wang"))
    scene = await served_booth.citizen.sees_title("This month's pension has come.")
    assert "¥" not in repr(scene.view)
    served_booth.citizen.choose("amount")
    scene = await served_booth.citizen.sees_view(Reveal)
    assert isinstance(scene.view, Reveal)
    assert words(scene.view.secret).startswith("¥")


async def test_a_card_that_can_not_be_read_is_asked_for_again(served_booth: Booth) -> None:
    served_booth.guard.card_refused = RefusalReason.CARD_UNREADABLE
    await served_booth.open_service("pension")
    await served_booth.citizen.sees(
        lambda s: bool(s.view.paragraphs) and "could not be read" in words(s.view.paragraphs[0])
    )
    served_booth.guard.lay(card_of("wang"))
    await served_booth.citizen.sees_title("This month's pension has come.")


async def test_without_a_card_or_a_reader_a_person_is_offered(served_booth: Booth) -> None:
    served_booth.guard.card_refused = RefusalReason.READER_ABSENT
    await served_booth.open_service("pension")
    await served_booth.citizen.sees(
        lambda s: bool(s.view.paragraphs) and "out of order" in words(s.view.paragraphs[0])
    )
    served_booth.citizen.choose("none")
    await served_booth.answer("Without a card we can't show it here.", "person")
    await served_booth.citizen.sees_view(InCall)


async def test_a_platform_that_is_away_is_told(booth: Booth) -> None:
    await booth.open_service("pension")
    await booth.citizen.sees_title(LAY_CARD)
    booth.guard.lay(card_of("wang"))
    await booth.citizen.sees(lambda s: "can't reach" in words(s.view.title))
    booth.citizen.choose("ok")
    await booth.citizen.sees_view(Home)
