"""Whatever is wrong with a request is answered by a problem of the contract, without what was sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from kiosk.platform.contract.problem import ProblemKind
from tests.deploy.demo.conftest import Booth, problem_of

MEGABYTE = 1_000_000


def send_raw(
    booth: Booth, body: bytes | Iterator[bytes], media_type: str = "application/json"
) -> requests.Response:
    return booth.session.post(
        booth.platform.station_url + "/heartbeats",
        data=body,
        headers={"Content-Type": media_type},
        timeout=20,
    )


def test_no_such_path(booth: Booth) -> None:
    assert booth.refused("GET", "/horoscopes") is ProblemKind.NOT_FOUND
    assert problem_of(requests.get(booth.platform.url + "/v2", timeout=10)) is ProblemKind.NOT_FOUND


def test_no_such_method(booth: Booth) -> None:
    response = booth.send("DELETE", "/notices")
    assert problem_of(response) is ProblemKind.MALFORMED
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"at": "soon"}',
        b"[" * 100_000,
        b'{"at": NaN, "version": "\\ud800"}',
        b'{"alarm": "\\u0000", "at": "2026-01-01T00:00:00", "version": ""}',
    ],
)
def test_a_body_that_is_not_what_the_contract_says(booth: Booth, body: bytes) -> None:
    assert problem_of(send_raw(booth, body)) is ProblemKind.MALFORMED


def test_a_surrogate_in_a_key_is_told_of(booth: Booth) -> None:
    response = booth.session.put(
        booth.platform.station_url,
        data=b'{"name": {"\\ud800": "x"}}',
        headers={"Content-Type": "application/json"},
    )
    assert problem_of(response) is ProblemKind.MALFORMED


def test_another_media_type_is_malformed(booth: Booth) -> None:
    body = b'{"at": "2026-01-01T00:00:00Z", "version": "1", "alarm": "none"}'
    assert problem_of(send_raw(booth, body, "text/plain")) is ProblemKind.MALFORMED
    assert send_raw(booth, body).status_code == 200


def test_a_body_above_a_megabyte_is_too_large(booth: Booth) -> None:
    assert problem_of(send_raw(booth, b" " * (MEGABYTE + 1))) is ProblemKind.TOO_LARGE
    in_chunks = (b" " * 100_000 for _ in range(30))
    assert problem_of(send_raw(booth, in_chunks)) is ProblemKind.TOO_LARGE
    just_small_enough = b'{"at": "2026-01-01T00:00:00Z", "version": "1", "alarm": "none"}'.ljust(MEGABYTE)
    assert send_raw(booth, just_small_enough).status_code == 200


def test_a_problem_and_the_log_hold_nothing_that_was_sent(booth: Booth) -> None:
    booth.send("POST", "/taxi-orders", {"phone": "13812344321"}, key="k")
    wrong = booth.send("POST", "/appointment-searches", {"id_number": "310101194305120019"})
    assert problem_of(wrong) is ProblemKind.MALFORMED
    assert "310101194305120019" not in wrong.text
    for planted in ("13812344321", "310101194305120019"):
        assert planted not in booth.platform.log()
        for file in booth.platform.log_file.parent.iterdir():
            assert planted.encode() not in file.read_bytes(), file.name
