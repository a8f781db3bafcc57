"""From starting the process to its first frame on the glass: the kiosk over a bare Kivy window, in turn.

The bare window has no multisampling, as the kiosk; one with Kivy's default of 2 samples is measured besides.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure, over_bare
from tests.bench.glass import Glass, Region
from tests.bench.rig import Citizen, start_bare_window, whole_booth, whole_window
from tests.booth_processes import eventually

STARTS = 10
KIVY_DEFAULT_SAMPLES = 2
TARGET = 1.3


@dataclass(frozen=True, slots=True)
class Program:
    """Started and ended again and again. `looks` is how `region` looks when the first frame is there."""

    start: Callable[[], None]
    end: Callable[[], object]
    region: Region
    looks: bytes


def measure() -> list[Figure]:
    """The kiosk counts as usable when its emergency key is drawn; simulators and guard run already."""
    with whole_booth(kiosk=False) as citizen, tempfile.TemporaryDirectory(prefix="bare-kivy-") as home:
        kiosk = _kiosk(citizen)
        bare = _bare_window(citizen, Path(home), multisamples=0)
        default = _bare_window(citizen, Path(home), multisamples=KIVY_DEFAULT_SAMPLES)
        rounds = [
            [_start(program, citizen.glass) for program in (kiosk, bare, default)] for _ in range(STARTS)
        ]
    ours, bares, defaults = zip(*rounds, strict=True)
    return [
        over_bare("start_p50_over_bare", ours, bares, 50, TARGET),
        over_bare("start_p50_over_multisampled_bare", ours, defaults, 50, None),
    ]


def _kiosk(citizen: Citizen) -> Program:
    """After a first start, which warms the disk's cache."""
    booth, glass = citizen.booth, citizen.glass
    booth.start_kiosk()
    eventually(booth.kiosk_connected, "the kiosk is connected")
    region = citizen.look_for("global:emergency").strip
    glass.wait_until_quiet(0.5)
    looks = glass.pixels(region)
    booth.end("kiosk")
    return Program(booth.start_kiosk, lambda: booth.end("kiosk"), region, looks)


def _bare_window(citizen: Citizen, kivy_home: Path, multisamples: int) -> Program:
    """After a first start, in which Kivy writes its configuration and icons into its home."""
    booth, glass = citizen.booth, citizen.glass
    region = whole_window(booth.panel).patch
    windows = []

    def start() -> None:
        windows.append(start_bare_window(booth.display, kivy_home, booth.panel, multisamples))

    def end() -> None:
        window = windows.pop()
        window.terminate()
        window.wait()

    glass.wait_until_quiet(0.5)
    empty = glass.pixels(region)
    start()
    glass.wait_for_change(region, empty, seconds=20)
    looks = glass.pixels(region)
    end()
    return Program(start, end, region, looks)


def _start(program: Program, glass: Glass) -> float:
    glass.wait_until_quiet(0.3)
    began = time.monotonic()
    program.start()
    drawn = glass.wait_for(program.region, program.looks, seconds=20)
    glass.wait_until_quiet(0.3)
    program.end()
    return drawn - began
