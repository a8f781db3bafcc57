"""Looks at whole screens as a citizen would, with a ruler: what is cut, too small, too pale, out of reach.

    python -m tests.kiosk.faces.screen.audit --px 1080x1920 --mm 267.8x476.1 [--large | --spoiled]

draws every scene of scenes.py in every manner (with --large, in large text) on the display and prints
one fault a line; with --spoiled, what it finds on screens that were spoiled on purpose.
"""

from __future__ import annotations

import argparse
import itertools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import Image

from kiosk.conversation.scene import Manner, Scene
from kiosk.conversation.views import Reveal
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.composition import Screen, compose_screen
from kiosk.faces.screen.elements import Code, Drawing, Element, Icon, Key, Style, Surface, Words
from kiosk.faces.screen.environment import prepare_kivy
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
    theme_for,
)
from kiosk.i18n.text import Text
from kiosk.i18n.translator import Translator
from kiosk.settings import Panel
from tests.kiosk.faces.screen.scenes import LANGUAGE_NAMES, scenes

CODE_MM = 60
GROUNDS = (Surface, Drawing)  # on which something else may lie
MOST_TYPE_SIZES = 3
JOINED = re.compile(r"[A-Za-z0-9'’]")
SOLID_SHARE = 0.002  # of a line's pixels: what is smaller is the rim of a letter, not its stroke


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    about: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"


def audit(screen: Screen, theme: Theme, picture: Image.Image) -> Iterator[Fault]:
    """Every fault of one screen; `picture` is how it was drawn, its rows from the bottom."""
    elements = tuple(_flat(screen.elements))
    yield from _texts(elements, theme)
    yield from _colours(screen, picture)
    yield from _keys(screen.keys, theme)
    yield from _places(screen, elements, theme)


def _flat(elements: Iterable[Element]) -> Iterator[Element]:
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


def _colours(screen: Screen, picture: Image.Image) -> Iterator[Fault]:
    """Measured: the commonest colour around a text against its strokes. Keys that do nothing may be pale."""
    readable = [e for e in screen.elements if isinstance(e, Words)]
    for key in screen.keys:
        readable += [part for part in key.parts if key.enabled and isinstance(part, Words)]
    for element in readable:
        measured = _contrast(picture, element.box)
        if measured < CONTRAST:
            yield Fault("contrast", f"{element.block.text!r} has {measured:.1f}:1")


def _contrast(picture: Image.Image, box: Box) -> float:
    region = picture.crop((box.x, box.y, box.right, box.top))
    colours: list[tuple[int, tuple[int, ...]]]
    colours = sorted(region.getcolors(region.width * region.height) or [], reverse=True)  # type: ignore[arg-type]  # RGB
    if not colours:
        return 1.0
    ground = _unit(colours[0][1])
    least = SOLID_SHARE * region.width * region.height
    return max(contrast(ground, _unit(rgb)) for count, rgb in colours if count >= least)


def _unit(rgb: tuple[int, ...]) -> Colour:
    red, green, blue = (channel / 255 for channel in rgb)
    return red, green, blue


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
        if one.box.overlaps(other.box):
            yield Fault("overlap", f"{_name(one)} and {_name(other)}")
    for surface in (e for e in screen.elements if isinstance(e, GROUNDS)):
        for element in solid:
            if element.box.overlaps(surface.box) and not surface.box.contains(element.box):
                yield Fault("overlap", f"{_name(element)} crosses the edge of a surface")
    for key in screen.keys:
        for part in key.parts:
            if not key.box.contains(part.box):
                yield Fault("overlap", f"{_name(part)} sticks out of {key.name}")


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


class Studio:
    """Draws screens on the display and photographs them."""

    def __init__(self, panel: Panel) -> None:
        prepare_kivy(panel)
        from kiosk.faces.screen.glass import Glass
        from kiosk.faces.screen.touches import Touches

        self.panel = panel
        self._translator = Translator(tuple(LANGUAGE_NAMES))
        touches = Touches(lambda _key, _pressed: None, lambda _reply: None, lambda _page: None, lambda: None)
        self._glass = Glass(panel, touches, lambda: None)

    def theme(self, manner: Manner) -> Theme:
        return theme_for(self.panel, large=manner.large_text, high_contrast=manner.high_contrast)

    def compose(
        self, scene: Scene, page: int = 0, elapsed_seconds: float = 0, *, uncovered: bool = False
    ) -> Screen:
        theme, render = self.theme(scene.manner), self._translator.render
        return compose_screen(
            theme, scene, render, LANGUAGE_NAMES, page, elapsed_seconds, uncovered=uncovered
        )

    def say(self, text: Text, manner: Manner) -> str:
        return self._translator.render(text, manner.language)

    def photograph(self, screen: Screen) -> Image.Image:
        self._glass.show(screen, (0, 0))
        width, height, pixels = self._glass.pixels()
        return Image.frombytes("RGB", (width, height), pixels)


def every_manner() -> list[Manner]:
    return [Manner(*manner) for manner in itertools.product(LANGUAGE_NAMES, (False, True), (False, True))]


def audit_all(studio: Studio, manners: list[Manner]) -> Iterator[str]:
    """Every page of every scene in these manners."""
    global_keys: dict[str, Box] = {}
    for (name, scene), manner in itertools.product(scenes(), manners):
        for page in itertools.count():
            screen = studio.compose(replace(scene, manner=manner), page)
            place = f"{name} page {page + 1} {manner}"
            faults = list(audit(screen, studio.theme(manner), studio.photograph(screen)))
            if isinstance(scene.view, Reveal):
                faults += _secret(studio, replace(scene, manner=manner), scene.view)
            for key in screen.keys:
                if key.name.startswith("global:") and global_keys.setdefault(key.name, key.box) != key.box:
                    faults.append(Fault("moved", key.name))
            yield from (f"{place}: {fault}" for fault in faults)
            if page + 1 >= _pages(screen):
                break


def _secret(studio: Studio, scene: Scene, view: Reveal) -> Iterator[Fault]:
    """The screen while its key is held; what is hidden must be on it, and on no other."""
    covered, uncovered = studio.compose(scene), studio.compose(scene, uncovered=True)
    yield from audit(uncovered, studio.theme(scene.manner), studio.photograph(uncovered))
    secret = studio.say(view.secret, scene.manner)
    if _shows(covered, secret) or not _shows(uncovered, secret):
        yield Fault("secret", "seen while covered, or hidden while uncovered")
    if covered.keys != uncovered.keys:
        yield Fault("moved", "a key moves under the finger that holds it")


def _shows(screen: Screen, words: str) -> bool:
    return any(isinstance(e, Words) and e.block.text == words for e in _flat(screen.elements))


def _pages(screen: Screen) -> int:
    """How many pages the page keys lead to, as far as this page's keys tell."""
    targets = [key.action.page for key in screen.keys if hasattr(key.action, "page")]
    return max(targets, default=0) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--px", required=True)
    parser.add_argument("--mm", required=True)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--spoiled", action="store_true")
    arguments = parser.parse_args()
    width_px, height_px = map(int, arguments.px.split("x"))
    width_mm, height_mm = map(float, arguments.mm.split("x"))
    studio = Studio(
        Panel(
            width_px=width_px, height_px=height_px, width_mm=width_mm, height_mm=height_mm, full_screen=False
        )
    )
    if arguments.spoiled:
        from tests.kiosk.faces.screen.spoiled import spoiled_screens

        theme = studio.theme(Manner())
        for name, screen in spoiled_screens(studio):
            kinds = {fault.kind for fault in audit(screen, theme, studio.photograph(screen))}
            print(f"{name}: {', '.join(sorted(kinds))}")
    else:
        manners = every_manner()
        if arguments.large:
            manners = [manner for manner in manners if manner.large_text and not manner.high_contrast]
        for line in audit_all(studio, manners):
            print(line)
    print("audited", flush=True)


if __name__ == "__main__":
    main()
