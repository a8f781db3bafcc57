"""The alarm as it is kept on disk over a restart. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hardware.guard.alarm import Alarm, Origin, Phase, Plan


class Unreadable(ValueError):
    """What was kept is no alarm."""


def as_saved(alarm: Alarm) -> dict[str, Any]:
    return {
        "phase": alarm.phase,
        "origin": alarm.origin,
        "number": alarm.number,
        "calling": alarm.calling,
        "attempt": alarm.attempt,
        "round": alarm.round,
        "index": alarm.index,
        "acknowledged": alarm.acknowledged,
        "untold": list(alarm.untold),
        "said": alarm.said,
    }


def restored(plan: Plan, saved: Mapping[str, Any]) -> Alarm:
    """The alarm as far as a restart can know it. Raises Unreadable."""
    try:
        phase = Phase(saved["phase"])
        origin = None if saved["origin"] is None else Origin(saved["origin"])
        if (origin is None) != (phase is Phase.NONE):
            raise Unreadable(f"an alarm in phase {phase} with origin {origin}")
        return Alarm(
            plan,
            phase=phase,
            origin=origin,
            number=str(saved["number"]),
            calling=str(saved["calling"]),
            attempt=int(saved["attempt"]),
            round=int(saved["round"]),
            index=int(saved["index"]),
            acknowledged=bool(saved["acknowledged"]),
            untold=tuple(str(each) for each in saved["untold"]),
            said=int(saved.get("said", 0)),  # an older guard did not say it
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)) from error


def unknown(plan: Plan) -> Alarm:
    """When what was kept can't be read there may have been an alarm: once resumed, this one is announced and
    can be cancelled on site. A needless call to the duty centre is the smaller harm."""
    return Alarm(plan, phase=Phase.HOLDING, origin=Origin.BUTTON)
