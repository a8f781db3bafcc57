"""The breaker's rule, without waiting."""

from __future__ import annotations

from kiosk.platform.breaker import Breaker


def test_one_that_hung_opens_it_and_an_answer_closes_it() -> None:
    breaker = Breaker()
    assert not breaker.is_open
    breaker.note_hung(now=0)
    assert breaker.is_open
    breaker.note_answered()
    assert not breaker.is_open
    assert breaker.seconds_to_probe(now=0) == 0


def test_probes_come_ever_more_seldom_up_to_a_bound() -> None:
    breaker, now, pauses = Breaker(first_seconds=3, longest_seconds=30), 100.0, []
    for _ in range(6):
        breaker.note_hung(now)
        pauses.append(breaker.seconds_to_probe(now))
        now += pauses[-1]
        assert breaker.seconds_to_probe(now) == 0
    assert pauses == [3, 6, 12, 24, 30, 30]


def test_calls_that_hung_together_count_as_one() -> None:
    breaker = Breaker(first_seconds=3)
    for now in (0, 0.1, 2.9):
        breaker.note_hung(now)
    assert breaker.seconds_to_probe(now=2.9) < 0.2


def test_after_an_answer_it_begins_anew() -> None:
    breaker = Breaker(first_seconds=3)
    for now in (0, 10, 20):
        breaker.note_hung(now)
    breaker.note_answered()
    breaker.note_hung(now=50)
    assert breaker.seconds_to_probe(now=50) == 3
