"""When the booth listens. Half-duplex: what is said while it speaks, or just after, counts as no answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """`noise_limit_dbfs`: the level of what is not speech from which on words can no longer be told; 0 is
    full scale, so it depends on the microphone's gain. `interrupts`: who speaks into the handset while the
    booth speaks there stops it."""

    patience_seconds: float = 8.0  # of silence after the listening key
    tail_seconds: float = 0.2  # after its own last word
    shown_seconds: float = 4.0  # how long the words that were understood stay
    noise_limit_dbfs: float = -30.0
    noise_seconds: float = 2.0  # it has to be as loud for so long
    pause_seconds: float = 0.5  # after a group of digits has ended: who has more of them goes on by then
    interrupts: bool = False
    deadline_seconds: float = 20.0  # for the engine, also to load its model; what takes longer hangs


class Attention:
    """`now` is in seconds, on any clock that goes on."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits
        self._lifted = self._left = False
        self._called_until: float | None = None
        self._deaf_until = 0.0
        self._loud_since: float | None = None

    @property
    def wanted(self) -> bool:
        return (self._lifted and not self._left) or self._called_until is not None

    @property
    def lifted(self) -> bool:
        return self._lifted

    def lift(self, lifted: bool) -> None:
        """The handset."""
        self._lifted, self._left = lifted, False

    def return_to(self) -> None:
        """Somebody is there: a handset that was left hanging counts again."""
        self._left = False

    def call(self, now: float) -> None:
        """The listening key was pressed."""
        self._called_until = now + self._habits.patience_seconds

    def end_call(self) -> None:
        """The screen was touched."""
        self._called_until = None

    def forget(self) -> None:
        """A handset that still hangs down listens no more, until it is lifted anew or somebody comes."""
        self._left = True
        self._called_until = None
        self._loud_since = None

    def pass_time(self, now: float, *, booth_speaks: bool, busy: bool) -> None:
        """`busy`: somebody speaks, what was said is being recognised, or the microphone is only being opened:
        then patience doesn't run out."""
        if booth_speaks:
            self._deaf_until = now + self._habits.tail_seconds
        if self._called_until is not None:
            if booth_speaks or busy:
                self.call(now)
            elif now >= self._called_until:
                self._called_until = None

    def hears(self, now: float) -> bool:
        return self.wanted and now >= self._deaf_until

    def note_noise(self, now: float, noise_dbfs: float | None) -> None:
        """None while nothing is heard."""
        if noise_dbfs is None or noise_dbfs < self._habits.noise_limit_dbfs:
            self._loud_since = None
        elif self._loud_since is None:
            self._loud_since = now

    def too_loud(self, now: float) -> bool:
        return self._loud_since is not None and now - self._loud_since >= self._habits.noise_seconds
