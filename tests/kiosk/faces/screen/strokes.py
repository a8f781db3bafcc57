"""Measures the contrast of the texts in the picture of a screen."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.composition import Screen
from kiosk.faces.screen.elements import Words
from kiosk.faces.screen.theme import CONTRAST, Colour, contrast
from tests.kiosk.faces.screen.audit import Fault

SOLID_SHARE = 0.002  # of a line's pixels: what is smaller is the rim of a letter, not its stroke


def audit_picture(screen: Screen, picture: Image.Image) -> Iterator[Fault]:
    """Texts too pale; `picture` is how the screen was drawn, its rows from the bottom.

    Measured: the commonest colour around a text against its strokes. Keys that do nothing may be pale.
    """
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
