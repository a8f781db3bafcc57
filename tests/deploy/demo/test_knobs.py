"""The knobs: what a booth meets when the platform is slow, failing, garbled or absent."""

from __future__ import annotations

import time

import pytest
import requests

from kiosk.platform.contract.places import Places
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.station import Notices
from kiosk.platform.contract.taxi import TaxiOrder
from tests.deploy.demo.conftest import Booth, problem_of


def test_failing(booth: Booth) -> None:
    booth.platform.set_fault("failing")
    assert booth.refused("GET", "/places") is ProblemKind.INTERNAL
    booth.platform.clear_faults()
    assert booth.get("/places", Places)


def test_busy(booth: Booth) -> None:
    booth.platform.set_fault("busy", seconds=7)
    response = booth.send("POST", "/heartbeats", {})
    assert problem_of(response) is ProblemKind.TOO_MANY_REQUESTS
    assert response.headers["Retry-After"] == "7"


def test_slow(booth: Booth) -> None:
    booth.platform.set_fault("slow", seconds=0.3)
    began = time.monotonic()
    assert booth.get("/notices", Notices)
    assert time.monotonic() - began >= 0.3


def test_half_a_body(booth: Booth) -> None:
    booth.platform.set_fault("half_body")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        booth.send("GET", "/places")


def test_absent(booth: Booth) -> None:
    booth.platform.set_fault("absent")
    with pytest.raises(requests.exceptions.ConnectionError):
        booth.send("GET", "/places")
    assert "Traceback" not in booth.platform.log()


def test_late(booth: Booth) -> None:
    booth.platform.set_fault("late", seconds=0.3, path="/taxi-orders")
    began = time.monotonic()
    order = booth.post("/taxi-orders", {"phone": "13900000099"}, TaxiOrder, key="1", status=201)
    assert time.monotonic() - began >= 0.3
    booth.platform.clear_faults()
    assert booth.get(f"/taxi-orders/{order.id}", TaxiOrder).at == order.at


def test_what_was_asked_for_is_done_though_the_answer_is_lost(booth: Booth) -> None:
    booth.platform.set_fault("lost")
    with pytest.raises(requests.exceptions.ConnectionError):
        booth.send("POST", "/taxi-orders", {"phone": "13900000099"}, key="1")
    live = requests.get(booth.platform.url + "/demo/live", timeout=10).text
    assert "139****0099" in live
    assert "Traceback" not in booth.platform.log()


def test_wrong_json(booth: Booth) -> None:
    booth.platform.set_fault("wrong_json")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        booth.send("GET", "/places").json()


def test_wrong_types(booth: Booth) -> None:
    booth.platform.set_fault("wrong_types")
    assert booth.send("GET", "/places").json()["features"] == {}


def test_huge(booth: Booth) -> None:
    booth.platform.set_fault("huge")
    assert len(booth.send("GET", "/places").content) > 20_000_000


def test_one_path_alone(booth: Booth) -> None:
    booth.platform.set_fault("failing", path="/taxi-orders")
    assert booth.refused("GET", "/taxi-orders/7") is ProblemKind.INTERNAL
    assert booth.get("/notices", Notices)


def test_knobs_that_are_none_are_malformed(booth: Booth) -> None:
    wrong = requests.put(booth.platform.url + "/demo/knobs", json={"taxi_speed": 0}, timeout=10)
    assert problem_of(wrong) is ProblemKind.MALFORMED


def test_they_do_not_turn_from_another_sites_page(booth: Booth) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    reset = requests.post(booth.platform.url + "/demo/reset", headers=elsewhere, timeout=10)
    assert problem_of(reset) is ProblemKind.FORBIDDEN
