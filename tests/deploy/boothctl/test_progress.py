"""How far a download is, on a terminal and in a log."""

from __future__ import annotations

import io
import os
import pty

from deploy.boothctl.progress import Progress

MIB = 1 << 20


def test_a_log_gets_a_line_every_so_often() -> None:
    log = io.StringIO()
    progress = Progress(log)
    for done in range(11):
        progress("model.bin", done * MIB, 10 * MIB)
    lines = log.getvalue().splitlines()
    assert lines == [f"  model.bin  {percent} % of 10.0 MiB" for percent in (0, 20, 40, 60, 80, 100)]


def test_each_file_is_told_of_its_own() -> None:
    log = io.StringIO()
    progress = Progress(log)
    for name in ("one", "two"):
        progress(name, MIB, MIB)
    assert log.getvalue() == "  one  100 % of 1.0 MiB\n  two  100 % of 1.0 MiB\n"


def test_what_is_of_unknown_length_is_named_once_it_begins() -> None:
    log = io.StringIO()
    Progress(log)("voices@1.0", 0, None)
    assert log.getvalue() == "  fetching voices@1.0 …\n"


def test_on_a_terminal_one_line_changes() -> None:
    reading, writing = pty.openpty()
    with os.fdopen(reading, "rb") as screen, os.fdopen(writing, "w", encoding="utf-8") as terminal:
        progress = Progress(terminal)
        for done in (0, 5, 10):
            progress("model.bin", done * MIB, 10 * MIB)
        shown = ""
        while not shown.endswith("\n"):
            shown += os.read(screen.fileno(), 1 << 16).decode()
    assert shown.count("\r  model.bin") == 3
    assert shown.endswith("  model.bin  10.0 of 10.0 MiB  100 %\r\n")
    assert shown.count("\n") == 1


def test_an_empty_file_is_whole() -> None:
    log = io.StringIO()
    Progress(log)("nothing", 0, 0)
    assert log.getvalue() == "  nothing  100 % of 0.0 MiB\n"
