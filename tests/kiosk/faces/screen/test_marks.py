"""Marks on a map: near their places, and none on another."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.marks import first_free, set_apart

ROOM = Box(20, 30, 1000, 480)
BOOTH = Box(496, 246, 48, 48)
SIDE, GAP = 60, 8
PLACES = st.tuples(st.floats(-500, 1500), st.floats(-500, 1000))


def test_marks_with_room_lie_on_their_places() -> None:
    boxes = set_apart([(100, 100), (300, 400)], SIDE, GAP, ROOM, [BOOTH])
    assert boxes == [Box(70, 70, SIDE, SIDE), Box(270, 370, SIDE, SIDE)]


def test_a_mark_on_the_booth_gives_way_and_stays_near() -> None:
    (box,) = set_apart([(520, 270)], SIDE, GAP, ROOM, [BOOTH])
    assert not box.inset(-GAP).overlaps(BOOTH)
    assert abs(box.x + SIDE / 2 - 520) <= 1.5 * SIDE
    assert abs(box.y + SIDE / 2 - 270) <= 1.5 * SIDE


@given(st.lists(PLACES, max_size=8))
def test_marks_never_touch_one_another_the_booth_or_the_edge(places: list[tuple[float, float]]) -> None:
    boxes = set_apart(places, SIDE, GAP, ROOM, [BOOTH])
    assert len(boxes) == len(places)
    assert all(ROOM.contains(box) for box in boxes)
    for one, other in itertools.combinations([*boxes, BOOTH], 2):
        assert not one.inset(-GAP).overlaps(other)


def test_where_there_is_no_room_every_mark_is_there_all_the_same() -> None:
    narrow = Box(0, 0, 100, 100)
    boxes = set_apart([(50, 50)] * 5, SIDE, GAP, narrow, [])
    assert len(boxes) == 5
    assert all(narrow.contains(box) for box in boxes)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [([], 0), ([Box(0, 0, 60, 60)], 1), ([Box(0, 0, 1000, 100)], None)],
)
def test_the_first_free_place_is_taken(taken: list[Box], expected: int | None) -> None:
    candidates = [Box(10, 10, 40, 40), Box(100, 10, 40, 40), Box(960, 10, 80, 40)]
    found = first_free(candidates, 4, Box(0, 0, 1000, 100), taken)
    assert found == (None if expected is None else candidates[expected])
