"""JSON to the contract and back: what does not fit is told without what stood there, and costs little."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from kiosk.platform.contract.hospital import Hospitals
from kiosk.platform.contract.records import Record, VisitEnded
from kiosk.platform.contract.taxi import TaxiOrder, TaxiState
from kiosk.platform.messages import NotTheContract, decoded, encoded
from tests.booth_processes import ROOT
from tests.kiosk.platform.peers import HOSPITALS, ORDER

BOUND_MB = 150


def test_what_is_new_on_the_other_side_is_ignored() -> None:
    order = decoded(TaxiOrder, json.dumps(ORDER | {"invented_later": [1]}).encode())
    assert order.state is TaxiState.LOOKING


def test_records_go_as_they_came() -> None:
    visit = VisitEnded(1, 2, "zh_Hans", idle=True)
    text = '[{"id":"r1","source":"/stations/SH-1","type":"station.visit.ended","time":"2026-01-02T03:04:05Z",'
    text += '"data":{"seconds":1,"services":2,"language":"zh_Hans","idle":true,"type":"station.visit.ended"},'
    text += '"specversion":"1.0","datacontenttype":"application/json"}]'
    (record,) = decoded(tuple[Record, ...], text.encode())
    assert record.data == visit
    assert encoded(tuple[Record, ...], (record,)).decode() == text


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        (b"13800138000", "the whole: dataclass_type"),
        (b'{"13800138000": 1}', "hospitals: missing"),
        (b'{"hospitals": "13800138000"}', "hospitals: tuple_type"),
        (json.dumps(HOSPITALS).replace("zh_Hans", "13800138000").encode(), "hospitals.0.name.….…"),
        (json.dumps(HOSPITALS).replace("300", '"13800138000"').encode(), "hospitals.0.distance_m: less_than"),
        (b'{"hospitals": [13800138000', "the whole: json_invalid"),
    ],
)
def test_the_words_name_the_place_and_nothing_else(spoiled: bytes, words: str) -> None:
    with pytest.raises(NotTheContract) as raised:
        decoded(Hospitals, spoiled)
    assert str(raised.value).startswith(words)
    assert "138" not in str(raised.value)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    "garbled",
    ['{"hospitals": [' + "1," * 990_000 + "1]}", '{"hospitals": [' + "{}," * 600_000 + "1]}",
     '{"hospitals": [{"id": "h", "name": {' + ",".join(f'"{n:06}":1' for n in range(180_000)) + "}}]}"],
    ids=["items", "objects", "languages"],
)  # fmt: skip
def test_a_garbled_answer_takes_little_memory(garbled: str) -> None:
    """Listing every fault of two megabytes took 0.9 GB."""
    program = """
import resource, sys
from kiosk.platform.contract.hospital import Hospitals
from kiosk.platform.messages import NotTheContract, decoded
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    decoded(Hospitals, content)
except NotTheContract:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, input=garbled.encode(), capture_output=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert int(ended.stdout) < BOUND_MB
