"""Rectangles, and how a screen is cut into them. Pixels; the origin is at the lower left, like OpenGL's.

"Start" is where a line of text begins, "end" where it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def top(self) -> int:
        return self.y + self.height

    def cut_top(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        """The upper `height`, and what is left below the gap."""
        rest = max(0, self.height - height - gap)
        return Box(self.x, self.top - height, self.width, height), Box(self.x, self.y, self.width, rest)

    def cut_bottom(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        """The lower `height`, and what is left above the gap."""
        rest = max(0, self.height - height - gap)
        return Box(self.x, self.y, self.width, height), Box(self.x, self.top - rest, self.width, rest)

    def cut_start(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        """The first `width`, and what is left after the gap."""
        rest = max(0, self.width - width - gap)
        return Box(self.x, self.y, width, self.height), Box(self.right - rest, self.y, rest, self.height)

    def cut_end(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        """The last `width`, and what is left before the gap."""
        rest = max(0, self.width - width - gap)
        return Box(self.right - width, self.y, width, self.height), Box(self.x, self.y, rest, self.height)

    def below(self, top: int) -> Box:
        """The part that does not reach above `top`."""
        return Box(self.x, self.y, self.width, max(0, min(self.top, top) - self.y))

    def inset(self, across: int, down: int | None = None) -> Box:
        down = across if down is None else down
        width, height = max(0, self.width - 2 * across), max(0, self.height - 2 * down)
        return Box(self.x + across, self.y + down, width, height)

    def columns(self, count: int, gap: int) -> list[Box]:
        """Equal columns from start to end; rounding never narrows the gaps."""
        width = (self.width - (count - 1) * gap) // count
        spare = self.width - count * width
        return [
            Box(self.x + i * (self.width - width) // max(1, count - 1), self.y, width, self.height)
            if spare and count > 1
            else Box(self.x + i * (width + gap), self.y, width, self.height)
            for i in range(count)
        ]

    def shares(self, weights: Sequence[int], gap: int) -> list[Box]:
        """Columns from start to end, as wide as their weights."""
        room, boxes, rest = self.width - (len(weights) - 1) * gap, [], self
        for weight in weights:
            box, rest = rest.cut_start(room * weight // sum(weights), gap)
            boxes.append(box)
        return boxes

    def rows(self, count: int, gap: int) -> list[Box]:
        """Equal rows from top to bottom."""
        height = (self.height - (count - 1) * gap) // count
        return [Box(self.x, self.top - height - i * (height + gap), self.width, height) for i in range(count)]

    def centred(self, width: int, height: int) -> Box:
        return Box(self.x + (self.width - width) // 2, self.y + (self.height - height) // 2, width, height)

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.top, other.top) - y)

    def overlaps(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.top and other.y < self.top

    def contains(self, other: Box) -> bool:
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.top <= self.top

    def holds(self, x: float, y: float, slop: int = 0) -> bool:
        """Whether a point lies inside, or at most `slop` beside."""
        return self.x - slop <= x < self.right + slop and self.y - slop <= y < self.top + slop
