"""How loud and how fast a citizen wants it; back to the default after every visit.

EN 301 549 V3.2.1: 8.2.1.1 wants a range of at least 18 dB, 8.2.1.2 a step of 12 dB above the lowest setting.
Section 508, 402.3.2: back to the default level by itself after every use.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LEVELS_DB = (-18.0, -12.0, -6.0, 0.0, 6.0)  # 24 dB; -6 is 12 dB above the lowest
PACES = (0.75, 0.87, 1.0, 1.15, 1.35, 1.6)  # of the voice's own
DEFAULT_LEVEL, DEFAULT_PACE = 2, 2


@dataclass(frozen=True, slots=True)
class Hearing:
    level: int = DEFAULT_LEVEL
    pace_step: int = DEFAULT_PACE

    @property
    def gain(self) -> float:
        """As a factor of amplitude. Voices are levelled so that the highest one is not cut."""
        return float(10 ** (LEVELS_DB[self.level] / 20))

    @property
    def pace(self) -> float:
        """More than 1 is faster."""
        return PACES[self.pace_step]

    def louder(self, steps: int = 1) -> Hearing:
        """Softer with negative steps; at an end it stays there."""
        return replace(self, level=min(max(self.level + steps, 0), len(LEVELS_DB) - 1))

    def faster(self, steps: int = 1) -> Hearing:
        """Slower with negative steps; at an end it stays there."""
        return replace(self, pace_step=min(max(self.pace_step + steps, 0), len(PACES) - 1))
