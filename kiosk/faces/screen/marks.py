"""Places marks on a map so that none covers another: each as near to its place as there is room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Point

DIRECTIONS = 24


def set_apart(places: Sequence[Point], side: int, gap: int, room: Box, taken: Iterable[Box]) -> list[Box]:
    """Squares of `side` at the places, at least `gap` apart and clear of what is `taken`, inside the room.

    The first keep their places best. One for which no room is left lies on its place all the same.
    """
    boxes: list[Box] = []
    blocked = list(taken)
    for place in places:
        candidates = (_square(x, y, side, room) for x, y in _around(place, side, room))
        box = next((box for box in candidates if _is_free(box, gap, blocked)), _square(*place, side, room))
        boxes.append(box)
        blocked.append(box)
    return boxes


def first_free(candidates: Iterable[Box], gap: int, room: Box, taken: Sequence[Box]) -> Box | None:
    """The first of the boxes that lies in the room and clear of what is taken."""
    return next((box for box in candidates if room.contains(box) and _is_free(box, gap, taken)), None)


def _is_free(box: Box, gap: int, blocked: Iterable[Box]) -> bool:
    spaced = box.inset(-gap)
    return not any(spaced.overlaps(other) for other in blocked)


def _around(place: Point, side: int, room: Box) -> Iterator[Point]:
    """The place itself, then circles around it, as far as the room's far corner."""
    yield place
    step = max(2, side / 6)
    for circle in range(1, math.ceil(math.hypot(room.width, room.height) / step)):
        for direction in range(DIRECTIONS):
            angle = 2 * math.pi * direction / DIRECTIONS
            yield place[0] + circle * step * math.cos(angle), place[1] + circle * step * math.sin(angle)


def _square(x: float, y: float, side: int, room: Box) -> Box:
    left = min(max(round(x - side / 2), room.x), room.right - side)
    low = min(max(round(y - side / 2), room.y), room.top - side)
    return Box(left, low, side, side)
