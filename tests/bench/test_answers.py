"""What the kiosk adds is measured on the answer itself, and told beside the bare calls."""

from __future__ import annotations

import pytest
import requests

from tests.bench.answers import Stopwatch, added, compare
from tests.bench.questions import questions_to
from tests.kiosk.conftest import BUSY_SECONDS, client_of, standing_booth
from tests.platform_process import PlatformProcess


def test_what_is_added_is_told_as_a_difference_and_a_ratio_at_both_percentiles() -> None:
    figure = added("taxi", shown=[0.012, 0.014, 0.030], bare=[0.010, 0.010, 0.020])
    assert (figure.name, figure.value, figure.unit) == ("answer_taxi_added", 4.0, "ms")
    assert figure.details["added"] == {"p50_ms": 4.0, "p50_ratio": 1.4, "p95_ms": 10.0, "p95_ratio": 1.5}
    assert figure.details["bare_ms"]["max"] == 20.0


async def test_every_question_is_answered_as_often_as_it_is_asked(
    platform_process: PlatformProcess,
) -> None:
    with requests.Session() as session:
        session.headers.update(platform_process.headers)
        async with standing_booth(client_of(platform_process)) as booth:
            await booth.go_home()
            stopwatch = Stopwatch(BUSY_SECONDS)
            booth.citizen.stage.attach(stopwatch)
            for question in questions_to(platform_process, session):
                shown, bare = await compare(booth, stopwatch, question, session, platform_process, rounds=2)
                assert len(shown) == len(bare) == 2
                assert min(shown + bare) > 0


async def test_a_platform_that_fails_is_no_answer(platform_process: PlatformProcess) -> None:
    with requests.Session() as session:
        session.headers.update(platform_process.headers)
        async with standing_booth(client_of(platform_process)) as booth:
            await booth.go_home()
            stopwatch = Stopwatch(patience_seconds=1)
            booth.citizen.stage.attach(stopwatch)
            question = questions_to(platform_process, session)[0]
            platform_process.set_fault("failing")
            with pytest.raises(TimeoutError):
                await compare(booth, stopwatch, question, session, platform_process, rounds=1)
            platform_process.clear_faults()
