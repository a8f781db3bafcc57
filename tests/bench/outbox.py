"""What the outbox carries: records delivered a second, and what a record costs on the way."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from kiosk.platform.client import Platform
from kiosk.platform.contract.records import EmergencyChanged, Happening, Outcome, ServiceEnded
from kiosk.platform.outbox import Outbox
from kiosk.platform.outbox_words import Words
from kiosk.platform.sender import Sender
from kiosk.settings import Platform as PlatformSettings
from tests.bench.figures import MS_PER_SECOND, Figure, time_taken
from tests.platform_process import PlatformProcess, running_platform

RECORDS = 5_000
PUT_ONE_BY_ONE = 500
NOTED_AT_ONCE = 500
WORDS = Words({"taxi"}, {"zh_Hans"}, {"duty"}, lambda: ())


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="outbox-bench-") as name:
        folder = Path(name)
        with running_platform(folder / "platform") as platform:
            return asyncio.run(_measure(folder, platform))


async def _measure(folder: Path, platform: PlatformProcess) -> list[Figure]:
    path = folder / "outbox.sqlite3"
    outbox = Outbox(path, platform.station_id, WORDS)
    outbox.open()
    await outbox.put(_record(0))
    waits, cpu_ms = await _put_one_by_one(outbox)
    note_ms = await _note(outbox)
    disk_bytes = path.stat().st_size / RECORDS  # beside it is a write-ahead log of about 1 MB
    rate, sending_cpu_ms = await _deliver(outbox, platform)
    await outbox.close()
    return [
        time_taken("outbox_put_p50", waits, 50, None),
        Figure("outbox_put_cpu", round(cpu_ms, 3), "ms", details={"records": PUT_ONE_BY_ONE}),
        Figure("outbox_note_on_loop", round(note_ms, 3), "ms", details={"records": RECORDS}),
        Figure("outbox_disk_a_record", round(disk_bytes), "bytes"),
        Figure("outbox_delivered", round(rate), "/s", details={"records": RECORDS}),
        Figure("outbox_delivered_cpu", round(sending_cpu_ms, 3), "ms", details={"records": RECORDS}),
    ]


def _record(number: int) -> Happening:
    if number % 10 == 0:
        return EmergencyChanged("dialling", "button", "duty", number, "elapsed_window")
    return ServiceEnded("taxi", Outcome.DONE, number, "zh_Hans")


async def _put_one_by_one(outbox: Outbox) -> tuple[list[float], float]:
    """Seconds until each was on the disk, and the CPU time of one in all threads, in ms."""
    waits = []
    cpu_began = time.process_time()
    for number in range(PUT_ONE_BY_ONE):
        began = time.perf_counter()
        await outbox.put(_record(number))
        waits.append(time.perf_counter() - began)
    return waits, (time.process_time() - cpu_began) * MS_PER_SECOND / PUT_ONE_BY_ONE


async def _note(outbox: Outbox) -> float:
    """How long a note holds up the loop, in ms of CPU time. In the end all records are on the disk."""
    numbers = range(PUT_ONE_BY_ONE + 1, RECORDS)
    seconds = 0.0
    for number in numbers:
        began = time.thread_time()
        outbox.note(_record(number))
        seconds += time.thread_time() - began
        if number % NOTED_AT_ONCE == 0:
            await outbox.first(1)
    await outbox.first(1)
    return seconds * MS_PER_SECOND / len(numbers)


async def _deliver(outbox: Outbox, platform: PlatformProcess) -> tuple[float, float]:
    """Records a second until the platform has acknowledged all, and the booth's CPU time for one, in ms."""
    settings = PlatformSettings(url=platform.url, token_file=platform.token_file)
    client = Platform(settings, platform.station_id, None)
    began, cpu_began = time.perf_counter(), time.process_time()
    sending = asyncio.create_task(Sender(outbox, client).run())
    while await outbox.first(1):  # noqa: ASYNC110  # it is the database that is asked
        await asyncio.sleep(0.01)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
    sending.cancel()
    client.close()
    return RECORDS / seconds, cpu_seconds * MS_PER_SECOND / RECORDS
