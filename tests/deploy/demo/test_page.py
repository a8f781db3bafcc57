"""The page that a passer-by may open: it says what it is, shows what comes, masked, and escapes all of it."""

from __future__ import annotations

import requests

from tests.deploy.demo.conftest import Booth
from tests.deploy.demo.test_appointments import book, free_slot
from tests.deploy.demo.test_citizens import WANG
from tests.deploy.demo.test_records import deliver, record
from tests.deploy.demo.test_stations import PROFILE
from tests.deploy.demo.test_taxis import order

HOSTILE = "<script>alert('x')</script>&\""


def fetch(booth: Booth, path: str) -> str:
    response = requests.get(booth.platform.url + path, timeout=10)
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    return response.text


def test_it_says_that_it_is_a_demonstration(booth: Booth) -> None:
    page = fetch(booth, "/")
    assert "这是演示平台" in page
    assert "This is a demonstration" in page
    health = requests.get(booth.platform.url + "/health", timeout=10).json()
    assert health == {"status": "ok", "demonstration": True}


def test_it_loads_nothing_from_elsewhere(booth: Booth) -> None:
    page = fetch(booth, "/")
    assert "http://" not in page
    assert "https://" not in page
    for part in ("/demo/page.css", "/demo/page.js", "/demo/live"):
        assert "//" not in fetch(booth, part).replace("// ", "")


def test_what_comes_is_shown_masked(booth: Booth) -> None:
    order(booth)
    book(booth, free_slot(booth))
    pass_key = booth.send("POST", "/family-searches", WANG).json()["pass_key"]
    booth.send("POST", "/family-notices", {"pass_key": pass_key, "contact_id": "daughter"}, key="n")
    shown = fetch(booth, "/demo/live")
    assert "138****0099" in fetch(booth, "/")
    assert "138****0099" in shown
    assert "王*芳 139****0111" in shown
    for whole in ("13800000099", WANG["id_number"], "13900000111", "王晓芳", pass_key):
        assert whole not in shown


def test_an_alarm_stands_out(booth: Booth) -> None:
    assert 'class="alarms"' not in fetch(booth, "/demo/live")
    change = {"type": "station.emergency.changed", "phase": "dialling", "origin": "button", "contact": "duty"}
    deliver(booth, record("a", change))
    shown = fetch(booth, "/demo/live")
    assert 'class="alarms"' in shown
    assert "phase=dialling" in shown

    booth.platform.reset()
    beat = {"at": "2026-01-01T00:00:00Z", "version": "1", "alarm": "answered"}
    booth.send("POST", "/heartbeats", beat)
    assert "now: answered" in fetch(booth, "/demo/live").split("</section>")[0]


def test_everything_that_is_told_is_escaped(booth: Booth) -> None:
    hostile = PROFILE | {"name": {"zh_Hans": HOSTILE}, "version": HOSTILE}
    assert booth.send("PUT", "", hostile).status_code == 204
    beat = {"at": "2026-01-01T00:00:00Z", "version": HOSTILE, "alarm": "none", "out_of_order": HOSTILE}
    assert booth.send("POST", "/heartbeats", beat).status_code == 200
    booth.platform.turn_knobs({"paths": {"/" + HOSTILE: {"kind": "slow"}}})
    for path in ("/", "/demo/live"):
        shown = fetch(booth, path)
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(&#x27;x&#x27;)" in shown


def test_a_reset_forgets_everything(booth: Booth) -> None:
    order(booth)
    booth.platform.set_taxi_speed(60)
    booth.platform.reset()
    shown = fetch(booth, "/demo/live")
    assert "138****" not in shown
    assert booth.platform.knobs()["taxi_speed"] == 1
