"""Records: each kept once however often and from wherever it comes; what can't be taken is refused alone."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pydantic import TypeAdapter

from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.records import BATCH_MEDIA_TYPE, MAX_BATCH, RecordsAnswer
from kiosk.platform.contract.station import FeedbackProgress, FeedbackState
from tests.deploy.demo.conftest import Booth, problem_of


def visit(record_id: str, **changes: Any) -> dict[str, Any]:
    data = {"type": "station.visit.ended", "seconds": 40, "services": 1, "language": "en", "idle": False}
    return record(record_id, data) | changes


def record(record_id: str, data: dict[str, Any]) -> dict[str, Any]:
    source, time = "/stations/SH-DEMO-0001", "2026-05-01T09:30:00+08:00"
    return {
        "specversion": "1.0", "id": record_id, "source": source, "type": data["type"], "time": time,
        "datacontenttype": "application/json", "data": data,
    }  # fmt: skip


def deliver(booth: Booth, *batch: object) -> list[tuple[str, str]]:
    """Each record's id and state."""
    response = booth.session.post(
        booth.platform.station_url + "/records",
        data=json.dumps(batch),
        headers={"Content-Type": BATCH_MEDIA_TYPE},
        timeout=10,
    )
    assert response.status_code == 200, response.text
    results = TypeAdapter(RecordsAnswer).validate_json(response.content).results
    assert all((result.problem is not None) == (result.state == "refused") for result in results)
    return [(result.id, result.state) for result in results]


def test_a_record_is_accepted_once_and_known_from_then_on(booth: Booth) -> None:
    assert deliver(booth, visit("a"), visit("b")) == [("a", "accepted"), ("b", "accepted")]
    assert deliver(booth, visit("b"), visit("c")) == [("b", "known"), ("c", "accepted")]


def test_a_double_within_a_batch_is_known(booth: Booth) -> None:
    assert deliver(booth, visit("a"), visit("a")) == [("a", "accepted"), ("a", "known")]


def test_what_is_malformed_is_refused_and_the_others_are_accepted(booth: Booth) -> None:
    assert deliver(
        booth,
        visit("a"),
        visit("b", time="yesterday"),
        visit("c", source="/stations/SH-OTHER-0002"),
        visit("d", type="station.service.ended"),
        visit("e", data={"type": "station.phone.entered", "number": "13800000000"}),
        {"no": "id"},
        "nothing like it",
        visit("f"),
    ) == [
        ("a", "accepted"),
        ("b", "refused"),
        ("c", "refused"),
        ("d", "refused"),
        ("e", "refused"),
        ("item-6", "refused"),
        ("item-7", "refused"),
        ("f", "accepted"),
    ]


def test_delivered_by_many_at_once_each_is_accepted_once(booth: Booth) -> None:
    batch = [visit(f"r{number}") for number in range(MAX_BATCH)]

    def deliver_from(position: int) -> list[tuple[str, str]]:
        return deliver(booth, *batch[position:], *batch[:position])

    with ThreadPoolExecutor(6) as pool:
        answers = [each for answer in pool.map(deliver_from, range(0, 60, 10)) for each in answer]
    assert sorted(key for key, state in answers if state == "accepted") == sorted(r["id"] for r in batch)
    assert {state for _, state in answers} == {"accepted", "known"}


def test_the_same_id_of_another_station_is_another_record(booth: Booth, other_booth: Booth) -> None:
    assert deliver(booth, visit("a")) == [("a", "accepted")]
    assert deliver(other_booth, visit("a", source="/stations/SH-OTHER-0002")) == [("a", "accepted")]


def test_too_many_records_are_malformed(booth: Booth) -> None:
    response = booth.send("POST", "/records", [visit(str(number)) for number in range(MAX_BATCH + 1)])
    assert problem_of(response) is ProblemKind.MALFORMED
    assert deliver(booth, visit("0")) == [("0", "accepted")]


def test_a_feedback_can_be_asked_for_by_its_number(booth: Booth, other_booth: Booth) -> None:
    feedback = {"type": "station.feedback.given", "service": "taxi", "mood": "bad", "trouble": "screen"}
    assert booth.refused("GET", "/feedback/F-1234") is ProblemKind.NOT_FOUND
    deliver(booth, record("a", feedback | {"number": "F-1234"}), record("b", feedback))
    state = booth.get("/feedback/F-1234", FeedbackState)
    assert (state.number, state.progress) == ("F-1234", FeedbackProgress.RECEIVED)
    assert other_booth.refused("GET", "/feedback/F-1234") is ProblemKind.NOT_FOUND
