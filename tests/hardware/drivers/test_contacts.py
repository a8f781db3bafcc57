"""The contacts of a booth, seen through samples: no press lost, none told twice."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.drivers.contacts import DOUBT_SECONDS, STUCK_AFTER, Contacts, Sample
from hardware.drivers.contract import DriverEvent, Input, InputChanged, PressLatched

SETTLE_SECONDS = 0.02
BUTTON, HOOK = Input.EMERGENCY_BUTTON, Input.HOOK_SWITCH
DOWN, UP = InputChanged(BUTTON, True), InputChanged(BUTTON, False)


@dataclass
class Watched:
    """Contacts that are sampled every 10 ms; the latch is cleared as soon as that is wanted."""

    contacts: Contacts = field(default_factory=lambda: Contacts(SETTLE_SECONDS))
    now: float = 1000.0
    events: list[DriverEvent] = field(default_factory=list)

    def sample(self, button: bool, latch: bool, *, hook: bool = False, after: float = 0.01) -> None:
        self.now += after
        levels = {BUTTON: button, HOOK: hook}
        self.events += self.contacts.read(Sample(levels, latch, self.now))

    def sample_and_clear(self, button: bool, latch: bool, *, after: float = 0.01) -> None:
        self.sample(button, latch, after=after)
        if self.contacts.latch_to_clear:
            self.contacts.latch_cleared()

    def told(self) -> list[DriverEvent]:
        events, self.events = self.events, []
        return events


@pytest.fixture
def watched() -> Watched:
    watched = Watched()
    watched.sample(False, False)
    watched.events.clear()
    return watched


def test_the_first_sample_tells_every_level() -> None:
    watched = Watched()
    watched.sample(False, False, hook=True)
    assert watched.told() == [UP, InputChanged(HOOK, True)]


def test_a_latched_level_counts_at_first_sight(watched: Watched) -> None:
    watched.sample(True, True)
    assert watched.told() == [DOWN]
    assert watched.contacts.latch_to_clear


def test_other_changes_need_two_equal_samples(watched: Watched) -> None:
    watched.sample(False, False, hook=True)
    assert watched.told() == []
    watched.sample(False, False, hook=True)
    assert watched.told() == [InputChanged(HOOK, True)]
    watched.sample(True, False, hook=False)
    watched.sample(True, False, hook=True)
    assert watched.told() == [DOWN]


def test_a_short_press_is_told_once_when_the_contact_is_still(watched: Watched) -> None:
    for _ in range(4):
        watched.sample(False, True)
    (press,) = watched.told()
    assert isinstance(press, PressLatched)
    assert press.blind_seconds == pytest.approx(0.01)
    assert watched.contacts.latch_to_clear
    watched.contacts.latch_cleared()
    watched.sample(False, False)
    assert watched.told() == []


def test_a_contact_that_bounces_when_it_closes_is_one_press(watched: Watched) -> None:
    watched.sample(False, True)
    watched.sample(True, True)
    watched.sample_and_clear(True, True)
    assert watched.told() == [DOWN]


def test_a_contact_that_bounces_when_it_opens_is_no_press(watched: Watched) -> None:
    watched.sample_and_clear(True, True)
    watched.sample_and_clear(False, True)
    watched.sample_and_clear(False, True)
    watched.sample_and_clear(False, False)
    assert watched.told() == [DOWN, UP]


def test_a_press_in_a_blind_time_tells_how_long_it_was(watched: Watched) -> None:
    watched.sample(False, True, after=7)
    watched.sample(False, True, after=0.03)
    (press,) = watched.told()
    assert isinstance(press, PressLatched)
    assert press.blind_seconds == pytest.approx(7)


def test_before_the_first_sample_everything_was_blind() -> None:
    watched = Watched(now=500)
    watched.sample(False, True, after=0)
    watched.sample(False, True, after=0.03)
    assert PressLatched(500) in watched.told()


def test_release_and_new_press_in_a_blind_time_are_both_told(watched: Watched) -> None:
    watched.sample_and_clear(True, True)
    watched.sample(False, True, after=5)
    watched.sample(False, True, after=0.03)
    assert [type(event) for event in watched.told()] == [InputChanged, InputChanged, PressLatched]


def test_a_press_held_again_after_a_blind_time_is_a_new_one(watched: Watched) -> None:
    watched.sample_and_clear(True, True)
    watched.sample_and_clear(True, False)
    watched.sample_and_clear(True, True, after=5)
    assert watched.told() == [DOWN, UP, DOWN]


def test_a_latch_that_follows_the_level_makes_no_new_press(watched: Watched) -> None:
    watched.sample_and_clear(True, True)
    watched.sample_and_clear(True, True)
    watched.sample_and_clear(True, True, after=5)
    assert watched.told() == [DOWN]


def test_a_press_that_the_module_forgot_is_told_all_the_same(watched: Watched) -> None:
    watched.sample(False, True)
    watched.sample(False, False)
    assert [type(event) for event in watched.told()] == [PressLatched]


def test_unanswered_clearing_is_the_same_press_for_a_moment_only(watched: Watched) -> None:
    watched.sample(True, True)
    watched.contacts.clearing_unanswered(watched.now)
    watched.sample(False, True, after=0.3)
    watched.contacts.clearing_unanswered(watched.now)
    watched.told()
    watched.sample(False, True, after=0.3)
    watched.sample(False, True, after=0.3)
    assert not any(isinstance(event, PressLatched) for event in watched.told())
    watched.sample(False, True, after=DOUBT_SECONDS)
    watched.sample(False, True, after=0.03)
    assert any(isinstance(event, PressLatched) for event in watched.told())


def test_a_latch_that_cannot_be_cleared_is_told_of_and_makes_no_presses(watched: Watched) -> None:
    for _ in range(STUCK_AFTER + 10):
        watched.sample_and_clear(False, True)
    assert len(watched.told()) == 1
    assert watched.contacts.latch_is_stuck
    watched.sample_and_clear(False, False)
    assert not watched.contacts.latch_is_stuck


def test_after_reopening_every_level_is_told_again(watched: Watched) -> None:
    watched.contacts.reopen()
    watched.sample(False, False)
    assert watched.told() == [UP, InputChanged(HOOK, False)]


PRESSES = st.lists(
    st.tuples(st.integers(60, 500), st.integers(1, 300)),  # ms until it is pressed, ms it is held
    max_size=4,
)
POLLS = st.lists(st.integers(2, 18), min_size=1, max_size=30)  # ms between two samples, again and again
BLIND = st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 1000)), max_size=2)  # ms from, ms long


@settings(deadline=None)
@given(presses=PRESSES, polls=POLLS, blind=BLIND)
def test_whatever_is_polled_each_press_is_told_and_none_twice(
    presses: list[tuple[int, int]], polls: list[int], blind: list[tuple[int, int]]
) -> None:
    """Against a module that keeps level and latch. A press may be told as one with that before it when it
    began right after the sample at which that was told."""
    spans = _spans(presses)
    sampled = _sample_times(polls, blind, end=4500)

    def down_at(ms: int) -> bool:
        return any(start <= ms < stop for start, stop in spans)

    contacts, told, down, cleared_at = Contacts(SETTLE_SECONDS), list[int](), False, -1
    for ms in sampled:
        latch = any(cleared_at < start <= ms for start, _ in spans)
        for event in contacts.read(Sample({BUTTON: down_at(ms)}, latch, 50 + ms / 1000)):
            if isinstance(event, PressLatched) or (event == DOWN and not down):
                told.append(ms)
            down = event == DOWN
        if contacts.latch_to_clear:
            contacts.latch_cleared()
            cleared_at = ms
    assert len(told) <= len(spans)
    for start, stop in spans:
        first_seen = next(ms for ms in sampled if ms >= start)
        last_before = max((ms for ms in sampled if ms < start), default=0)
        held = down_at(last_before) and down_at(first_seen)
        if last_before in told and (held or first_seen - last_before <= 20):
            continue
        settled = next(ms for ms in sampled if ms >= max(stop, first_seen + 21))
        assert any(start <= ms <= settled for ms in told), f"the press {start}..{stop} is not in {told}"


def _spans(presses: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """(pressed, released) in ms, one after the other."""
    spans, now = [], 0
    for wait, hold in presses:
        spans.append((now + wait, now + wait + hold))
        now += wait + hold
    return spans


def _sample_times(polls: list[int], blind: list[tuple[int, int]], end: int) -> list[int]:
    times = list(itertools.takewhile(lambda ms: ms < end, itertools.accumulate(itertools.cycle(polls))))
    return [ms for ms in times if not any(start <= ms < start + length for start, length in blind)]
