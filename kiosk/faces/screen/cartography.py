"""A map of the surroundings: metres from the booth to pixels, streets and areas to strokes and areas."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kiosk.conversation.views import Mark, Ring, Shape, ShapeKind
from kiosk.faces.screen.elements import Area, Layer, Point, Stroke
from kiosk.faces.screen.theme import MapColours

WIDTHS_M = {ShapeKind.ROAD: 14.0, ShapeKind.LANE: 6.0}
AREAS = (ShapeKind.BUILT, ShapeKind.GREEN, ShapeKind.WATER)  # from the lowest
RING_MARGIN = 1.08  # of the ring's radius is in the picture
NO_RING_M = 200.0
SCALE_BARS_M = (20, 50, 100, 200, 500, 1000)
LEAST_AREA_PX = 3
NAME_STEPS = 24


@dataclass(frozen=True, slots=True)
class Projection:
    """North is up; the booth is in the middle of a picture of `width` × `height` pixels."""

    width: int
    height: int
    px_per_m: float

    def point(self, east_m: float, north_m: float) -> Point:
        return self.width / 2 + east_m * self.px_per_m, self.height / 2 + north_m * self.px_per_m


def project(width: int, height: int, marks: Sequence[Mark], rings: Sequence[Ring]) -> Projection:
    """As large as the smallest ring around all marks allows."""
    farthest_m = max((math.hypot(mark.east_m, mark.north_m) for mark in marks), default=0.0)
    radii_m = sorted(ring.radius_m for ring in rings)
    fitting = [radius_m for radius_m in radii_m if radius_m >= farthest_m]
    shown_m = fitting[0] if fitting else max(farthest_m, *radii_m, NO_RING_M)
    return Projection(width, height, min(width, height) / 2 / (shown_m * RING_MARGIN))


def scale_bar(projection: Projection, most_px: int) -> tuple[int, float]:
    """The longest round distance in metres that is not longer than `most_px`, and its length in pixels."""
    fitting = [metres for metres in SCALE_BARS_M if metres * projection.px_per_m <= most_px]
    metres = max(fitting, default=SCALE_BARS_M[0])
    return metres, metres * projection.px_per_m


@lru_cache(maxsize=4)
def terrain(
    shapes: tuple[Shape, ...], projection: Projection, colours: MapColours, thinnest_px: float
) -> Layer:
    """Areas, then the edges of all streets, then the streets. Kept, for every page turn asks again."""
    parts: list[Area | Stroke] = []
    visible = [(shape, points) for shape in shapes if (points := _visible(shape, projection))]
    fills = {
        ShapeKind.BUILT: colours.built,
        ShapeKind.GREEN: colours.green,
        ShapeKind.WATER: colours.water,
    }
    for kind in AREAS:
        parts += (Area(points, fills[kind]) for shape, points in visible if shape.kind is kind)
    streets = [
        (points, _width(shape.kind, projection, thinnest_px))
        for shape, points in visible
        if shape.kind in WIDTHS_M
    ]
    parts += (Stroke(points, colours.road_edge, width + thinnest_px) for points, width in streets)
    parts += (Stroke(points, colours.road, width) for points, width in streets)
    return Layer(tuple(parts))


def _width(kind: ShapeKind, projection: Projection, thinnest_px: float) -> float:
    thinnest = 2 * thinnest_px if kind is ShapeKind.ROAD else thinnest_px
    return max(thinnest, WIDTHS_M[kind] * projection.px_per_m)


def _visible(shape: Shape, projection: Projection) -> tuple[Point, ...]:
    """The shape in pixels; nothing when it is out of the picture, or an area too small to be seen."""
    points = tuple(projection.point(*point) for point in shape.points)
    if len(points) < (3 if shape.kind in AREAS else 2):
        return ()
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, top = min(y for _, y in points), max(y for _, y in points)
    margin = WIDTHS_M.get(shape.kind, 0.0) * projection.px_per_m
    if right < -margin or left > projection.width + margin:
        return ()
    if top < -margin or low > projection.height + margin:
        return ()
    if shape.kind in AREAS and max(right - left, top - low) < LEAST_AREA_PX:
        return ()
    return points


def spots_for_name(shape: Shape, projection: Projection) -> list[Point]:
    """Where its name may stand: along a street, from its part nearest the booth; in the middle of an area."""
    points = _visible(shape, projection)
    if not points:
        return []
    if shape.kind in AREAS:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return [((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)]
    booth = projection.point(0, 0)
    along = [
        (x1 + (x2 - x1) * part / NAME_STEPS, y1 + (y2 - y1) * part / NAME_STEPS)
        for (x1, y1), (x2, y2) in itertools.pairwise(points)
        for part in range(NAME_STEPS)
    ]
    return sorted(along, key=lambda point: math.dist(point, booth))


def dashed_circle(middle: Point, radius_px: float, dash_px: float) -> Iterator[tuple[Point, ...]]:
    """Dashes around a circle, as long as the gaps between them."""
    dashes = max(8, round(math.pi * radius_px / dash_px))
    for dash in range(dashes):
        turns = ((dash + part / 4 / 2) / dashes for part in range(5))
        yield tuple(_on_circle(middle, radius_px, 2 * math.pi * turn) for turn in turns)


def circle(middle: Point, radius_px: float) -> tuple[Point, ...]:
    steps = 32
    return tuple(_on_circle(middle, radius_px, 2 * math.pi * step / steps) for step in range(steps))


def around_circle(middle: Point, radius_px: float, steps: int) -> Iterator[Point]:
    """Points on a circle, from the north alternately to either side."""
    for step in range(steps // 2 + 1):
        for side in (1, -1) if 0 < step < steps / 2 else (1,):
            yield _on_circle(middle, radius_px, math.pi / 2 - side * 2 * math.pi * step / steps)


def _on_circle(middle: Point, radius_px: float, angle: float) -> Point:
    return middle[0] + radius_px * math.cos(angle), middle[1] + radius_px * math.sin(angle)
