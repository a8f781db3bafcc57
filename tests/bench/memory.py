"""How much memory guard and kiosk hold once every screen has been seen in both languages and manners."""

from __future__ import annotations

from tests.bench.figures import Figure
from tests.bench.footprint import footprint
from tests.bench.rig import whole_booth
from tests.bench.visits import VISITS, live_through

TARGETS_MB = {"guard": 60, "kiosk": 220}
ROUNDS = 3


def measure() -> list[Figure]:
    figures = []
    with whole_booth() as citizen:
        live_through(citizen, ROUNDS * len(VISITS))
        for process, target in TARGETS_MB.items():
            held = footprint(citizen.booth, process)
            figures.append(Figure(f"{process}_rss", held.rss_mb, "MB", target, {"pss_mb": held.pss_mb}))
    return figures
