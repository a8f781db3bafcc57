"""Logs to stderr, one logfmt line a record, such as

    ts=2024-11-21T08:00:00.123Z level=info logger=hardware.guard.app event=guard_ready devices=3

A message is an event name, optionally followed by ` key=value` pairs. Under systemd the line carries the
priority that journald understands (sd-daemon(3)) in place of time and level.

Whoever logs never waits: lines are written by a thread of their own, and are lost when nobody reads them.

Personal data has no place in a log. As a second line of defence every run of five or more digits, spaces
and hyphens between them allowed, is masked: telephone numbers, ID numbers and codes are all that long.
"""

from __future__ import annotations

import logging
import os
import queue
import re
import sys
import threading
import time
from typing import Final

MASK = "#####"
MAX_WAITING_LINES = 2000
FLUSH_SECONDS = 1.0
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


class NeverWaiting(logging.Handler):
    """Hands lines to a thread that writes them. Of what it can't take it keeps count, and says so later."""

    def __init__(self, file_number: int) -> None:
        super().__init__()
        self._file_number = file_number
        self._lines: queue.Queue[str] = queue.Queue(MAX_WAITING_LINES)
        self._lost = 0
        threading.Thread(target=self._write, name="logs", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            self._lost += 1

    def flush(self) -> None:
        """Wait until all is written, but not for a reader that does not read."""
        deadline = time.monotonic() + FLUSH_SECONDS
        while self._lines.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.005)

    def close(self) -> None:
        self.flush()
        super().close()

    def _write(self) -> None:
        while True:
            line = self._lines.get()
            lost, self._lost = self._lost, 0
            if lost:
                line = f"event=log_lines_lost lines={lost}\n{line}"
            try:
                self._write_whole(f"{line}\n".encode("utf-8", "backslashreplace"))
            except OSError:
                pass  # there is nowhere left to complain
            finally:
                self._lines.task_done()

    def _write_whole(self, data: bytes) -> None:
        """Past Python's own buffer, whose lock a reader that does not read would hold for ever."""
        while data:
            data = data[os.write(self._file_number, data) :]


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send every logger's records to stderr; nothing else writes there."""
    handler = NeverWaiting(sys.stderr.fileno())
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
