"""From metres to pixels: how much of the surroundings a map shows, and what of it."""

from __future__ import annotations

import itertools
import math

import pytest

from kiosk.conversation.views import Mark, Ring, Shape, ShapeKind
from kiosk.faces.screen.cartography import (
    Projection,
    dashed_circle,
    project,
    scale_bar,
    spots_for_name,
    terrain,
)
from kiosk.faces.screen.elements import Area, Stroke
from kiosk.faces.screen.theme import CALM

RINGS = (Ring(5, 280), Ring(10, 560), Ring(15, 840))
WHOLE = Projection(1000, 500, 0.25)


def shown_m(projection: Projection) -> float:
    """How far from the booth the nearest edge of the map is."""
    return min(projection.width, projection.height) / 2 / projection.px_per_m


@pytest.mark.parametrize(
    ("places", "ring_m"),
    [([(40, 15), (-160, 90)], 280), ([(40, 15), (0, -300)], 560), ([(600, 500)], 840), ([], 280)],
)
def test_the_map_shows_the_smallest_ring_around_its_marks(
    places: list[tuple[float, float]], ring_m: float
) -> None:
    marks = [Mark(str(number), *place) for number, place in enumerate(places)]
    assert ring_m < shown_m(project(1000, 500, marks, RINGS)) < 1.2 * ring_m


def test_a_place_beyond_every_ring_is_on_the_map_too() -> None:
    projection = project(1000, 500, [Mark("far", 900, -1200)], RINGS)
    assert shown_m(projection) > 1500


def test_north_is_up_and_the_booth_in_the_middle() -> None:
    assert WHOLE.point(0, 0) == (500, 250)
    east, north = WHOLE.point(100, 400)
    assert (east, north) == (525, 350)


def test_streets_lie_over_areas_and_are_as_wide_as_in_the_world() -> None:
    shapes = (
        Shape(ShapeKind.ROAD, ((-100, 0), (100, 0))),
        Shape(ShapeKind.LANE, ((0, -100), (0, 100))),
        Shape(ShapeKind.WATER, ((0, 0), (50, 0), (50, 50))),
    )
    area, *edges, road, lane = terrain(shapes, Projection(1000, 500, 2), CALM.map, 1).parts
    assert isinstance(area, Area)
    assert isinstance(road, Stroke)
    assert isinstance(lane, Stroke)
    assert area.fill == CALM.map.water
    assert len(edges) == 2
    assert (road.width_px, lane.width_px) == (28, 12)


def test_what_is_out_of_the_picture_or_too_small_is_left_out() -> None:
    shapes = (
        Shape(ShapeKind.LANE, ((5000, 0), (6000, 0))),
        Shape(ShapeKind.BUILT, ((0, 0), (5, 0), (5, 5))),
        Shape(ShapeKind.GREEN, ((0, 0), (900, 0))),
        Shape(ShapeKind.LANE, ((0, 0),)),
    )
    assert terrain(shapes, WHOLE, CALM.map, 1).parts == ()


def test_the_same_map_is_not_worked_out_again() -> None:
    shapes = (Shape(ShapeKind.WATER, ((0, 0), (500, 0), (500, 500))),)
    assert terrain(shapes, WHOLE, CALM.map, 1) is terrain(shapes, WHOLE, CALM.map, 1)


@pytest.mark.parametrize(
    ("px_per_m", "expected"), [(0.25, (500, 125)), (1, (100, 100)), (10, (20, 200)), (0.01, (1000, 10))]
)
def test_the_scale_bar_is_a_round_distance(px_per_m: float, expected: tuple[int, float]) -> None:
    assert scale_bar(Projection(1000, 500, px_per_m), 190) == expected


def test_a_ring_is_dashed_all_around() -> None:
    dashes = list(dashed_circle((100, 100), 80, 10))
    assert all(math.dist(point, (100, 100)) == pytest.approx(80) for dash in dashes for point in dash)
    gaps = [math.dist(before[-1], after[0]) for before, after in itertools.pairwise([*dashes, dashes[0]])]
    assert gaps == pytest.approx([10] * len(dashes), rel=0.1)


def test_a_street_is_named_near_the_booth_and_an_area_in_its_middle() -> None:
    street = Shape(ShapeKind.ROAD, ((-1000, -40), (1000, -40)))
    assert spots_for_name(street, WHOLE)[0] == pytest.approx((500, 240))
    park = Shape(ShapeKind.GREEN, ((100, 100), (300, 100), (300, 200)))
    assert spots_for_name(park, WHOLE) == [WHOLE.point(200, 150)]
    assert spots_for_name(Shape(ShapeKind.ROAD, ((9000, 0), (9900, 0))), WHOLE) == []
