"""What a bench reports can be read by people and by machines, and says honestly what was missed."""

from __future__ import annotations

import json

import pytest

from tests.bench.__main__ import main
from tests.bench.figures import Figure, as_json, as_table, over_bare, percentile, time_taken


def test_a_percentile_is_a_sample_that_so_many_do_not_exceed() -> None:
    samples = [number / 1000 for number in range(100, 0, -1)]
    assert percentile(samples, 50) == 0.050
    assert percentile(samples, 99) == 0.099
    assert percentile([3.0], 99) == 3.0
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 50)


def test_times_are_reported_in_milliseconds_with_their_distribution() -> None:
    figure = time_taken("switch", [0.010, 0.030, 0.020], 95, target_ms=25)
    assert (figure.value, figure.unit, figure.verdict) == (30.0, "ms", "MISSED")
    assert figure.details["ms"] == {"n": 3, "min": 10.0, "p50": 20.0, "p95": 30.0, "p99": 30.0, "max": 30.0}


def test_a_ratio_compares_the_same_percentile_of_both() -> None:
    figure = over_bare("press", ours=[0.02, 0.03, 0.09], bare=[0.01, 0.02, 0.03], percent=50, target=1.5)
    assert (figure.value, figure.verdict) == (1.5, "met")
    assert figure.details["bare_ms"]["p50"] == 20.0


def test_the_report_names_what_was_missed() -> None:
    figures = [
        Figure("rss", 70, "MB", 60, {"pss_mb": 50.5}),
        Figure("files", 0, "files", 0),
        Figure("x", 1, "x"),
    ]
    report = json.loads(json.dumps(as_json(figures, {"processors": 2})))
    assert report["missed"] == ["rss"]
    assert report["figures"]["rss"] == {"value": 70, "unit": "MB", "target": 60, "met": False, "pss_mb": 50.5}
    assert report["figures"]["x"]["met"] is None
    table = as_table(figures)
    assert "at most 60 MB" in table
    assert table.splitlines()[0].endswith("MISSED")
    assert "pss_mb: 50.5" in table


def test_an_unknown_bench_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "press_to_dial" in capsys.readouterr().err
