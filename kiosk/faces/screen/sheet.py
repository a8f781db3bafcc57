"""The sheet that a template fills: where things may lie, in what manner, and what has been put there."""

from __future__ import annotations

import math
from collections.abc import Callable

from kiosk.conversation.scene import Manner, Scene
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Block, Element, Style
from kiosk.faces.screen.fonts import font_for
from kiosk.faces.screen.theme import PARAGRAPH_PITCH_EM, REACH, TITLE_PITCH_EM, Palette, Theme
from kiosk.faces.screen.typesetting import Type, typeset
from kiosk.i18n.text import Text

Render = Callable[[Text, str], str]


class Sheet:
    """`area` is what the template may fill; what is to be touched lies in `reach`, a part of it.

    `page` counts the citizen's page turns on this view; `elapsed_seconds` is how long it has been shown.
    `uncovered` is true while a finger is on the key that uncovers what is hidden (elements.Hold).
    """

    def __init__(
        self,
        theme: Theme,
        scene: Scene,
        render: Render,
        area: Box,
        page: int = 0,
        elapsed_seconds: float = 0,
        *,
        uncovered: bool = False,
    ) -> None:
        self.theme = theme
        self.scene = scene
        self.area = area
        self.page = page
        self.uncovered = uncovered
        self.elements: list[Element] = []
        self.changes_in_seconds: float | None = None
        self._render = render
        self._elapsed_seconds = elapsed_seconds

    @property
    def reach(self) -> Box:
        return self.area.below(reach_top(self.theme))

    @property
    def manner(self) -> Manner:
        return self.scene.manner

    @property
    def palette(self) -> Palette:
        return self.theme.palette

    def mm(self, millimetres: float) -> int:
        return self.theme.mm(millimetres)

    def add(self, *elements: Element) -> None:
        self.elements += elements

    def say(self, text: Text, language: str | None = None) -> str:
        return self._render(text, language or self.manner.language)

    def style(self, kind: Type, language: str | None = None) -> Style:
        family, theme = font_for(language or self.manner.language), self.theme
        match kind:
            case Type.BODY:
                font, em_px, pitch_em = family.regular, theme.body_px, PARAGRAPH_PITCH_EM
            case Type.LABEL:
                font, em_px, pitch_em = family.bold, theme.body_px, TITLE_PITCH_EM
            case Type.TITLE:
                font, em_px, pitch_em = family.bold, theme.title_px, TITLE_PITCH_EM
            case Type.NUMERAL:
                font, em_px, pitch_em = family.bold, theme.numeral_px, TITLE_PITCH_EM
        return Style(str(font), em_px, math.ceil(em_px * pitch_em))

    def set(self, text: Text | str, kind: Type, width: int, language: str | None = None) -> Block:
        """The text in lines no wider than `width`."""
        words = text if isinstance(text, str) else self.say(text, language)
        return typeset(words, self.style(kind, language), width)

    def beat(self, seconds: float) -> int:
        """How many times `seconds` have passed on this view; the sheet is filled anew at the next time."""
        beats = int(self._elapsed_seconds / seconds)
        left = (beats + 1) * seconds - self._elapsed_seconds
        self.changes_in_seconds = min(left, self.changes_in_seconds or left)
        return beats


def reach_top(theme: Theme) -> int:
    """How high a touch may be asked for: on an upright panel, its lower two thirds."""
    return int(theme.height_px * REACH) if theme.upright else theme.height_px
