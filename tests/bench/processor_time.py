"""Processor time of a process with all it has started. Read from /proc, so of Linux only."""

from __future__ import annotations

import os
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def processor_seconds(process_id: int) -> float:
    """Of the process and its descendants, those that have ended among them; 0 when it has ended itself."""
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    own_and_ended = sum(map(int, fields[11:15])) / TICKS_PER_SECOND  # proc(5): utime, stime, cutime, cstime
    return own_and_ended + sum(map(processor_seconds, children(process_id)))


def child_named(process_id: int, name: str) -> int | None:
    """The id of a process that this one has started, by the program's name."""
    return next((child for child in children(process_id) if _name(child) == name), None)


def children(process_id: int) -> list[int]:
    """Of all its threads."""
    found: list[int] = []
    for file in Path(f"/proc/{process_id}/task").glob("*/children"):
        try:
            found += map(int, file.read_text("ascii").split())
        except OSError:
            continue  # the thread has ended
    return found


def _name(process_id: int) -> str:
    try:
        return Path(f"/proc/{process_id}/comm").read_text("utf-8").strip()
    except OSError:
        return ""
