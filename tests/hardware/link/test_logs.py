from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest

from hardware.link.logs import LogfmtFormatter, mask


def formatted(message: str, *arguments: object, for_journal: bool = False, **more: object) -> str:
    record = logging.LogRecord("guard", logging.WARNING, "file", 1, message, arguments, None)
    record.__dict__.update(more)
    return LogfmtFormatter(for_journal).format(record)


def test_an_event_with_its_pairs_is_one_line_of_logfmt() -> None:
    line = formatted('call_over reason=%s detail="%s"', "busy", "line busy")
    assert line.endswith('Z level=warning logger=guard event=call_over reason=busy detail="line busy"')
    assert line.startswith("ts=20")


def test_other_messages_are_quoted() -> None:
    line = formatted('two lines\nand a "quote"')
    assert line.endswith(r'event="two lines\nand a \"quote\""')


def test_the_journal_gets_a_priority_instead_of_time_and_level() -> None:
    assert formatted("guard_ready", for_journal=True) == "<4>logger=guard event=guard_ready"


def test_a_trace_stays_on_the_line() -> None:
    try:
        raise ValueError("dialled 13812345678")
    except ValueError:
        line = formatted("dial_failed", exc_info=sys.exc_info())
    assert "\n" not in line
    assert "ValueError" in line
    assert "13812345678" not in line


@pytest.mark.parametrize(
    "number",
    [
        "13812345678",
        "+86 138 1234 5678",
        "021-5550-0001",
        "11010519491231002X",
        "12345",
        "１３８１２３４５６７８",
    ],
)
def test_numbers_that_identify_somebody_are_masked(number: str) -> None:
    masked = mask(f"called {number} now")
    assert "#####" in masked
    assert sum(character.isdigit() for character in masked) < 4


@pytest.mark.parametrize("text", ["attempt=12 of 110", "emergency 12", "0.25 s", "version 1.2.3"])
def test_small_numbers_stay(text: str) -> None:
    assert mask(text) == text


def test_stderr_connected_to_the_journal_is_recognised() -> None:
    code = "from hardware.link.logs import log_to_stderr as l; import logging; l(); logging.warning('here')"
    reading, writing = os.pipe()
    status = os.fstat(writing)
    environment = {**os.environ, "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
    subprocess.run([sys.executable, "-c", code], stderr=writing, env=environment, check=True)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "<4>logger=root event=here\n"


def test_nobody_waits_for_a_reader_that_does_not_read() -> None:
    code = (
        "from hardware.link.logs import log_to_stderr as l; import logging; l()\n"
        "for n in range(20_000): logging.warning('line number=%d', n)\n"
        "print('alive', flush=True)"
    )
    logging_process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert logging_process.stdout is not None
    assert logging_process.stderr is not None
    assert logging_process.stdout.readline() == "alive\n"
    assert logging_process.wait(30) == 0
    logging_process.stdout.close()
    logging_process.stderr.close()


def test_what_was_logged_last_is_written_before_the_end() -> None:
    code = "from hardware.link.logs import log_to_stderr as l; import logging; l(); logging.error('the_last')"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stderr.endswith("event=the_last\n")
