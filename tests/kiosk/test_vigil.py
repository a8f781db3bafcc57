"""A kiosk that stalls or does not draw is ended, as a process, so that it is started anew."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.vigil import EXIT_STALLED

PROGRAM = """
import asyncio, time
from kiosk.vigil import Vigil

undrawn = {undrawn}

async def main():
    vigil = asyncio.create_task(Vigil(3, lambda: undrawn, lambda told: None).keep())
    await asyncio.sleep(0.1)
    {then}

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("undrawn", "then", "code", "said"),
    [
        ("0.0", "time.sleep(60)", EXIT_STALLED, "the loop is stalled"),
        ("4.0", "await asyncio.sleep(60)", EXIT_STALLED, "the screen is not drawn"),
        ("0.0", "await asyncio.sleep(4)", 0, ""),
    ],
)
def test_what_stalls_is_ended(undrawn: str, then: str, code: int, said: str) -> None:
    program = PROGRAM.format(undrawn=undrawn, then=then)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert ended.returncode == code, ended.stderr
    assert said in ended.stderr
