"""How far something is, as exactly as it helps: to 50 m, from 1 km on to 0.1 km."""

from __future__ import annotations

from kiosk.i18n.text import Text, Verbatim, _

STEP_M, KILOMETRE_M, TENTH_M = 50, 1000, 100


def distance(metres: int) -> Text:
    """1,049 is 1 km, 1,050 is 1.1 km; nothing is nearer than 50 m."""
    steps = max(1, _nearest(metres, STEP_M))
    if steps * STEP_M < KILOMETRE_M:
        return _("{metres} m", metres=steps * STEP_M)
    whole, tenths = divmod(max(10, _nearest(metres, TENTH_M)), 10)
    return _("{kilometres} km", kilometres=Verbatim(f"{whole}.{tenths}" if tenths else f"{whole}"))


def _nearest(metres: int, step: int) -> int:
    """How many steps, halves up."""
    return (metres + step // 2) // step
