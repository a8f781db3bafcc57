"""A thousand visits in a row: does the booth hold more memory, threads or files at the end than at first?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict

from tests.bench.figures import Figure
from tests.bench.footprint import Footprint, footprint
from tests.bench.rig import Citizen, whole_booth
from tests.bench.visits import live_through

WARM_UP_VISITS = 50
MEASURED_VISITS = 950
VISITS_A_SAMPLE = 50
LOOKS = 5
LOOK_SECONDS = 0.1
GROWTH_TARGET_PERCENT = 5
PROCESSES = ("guard", "kiosk")

Course = dict[str, list[Footprint]]


def measure() -> list[Figure]:
    with whole_booth() as citizen:
        course = soak(citizen, WARM_UP_VISITS, MEASURED_VISITS)
    figures = []
    for process, footprints in course.items():
        details = {
            "visits": WARM_UP_VISITS + MEASURED_VISITS,
            "first": asdict(footprints[0]),
            "last": asdict(footprints[-1]),
        }
        figures += [
            Figure(
                f"soak_{process}_rss_growth",
                rss_growth_percent(footprints),
                "%",
                GROWTH_TARGET_PERCENT,
                details,
            ),
            Figure(f"soak_{process}_new_threads", new_threads(footprints), "threads", 0),
            Figure(f"soak_{process}_new_files", new_files(footprints), "files", 0),
        ]
    return figures


def soak(citizen: Citizen, warm_up_visits: int, measured_visits: int) -> Course:
    """The footprints of guard and kiosk after the warm-up and then every VISITS_A_SAMPLE visits."""
    course: Course = {process: [] for process in PROCESSES}
    live_through(citizen, warm_up_visits)
    _sample(citizen, course)
    for first in range(0, measured_visits, VISITS_A_SAMPLE):
        live_through(citizen, min(VISITS_A_SAMPLE, measured_visits - first), after=warm_up_visits + first)
        _sample(citizen, course)
    return course


def rss_growth_percent(footprints: Sequence[Footprint]) -> float:
    first, last = footprints[0].rss_mb, footprints[-1].rss_mb
    return round((last - first) / first * 100, 2)


def new_threads(footprints: Sequence[Footprint]) -> int:
    """How many more threads there are at the end; fewer are no growth."""
    return max(0, footprints[-1].threads - footprints[0].threads)


def new_files(footprints: Sequence[Footprint]) -> int:
    return max(0, footprints[-1].open_files - footprints[0].open_files)


def _sample(citizen: Citizen, course: Course) -> None:
    """Of several looks the smallest: looking opens a file of the kiosk's too, for a moment, and a call to the
    platform has a thread as long as it lasts."""
    looks = []
    for _ in range(LOOKS):
        time.sleep(LOOK_SECONDS)
        looks.append({process: footprint(citizen.booth, process) for process in course})
    for process, footprints in course.items():
        footprints.append(
            min((look[process] for look in looks), key=lambda held: (held.open_files, held.threads))
        )
