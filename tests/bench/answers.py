"""What the kiosk adds to the platform's answer: from the reply that asks until the answer is on stage.

The real services walk the real stage and client, without a window, against the demonstration platform over
HTTP. Beside it, taking turns, requests makes the same calls over a session that keeps its connection and
looks for no proxies. No answer is kept, so each is asked for anew.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import requests

from kiosk.conversation.scene import Scene
from tests.bench.figures import MS_PER_SECOND, Figure, milliseconds, percentile
from tests.bench.questions import Question, questions_to
from tests.kiosk.conftest import Booth, client_of, standing_booth
from tests.platform_process import PlatformProcess, running_platform

ROUNDS = 60
WARM_UP_ROUNDS = 5
ANSWER_SECONDS = 5.0


class Stopwatch:
    """A face that notes when the first scene of a kind was shown to it."""

    def __init__(self, patience_seconds: float = ANSWER_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._fits: Callable[[Scene], bool] | None = None
        self._shown_at: asyncio.Future[float] | None = None

    def show(self, scene: Scene) -> None:
        if self._fits is None or self._shown_at is None or self._shown_at.done():
            return
        shown_at = time.perf_counter()
        if self._fits(scene):
            self._shown_at.set_result(shown_at)

    def forget(self) -> None:
        """It remembers no scenes."""

    async def seconds_to(self, fits: Callable[[Scene], bool], begin: Callable[[], None]) -> float:
        """From `begin` until such a scene is shown. Raises TimeoutError when none comes."""
        self._fits, self._shown_at = fits, asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        begin()
        async with asyncio.timeout(self._patience_seconds):
            return await self._shown_at - began


def measure() -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="answers-bench-") as folder,
        running_platform(Path(folder)) as platform,
        requests.Session() as session,
    ):
        session.trust_env = False
        session.headers.update(platform.headers)
        return asyncio.run(_measure(platform, session))


async def _measure(platform: PlatformProcess, session: requests.Session) -> list[Figure]:
    figures = []
    async with standing_booth(client_of(platform)) as booth:
        stopwatch = Stopwatch()
        booth.citizen.stage.attach(stopwatch)
        await booth.go_home()
        for question in questions_to(platform, session):
            rounds = WARM_UP_ROUNDS + ROUNDS
            shown, bare = await compare(booth, stopwatch, question, session, platform, rounds)
            figures.append(added(question.service, shown[WARM_UP_ROUNDS:], bare[WARM_UP_ROUNDS:]))
    return figures


async def compare(
    booth: Booth,
    stopwatch: Stopwatch,
    question: Question,
    session: requests.Session,
    platform: PlatformProcess,
    rounds: int,
) -> tuple[list[float], list[float]]:
    """Seconds to the answer on stage, and to that of the bare calls; first the one, then the other first.

    From home, and back to it. Raises TimeoutError when the answer is not shown.
    """
    shown, bare = list[float](), list[float]()
    for number in range(rounds):
        bare_first = number % 2 == 1
        if bare_first:
            bare.append(_bare(question, session, platform.station_url))
        shown.append(await _shown(booth, stopwatch, question))
        if not bare_first:
            bare.append(_bare(question, session, platform.station_url))
    return shown, bare


def added(service: str, shown: Sequence[float], bare: Sequence[float]) -> Figure:
    """What the kiosk adds at the median; both distributions, and the difference and ratio at p50 and p95."""
    details: dict[str, dict[str, float]] = {
        "shown_ms": milliseconds(shown),
        "bare_ms": milliseconds(bare),
        "added": {},
    }
    for percent in (50, 95):
        ours, theirs = percentile(shown, percent), percentile(bare, percent)
        details["added"][f"p{percent}_ms"] = round((ours - theirs) * MS_PER_SECOND, 2)
        details["added"][f"p{percent}_ratio"] = round(ours / theirs, 2)
    return Figure(f"answer_{service}_added", details["added"]["p50_ms"], "ms", details=details)


async def _shown(booth: Booth, stopwatch: Stopwatch, question: Question) -> float:
    booth.citizen.forget()
    await question.come(booth)
    seconds = await stopwatch.seconds_to(question.is_answer, lambda: question.ask(booth))
    await question.leave(booth)
    return seconds


def _bare(question: Question, session: requests.Session, station_url: str) -> float:
    began = time.perf_counter()
    for request in question.requests:
        request.send(session, station_url)
    return time.perf_counter() - began
