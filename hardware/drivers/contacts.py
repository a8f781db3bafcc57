"""From samples of bouncing contacts to events: pure, no clock, no I/O.

The module latches a press of the emergency button until it is told to clear the latch. Together, level and
latch lose no press and report none twice:

- A level that is latched too counts at first sight; any other change of a level needs two equal samples.
- A latch without a level is a press that ended between two samples. It counts once the contact has been
  still for the settling time, because a contact that bounces when it closes looks just so for a moment.
- A latch that is set again within the settling time after the contact was last seen closed is bouncing;
  one that is set again later is a new press, even when the level was never seen to go. (Modules whose latch
  follows the level are told by this: theirs is never seen cleared while the button is down.)
- The latch is cleared only after the press was reported and kept. When clearing it got no answer, a latch
  that is seen again within DOUBT_SECONDS is still the same press; later it counts as a new one, because a
  press too many can be cancelled, and a press too few can't be made up for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hardware.drivers.contract import DriverEvent, Input, InputChanged, PressLatched

DOUBT_SECONDS = 1.0
STUCK_AFTER = 50  # samples


@dataclass(frozen=True, slots=True)
class Sample:
    """What one poll read. `latch` is False where the module has none. `at`: seconds on CLOCK_MONOTONIC."""

    levels: Mapping[Input, bool]
    latch: bool
    at: float


class Contacts:
    def __init__(self, settle_seconds: float) -> None:
        self._settle_seconds = settle_seconds
        self._reported: dict[Input, bool] = {}
        self._previous: Mapping[Input, bool] = {}
        self._sampled_at = 0.0  # CLOCK_MONOTONIC begins at boot, and nothing has been seen since
        self._closed_at: float | None = None
        self._unreported_since: float | None = None
        self._blind_seconds = 0.0
        self._counted_at: float | None = None
        self._still_latched = 0
        self._seen_cleared = True
        self._latched_at = 0.0
        self.latch_to_clear = False

    @property
    def latch_is_stuck(self) -> bool:
        """The latch stays set although it is cleared again and again."""
        return self._still_latched >= STUCK_AFTER

    def reopen(self) -> None:
        """The wire was opened again: the next sample reports every level, whatever it is."""
        self._reported.clear()
        self._previous = {}

    def read(self, sample: Sample) -> Iterator[DriverEvent]:
        """What `sample` means, in order. Afterwards see `latch_to_clear`."""
        blind_seconds = sample.at - self._sampled_at
        self._sampled_at = sample.at
        if self._was_pressed_anew(sample):
            yield self._tell_released()
        for place, level in sample.levels.items():
            if self._counts(place, level, sample.latch):
                self._reported[place] = level
                yield InputChanged(place, level)
        self._previous = sample.levels
        yield from self._read_latch(sample, blind_seconds)
        self._seen_cleared = not sample.latch

    def latch_cleared(self) -> None:
        """The module has confirmed that the latch is cleared."""
        self.latch_to_clear = False
        self._counted_at = None

    def clearing_unanswered(self, at: float) -> None:
        """Whether the latch was cleared is not known."""
        self._counted_at = at

    def _counts(self, place: Input, level: bool, latch: bool) -> bool:
        if place not in self._reported:
            return True
        if level == self._reported[place]:
            return False
        latched_press = place is Input.EMERGENCY_BUTTON and level and latch
        return latched_press or self._previous.get(place) == level

    def _was_pressed_anew(self, sample: Sample) -> bool:
        """Down before and down now, but latched again since: it was let go meanwhile, and not to bounce."""
        latched_again = sample.latch and self._seen_cleared and not self._is_bouncing(sample.at)
        still_down = sample.levels.get(Input.EMERGENCY_BUTTON) and self._reported.get(Input.EMERGENCY_BUTTON)
        return bool(still_down and (latched_again or self._unreported_since is not None))

    def _tell_released(self) -> InputChanged:
        self._reported[Input.EMERGENCY_BUTTON] = False
        return InputChanged(Input.EMERGENCY_BUTTON, False)

    def _read_latch(self, sample: Sample, blind_seconds: float) -> Iterator[DriverEvent]:
        if sample.levels.get(Input.EMERGENCY_BUTTON):
            # The level has just been reported, or is since before; the latch tells nothing more.
            self._closed_at = sample.at
            self._unreported_since = None
            self._count(sample)
        elif not sample.latch:
            self._still_latched = 0
            self.latch_to_clear = False
            self._counted_at = None
            if self._unreported_since is not None:  # the module forgot the press: we do not
                yield from self._report_latched(sample)
        elif self._is_known(sample.at):
            self._still_latched += 1
            self._count(sample)
        else:
            if self._unreported_since is None:
                self._unreported_since = sample.at
                self._blind_seconds = 0.0
            self._blind_seconds = max(self._blind_seconds, blind_seconds)
            if sample.at - self._unreported_since >= self._settle_seconds:
                yield from self._report_latched(sample)

    def _is_known(self, at: float) -> bool:
        """Whether a latch without a level belongs to a press that was reported before."""
        if self._unreported_since is not None:
            return False
        bouncing = self._is_bouncing(at)
        if bouncing:
            self._closed_at = at
        unchanged = not self._seen_cleared and at - self._latched_at <= self._settle_seconds
        in_doubt = self._counted_at is not None and at - self._counted_at <= DOUBT_SECONDS
        return bouncing or unchanged or in_doubt or self.latch_is_stuck

    def _is_bouncing(self, at: float) -> bool:
        return self._closed_at is not None and at - self._closed_at <= self._settle_seconds

    def _report_latched(self, sample: Sample) -> Iterator[DriverEvent]:
        if self._reported.get(Input.EMERGENCY_BUTTON):
            yield self._tell_released()
        yield PressLatched(self._blind_seconds)
        self._unreported_since = None
        self._count(sample)

    def _count(self, sample: Sample) -> None:
        """The press behind the latch has been reported."""
        self.latch_to_clear = sample.latch
        self._latched_at = sample.at
        if sample.latch and self._counted_at is None:
            self._counted_at = sample.at
