"""What the handset's keys pressed so far amount to, ahead of the stage.

The stage counts them too, but later: several may be pressed before it has taken the first.
"""

from __future__ import annotations

from kiosk.conversation.keying import EMERGENCY_NUMBERS, Reading, number_begun, read_keys
from kiosk.conversation.scene import Scene
from kiosk.conversation.views import Attract, View


class Pressed:
    """`keyed` leads to a choice of the view on stage; `dialled`, before it, to an emergency number alone."""

    def __init__(self) -> None:
        self.keyed = self.dialled = ""

    def forget(self) -> None:
        self.keyed = self.dialled = ""

    def follow(self, before: Scene | None, scene: Scene) -> None:
        """What the stage has made of it. Keys that it has not taken yet still count."""
        if before is None:
            return
        if before.showing != scene.showing:
            self._carry(before, scene)
        elif before.keyed is not None and scene.keyed is None:
            self.keyed = ""  # it was answered otherwise
        elif before.keyed == scene.keyed and before.dialled and not scene.dialled:
            self.dialled = ""  # too long ago

    def _carry(self, before: Scene, scene: Scene) -> None:
        """Another view gets the keys that woke the booth, and how an emergency number began; no others."""
        if isinstance(before.view, Attract):
            woken_by, self.keyed = self.keyed, ""
            for key in woken_by:
                self.take(self.read(scene.view, key))
        else:
            self.keyed, self.dialled = scene.keyed or "", scene.dialled

    def read(self, view: View, key: str) -> Reading:
        return read_keys(view, self.keyed, key, self.dialled)

    def take(self, reading: Reading) -> None:
        self.keyed, self.dialled = reading.keyed, reading.dialled

    def note(self, key: str) -> None:
        """A key that chooses nothing, though it may begin an emergency number."""
        self.keyed, self.dialled = "", number_begun(self.dialled + self.keyed + key)

    def emergency_with(self, key: str) -> str:
        """The emergency number that the key completes, or ""."""
        number = number_begun(self.dialled + self.keyed + key)
        return number if number in EMERGENCY_NUMBERS else ""
