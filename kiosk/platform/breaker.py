"""Remembers that the platform let somebody wait in vain, so that the next one need not.

Closed, calls go through. A call that hung opens it: calls fail at once, until a probe was answered, for which
nobody waits. Probes come after `first_seconds`, then each time after twice as long, up to `longest_seconds`.

No library: those there are (pybreaker, circuitbreaker, tenacity) count any failure, read the clock themselves
and let a citizen's call be the probe; the rule here is three assignments, and can be tested without waiting.
"""

from __future__ import annotations


class Breaker:
    """Pure: whoever calls brings the time, in seconds of a clock that never goes back."""

    def __init__(self, first_seconds: float = 3, longest_seconds: float = 30) -> None:
        self._first_seconds = first_seconds
        self._longest_seconds = longest_seconds
        self._pause_seconds = first_seconds
        self._probe_at: float | None = None

    @property
    def is_open(self) -> bool:
        return self._probe_at is not None

    def seconds_to_probe(self, now: float) -> float:
        """How long to wait for the next probe; 0 when it is due, or when nothing is wrong."""
        return 0 if self._probe_at is None else max(0, self._probe_at - now)

    def note_answered(self) -> None:
        """It answered in time, or refused at once: nobody has to wait for nothing."""
        self._pause_seconds = self._first_seconds
        self._probe_at = None

    def note_hung(self, now: float) -> None:
        """A call was given up. Those that were under way when the first one hung tell nothing new."""
        if self._probe_at is not None:
            if now < self._probe_at:
                return
            self._pause_seconds = min(2 * self._pause_seconds, self._longest_seconds)
        self._probe_at = now + self._pause_seconds
