"""What an empty booth shows by turns."""

from __future__ import annotations

import pytest

from kiosk.conversation.views import Bulletin
from kiosk.faces.screen.templates.attract import BulletinPage, Slide, interleave
from kiosk.i18n.text import Verbatim

SLIDES = [Slide(number, "phone", Verbatim(str(number))) for number in range(10)]


def pages(name: str, count: int = 1) -> list[BulletinPage]:
    bulletin = Bulletin("alert", Verbatim(name), Verbatim(name))
    return [BulletinPage(bulletin, page) for page in range(count)]


@pytest.mark.parametrize("slides", [SLIDES, SLIDES[:3], SLIDES[:1], []])
@pytest.mark.parametrize("bulletins", [[], [pages("a")], [pages(name) for name in "abcdefgh"]])
def test_everything_has_its_turn(slides: list[Slide], bulletins: list[list[BulletinPage]]) -> None:
    turns = interleave(slides, bulletins)
    assert {*slides, *(page for bulletin in bulletins for page in bulletin)} == set(turns)


def test_a_bulletin_is_not_long_in_coming() -> None:
    kinds = [type(turn) for turn in interleave(SLIDES, [pages("a")])]
    assert kinds[:6] == [Slide, Slide, BulletinPage] * 2


def test_the_pages_of_a_bulletin_follow_one_another() -> None:
    long = pages("long", 3)
    turns = interleave(SLIDES, [long])
    at = turns.index(long[0])
    assert turns[at : at + 3] == long
