"""A good screen, spoiled in one way after another: each must be found by the audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.conversation.scene import Manner, Scene
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.composition import Screen
from kiosk.faces.screen.elements import Code, Element, Words
from kiosk.faces.screen.typesetting import typeset
from tests.kiosk.faces.screen.scenes import RINGING, TALKING, TAXI_FOUND, WIFI

if TYPE_CHECKING:
    from tests.kiosk.faces.screen.studio import Studio

Kind = TypeVar("Kind", bound=Element)
EXPECTED: dict[str, set[str]] = {
    "untouched": set(),
    "box too narrow": {"clipped"},
    "word cut": {"broken word"},
    "small text": {"small text"},
    "pale text": {"contrast", "drawn contrast"},
    "low key": {"small target"},
    "keys close together": {"narrow gap"},
    "key near the top": {"out of reach"},
    "text off the panel": {"outside"},
    "text on text": {"overlap"},
    "small code": {"small code"},
    "many type sizes": {"type sizes"},
    "next step the smaller": {"hierarchy"},
}


def spoiled_screens(studio: Studio) -> Iterator[tuple[str, Screen]]:
    """Name and screen, in the manner of the default."""
    manner = Manner("en")
    taxi = studio.compose(Scene(TAXI_FOUND, manner))
    call = studio.compose(Scene(RINGING, manner))
    timed = studio.compose(Scene(TALKING, manner))
    code = studio.compose(Scene(WIFI, manner))
    px = studio.theme(manner).px_per_mm
    title = _first(taxi, Words)
    yes, no = (key for key in taxi.keys if key.name.startswith("choice:"))

    def narrow(words: Words) -> Words:
        return replace(words, box=replace(words.box, width=words.block.width // 2))

    def cut(words: Words) -> Words:
        return replace(words, block=typeset("immeasurable", words.block.style, words.block.style.em_px * 3))

    def shrink(words: Words, em_px: int) -> Words:
        style = replace(words.block.style, em_px=em_px)
        return replace(words, block=typeset(words.block.text, style, words.box.width))

    yield "untouched", taxi
    yield "box too narrow", _with(taxi, title, narrow(title))
    yield "word cut", _with(taxi, title, cut(title))
    yield "small text", _with(taxi, title, shrink(title, round(9 * px)))
    yield "pale text", _with(taxi, title, replace(title, colour=(0.6, 0.6, 0.6)))
    low = replace(no.box, height=round(15 * px))
    yield "low key", _with(taxi, no, replace(no, box=low, parts=()))
    near = replace(no.box, y=yes.box.y - no.box.height - round(2 * px))
    yield "keys close together", _with(taxi, no, replace(no, box=near, parts=()))
    top = Box(no.box.x, round(studio.panel.height_px * 0.9), no.box.width, no.box.height // 2)
    yield "key near the top", _with(taxi, no, replace(no, box=top, parts=()))
    yield "text off the panel", _with(taxi, title, replace(title, box=replace(title.box, x=200)))
    words = [element for element in call.elements if isinstance(element, Words)]
    yield "text on text", _with(call, words[1], replace(words[1], box=words[0].box))
    small = replace(_first(code, Code), box=Box(100, 1600, round(50 * px), round(50 * px)))
    yield "small code", _with(code, _first(code, Code), small)
    heading = _first(timed, Words)
    yield "many type sizes", _with(timed, heading, shrink(heading, heading.block.style.em_px - 7))
    yield "next step the smaller", _with(taxi, yes, replace(yes, box=replace(yes.box, width=400), parts=()))


def _first(screen: Screen, kind: type[Kind]) -> Kind:
    return next(element for element in screen.elements if isinstance(element, kind))


def _with(screen: Screen, old: Element, new: Element) -> Screen:
    elements = tuple(new if element == old else element for element in screen.elements)
    return replace(screen, elements=elements)
