"""What a bench reports: figures with their targets, as a table for people and as JSON for machines."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MS_PER_SECOND = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `target` is its upper bound, if it has one; `details` are where it comes from."""

    name: str
    value: float
    unit: str
    target: float | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.value <= self.target else "MISSED"


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that `percent` of all do not exceed: the nearest rank."""
    if not samples:
        raise ValueError("no samples")
    return sorted(samples)[max(0, math.ceil(len(samples) * percent / 100) - 1)]


def milliseconds(samples: Sequence[float]) -> dict[str, float]:
    """The distribution of samples in seconds, in milliseconds."""
    summary = {f"p{percent}": percentile(samples, percent) * MS_PER_SECOND for percent in (50, 95, 99)}
    return {
        "n": len(samples),
        "min": round(min(samples) * MS_PER_SECOND, 2),
        **{name: round(value, 2) for name, value in summary.items()},
        "max": round(max(samples) * MS_PER_SECOND, 2),
    }


def over_bare(
    name: str, ours: Sequence[float], bare: Sequence[float], percent: float, target: float | None
) -> Figure:
    """A percentile of ours over the same one of the bare window, both in seconds."""
    ratio = percentile(ours, percent) / percentile(bare, percent)
    details = {"ours_ms": milliseconds(ours), "bare_ms": milliseconds(bare)}
    return Figure(name, round(ratio, 3), "x", target, details)


def time_taken(name: str, samples: Sequence[float], percent: float, target_ms: float | None) -> Figure:
    """A percentile of samples in seconds, in milliseconds."""
    value = percentile(samples, percent) * MS_PER_SECOND
    return Figure(name, round(value, 2), "ms", target_ms, {"ms": milliseconds(samples)})


def machine() -> dict[str, Any]:
    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def as_json(figures: Sequence[Figure], about: dict[str, Any]) -> dict[str, Any]:
    """One object; each figure by its name, and the names of those that miss their target."""
    return {
        "machine": about,
        "figures": {
            figure.name: {
                "value": figure.value,
                "unit": figure.unit,
                "target": figure.target,
                "met": None if figure.target is None else figure.verdict == "met",
                **figure.details,
            }
            for figure in figures
        },
        "missed": [figure.name for figure in figures if figure.verdict == "MISSED"],
    }


def as_table(figures: Sequence[Figure]) -> str:
    """One line a figure: name, value, target, verdict, and its distributions below it."""
    width = max((len(figure.name) for figure in figures), default=0)
    lines = []
    for figure in figures:
        value = f"{figure.value:g} {figure.unit}".rjust(12)
        target = f"at most {figure.target:g} {figure.unit}" if figure.target is not None else ""
        lines.append(f"{figure.name:{width}}  {value}   {target:18} {figure.verdict}".rstrip())
        for name, detail in figure.details.items():
            shown = _in_words(detail) if isinstance(detail, dict) else str(detail)
            lines.append(f"{'':{width}}    {name}: {shown}")
    return "\n".join(lines)


def _in_words(detail: dict[str, Any]) -> str:
    return ", ".join(
        f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}" for key, value in detail.items()
    )
