"""Processes that put records into an outbox and send them, until they are killed.

    python -m tests.kiosk.platform.outbox_process

For each line `FOLDER PLATFORM-URL TOKEN-FILE FIRST LAST` on stdin it forks one, which is quicker than a new
Python, and says `process PID`, in the end `ended`. That process says on stdout, a line each: `begun N` before
record N is put, `kept N` when it is confirmed, `refused N` when it is not, `failing` and `well` when the disk
takes nothing and when it does again, `put` when all are put, `empty` when all are delivered.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import kiosk.platform.wire  # noqa: F401  # the client imports it at its first call
from kiosk.platform.client import Platform
from kiosk.platform.contract.records import Happening
from kiosk.platform.outbox import Outbox, OutboxFailing
from kiosk.platform.outbox_words import happening_adapter
from kiosk.platform.sender import Sender
from kiosk.settings import Platform as PlatformSettings
from tests.kiosk.platform.outboxes import WORDS, emergency, emptied, feedback, use
from tests.platform_process import STATION_ID

AT_ONCE = 8


def record_of(number: int) -> Happening:
    """Two in ten are emergencies, three feedback, the rest use."""
    kinds = (emergency, use, feedback, use, use, emergency, feedback, use, use, feedback)
    return kinds[number % 10](number)


def say(words: str) -> None:
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


async def put(outbox: Outbox, number: int) -> None:
    say(f"begun {number}")
    try:
        await outbox.put(record_of(number))
    except OutboxFailing:
        say(f"refused {number}")
        return
    say(f"kept {number}")


async def main(folder: Path, url: str, token_file: Path, first: int, last: int) -> None:
    outbox = Outbox(
        folder / "outbox.sqlite3",
        STATION_ID,
        WORDS,
        on_changed=lambda: say("failing" if outbox.failing else "well"),
    )
    outbox.open()
    platform = Platform(PlatformSettings(url=url, token_file=token_file), STATION_ID, None)
    sender = Sender(outbox, platform, first_backoff_seconds=0.02, longest_backoff_seconds=0.2)
    sending = asyncio.create_task(sender.run())
    for number in range(first, last, AT_ONCE):
        await asyncio.gather(*(put(outbox, each) for each in range(number, min(number + AT_ONCE, last))))
    say("put")
    await emptied(outbox, 60)
    say("empty")
    sending.cancel()
    platform.close()
    await outbox.close()


def fork(folder: str, url: str, token_file: str, first: str, last: str) -> None:
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(main(Path(folder), url, Path(token_file), int(first), int(last)))
        finally:
            os._exit(0)
    say(f"process {child}")
    os.waitpid(child, 0)
    say("ended")


if __name__ == "__main__":
    happening_adapter()
    for line in sys.stdin:
        fork(*line.split())
