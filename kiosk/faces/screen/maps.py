"""The map of ShowPlaces: surroundings, rings, the booth, numbered marks, north and scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.conversation.scene import Chosen
from kiosk.conversation.views import Mark, Ring, ShowPlaces
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.cartography import (
    Projection,
    around_circle,
    circle,
    dashed_circle,
    project,
    scale_bar,
    spots_for_name,
    terrain,
)
from kiosk.faces.screen.elements import Align, Area, Block, Drawing, Icon, Key, Point, Stroke, Surface, Words
from kiosk.faces.screen.marks import first_free, set_apart
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.theme import TARGET_MM, Colour
from kiosk.faces.screen.typesetting import Type
from kiosk.faces.screen.widgets import badge
from kiosk.i18n.text import Text, _

MARK_MM = 14
BOOTH_MM = 12
SCALE_BAR_MM = 45
STREET_MM = 0.7
RING_MM, DASH_MM = 0.8, 3.5
LABEL_STEPS = 48
LEGEND_GAP_MM, ARROW_MM = 3, 9
MOST_NAMES = 3
HERE, NORTH = _("You are here"), _("N")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What lies on the map, in pixels of the screen. `places` are where the marked places really are."""

    box: Box
    projection: Projection
    booth: Box
    north: Box
    marks: list[tuple[Mark, Box]]
    places: list[Point]
    touchable: bool

    def taken(self) -> list[Box]:
        return [self.booth, self.north, *(box for _mark, box in self.marks)]


def put_map(
    sheet: Sheet, view: ShowPlaces, box: Box, marks: Sequence[Mark], numbers: Mapping[str, str]
) -> None:
    """The `marks` with their numbers by value; on the map they choose their places if they are in reach."""
    legend_box, box = box.cut_bottom(_legend_height(sheet, box.width), sheet.mm(2))
    plan = _plan(sheet, view, box, marks)
    rings = [r for r in view.rings if r.radius_m * plan.projection.px_per_m < min(box.width, box.height) / 2]
    labels = _ring_labels(sheet, plan, rings)
    names = _names(sheet, view, plan, [chip.box for chip in labels])
    _put_drawing(sheet, view, plan, rings)
    for chip in (*names, *labels):
        paint = sheet.palette.card
        edge_px = max(2, sheet.mm(0.4)) if chip.edge is not None else 0
        sheet.add(Surface(chip.box, paint.fill, sheet.mm(2.5), chip.edge, edge_px))
        sheet.add(Words(chip.box, chip.block, paint.ink, Align.CENTRE))
    sheet.add(*_booth(sheet, plan.booth))
    _put_marks(sheet, plan, numbers)
    _put_north(sheet, plan.north)
    _put_legend(sheet, plan, legend_box)


def _put_drawing(sheet: Sheet, view: ShowPlaces, plan: _Plan, rings: Sequence[Ring]) -> None:
    palette, colours = sheet.palette, sheet.palette.map
    ring_px, dash_px = sheet.mm(RING_MM), sheet.mm(DASH_MM)
    middle = plan.projection.point(0, 0)
    dashes = (
        Stroke(dash, colours.ring, ring_px)
        for ring in rings
        for dash in dashed_circle(middle, ring.radius_m * plan.projection.px_per_m, dash_px)
    )
    drawing = Drawing(
        plan.box,
        colours.ground,
        terrain(view.shapes, plan.projection, colours, sheet.mm(STREET_MM)),
        (*dashes, *_leaders(sheet, plan)),
        radius=sheet.mm(3.5),
        around=palette.paper,
        edge=palette.card.edge,
        edge_px=max(2, sheet.mm(0.6)),
    )
    sheet.add(drawing)


def _plan(sheet: Sheet, view: ShowPlaces, box: Box, marks: Sequence[Mark]) -> _Plan:
    projection = project(box.width, box.height, marks, view.rings)
    touchable = sheet.reach.contains(box)
    digits = sheet.set("88", Type.LABEL, box.width)
    side = max(sheet.mm(TARGET_MM if touchable else MARK_MM), digits.width + sheet.mm(2), digits.height)
    booth_side = sheet.mm(BOOTH_MM)
    x, y = projection.point(0, 0)
    booth = Box(
        box.x + round(x) - booth_side // 2, box.y + round(y) - booth_side // 2, booth_side, booth_side
    )
    places = [projection.point(mark.east_m, mark.north_m) for mark in marks]
    on_screen = [(box.x + x, box.y + y) for x, y in places]
    room = box.inset(sheet.mm(2))
    north = _north_box(sheet, box)
    gap = sheet.theme.gap if touchable else sheet.mm(1)
    boxes = set_apart(on_screen, side, gap, room, [booth, north])
    return _Plan(box, projection, booth, north, list(zip(marks, boxes, strict=True)), places, touchable)


def _leaders(sheet: Sheet, plan: _Plan) -> Iterator[Area | Stroke]:
    """From a mark that had to give way to where its place is."""
    ink, radius = sheet.palette.ink, sheet.mm(1.5)
    for (_mark, mark_box), place in zip(plan.marks, plan.places, strict=True):
        if not mark_box.holds(plan.box.x + place[0], plan.box.y + place[1]):
            middle = (
                mark_box.x + mark_box.width / 2 - plan.box.x,
                mark_box.y + mark_box.height / 2 - plan.box.y,
            )
            yield Stroke((middle, place), ink, sheet.mm(0.8))
            yield Area(circle(place, radius), ink)


@dataclass(frozen=True, slots=True)
class _Chip:
    """Words on a ground of their own."""

    box: Box
    block: Block
    edge: Colour | None = None


def _chip_at(
    sheet: Sheet, plan: _Plan, text: Text, spots: Iterable[Point], taken: Sequence[Box]
) -> tuple[Box, Block] | None:
    """The words at the first of the spots, in pixels of the map, where there is room for them."""
    block = sheet.set(text, Type.BODY, plan.box.width)
    width, height = block.width + sheet.mm(4), block.height
    candidates = (
        Box(plan.box.x + round(x - width / 2), plan.box.y + round(y - height / 2), width, height)
        for x, y in spots
    )
    box = first_free(candidates, sheet.mm(1), plan.box.inset(sheet.mm(1)), taken)
    return (box, block) if box is not None and len(block.lines) == 1 else None


def _ring_labels(sheet: Sheet, plan: _Plan, rings: Sequence[Ring]) -> list[_Chip]:
    """On the ring, the northernmost spot first; a ring without room goes without."""
    taken = plan.taken()
    labels = []
    middle = plan.projection.point(0, 0)
    for ring in sorted(rings, key=lambda ring: -ring.radius_m):
        spots = around_circle(middle, ring.radius_m * plan.projection.px_per_m, LABEL_STEPS)
        found = _chip_at(sheet, plan, _("{minutes} min", minutes=ring.minutes), spots, taken)
        if found is not None:
            labels.append(_Chip(*found, sheet.palette.map.ring))
            taken.append(found[0])
    return labels


def _names(sheet: Sheet, view: ShowPlaces, plan: _Plan, labels: Sequence[Box]) -> list[_Chip]:
    """A few names of streets and areas, to find one's way by, where they cover nothing else."""
    taken = [*plan.taken(), *labels]
    names: list[_Chip] = []
    for shape in view.shapes:
        if shape.name is not None and len(names) < MOST_NAMES:
            found = _chip_at(sheet, plan, shape.name, spots_for_name(shape, plan.projection), taken)
            if found is not None:
                names.append(_Chip(*found))
                taken.append(found[0])
    return names


def _booth(sheet: Sheet, box: Box) -> tuple[Surface, Icon]:
    """In other colours than the marks, and without a number."""
    palette = sheet.palette
    inner = round(box.height * 0.7)
    ground = Surface(box, palette.ink, box.height // 2, palette.paper, max(2, sheet.mm(0.7)))
    return ground, Icon(box.centred(inner, inner), "human", palette.paper)


def _put_marks(sheet: Sheet, plan: _Plan, numbers: Mapping[str, str]) -> None:
    paint, edge_px = sheet.palette.primary, max(2, sheet.mm(0.7))
    rim = replace(paint, edge=sheet.palette.paper)
    for mark, box in plan.marks:
        ground, words = badge(sheet, box, numbers[mark.value], paint)
        if plan.touchable:
            name, action = f"mark:{mark.value}", Chosen(mark.value)
            sheet.add(Key(box, name, action, rim, ground.radius, edge_px, (words,)))
        else:
            sheet.add(replace(ground, edge=rim.edge, edge_px=edge_px), words)


def _legend_height(sheet: Sheet, width: int) -> int:
    row_px = max(sheet.style(Type.BODY).pitch_px, sheet.mm(BOOTH_MM))
    return row_px if _legend_in_one_row(sheet, width) else 2 * row_px


def _legend_in_one_row(sheet: Sheet, width: int) -> bool:
    longest = _("{metres} m", metres=500)
    words_px = sum(sheet.set(text, Type.BODY, width).width for text in (HERE, longest))
    return words_px + sheet.mm(BOOTH_MM + SCALE_BAR_MM + 4 * LEGEND_GAP_MM) <= width


def _put_legend(sheet: Sheet, plan: _Plan, box: Box) -> None:
    """What the sign of the booth means, and how long a distance is."""
    ink, gap, side = sheet.palette.ink, sheet.mm(LEGEND_GAP_MM), sheet.mm(BOOTH_MM)
    here_box = scale_box = box
    if not _legend_in_one_row(sheet, box.width):
        here_box, scale_box = box.rows(2, 0)
    sign_box, words_box = here_box.cut_start(side, gap)
    words = sheet.set(HERE, Type.BODY, words_box.width)
    words_box = words_box.cut_start(words.width)[0]
    sheet.add(*_booth(sheet, sign_box.centred(side, side)), Words(words_box, words, ink))
    bar_m, bar_px = scale_bar(plan.projection, sheet.mm(SCALE_BAR_MM))
    length = sheet.set(_("{metres} m", metres=bar_m), Type.BODY, box.width)
    length_box, rest = scale_box.cut_end(length.width, gap)
    thick, tick_px = max(3, sheet.mm(1)), sheet.mm(1.5)
    bar = rest.cut_end(round(bar_px))[0].centred(round(bar_px), thick)
    sheet.add(Surface(bar, ink), Words(length_box, length, ink))
    for x in (bar.x, bar.right - thick):
        sheet.add(Surface(Box(x, bar.y - tick_px, thick, thick + 2 * tick_px), ink))


def _north_box(sheet: Sheet, box: Box) -> Box:
    words = sheet.set(NORTH, Type.LABEL, box.width)
    width, height = words.width + sheet.mm(4), words.height + sheet.mm(ARROW_MM)
    edge = sheet.mm(3)
    return Box(box.right - width - edge, box.top - height - edge, width, height)


def _put_north(sheet: Sheet, box: Box) -> None:
    paint = sheet.palette.card
    words = sheet.set(NORTH, Type.LABEL, box.width)
    words_box, arrow_box = box.cut_bottom(words.height)
    sheet.add(
        Surface(box, paint.fill, sheet.mm(2.5)),
        Icon(arrow_box, "navigation", paint.ink),
        Words(words_box, words, paint.ink, Align.CENTRE),
    )
