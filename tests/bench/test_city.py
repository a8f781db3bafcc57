"""What a city's traffic came to is told by kind, and a single error misses the target."""

from __future__ import annotations

from tests.bench.city import Load, report
from tests.bench.city_traffic import Tally


def test_kinds_rate_and_errors_are_told() -> None:
    tally = Tally(lateness=[0.001], seconds=10)
    tally.waits["heartbeat"] = [0.004, 0.005]
    tally.waits["places"] = [0.020]
    tally.errors = ["records: TimeoutError", "records: TimeoutError"]
    load = Load(tally, platform_percent=12.5, database_percent=3.0, platform_rss_mb=90.0, machine_load=0.5)
    figures = {figure.name: figure for figure in report("city_x", 600, load)}
    assert figures["city_x_p95"].value == 20.0
    assert figures["city_x_p95"].details["heartbeat_ms"]["n"] == 2
    assert "records_ms" not in figures["city_x_p95"].details
    assert figures["city_x_rate"].value == 0.3
    assert figures["city_x_rate"].details["wanted_per_second"] == 16.0
    assert figures["city_x_errors"].verdict == "MISSED"
    assert figures["city_x_errors"].details == {"records: TimeoutError": 2}
    assert figures["city_x_cpu"].details["database_percent"] == 3.0
