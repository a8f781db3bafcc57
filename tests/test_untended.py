"""A booth that nobody tends: after many visits it holds no more than after few."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.rig import whole_booth
from tests.bench.soak import (
    GROWTH_TARGET_PERCENT,
    PROCESSES,
    Course,
    new_files,
    new_threads,
    rss_growth_percent,
    soak,
)

pytestmark = [pytest.mark.timeout(600), pytest.mark.parametrize("process", PROCESSES)]
WARM_UP_VISITS = 24
MEASURED_VISITS = 76
"""`./booth bench soak` lives through a thousand visits; this is as much of them as the suite has time for."""


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    with whole_booth() as citizen:
        yield soak(citizen, WARM_UP_VISITS, MEASURED_VISITS)


def test_a_hundred_visits_leave_no_memory_behind(course: Course, process: str) -> None:
    assert rss_growth_percent(course[process]) <= GROWTH_TARGET_PERCENT


def test_a_hundred_visits_leave_no_thread_behind(course: Course, process: str) -> None:
    assert new_threads(course[process]) == 0


def test_a_hundred_visits_leave_no_file_open(course: Course, process: str) -> None:
    assert new_files(course[process]) == 0
