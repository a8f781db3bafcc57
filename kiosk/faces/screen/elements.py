"""What a screen is made of, as frozen data: a template lists elements, the painter draws them.

Equal elements look the same, so the painter redraws only what has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.conversation.scene import Reply
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.theme import Colour, Paint


@dataclass(frozen=True, slots=True)
class Style:
    """A font file at a size. `pitch_px` is the distance from one line to the next."""

    font: str
    em_px: int
    pitch_px: int


@dataclass(frozen=True, slots=True)
class Block:
    """A text broken into lines. `whole_words` is False when a word had to be cut."""

    text: str
    lines: tuple[str, ...]
    widths: tuple[int, ...]
    style: Style
    whole_words: bool = True

    @property
    def width(self) -> int:
        return max(self.widths)

    @property
    def height(self) -> int:
        return len(self.lines) * self.style.pitch_px


class Align(Enum):
    START = "start"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Words:
    """A text block, centred from top to bottom in its box. `on` is the colour of its ground."""

    box: Box
    block: Block
    colour: Colour
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class Icon:
    box: Box
    name: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Surface:
    """A filled shape with round corners; a circle when the radius is half of its side."""

    box: Box
    fill: Colour
    radius: int = 0
    edge: Colour | None = None
    edge_px: int = 0


@dataclass(frozen=True, slots=True)
class Meter:
    """`bars` that rise from start to end, the first `lit` of them alight."""

    box: Box
    bars: int
    lit: int
    alight: Colour
    dark: Colour


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code in dark modules, with its quiet zone."""

    box: Box
    payload: str


Point = tuple[float, float]  # pixels from the lower left corner of the drawing


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon; its last point joins its first."""

    points: tuple[Point, ...]
    fill: Colour


@dataclass(frozen=True, slots=True)
class Stroke:
    points: tuple[Point, ...]
    colour: Colour
    width_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Areas and strokes, the last on top. Equal to itself alone: a map has too many points to compare."""

    parts: tuple[Area | Stroke, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A layer, and `parts` on top of it, cut off at the round corners of the box."""

    box: Box
    ground: Colour
    layer: Layer
    parts: tuple[Area | Stroke, ...]
    radius: int
    around: Colour  # what lies outside the corners
    edge: Colour
    edge_px: int


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Shows another page of the same view; nobody but the screen needs to know."""

    page: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Uncovers what is hidden for as long as the finger stays on the key."""


@dataclass(frozen=True, slots=True)
class Key:
    """Something to touch. `at_once` keys act when the finger comes down, the others when it is lifted."""

    box: Box
    name: str
    action: Reply | TurnPage | Hold
    paint: Paint
    radius: int
    edge_px: int
    parts: tuple[Words | Icon | Surface, ...]
    enabled: bool = True
    at_once: bool = False


Element = Surface | Words | Icon | Meter | Code | Drawing | Key
