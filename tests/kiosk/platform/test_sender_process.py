"""Records flow from a process that is killed again and again to a platform that comes and goes."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.platform.contract.records import MAX_BATCH
from kiosk.platform.outbox_words import IMPORTANCE
from tests.booth_processes import ROOT
from tests.kiosk.platform.outbox_process import AT_ONCE
from tests.kiosk.platform.outboxes import number_of
from tests.kiosk.platform.received import received
from tests.platform_process import PlatformProcess, running_platform
from tests.ports import reserved_port

RECORDS, KILLS = 5_000, 20
PART = 210  # of the records: what each may put until it is killed
FULL_PART = 3 * PART  # of the one whose disk is full, which must not be through before that
LAST_PART = RECORDS - (KILLS - 1) * PART - FULL_PART  # put while the platform is away: it comes in order
DISK_FULL_AT, PLATFORM_RESTARTED_AT = 7, 13  # kills
LONGEST_LIFE_SECONDS = 0.25  # of each; about as long as its records take


@dataclass
class Flow:
    """What the processes said about the records' numbers."""

    folder: Path
    forks: subprocess.Popen[str]
    begun: int = 0
    kept: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    process_id: int = 0

    @contextmanager
    def process(self, platform: PlatformProcess, last: int) -> Iterator[None]:
        """One that goes on where the last one was, killed in the end."""
        assert self.forks.stdin is not None
        words = (self.folder, platform.url, platform.token_file, self.begun, last)
        print(*words, file=self.forks.stdin, flush=True)
        self.until("process")
        yield
        with suppress(ProcessLookupError):
            os.kill(self.process_id, signal.SIGKILL)
        self.until("ended")

    def until(self, awaited: str) -> None:
        assert self.forks.stdout is not None
        word = ""
        while word != awaited:
            word, _, number = self.forks.stdout.readline().strip().partition(" ")
            match word:
                case "process":
                    self.process_id = int(number)
                case "begun":
                    self.begun = max(self.begun, int(number) + 1)
                case "kept":
                    self.kept.add(int(number))
                case "refused":
                    self.refused.add(int(number))
            assert word == awaited or word not in ("", "ended"), f"it ended before it said {awaited!r}"


@contextmanager
def flowing(folder: Path) -> Iterator[Flow]:
    folder.mkdir()
    forks = subprocess.Popen(
        [sys.executable, "-m", "tests.kiosk.platform.outbox_process"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with forks:
        yield Flow(folder, forks)


def test_every_record_survives_kills_a_full_disk_and_a_platform_that_comes_and_goes(tmp_path: Path) -> None:
    chance = random.Random()
    with ExitStack() as platforms, flowing(tmp_path / "outbox") as flow:
        port = platforms.enter_context(reserved_port())
        restarted = platforms.enter_context(ExitStack())
        platform = restarted.enter_context(running_platform(tmp_path / "platform", port=port))
        for kill in range(KILLS):
            if kill % 3 == 1:
                platform.set_fault(chance.choice(["absent", "failing", "half_body"]))
            else:
                platform.clear_faults()
            if kill == PLATFORM_RESTARTED_AT:
                restarted.close()
            part = FULL_PART if kill == DISK_FULL_AT else PART
            with flow.process(platform, flow.begun + part):
                flow.until("begun")
                if kill == DISK_FULL_AT:
                    _fill_disk_for(flow)
                time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
            if kill == PLATFORM_RESTARTED_AT:
                platform = restarted.enter_context(running_platform(tmp_path / "platform", port=port))
        platform.set_fault("absent")
        with flow.process(platform, RECORDS):
            flow.until("put")
            came_before = len(received(platform))
            platform.clear_faults()
            flow.until("empty")
        arrived = received(platform)
    numbers = Counter(number_of(each.data) for each in arrived)
    assert flow.kept - numbers.keys() == set(), "what was confirmed has arrived"
    assert [number for number, times in numbers.items() if times > 1] == [], "nothing is counted twice"
    assert numbers.keys() <= set(range(flow.begun))
    under_way_when_killed = KILLS * AT_ONCE
    assert len(flow.kept | flow.refused) >= RECORDS - under_way_when_killed
    assert len(flow.refused) <= FULL_PART, "only while the disk was full"
    last_ones = arrived[came_before:]
    assert len(last_ones) >= LAST_PART
    under_way = last_ones[0].received  # a batch made before all were put
    waited = [each for each in last_ones if each.received > under_way]
    in_order = sorted(waited, key=lambda each: (each.received, IMPORTANCE[type(each.data)]))
    importances = [IMPORTANCE[type(each.data)] for each in in_order]
    assert len(importances) >= LAST_PART - MAX_BATCH
    assert importances == sorted(importances), "more important ones went first"


def _fill_disk_for(flow: Flow) -> None:
    """Until it has noticed: no file may grow further."""
    free = resource.prlimit(flow.process_id, resource.RLIMIT_FSIZE)
    resource.prlimit(flow.process_id, resource.RLIMIT_FSIZE, (0, free[1]))
    flow.until("failing")
    resource.prlimit(flow.process_id, resource.RLIMIT_FSIZE, free)
    flow.until("well")
