"""An off-screen picture of the panel in which only what has changed is drawn anew.

A press changes one key; to draw every other key and word again for it would take longer than all the rest of
the way from the finger to the pixel.
"""

from __future__ import annotations

from kivy.graphics import (
    Callback,
    ClearBuffers,
    ClearColor,
    Color,
    Fbo,
    InstructionGroup,
    Rectangle,
)
from kivy.graphics.opengl import GL_BLEND, glDisable, glEnable
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.graphics.texture import Texture

from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.theme import Colour


class RetainedPicture:
    """`canvas` shows `content` on its ground."""

    def __init__(self, width: int, height: int, content: InstructionGroup) -> None:
        self._whole = Box(0, 0, width, height)
        self._damage: Box | None = self._whole
        self._clip = ScissorPush(x=0, y=0, width=width, height=height)
        self._ground = ClearColor(0, 0, 0, 1)
        self._buffer = Fbo(size=(width, height))
        for instruction in (self._clip, self._ground, ClearBuffers(), content, ScissorPop()):
            self._buffer.add(instruction)
        self.canvas = InstructionGroup()
        self.canvas.add(self._buffer)
        self.canvas.add(Callback(lambda _: glDisable(GL_BLEND)))
        self.canvas.add(Color(1, 1, 1, 1))
        self._shown = Rectangle(texture=self._buffer.texture)
        self.canvas.add(self._shown)
        self.canvas.add(Callback(lambda _: glEnable(GL_BLEND)))
        self.smooth(False)
        self.widen(0, 0)

    def widen(self, across: int, down: int) -> None:
        """Go on with the colours of the rim for so many pixels beyond it, on every side."""
        width, height = self._whole.width, self._whole.height
        right, top = across / width, down / height
        self._shown.pos = (-across, -down)
        self._shown.size = (width + 2 * across, height + 2 * down)
        self._shown.tex_coords = (
            *(-right, -top), *(1 + right, -top), *(1 + right, 1 + top), *(-right, 1 + top),
        )  # fmt: skip

    def smooth(self, scaled: bool) -> None:
        """Whether the picture is shown at another size than its own."""
        texture: Texture = self._buffer.texture
        texture.mag_filter = texture.min_filter = "linear" if scaled else "nearest"

    def fill(self, ground: Colour) -> None:
        """Change the ground; all is drawn anew."""
        self._ground.rgba = (*ground, 1)
        self.redraw(self._whole)

    def redraw(self, damage: Box | None = None) -> None:
        """Draw this part anew at the next frame; all of it if None."""
        damage = damage or self._whole
        self._damage = damage if self._damage is None else self._damage.around(damage)
        clip = self._damage
        self._clip.x, self._clip.y, self._clip.width, self._clip.height = (
            clip.x,
            clip.y,
            clip.width,
            clip.height,
        )
        self._buffer.ask_update()

    def drawn(self) -> None:
        """A frame has been drawn; nothing is due any more."""
        self._damage = None
