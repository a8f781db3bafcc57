"""The mouth of a booth that listens and doesn't speak."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.saying import Saying


class Mute:
    """A kiosk.faces.voice.answering.Mouth that says nothing."""

    speaking = False
    sentence = ""
    outlet = Outlet.LOUDSPEAKER

    def say(self, sayings: Sequence[Saying]) -> None:
        pass

    def say_next(self, sayings: Sequence[Saying]) -> None:
        pass

    def stop(self) -> None:
        pass

    def repeat(self) -> None:
        pass

    def louder(self, steps: int = 1) -> None:
        pass

    def faster(self, steps: int = 1) -> None:
        pass

    def forget(self) -> None:
        pass
