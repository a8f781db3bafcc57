"""Logs to stderr, one logfmt line a record, such as

    ts=2024-11-21T08:00:00.123Z level=info logger=hardware.guard.app event=guard_ready devices=3

A message is an event name, optionally followed by ` key=value` pairs. Under systemd the line carries the
priority that journald understands (sd-daemon(3)) in place of time and level.

Personal data has no place in a log. As a second line of defence every run of five or more digits, spaces
and hyphens between them allowed, is masked: telephone numbers, ID numbers and codes are all that long.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from typing import Final

MASK = "#####"
_DIGITS: Final = re.compile(r"\+?\d(?:[ -]?\d){4,}")
_PAIRS: Final = re.compile(r"[\w.]+(?: [\w.]+=(?:\"[^\"]*\"|'[^']*'|\S*))*")
_SYSLOG: Final = {
    logging.CRITICAL: 2,
    logging.ERROR: 3,
    logging.WARNING: 4,
    logging.INFO: 6,
    logging.DEBUG: 7,
}


def mask(text: str) -> str:
    """`text` without any number long enough to identify somebody."""
    return _DIGITS.sub(MASK, text)


class LogfmtFormatter(logging.Formatter):
    def __init__(self, for_journal: bool) -> None:
        super().__init__()
        self._for_journal = for_journal

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        event = message if _PAIRS.fullmatch(message) else _quoted(message)
        said = f"logger={record.name} event={event}"
        if record.exc_info:
            said += f" trace={_quoted(self.formatException(record.exc_info))}"
        said = mask(said)
        if self._for_journal:
            return f"<{_SYSLOG.get(record.levelno, 6)}>{said}"
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        return f"ts={moment}.{int(record.msecs):03d}Z level={record.levelname.lower()} {said}"


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send every logger's records to stderr; nothing else writes there."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogfmtFormatter(_stderr_is_the_journal()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _stderr_is_the_journal() -> bool:
    """$JOURNAL_STREAM names device and inode of the stream that systemd connected (systemd.exec(5))."""
    try:
        status = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
