"""Draws a drawing once, at twice its size, and keeps the picture: a press beside a map costs no more for it.

Scaled down again it has smooth edges, which the window itself has not (environment.py).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator

from kivy.graphics import ClearBuffers, ClearColor, Color, Fbo, InstructionGroup, Line, Mesh, Rectangle
from kivy.graphics.tesselator import Tesselator
from kivy.graphics.texture import Texture

from kiosk.faces.screen.elements import Area, Drawing, Point, Stroke

SCALE = 2
CORNER_STEPS = 12
THINNEST_PX = 1.1  # below that Kivy draws hairlines without joints


def draw_drawing(group: InstructionGroup, drawing: Drawing) -> None:
    box = drawing.box
    group.add(Color(1, 1, 1))
    group.add(Rectangle(texture=_picture(drawing), pos=(box.x, box.y), size=(box.width, box.height)))


def _picture(drawing: Drawing) -> Texture:
    buffer = Fbo(size=(SCALE * drawing.box.width, SCALE * drawing.box.height))
    buffer.add(ClearColor(*drawing.ground, 1))
    buffer.add(ClearBuffers())
    for part in itertools.chain(drawing.layer.parts, drawing.parts, _rim(drawing)):
        for instruction in _instructions(part):
            buffer.add(instruction)
    buffer.draw()
    texture: Texture = buffer.texture
    texture.mag_filter = texture.min_filter = "linear"
    return texture


def _instructions(part: Area | Stroke) -> Iterator[Color | Mesh | Line]:
    points = [SCALE * value for point in part.points for value in point]
    match part:
        case Area(_, fill):
            yield Color(*fill)
            yield from _meshes(points)
        case Stroke(_, colour, width_px):
            yield Color(*colour)
            half_px = max(THINNEST_PX, SCALE * width_px / 2)
            yield Line(points=points, width=half_px, cap="round", joint="round")


def _meshes(points: list[float]) -> Iterator[Mesh]:
    """The polygon in triangles; one without an inside gives none."""
    tesselator = Tesselator()
    tesselator.add_contour(points)
    if tesselator.tesselate():
        for vertices, indices in tesselator.meshes:
            yield Mesh(vertices=vertices, indices=indices, mode="triangle_fan")


def _rim(drawing: Drawing) -> Iterable[Area | Stroke]:
    """What is outside of the round corners, and the edge."""
    width, height = drawing.box.width, drawing.box.height
    corners = [_corner(drawing, right=right, top=top) for right, top in ((0, 0), (1, 0), (1, 1), (0, 1))]
    for number, arc in enumerate(corners):
        tip = ((0, 0), (width, 0), (width, height), (0, height))[number]
        yield Area((tip, *arc), drawing.around)
    outline = tuple(itertools.chain(*corners))
    yield Stroke((*outline, outline[0]), drawing.edge, drawing.edge_px)


def _corner(drawing: Drawing, *, right: int, top: int) -> list[Point]:
    """The quarter of a circle at a corner, counterclockwise."""
    inset = drawing.edge_px / 2
    radius = drawing.radius
    middle_x = drawing.box.width - radius if right else radius
    middle_y = drawing.box.height - radius if top else radius
    first_turn = {(0, 0): 0.5, (1, 0): 0.75, (1, 1): 0.0, (0, 1): 0.25}[right, top]
    turns = [first_turn + step / CORNER_STEPS / 4 for step in range(CORNER_STEPS + 1)]
    return [
        (
            middle_x + (radius - inset) * math.cos(2 * math.pi * turn),
            middle_y + (radius - inset) * math.sin(2 * math.pi * turn),
        )
        for turn in turns
    ]
