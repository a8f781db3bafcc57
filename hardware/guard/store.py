"""The alarm and the time of the last test call on disk, so that a restarted guard goes on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardware.guard import memory
from hardware.guard.alarm import Alarm, Plan
from hardware.guard.disk import DiskWriter, write_whole

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5  # how long a dial waits for a disk that hangs


class Store:
    def __init__(self, folder: Path, on_changed: Callable[[], None]) -> None:
        self._alarm_path = folder / "alarm.json"
        self._test_path = folder / "test_call.json"
        self._writer = DiskWriter("store", on_changed)

    @property
    def failing(self) -> bool:
        return self._writer.failing

    def load_alarm(self, plan: Plan) -> tuple[Alarm, float | None]:
        """The alarm, and how many seconds ago it was saved; None when the clock can't tell.

        What is there but is no alarm counts as an alarm: see `memory.unknown`. A file that can't be read at
        all tells nothing about an alarm, and a disk that is broken for good must not ring at every start.
        """
        try:
            content = self._alarm_path.read_bytes()
        except FileNotFoundError:
            return Alarm(plan), None
        except OSError as error:
            log.error('alarm_not_readable error="%s"', error.strerror)
            return Alarm(plan), None
        try:
            kept = json.loads(content)
            return memory.restored(plan, kept["alarm"]), _age_seconds(kept["saved_at"])
        except (ValueError, KeyError, TypeError) as error:
            log.error("alarm_is_garbage error=%s", type(error).__name__)
            return memory.unknown(plan), None

    def save_alarm(self, alarm: Alarm) -> None:
        self._write(self._alarm_path, {"saved_at": _now(), "alarm": memory.as_saved(alarm)})

    def load_last_test(self) -> str:
        """When the last good test call was, in ISO 8601, UTC; "" when there was none."""
        try:
            last = str(json.loads(self._test_path.read_bytes())["last_good"])
            datetime.fromisoformat(last)
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        return last

    def save_last_test(self) -> str:
        """It was good just now. Returns the time as `load_last_test` does."""
        now = _now()
        self._write(self._test_path, {"last_good": now})
        return now

    async def settled(self) -> None:
        """What was saved is on disk, or the disk has had its chance."""
        await self._writer.settled(PATIENCE_SECONDS)

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        encoded = json.dumps(content).encode()
        self._writer.submit(lambda: write_whole(path, encoded))


def seconds_since(moment: str) -> float | None:
    """How long ago an ISO 8601 moment was; None when there is none or it lies ahead."""
    try:
        return _age_seconds(moment)
    except ValueError:
        return None


def _age_seconds(moment: str) -> float | None:
    age_seconds = (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()
    return age_seconds if age_seconds >= 0 else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
