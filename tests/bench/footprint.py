"""What a process holds: memory, threads, open files. Read from /proc, so of Linux only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.booth_processes import WholeBooth

KIB_PER_MB = 1024


@dataclass(frozen=True, slots=True)
class Footprint:
    """Resident memory, and the share of it that is this process's own, in MB."""

    rss_mb: float
    pss_mb: float
    threads: int
    open_files: int


def footprint(booth: WholeBooth, process: str) -> Footprint:
    """Of a process of the booth, by its name."""
    folder = Path("/proc") / str(booth.processes[process].pid)
    memory = _numbers(folder / "smaps_rollup")
    return Footprint(
        rss_mb=round(memory["Rss"] / KIB_PER_MB, 1),
        pss_mb=round(memory["Pss"] / KIB_PER_MB, 1),
        threads=_numbers(folder / "status")["Threads"],
        open_files=len(list((folder / "fd").iterdir())),
    )


def _numbers(file: Path) -> dict[str, int]:
    """The "Name: 123 kB" lines of a file in /proc."""
    found = {}
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        name, colon, rest = line.partition(":")
        words = rest.split()
        if colon and words and words[0].isdigit():
            found[name] = int(words[0])
    return found
