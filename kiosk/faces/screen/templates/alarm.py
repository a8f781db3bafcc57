"""Alarm: what happens now, where we are in Chinese and in the citizen's language, what can be done."""

from __future__ import annotations

from kiosk.conversation.views import Alarm
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Align, Element, Surface, Words
from kiosk.faces.screen.reading import Passage, Picture, address_passages, passage, view_picture
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import paragraphs, put_statement
from kiosk.faces.screen.typesetting import Type


def put(sheet: Sheet, view: Alarm) -> None:
    def whole(width: int) -> list[Passage]:
        station = passage(sheet, view.station, width, Type.LABEL)
        return [*paragraphs(sheet, view, width), station, *address_passages(sheet, view.address, width)]

    def without_station(width: int) -> list[Passage]:
        return [*paragraphs(sheet, view, width), *address_passages(sheet, view.address, width)]

    def in_chinese(width: int) -> list[Passage]:
        return [*paragraphs(sheet, view, width), address_passages(sheet, view.address, width)[0]]

    picture = view_picture(sheet, view)
    versions = [whole, without_station]
    if view.progress is not None:
        # Seconds count here: nobody has the time to turn a page.
        picture = _with_progress(sheet, picture, view.progress, view.remaining_seconds)
        versions.append(in_chinese)
    put_statement(sheet, view, picture=picture, passages=versions)


def _with_progress(sheet: Sheet, icon: Picture, progress: float, remaining_seconds: int | None) -> Picture:
    """The icon, a bar that fills, and the seconds that are left."""
    ink = sheet.palette.ink

    def draw(row: Box, align: Align) -> list[Element]:
        gap, edge = sheet.mm(7), sheet.mm(1)
        icon_box, row = row.cut_start(row.height, gap)
        elements: list[Element] = [*icon.draw(icon_box, align)]
        if remaining_seconds is not None:
            blocks = [
                sheet.set(str(remaining_seconds), kind, row.width) for kind in (Type.NUMERAL, Type.TITLE)
            ]
            seconds = next((block for block in blocks if block.height <= row.height), blocks[-1])
            number_box, row = row.cut_end(2 * seconds.width // len(seconds.text), gap)
            elements.append(Words(number_box, seconds, ink, Align.CENTRE))
        bar = row.centred(row.width, sheet.mm(12))
        inner = bar.inset(2 * edge)
        filled = max(inner.height, int(inner.width * progress))
        return [
            *elements,
            Surface(bar, sheet.palette.paper, bar.height // 2, ink, edge),
            Surface(inner.cut_start(filled)[0], ink, inner.height // 2),
        ]

    return Picture((44, 30), draw)
