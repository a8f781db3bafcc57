"""From a press on a key to the first changed pixel: the kiosk over a bare Kivy window, press by press.

Each runs on a display of its own and is at rest when the press comes, at a moment that no frame knows.
"""

from __future__ import annotations

import itertools
import random
import time

from tests.bench.figures import Figure, over_bare, time_taken
from tests.bench.glass import Glass, Region
from tests.bench.rig import Citizen, bare_window, whole_booth, whole_window

PRESSES = 200
TARGET = 1.15
LONGEST_PAUSE_SECONDS = 0.05
REST_SECONDS = 0.08


def measure() -> list[Figure]:
    """On the keypad of a free call; every other press takes the digit back."""
    ours, theirs, digits = [], [], []
    with whole_booth() as citizen, bare_window() as bare:
        sheet = whole_window(citizen.booth.panel)
        for key in itertools.islice(itertools.cycle(_keypad_keys(citizen)), PRESSES):
            answered, settled = _press(citizen.glass, key)
            ours.append(answered)
            digits.append(settled)
            theirs.append(_press(bare, sheet)[0])
    return [
        over_bare("press_to_pixel_p50_over_bare", ours, theirs, 50, TARGET),
        over_bare("press_to_pixel_p95_over_bare", ours, theirs, 95, TARGET),
        time_taken("press_to_digit_p95", digits, 95, None),
    ]


def _keypad_keys(citizen: Citizen) -> tuple[Region, Region]:
    """They act when the finger comes down."""
    citizen.wake()
    citizen.tap("choice:free_call")
    citizen.booth.wait_for_view("EnterNumber")
    citizen.pause()
    return citizen.look_for("digit:5"), citizen.look_for("digit:erase")


def _press(glass: Glass, key: Region) -> tuple[float, float]:
    """Seconds until the key answers, and until all is drawn that the press has led to."""
    glass.point_at(*key.middle)
    glass.wait_until_quiet(REST_SECONDS)
    before = glass.pixels(key.patch)
    time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))
    pressed = glass.press()
    answered = glass.wait_for_change(key.patch, before)
    settled = max([answered, *glass.frames(REST_SECONDS)])
    glass.lift()
    return answered - pressed, settled - pressed
