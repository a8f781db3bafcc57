"""From metres around a booth to WGS 84, and how long that is on foot."""

from __future__ import annotations

import math
from dataclasses import dataclass

METRES_A_DEGREE = 111_195  # of a great circle on the mean sphere, IUGG: 6,371,008.8 m
WALK_M_PER_MINUTE = 60  # 1.0 m/s, an elder's pace
DETOUR = 1.2  # ways along streets, over the straight line


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a booth stands, WGS 84 degrees."""

    latitude: float
    longitude: float

    def position(self, east: float, north: float) -> tuple[float, float]:
        """Longitude and latitude, in GeoJSON's order, rounded to a centimetre or so."""
        latitude = self.latitude + north / METRES_A_DEGREE
        longitude = self.longitude + east / (METRES_A_DEGREE * math.cos(math.radians(self.latitude)))
        return round((longitude + 180) % 360 - 180, 7), round(max(-90.0, min(90.0, latitude)), 7)


def distance_m(east: float, north: float) -> int:
    return round(math.hypot(east, north))


def walk_minutes(east: float, north: float) -> int:
    return max(1, math.ceil(math.hypot(east, north) * DETOUR / WALK_M_PER_MINUTE))
