"""Distances, as exactly as it helps: as they are shown, and as they are said."""

from __future__ import annotations

import pytest

from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import _
from kiosk.i18n.translator import Translator
from kiosk.platform.aged import Aged
from kiosk.platform.contract.places import Place, PlaceKind, PlaceProperties, Places, Point
from kiosk.services import neighbourhood, taxi
from kiosk.services.distances import distance
from tests.kiosk.services.scripted_platform import CAR, YESTERDAY, texts

TRANSLATOR = Translator(["zh_Hans", "en"])
SPOKEN = Spoken(TRANSLATOR)


@pytest.mark.parametrize(
    ("metres", "chinese", "english"),
    [
        (0, "50 米", "50 m"),
        (74, "50 米", "50 m"),
        (75, "100 米", "100 m"),
        (486, "500 米", "500 m"),
        (974, "950 米", "950 m"),
        (975, "1 公里", "1 km"),
        (1_049, "1 公里", "1 km"),
        (1_050, "1.1 公里", "1.1 km"),
        (1_999, "2 公里", "2 km"),
        (12_340, "12.3 公里", "12.3 km"),
    ],
)
def test_as_it_is_shown(metres: int, chinese: str, english: str) -> None:
    assert TRANSLATOR.render(distance(metres), "zh_Hans") == chinese
    assert TRANSLATOR.render(distance(metres), "en") == english


@pytest.mark.parametrize(
    ("metres", "chinese", "english"),
    [
        (486, "还有五百米", "five hundred metres away"),
        (1_000, "还有一公里", "one kilometre away"),
        (1_149, "还有一点一公里", "one point one kilometres away"),
        (2_000, "还有两公里", "two kilometres away"),
        (2_480, "还有二点五公里", "two point five kilometres away"),
    ],
)
def test_as_it_is_said(metres: int, chinese: str, english: str) -> None:
    away = _("{distance} away", distance=distance(metres))
    assert SPOKEN.say(away, "zh_Hans") == chinese
    assert SPOKEN.say(away, "en") == english


def test_a_taxi_and_a_place_are_so_far_away() -> None:
    view = taxi.taxi_view(CAR, here=False)
    assert view.distance is not None
    assert TRANSLATOR.render(view.distance, "en") == "500 m away"
    about = PlaceProperties(PlaceKind.PARK, texts("x"), texts("y"), 1_049, 15)
    place = Place("p", Point((121.4, 31.2)), about)
    shown = neighbourhood.place_view(place, Aged(Places((place,)), YESTERDAY, fresh=True))
    assert TRANSLATOR.render(shown.paragraphs[0], "zh_Hans") == "步行 15 分钟，1 公里"
