"""How long the eyes-free booth waits before it speaks of its own accord."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    untouched_seconds: float = 4.0  # with the handset lifted: then it speaks without a key
    invited_seconds: float = 7.0  # to speak or press a key; then comes the menu
    keyless_seconds: float = 8.0  # in a number, after the last word: then it says how to go on
    reminders: int = 3  # of that kind, one after the other
    attentive_seconds: float = 15.0  # whoever listens for longer is still there: the idle clock is told
