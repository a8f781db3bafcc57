"""Draws elements with OpenGL, and redraws only those that have changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce

from kivy.core.text import Label as CoreLabel
from kivy.graphics import BorderImage, Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.drawings import draw_drawing
from kiosk.faces.screen.elements import Align, Code, Drawing, Element, Icon, Key, Meter, Style, Surface, Words
from kiosk.faces.screen.icons import glyph, icon_font
from kiosk.faces.screen.theme import Colour

GLYPH_MIDDLE_EM = 0.375  # above the baseline: half of a capital, and nearly half of a Chinese character
QUIET_ZONE_MODULES = 4  # ISO/IEC 18004


class Painter:
    """`canvas` shows what was painted last."""

    def __init__(self) -> None:
        self.canvas = InstructionGroup()
        self._drawn: dict[Element, InstructionGroup] = {}
        self._fills: dict[Element, Color] = {}
        self._bars: dict[Meter, list[Color]] = {}
        self._masks: dict[int, Texture] = {}

    def paint(self, elements: Sequence[Element]) -> Box | None:
        """Show these elements, the last on top, in place of the former. Where anything has changed."""
        changed = set(self._drawn).symmetric_difference(elements)
        if not changed:
            return None
        drawn = {element: self._drawn.get(element) or self._draw(element) for element in elements}
        self._fills = {element: fill for element, fill in self._fills.items() if element in drawn}
        self._bars = {meter: bars for meter, bars in self._bars.items() if meter in drawn}
        self.canvas.clear()
        for group in drawn.values():
            self.canvas.add(group)
        self._drawn = drawn
        return reduce(Box.around, map(extent, changed))

    def press(self, key: Key, pressed: bool) -> Box | None:
        """Show the key pressed, or no longer so. Where it is, if it is there."""
        fill = self._fills.get(key)
        if fill is None:
            return None
        fill.rgb = key.paint.pressed if pressed else key.paint.fill
        return extent(key)

    def light(self, before: Meter, now: Meter) -> Box | None:
        """Show a meter at another level: only the colours of its bars change. Where, if they do."""
        bars = self._bars.pop(before, None)
        if bars is None:
            return None
        self._bars[now] = bars
        self._drawn[now] = self._drawn.pop(before)
        changed = range(min(before.lit, now.lit), max(before.lit, now.lit))
        for number in changed:
            bars[number].rgb = _bar_colour(now, number)
        boxes = _bar_boxes(now)
        return reduce(Box.around, (boxes[number] for number in changed)) if changed else None

    def _draw(self, element: Element) -> InstructionGroup:
        group = InstructionGroup()
        match element:
            case Surface():
                self._draw_surface(group, element)
            case Words():
                _draw_words(group, element)
            case Icon():
                _draw_icon(group, element)
            case Meter():
                self._bars[element] = _draw_meter(group, element)
            case Code():
                _draw_code(group, element)
            case Drawing():
                draw_drawing(group, element)
            case Key(box, _, _, paint, radius, edge_px, parts):
                surface = Surface(box, paint.fill, radius, paint.edge, edge_px)
                self._fills[element] = self._draw_surface(group, surface)
                for part in parts:
                    group.add(self._draw(part))
        return group

    def _draw_surface(self, group: InstructionGroup, surface: Surface) -> Color:
        box, radius = surface.box, surface.radius
        if surface.edge is not None and surface.edge_px > 0 and surface.edge != surface.fill:
            group.add(Color(*surface.edge))
            group.add(self._shape(box, radius))
            box, radius = box.inset(surface.edge_px), max(0, radius - surface.edge_px)
        fill = Color(*surface.fill)
        group.add(fill)
        group.add(self._shape(box, radius))
        return fill

    def _shape(self, box: Box, radius: int) -> Rectangle:
        pos, size = (box.x, box.y), (box.width, box.height)
        if radius <= 0:
            return Rectangle(pos=pos, size=size)
        radius = min(radius, box.width // 2, box.height // 2)
        mask = self._masks.get(radius)
        if mask is None:
            mask = self._masks[radius] = _round_mask(radius)
        return BorderImage(pos=pos, size=size, texture=mask, border=(radius,) * 4)


def extent(element: Element) -> Box:
    """What an element covers, with the blank rims of its lines of text."""
    if isinstance(element, Words):
        boxes = reduce(Box.around, line_boxes(element), element.box)
        return boxes.inset(-element.block.style.em_px // 2)
    return element.box.inset(-2)


def line_boxes(words: Words) -> list[Box]:
    """Where each line of the block lies, from the first to the last."""
    block, box = words.block, words.box
    top = box.y + (box.height + block.height) // 2
    boxes = []
    for number, width in enumerate(block.widths):
        x = box.x if words.align is Align.START else box.x + (box.width - width) // 2
        boxes.append(Box(x, top - (number + 1) * block.style.pitch_px, width, block.style.pitch_px))
    return boxes


def line_texture(line: str, style: Style) -> tuple[Texture, int]:
    """The line in white, and how far its baseline is above the texture's lower edge."""
    label = CoreLabel(text=line, font_name=style.font, font_size=style.em_px)
    label.refresh()
    return label.texture, abs(label.get_descent())


def _draw_words(group: InstructionGroup, words: Words) -> None:
    group.add(Color(*words.colour))
    style = words.block.style
    for line, box in zip(words.block.lines, line_boxes(words), strict=True):
        if line:
            texture, descent = line_texture(line, style)
            baseline = box.y + box.height / 2 - GLYPH_MIDDLE_EM * style.em_px
            group.add(Rectangle(texture=texture, pos=(box.x, round(baseline - descent)), size=texture.size))


def _draw_icon(group: InstructionGroup, icon: Icon) -> None:
    side = min(icon.box.width, icon.box.height)
    label = CoreLabel(text=glyph(icon.name), font_name=icon_font(), font_size=side)
    label.refresh()
    texture = label.texture
    place = icon.box.centred(*texture.size)
    group.add(Color(*icon.colour))
    group.add(Rectangle(texture=texture, pos=(place.x, place.y), size=texture.size))


def _draw_meter(group: InstructionGroup, meter: Meter) -> list[Color]:
    colours = []
    for number, bar in enumerate(_bar_boxes(meter)):
        colours.append(Color(*_bar_colour(meter, number)))
        group.add(colours[-1])
        group.add(Rectangle(pos=(bar.x, bar.y), size=(bar.width, bar.height)))
    return colours


def _bar_boxes(meter: Meter) -> list[Box]:
    """Rising ones; where the meter is too low to see that, all as high."""
    box = meter.box
    columns = box.columns(meter.bars, box.width // (3 * meter.bars))
    if box.height < columns[0].width:
        return columns
    return [c.cut_bottom(box.height * (number + 1) // meter.bars)[0] for number, c in enumerate(columns)]


def _bar_colour(meter: Meter, number: int) -> Colour:
    return meter.alight if number < meter.lit else meter.dark


def _draw_code(group: InstructionGroup, code: Code) -> None:
    import segno

    rows = list(segno.make(code.payload, error="m").matrix_iter(border=QUIET_ZONE_MODULES))
    modules = len(rows)
    texture = Texture.create(size=(modules, modules), colorfmt="rgb")
    texture.mag_filter = "nearest"
    pixels = b"".join(b"\0\0\0" if dark else b"\xff\xff\xff" for row in reversed(rows) for dark in row)
    texture.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
    side = min(code.box.width, code.box.height) // modules * modules
    place = code.box.centred(side, side)
    group.add(Color(1, 1, 1))
    group.add(Rectangle(texture=texture, pos=(place.x, place.y), size=(side, side)))


def _round_mask(radius: int) -> Texture:
    """A white disc with a smooth rim; its quarters are the corners of a rounded rectangle."""
    side = 2 * radius
    halves = [_rim_row(radius, y) for y in range(radius)]
    rows = [half + half[::-1] for half in (*halves, *reversed(halves))]
    pixels = bytearray(b"\xff") * (4 * side * side)
    pixels[3::4] = b"".join(rows)
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    texture.blit_buffer(bytes(pixels), colorfmt="rgba", bufferfmt="ubyte")
    return texture


def _rim_row(radius: int, y: int) -> bytes:
    """How much of each pixel the disc covers, from the left edge to the middle of row `y`."""
    up = radius - y - 0.5
    outside = math.floor(radius - math.sqrt((radius + 0.5) ** 2 - up**2))
    inside = math.ceil(radius - math.sqrt(max(0.0, (radius - 0.5) ** 2 - up**2)))
    rim = (radius + 0.5 - math.hypot(radius - x - 0.5, up) for x in range(max(0, outside), inside))
    covered = bytes(round(255 * min(1.0, max(0.0, cover))) for cover in rim)
    return (bytes(max(0, outside)) + covered).ljust(radius, b"\xff")[:radius]
