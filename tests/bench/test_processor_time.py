"""Processor time is that of a process and all it has started."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.bench.processor_time import child_named, processor_seconds
from tests.booth_processes import eventually

BURN = "import time\nwhile time.process_time() < 0.3: pass"
BURN_IN_A_CHILD = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {BURN!r}])
print("burnt", flush=True)
input()
"""


def test_what_has_ended_counts() -> None:
    before = processor_seconds(os.getpid())
    subprocess.run([sys.executable, "-c", BURN], check=True)
    assert processor_seconds(os.getpid()) - before >= 0.25


def test_descendants_count() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BURN_IN_A_CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert processor_seconds(process.pid) >= 0.25


def test_a_child_is_found_by_its_name() -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            found = eventually(lambda: child_named(os.getpid(), "sleep"), "it bears its name")
            assert found == process.pid
        finally:
            process.kill()
    assert child_named(os.getpid(), "sleep") is None
