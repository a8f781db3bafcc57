"""From lifting the finger to the last frame of what it led to: another screen, another language."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.figures import Figure, percentile, time_taken
from tests.bench.glass import NothingDrawn
from tests.bench.rig import Citizen, whole_booth

ROUNDS = 40
LANGUAGE_TARGET_MS = 150
SILENCE_SECONDS = 0.25
FIRST_FRAME_SECONDS = 2.0
SECOND_PRESS_SECONDS = 0.5  # for so long the screen ignores a trembling finger's second touch


@dataclass(frozen=True, slots=True)
class Change:
    """Seconds from lifting the finger to the first and to the last frame; how many there were."""

    first: float
    last: float
    frames: int


def measure() -> list[Figure]:
    """Home to the free call's keypad and back; Chinese to English and back, on the home screen."""
    screens: list[Change] = []
    languages: list[Change] = []
    with whole_booth() as citizen:
        citizen.wake()
        for _ in range(ROUNDS):
            screens.append(change(citizen, "choice:free_call"))
            screens.append(change(citizen, "global:home"))
            languages.append(change(citizen, "global:language"))
    return [
        _frame_time("screen_change_p95", screens, None),
        _frame_time("language_switch_p95", languages, LANGUAGE_TARGET_MS),
    ]


def change(citizen: Citizen, target: str, silence_seconds: float = SILENCE_SECONDS) -> Change:
    """Touch the target; its last frame is the one after which nothing is drawn for `silence_seconds`.

    What is drawn for the finger going down belongs to the press, not to the change. Raises NothingDrawn.
    """
    glass = citizen.glass
    glass.wait_until_quiet(SECOND_PRESS_SECONDS)
    glass.point_at(*citizen.look_for(target).middle)
    glass.press()
    glass.wait_until_quiet(SILENCE_SECONDS)
    lifted = glass.lift()
    first = next(glass.frames(FIRST_FRAME_SECONDS), None)
    if first is None:
        raise NothingDrawn(f"nothing was drawn after {target!r}")
    frames = [first, *glass.frames(silence_seconds)]
    return Change(frames[0] - lifted, frames[-1] - lifted, len(frames))


def _frame_time(name: str, changes: list[Change], target_ms: float | None) -> Figure:
    last = time_taken(name, [change.last for change in changes], 95, target_ms)
    first = time_taken(name, [change.first for change in changes], 95, None)
    frames = percentile([change.frames for change in changes], 50)
    details = {
        "last_frame_ms": last.details["ms"],
        "first_frame_ms": first.details["ms"],
        "frames_p50": frames,
    }
    return Figure(name, last.value, "ms", target_ms, details)
