"""How far a download is: one line that changes on a terminal, a line every so often in a log."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TextIO

STEP_PERCENT = 20
MIB = 1 << 20


@dataclass(slots=True)
class Progress:
    out: TextIO = field(default_factory=lambda: sys.stderr)
    _told: dict[str, int] = field(default_factory=dict)

    def __call__(self, name: str, done: int, whole: int | None) -> None:
        if whole is None:
            self.out.write(f"  fetching {name} …\n")
            return
        percent = 100 if whole == 0 else 100 * done // whole
        if self.out.isatty():
            end = "\n" if done >= whole else ""
            self.out.write(f"\r  {name}  {done / MIB:.1f} of {whole / MIB:.1f} MiB  {percent} %{end}")
        elif percent // STEP_PERCENT > self._told.get(name, -1):
            self._told[name] = percent // STEP_PERCENT
            self.out.write(f"  {name}  {percent} % of {whole / MIB:.1f} MiB\n")
        self.out.flush()
