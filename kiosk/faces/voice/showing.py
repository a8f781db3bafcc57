"""What the screen shows of the ears: whether they listen, how loud it is, and what was understood."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.conversation.scene import Ears
from kiosk.i18n.text import Text

QUIET_DBFS, LOUD_DBFS = -55.0, -15.0  # where the level that is shown begins and ends
LEVEL_STEPS = 16


class Showing:
    """`now` is in seconds, on any clock that goes on."""

    def __init__(self, hear: Callable[[Ears | None], None], shown_seconds: float) -> None:
        """`hear` is the stage's."""
        self._hear = hear
        self._shown_seconds = shown_seconds
        self._ears: Ears | None = None
        self._heard: tuple[Text, float] | None = None  # and until when it is shown

    @property
    def listening(self) -> bool:
        return self._ears is not None and self._ears.listening

    @property
    def holds(self) -> bool:
        """What was understood is still shown."""
        return self._heard is not None

    def note(self, heard: Text, now: float) -> None:
        self._heard = (heard, now + self._shown_seconds)

    def begin_anew(self) -> None:
        """Whatever is shown now."""
        self._ears = None

    def forget(self) -> None:
        self._ears = self._heard = None

    def show(self, now: float, level_dbfs: float | None) -> None:
        """None while nothing is heard."""
        if self._heard is not None and now >= self._heard[1]:
            self._heard = None
        level = 0.0 if level_dbfs is None else _level(level_dbfs)
        ears = Ears(level_dbfs is not None, level, self._heard[0] if self._heard else None)
        if ears != self._ears:
            self._ears = ears
            self._hear(ears)

    def hide(self) -> None:
        """It can't listen."""
        self._ears = None
        self._hear(None)


def _level(dbfs: float) -> float:
    share = min(1.0, max(0.0, (dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)))
    return round(share * LEVEL_STEPS) / LEVEL_STEPS
