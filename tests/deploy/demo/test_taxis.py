"""Taxi orders over HTTP: they go on by themselves, by the end of the phone number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import requests

from deploy.demo.platform.taxi_course import Course, course_of, order_told, stage_at
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.taxi import TaxiOrder, TaxiState
from tests.booth_processes import eventually
from tests.deploy.demo.conftest import Booth

USUALLY = [TaxiState.LOOKING, TaxiState.FOUND, TaxiState.ARRIVED, TaxiState.PICKED_UP]
FAST = 200
BREATHLESS = 10_000


def order(booth: Booth, ending: str = "99", key: str = "one") -> TaxiOrder:
    return booth.post("/taxi-orders", {"phone": f"138000000{ending}"}, TaxiOrder, key=key, status=201)


def look(booth: Booth, order_id: str) -> TaxiOrder:
    return booth.get(f"/taxi-orders/{order_id}", TaxiOrder)


def await_state(booth: Booth, order_id: str, state: TaxiState) -> TaxiOrder:
    def there() -> TaxiOrder | None:
        found = look(booth, order_id)
        return found if found.state is state else None

    return eventually(there, f"the order is {state}")


def test_one_is_looked_for_found_comes_nearer_waits_and_picks_up(booth: Booth) -> None:
    booth.platform.set_taxi_speed(FAST)
    ordered = order(booth)
    assert ordered.state is TaxiState.LOOKING
    assert ordered.looking_minutes is not None
    seen = [ordered]

    def picked_up() -> bool:
        seen.append(look(booth, ordered.id))
        return seen[-1].state is TaxiState.PICKED_UP

    eventually(picked_up, "the taxi has come and gone")
    passed = [USUALLY.index(each.state) for each in seen]
    assert passed == sorted(passed)
    taxis = [each.taxi for each in seen if each.taxi is not None]
    assert len({taxi.plate for taxi in taxis}) <= 1
    assert [taxi.distance_m for taxi in taxis] == sorted((taxi.distance_m for taxi in taxis), reverse=True)
    assert all((each.taxi is not None) == (each.state in ("found", "arrived")) for each in seen)
    assert all(before.at <= after.at for before, after in pairwise(seen))


def test_minutes_count_down_to_the_booth() -> None:
    stages = [stage_at(Course.USUAL, second) for second in range(400)]
    orders = [order_told("an-order", stage, lambda _: datetime.now(UTC)) for stage in stages]
    assert list(dict.fromkeys(each.state for each in orders)) == USUALLY
    minutes = [each.taxi.minutes for each in orders if each.taxi is not None]
    assert list(dict.fromkeys(minutes)) == [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("ending", "end"), [("02", TaxiState.NONE_FOUND), ("03", TaxiState.CANCELLED_BY_DRIVER)]
)
def test_the_end_of_the_number_tells_how_it_ends(booth: Booth, ending: str, end: TaxiState) -> None:
    booth.platform.set_taxi_speed(FAST)
    ordered = order(booth, ending)
    await_state(booth, ordered.id, end)
    assert booth.refused("POST", f"/taxi-orders/{ordered.id}/cancellation") is ProblemKind.TOO_LATE


def test_some_wait_long() -> None:
    assert course_of("13800000004") is Course.LONG
    assert stage_at(Course.LONG, 120).state is TaxiState.LOOKING
    assert stage_at(Course.USUAL, 120).state is TaxiState.FOUND


def test_a_code_is_asked_for_and_shown_on_the_page(booth: Booth) -> None:
    ordered = order(booth, "01")
    assert (ordered.state, ordered.code_digits) == (TaxiState.CODE_NEEDED, 6)
    code = code_on_the_page(booth)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    path = f"/taxi-orders/{ordered.id}/code"
    assert booth.refused("POST", path, {"code": wrong}) is ProblemKind.CODE_WRONG
    assert booth.refused("POST", path, {"code": "12"}) is ProblemKind.MALFORMED
    assert booth.post(path, {"code": code}, TaxiOrder).state is TaxiState.LOOKING
    assert booth.post(path, {"code": code}, TaxiOrder).state is TaxiState.LOOKING


def test_a_code_expires(booth: Booth) -> None:
    booth.platform.set_taxi_speed(BREATHLESS)
    ordered = order(booth, "01")
    wrong, path = {"code": "0000"}, f"/taxi-orders/{ordered.id}/code"

    def expired() -> bool:
        return booth.refused("POST", path, wrong) is ProblemKind.CODE_EXPIRED

    eventually(expired, "the code has expired")
    assert look(booth, ordered.id).state is TaxiState.CODE_NEEDED


def code_on_the_page(booth: Booth) -> str:
    page = requests.get(booth.platform.url + "/demo/live", timeout=10).text
    return page.split("<td>code_needed</td>")[1].split("<td>")[2].split("<")[0]


def test_an_order_without_a_code_takes_none(booth: Booth) -> None:
    ordered = order(booth)
    path = f"/taxi-orders/{ordered.id}/code"
    assert booth.refused("POST", path, {"code": "123456"}) is ProblemKind.TOO_LATE


def test_an_order_can_be_cancelled_and_stays_so(booth: Booth) -> None:
    ordered = order(booth)
    path = f"/taxi-orders/{ordered.id}/cancellation"
    cancelled = booth.post(path, None, TaxiOrder)
    assert cancelled.state is TaxiState.CANCELLED
    assert booth.post(path, None, TaxiOrder) == cancelled
    assert look(booth, ordered.id) == cancelled


def test_an_order_that_comes_twice_is_given_once(booth: Booth) -> None:
    with ThreadPoolExecutor(6) as pool:
        orders = list(pool.map(lambda _: order(booth, key="the-same"), range(6)))
    assert len({each.id for each in orders}) == 1
    assert order(booth, key="another").id != orders[0].id


def test_a_key_serves_one_body_only(booth: Booth) -> None:
    order(booth, "05", key="k")
    body = {"phone": "13800000006"}
    assert booth.refused("POST", "/taxi-orders", body, key="k") is ProblemKind.MALFORMED
    assert booth.refused("POST", "/taxi-orders", body) is ProblemKind.MALFORMED  # no key at all


def test_a_key_is_one_stations_own(booth: Booth, other_booth: Booth) -> None:
    assert order(booth, key="k").id != order(other_booth, key="k").id


def test_an_order_is_not_another_stations(booth: Booth, other_booth: Booth) -> None:
    ordered = order(booth)
    assert other_booth.refused("GET", f"/taxi-orders/{ordered.id}") is ProblemKind.NOT_FOUND
    assert other_booth.refused("POST", f"/taxi-orders/{ordered.id}/cancellation") is ProblemKind.NOT_FOUND
    assert booth.refused("GET", "/taxi-orders/nothing") is ProblemKind.NOT_FOUND
