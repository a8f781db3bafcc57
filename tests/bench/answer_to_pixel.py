"""From lifting the finger to the last frame of the platform's answer, on a whole booth.

A department is touched, the platform is asked for its free days, and they are drawn; this answer is never a
kept one. Beside it, taking turns, a day is touched, whose half-days are drawn without asking anybody.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import requests

from tests.bench.figures import Figure, over_bare, percentile, time_taken
from tests.bench.questions import first_department, first_free_day
from tests.bench.rig import Citizen, whole_booth
from tests.bench.screen_change import SECOND_PRESS_SECONDS, Change, change
from tests.platform_process import PlatformProcess, running_platform

ROUNDS = 15
ANSWER_SILENCE_SECONDS = 0.5  # between what tells to wait and the answer nothing is drawn


def measure() -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="answers-bench-") as folder,
        running_platform(Path(folder)) as platform,
        whole_booth(platform=platform) as citizen,
    ):
        asked, known = _take_turns(citizen, platform)
    frames = {"frames_p50": _frames(asked), "frames_known_p50": _frames(known)}
    asked_seconds, known_seconds = ([each.last for each in changes] for changes in (asked, known))
    whole = time_taken("answer_to_pixel_p95", asked_seconds, 95, None)
    return [
        Figure(whole.name, whole.value, whole.unit, details={**whole.details, **frames}),
        over_bare("answer_to_pixel_over_known_p50", asked_seconds, known_seconds, 50, None),
    ]


def _take_turns(citizen: Citizen, platform: PlatformProcess) -> tuple[list[Change], list[Change]]:
    with requests.Session() as session:
        session.headers.update(platform.headers)
        hospital_id, department_id = first_department(platform, session)
        day = first_free_day(platform, session, hospital_id, department_id)
    citizen.wake()
    for choice in ("hospital", "book", hospital_id):
        citizen.tap(f"choice:{choice}")
    department_target, day_target = f"choice:{department_id}", f"choice:{day}"
    asked, known = list[Change](), list[Change]()
    for _ in range(ROUNDS):
        asked.append(change(citizen, department_target, ANSWER_SILENCE_SECONDS))
        known.append(change(citizen, day_target))
        for target in (day_target, department_target):
            citizen.glass.wait_until_quiet(SECOND_PRESS_SECONDS)
            citizen.tap("global:back")
            citizen.look_for(target)
    return asked, known


def _frames(changes: list[Change]) -> float:
    return percentile([change.frames for change in changes], 50)
