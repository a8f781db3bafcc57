"""Looks at whole screens as a citizen would, with a ruler: what is cut, too small, too pale, out of reach.

What can be told from the elements is told here; strokes.py looks at the picture.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.composition import Screen
from kiosk.faces.screen.elements import Code, Drawing, Element, Icon, Key, Meter, Style, Surface, Words
from kiosk.faces.screen.theme import (
    CAP_HEIGHT_MM,
    CONTRAST,
    GAP_MM,
    LARGE_CAP_HEIGHT_MM,
    REACH,
    TARGET_MM,
    Colour,
    Theme,
    contrast,
)

CODE_MM = 60
GROUNDS = (Surface, Drawing)  # on which something else may lie
MOST_TYPE_SIZES = 3
JOINED = re.compile(r"[A-Za-z0-9'’]")


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    about: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"


def audit(screen: Screen, theme: Theme) -> Iterator[Fault]:
    """Every fault of one screen, as it was composed."""
    elements = tuple(flat(screen.elements))
    yield from _texts(elements, theme)
    yield from _colours(screen)
    yield from _keys(screen.keys, theme)
    yield from _places(screen, elements, theme)


def flat(elements: Iterable[Element]) -> Iterator[Element]:
    for element in elements:
        yield element
        if isinstance(element, Key):
            yield from element.parts


def _texts(elements: Iterable[Element], theme: Theme) -> Iterator[Fault]:
    words = [element for element in elements if isinstance(element, Words)]
    least_mm = LARGE_CAP_HEIGHT_MM if theme.large else CAP_HEIGHT_MM
    for element in words:
        block, box = element.block, element.box
        if block.height > box.height or any(
            _drawn_width(line, block.style) > box.width for line in block.lines
        ):
            yield Fault("clipped", repr(block.text))
        if any(_joined(before, after, block.text) for before, after in itertools.pairwise(block.lines)):
            yield Fault("broken word", repr(block.text))
        height_mm = _cap_height_px(block.style) / theme.px_per_mm
        if height_mm < least_mm:
            yield Fault("small text", f"{block.text!r} is {height_mm:.2f} mm")
    sizes = {element.block.style.em_px for element in words}
    if len(sizes) > MOST_TYPE_SIZES:
        yield Fault("type sizes", f"{sorted(sizes)} px")


def _joined(before: str, after: str, text: str) -> bool:
    """Whether the end of one line and the beginning of the next are one word."""
    both = JOINED.fullmatch(before[-1:]) and JOINED.fullmatch(after[:1])
    return bool(both) and before[-1] + after[0] in text and f"{before[-1]} {after[0]}" not in text


def _colours(screen: Screen) -> Iterator[Fault]:
    """Every text against the fill that it lies on. Keys that do nothing may be pale."""
    for number, element in enumerate(screen.elements):
        if isinstance(element, Words):
            fill = _fill_below(screen.elements[:number], element.box, screen.ground)
            yield from _pale(element, fill)
        elif isinstance(element, Key) and element.enabled:
            for place, part in enumerate(element.parts):
                if isinstance(part, Words):
                    yield from _pale(part, _fill_below(element.parts[:place], part.box, element.paint.fill))


def _pale(words: Words, fill: Colour | None) -> Iterator[Fault]:
    if fill is not None and (ratio := contrast(words.colour, fill)) < CONTRAST:
        yield Fault("contrast", f"{words.block.text!r} has {ratio:.1f}:1")


def _fill_below(below: Sequence[Element], box: Box, ground: Colour) -> Colour | None:
    """The fill of the highest surface that holds the box; None on a drawing, which has many."""
    for element in reversed(below):
        if isinstance(element, Surface) and element.box.contains(box):
            return element.fill
        if isinstance(element, Drawing) and element.box.overlaps(box):
            return None
    return ground


def _keys(keys: tuple[Key, ...], theme: Theme) -> Iterator[Fault]:
    for key in keys:
        width_mm, height_mm = key.box.width / theme.px_per_mm, key.box.height / theme.px_per_mm
        if min(width_mm, height_mm) < TARGET_MM:
            yield Fault("small target", f"{key.name} is {width_mm:.1f} × {height_mm:.1f} mm")
        if theme.upright and key.box.top > theme.height_px * REACH:
            yield Fault("out of reach", key.name)
    for one, other in itertools.combinations(keys, 2):
        gap_mm = _distance(one.box, other.box) / theme.px_per_mm
        if gap_mm < GAP_MM:
            yield Fault("narrow gap", f"{gap_mm:.2f} mm between {one.name} and {other.name}")
    primary = [key for key in keys if key.paint == theme.palette.primary and key.name.startswith("choice:")]
    for key in keys:
        if key.name.startswith("choice:") and primary and _area(key.box) > max(_area(p.box) for p in primary):
            yield Fault("hierarchy", f"{key.name} is larger than the next step")


def _places(screen: Screen, elements: tuple[Element, ...], theme: Theme) -> Iterator[Fault]:
    panel = Box(0, 0, theme.width_px, theme.height_px)
    for element in elements:
        if not panel.contains(element.box):
            yield Fault("outside", _name(element))
        if (
            isinstance(element, Code)
            and min(element.box.width, element.box.height) < CODE_MM * theme.px_per_mm
        ):
            yield Fault("small code", _name(element))
    solid = [e for e in screen.elements if not isinstance(e, GROUNDS)]
    for one, other in itertools.combinations(solid, 2):
        if one.box.overlaps(other.box) and not _is_on_key(one, other):
            yield Fault("overlap", f"{_name(one)} and {_name(other)}")
    for surface in (e for e in screen.elements if isinstance(e, GROUNDS)):
        for element in solid:
            if element.box.overlaps(surface.box) and not surface.box.contains(element.box):
                yield Fault("overlap", f"{_name(element)} crosses the edge of a surface")
    for key in screen.keys:
        for part in key.parts:
            if not key.box.contains(part.box):
                yield Fault("overlap", f"{_name(part)} sticks out of {key.name}")


def _is_on_key(key: Element, meter: Element) -> bool:
    """Whether it is a level beside what is written on a key."""
    return (
        isinstance(key, Key)
        and isinstance(meter, Meter)
        and key.box.contains(meter.box)
        and not any(part.box.overlaps(meter.box) for part in key.parts)
    )


def _name(element: Element) -> str:
    match element:
        case Words():
            return repr(element.block.text)
        case Icon():
            return f"icon {element.name}"
        case Key():
            return element.name
        case _:
            return type(element).__name__


def _area(box: Box) -> int:
    return box.width * box.height


def _distance(one: Box, other: Box) -> float:
    across = max(one.x - other.right, other.x - one.right, 0)
    down = max(one.y - other.top, other.y - one.top, 0)
    return math.hypot(across, down)


@lru_cache(maxsize=4096)
def _drawn_width(line: str, style: Style) -> int:
    from kiosk.faces.screen.painter import line_texture

    return int(line_texture(line, style)[0].width) if line else 0


@lru_cache(maxsize=64)
def _cap_height_px(style: Style) -> int:
    """Counted in the drawn letter, down to pixels that are half covered."""
    from kiosk.faces.screen.painter import line_texture

    texture, _descent = line_texture("H", style)
    rows = Image.frombytes("RGBA", texture.size, texture.pixels).getchannel("A").point(lambda a: a >= 128)
    _left, top, _right, bottom = rows.getbbox() or (0, 0, 0, 0)
    return int(bottom - top)
