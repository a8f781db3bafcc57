"""How the demonstration platform carries a city's booths, on SQLite and on PostgreSQL.

Each booth tells its heartbeat once a minute, and has a visit every five minutes: two looks and a batch of
three records. Neither database forces every commit onto the disk: SQLite in WAL mode with synchronous =
NORMAL, PostgreSQL with fsync off.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.city_traffic import (
    HEARTBEAT_EVERY_SECONDS,
    VISIT_EVERY_SECONDS,
    VISIT_REQUESTS,
    Booth,
    Tally,
    connected,
    live,
)
from tests.bench.figures import MS_PER_SECOND, Figure, milliseconds, percentile, time_taken
from tests.bench.processor_time import child_named, processor_seconds
from tests.deploy.demo.test_store import postgresql
from tests.platform_process import PlatformProcess, running_platform

CITIES = (500, 3000)  # booths
WARM_UP_SECONDS = 5.0
MEASURED_SECONDS = 20.0
SPARE_FILES = 200  # that a process has open besides its connections
POSTGRESQL_SERVERS = Path("/usr/lib/postgresql")  # Debian's, a folder each version
BYTES_PER_MB = 1024 * 1024
CHANCE = 20260501  # the same city each time

Database = Callable[[], AbstractContextManager[str | None]]


@dataclass(frozen=True, slots=True)
class Load:
    """What a stretch of traffic came to; processor time in percent of one processor."""

    tally: Tally
    platform_percent: float
    database_percent: float | None  # None: it is within the platform's process
    platform_rss_mb: float
    machine_load: float  # of the last minute, all that ran here counted


def measure() -> list[Figure]:
    _allow_files(max(CITIES) + SPARE_FILES)
    figures = []
    for name, database in _databases().items():
        for booths in CITIES:
            print(f"measuring {booths} booths on {name} …", file=sys.stderr, flush=True)
            with _city(booths, database) as (platform, tokens):
                load = asyncio.run(_carry(platform, tokens))
            figures += report(f"city_{name}_{booths}", booths, load)
    return figures


def report(name: str, booths: int, load: Load) -> list[Figure]:
    """The kinds of requests stand in the details of the first; what failed, in those of the errors."""
    tally = load.tally
    whole = time_taken(f"{name}_p95", tally.answered, 95, None)
    kinds = {f"{kind}_ms": milliseconds(waits) for kind, waits in tally.waits.items() if waits}
    wanted = booths / HEARTBEAT_EVERY_SECONDS + booths * VISIT_REQUESTS / VISIT_EVERY_SECONDS
    late = {"late_p99_ms": round(percentile(tally.lateness, 99) * MS_PER_SECOND, 1)}
    database = {} if load.database_percent is None else {"database_percent": load.database_percent}
    return [
        Figure(whole.name, whole.value, whole.unit, details={**whole.details, **kinds}),
        Figure(
            f"{name}_rate",
            round(len(tally.answered) / tally.seconds, 1),
            "/s",
            details={"wanted_per_second": round(wanted, 1), "generator": late},
        ),
        Figure(f"{name}_errors", len(tally.errors), "errors", 0, dict(Counter(tally.errors))),
        Figure(
            f"{name}_cpu",
            load.platform_percent,
            "%",
            details={**database, "machine_load": load.machine_load},
        ),
        Figure(f"{name}_rss", load.platform_rss_mb, "MB"),
    ]


def _databases() -> Mapping[str, Database]:
    databases: dict[str, Database] = {"sqlite": nullcontext}
    servers = sorted(POSTGRESQL_SERVERS.glob("*/bin/postgres"))
    if servers:
        databases["postgresql"] = partial(postgresql, servers[-1].parent)
    else:
        print("PostgreSQL is not measured: no server is installed", file=sys.stderr)
    return databases


@contextmanager
def _city(booths: int, database: Database) -> Iterator[tuple[PlatformProcess, dict[str, str]]]:
    """A platform with an empty database, and station -> token of all booths."""
    tokens = {f"SH-CITY-{number:04d}": f"token-of-{number}" for number in range(booths)}
    with (
        tempfile.TemporaryDirectory(prefix="city-bench-") as folder,
        database() as url,
        running_platform(Path(folder), more_stations=tokens, database=url) as platform,
    ):
        yield platform, tokens


async def _carry(platform: PlatformProcess, tokens: Mapping[str, str]) -> Load:
    chance = random.Random(CHANCE)
    booths = [Booth(platform.url, station_id, token) for station_id, token in tokens.items()]
    platform_id, database_id = platform.process.pid, child_named(os.getpid(), "postgres")
    async with connected(booths):
        await live(booths, WARM_UP_SECONDS, chance)
        began = time.monotonic()
        platform_began = processor_seconds(platform_id)
        database_began = processor_seconds(database_id) if database_id else 0.0
        tally = await live(booths, MEASURED_SECONDS, chance)
        percent = 100 / (time.monotonic() - began)
        return Load(
            tally,
            round((processor_seconds(platform_id) - platform_began) * percent, 1),
            round((processor_seconds(database_id) - database_began) * percent, 1) if database_id else None,
            _rss_mb(platform_id),
            round(os.getloadavg()[0], 2),
        )


def _rss_mb(process_id: int) -> float:
    pages = int(Path(f"/proc/{process_id}/statm").read_text("ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_MB, 1)


def _allow_files(wanted: int) -> None:
    """For this process and those that it starts. Raises ValueError where the system allows fewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
