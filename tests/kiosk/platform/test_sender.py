"""The sender against the demonstration platform, and against platforms that choke."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.platform.client import Platform
from kiosk.platform.contract.problem import TYPE_PREFIX, Problem, ProblemKind
from kiosk.platform.contract.records import Happening, Record, RecordResult, RecordsAnswer
from kiosk.platform.errors import PlatformConfused, PlatformError, PlatformGone, PlatformRefused
from kiosk.platform.outbox import Happened, Outbox
from kiosk.platform.outbox_words import IMPORTANCE
from kiosk.platform.sender import Sender
from kiosk.settings import Platform as PlatformSettings
from tests.hardware.eventually import eventually
from tests.kiosk.platform.outboxes import DEVICE, emergency, emptied, feedback, opened, use
from tests.kiosk.platform.received import received
from tests.platform_process import PlatformProcess, running_platform

HOUR = 3600.0


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


@pytest.fixture
def platform(process: PlatformProcess) -> Iterator[PlatformProcess]:
    process.reset()
    yield process
    process.clear_faults()


@asynccontextmanager
async def sending(
    outbox: Outbox, platform: PlatformProcess | Choking, backoff_seconds: float = 0.01
) -> AsyncIterator[Sender]:
    client = client_of(platform) if isinstance(platform, PlatformProcess) else platform
    sender = Sender(
        outbox,
        client,
        first_backoff_seconds=backoff_seconds,
        longest_backoff_seconds=max(0.05, backoff_seconds),
    )
    running = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        running.cancel()
        if isinstance(client, Platform):
            client.close()


def client_of(platform: PlatformProcess) -> Platform:
    return Platform(
        PlatformSettings(url=platform.url, token_file=platform.token_file), platform.station_id, None
    )


async def test_records_arrive_as_they_were_put(tmp_path: Path, platform: PlatformProcess) -> None:
    at = datetime(2024, 11, 21, 8, tzinfo=UTC)
    async with opened(tmp_path) as outbox, sending(outbox, platform):
        ids = [await outbox.put(happening, at) for happening in (use(1), feedback(1), DEVICE)]
        await outbox.take_over([Happened("a-1", at, emergency(1))])
        await emptied(outbox)
    arrived = received(platform)
    assert {each.id for each in arrived} == {*ids, "a-1"}
    assert {each.happened for each in arrived} == {at.timestamp()}
    assert emergency(1) in [each.data for each in arrived]


async def test_what_waited_for_the_platform_comes_in_order_of_importance(
    tmp_path: Path, platform: PlatformProcess
) -> None:
    kinds: list[Callable[[int], Happening]] = [use, feedback, emergency]
    chance = random.Random(3)
    mixed = [chance.choice(kinds)(number) for number in range(350)]
    async with opened(tmp_path) as outbox:
        for happening in mixed:
            outbox.note(happening)
        await eventually(lambda: outbox.waiting == len(mixed), "all of them wait")
        async with sending(outbox, platform):
            await emptied(outbox)
    batches: dict[float, list[int]] = {}
    for each in received(platform):
        batches.setdefault(each.received, []).append(IMPORTANCE[type(each.data)])
    assert sum(map(len, batches.values())) == len(mixed)
    in_order = [importance for moment in sorted(batches) for importance in sorted(batches[moment])]
    assert in_order == sorted(in_order)


@pytest.mark.parametrize("fault", ["failing", "busy", "half_body", "wrong_json", "wrong_types", "absent"])
async def test_a_platform_that_answers_wrongly_loses_nothing(
    tmp_path: Path, platform: PlatformProcess, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    platform.set_fault(fault, path="/records")
    async with opened(tmp_path) as outbox, sending(outbox, platform) as sender:
        for number in range(20):
            await outbox.put(use(number))
        await eventually(lambda: caplog.text.count("records_not_sent") >= 3, "it was tried in vain")
        assert len(await outbox.first(100)) == 20
        platform.clear_faults()
        sender.platform_well()
        await emptied(outbox)
    assert sorted(each.data.seconds for each in received(platform)) == [*range(20)]  # type: ignore[union-attr]  # uses


async def test_a_new_emergency_does_not_wait_for_the_backoff(tmp_path: Path) -> None:
    tries: list[int] = []

    def judge(records: tuple[Record, ...]) -> RecordsAnswer:
        tries.append(len(records))
        return accepted(records) if len(tries) > 1 else gone()

    async with opened(tmp_path) as outbox, sending(outbox, Choking(judge), HOUR):
        await outbox.put(use(1))
        await eventually(lambda: tries == [1], "it was tried once")
        await outbox.put(use(2))
        await outbox.take_over([Happened("a-1", datetime.now(UTC), emergency(1))])
        await emptied(outbox)
    assert tries == [1, 3]


class Choking:
    """A platform that does with a batch what `judge` says."""

    def __init__(self, judge: Callable[[tuple[Record, ...]], RecordsAnswer]) -> None:
        self._judge = judge
        self.taken: list[str] = []
        self.sent: list[str] = []

    async def send_records(self, records: tuple[Record, ...]) -> RecordsAnswer:
        self.sent += [record.id for record in records]
        answer = self._judge(records)
        self.taken += [result.id for result in answer.results if result.state == "accepted"]
        return answer


def accepted(records: tuple[Record, ...]) -> RecordsAnswer:
    return RecordsAnswer(tuple(RecordResult(record.id, "accepted") for record in records))


def gone() -> RecordsAnswer:
    raise PlatformGone("it can't be reached")


def refused(kind: ProblemKind) -> PlatformRefused:
    return PlatformRefused(kind, Problem(TYPE_PREFIX + kind, "no", 500))


async def test_a_refused_record_goes_aside_and_the_others_go_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as outbox:
        ids = [await outbox.put(use(number)) for number in range(5)]

        def judge(records: tuple[Record, ...]) -> RecordsAnswer:
            states = ["refused" if record.id == ids[2] else "accepted" for record in records]
            return RecordsAnswer(
                tuple(RecordResult(r.id, state) for r, state in zip(records, states, strict=True))  # type: ignore[arg-type]
            )

        platform = Choking(judge)
        async with sending(outbox, platform):
            await emptied(outbox)
    assert platform.sent == ids
    assert sorted(platform.taken) == sorted({*ids} - {ids[2]})


@pytest.mark.parametrize(
    "choke",
    [refused(ProblemKind.MALFORMED), refused(ProblemKind.INTERNAL), PlatformConfused("no JSON"), None],
    ids=["malformed", "internal", "confused", "silent"],
)
async def test_a_record_on_which_the_platform_chokes_holds_up_no_others(
    tmp_path: Path, choke: PlatformError | None
) -> None:
    async with opened(tmp_path) as outbox:
        bad = await outbox.put(emergency(1))
        good = [await outbox.put(use(number)) for number in range(250)]

        def judge(records: tuple[Record, ...]) -> RecordsAnswer:
            if bad not in [record.id for record in records]:
                return accepted(records)
            if choke is not None:
                raise choke
            return RecordsAnswer(())

        platform = Choking(judge)
        async with sending(outbox, platform):
            await eventually(lambda: len(platform.taken) == len(good), "the others have arrived")
    assert platform.taken == good
    async with opened(tmp_path) as outbox:
        left = [record.id for record in await outbox.first(10)]
    never_taken = isinstance(choke, PlatformRefused) and choke.kind is ProblemKind.MALFORMED
    assert left == ([] if never_taken else [bad])
