"""Whatever happens in whatever order: an alarm past its window is never stuck and never given up."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hardware.guard.alarm import Alarm, Ending, Origin, Phase, Timer
from hardware.guard.alarm_actions import Dial, Save
from hardware.guard.alarm_events import (
    ButtonLost,
    ButtonPressed,
    ButtonReleased,
    CalledForHelp,
    CallFound,
    CallOffered,
    CallOver,
    CallUp,
    Cancelled,
    CitizenDialled,
    CitizenHungUp,
    Elapsed,
    EndedOnSite,
    Event,
    LineReady,
    LocationDue,
    LocationFailed,
    LocationSent,
    PressLatched,
    Resumed,
    SaidWhere,
    ServiceChanged,
    WhereUnsaid,
)
from hardware.guard.emergency import step
from hardware.guard.memory import as_saved, restored
from tests.hardware.guard.rehearsal import PLAN as SILENT_PLAN
from tests.hardware.guard.rehearsal import Rehearsal

PLAN = replace(SILENT_PLAN, says_where=True)
PAST_THE_WINDOW = frozenset({Phase.DIALLING, Phase.CONNECTED, Phase.WAITING, Phase.ANSWERED})
SMALL = st.integers(0, 30)
NUMBERS = st.sampled_from(["02155500001", "110", "112", "13800000000"])
SECONDS = st.floats(0, 200)

EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(
        [
            ButtonPressed(),
            ButtonReleased(),
            ButtonLost(),
            CalledForHelp(),
            CitizenHungUp(),
            Cancelled(),
            LineReady(),
        ]
    ),
    st.builds(PressLatched, SECONDS),
    st.builds(CitizenDialled, st.sampled_from(["110", "119", "120"])),
    st.builds(EndedOnSite, st.booleans()),
    st.builds(CallUp, SMALL),
    st.builds(CallOver, SMALL, st.sampled_from(Ending)),
    st.builds(CallOffered, st.none() | NUMBERS),
    st.builds(CallFound, st.none() | NUMBERS, st.booleans()),
    st.builds(ServiceChanged, st.booleans()),
    st.builds(LocationSent, st.sampled_from(["duty", "nobody"])),
    st.builds(LocationFailed, st.sampled_from(["duty", "nobody"])),
    st.builds(LocationDue, st.sampled_from(["duty", "nobody"]), SMALL),
    st.builds(SaidWhere, SMALL),
    st.builds(WhereUnsaid, SMALL),
    st.builds(Elapsed, st.sampled_from(Timer), SMALL),
)


class Emergency(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.booth = Rehearsal(Alarm(PLAN))

    def do(self, event: Event) -> None:
        before = self.booth.alarm
        self.booth.happens(event)
        self._check_how_it_ended(before, event)
        dials = [index for index, action in enumerate(self.booth.last) if isinstance(action, Dial)]
        saves = [index for index, action in enumerate(self.booth.last) if isinstance(action, Save)]
        assert len(dials) <= 1
        assert not dials or (saves and saves[0] < dials[0]), "dialled before it was saved"

    def _check_how_it_ended(self, before: Alarm, event: Event) -> None:
        if before.phase not in PAST_THE_WINDOW or self.booth.phase is not Phase.NONE:
            return
        match event:
            case EndedOnSite(by_technician=True):
                return
            case EndedOnSite():
                assert before.acknowledged or before.origin is Origin.CITIZEN
            case Elapsed(timer=Timer.REST):
                assert before.acknowledged
                assert before.phase is Phase.ANSWERED
            case CitizenHungUp() | CallOver():
                assert before.origin is Origin.CITIZEN
            case _:
                raise AssertionError(f"given up after {event}")

    @rule(event=EVENTS)
    def anything_happens(self, event: Event) -> None:
        if isinstance(event, CallOver) and event.call == self.booth.line:
            self.booth.line = None
        self.do(event)

    @rule(seconds=st.sampled_from([0.1, 1.5, 5, 10, 45, 60, 1800]))
    def time_passes(self, seconds: float) -> None:
        self.booth.passes(seconds)

    @precondition(lambda self: self.booth.line is not None)
    @rule()
    def the_call_is_answered(self) -> None:
        assert self.booth.line is not None
        self.do(CallUp(self.booth.line))

    @precondition(lambda self: self.booth.line is not None)
    @rule(ending=st.sampled_from(Ending))
    def the_call_is_over(self, ending: Ending) -> None:
        assert self.booth.line is not None
        call, self.booth.line = self.booth.line, None
        self.do(CallOver(call, ending))

    @rule(age_seconds=st.none() | st.floats(0, 1700))
    def the_guard_is_killed(self, age_seconds: float | None) -> None:
        """Only what was saved is left; timers and the memory of calls are gone."""
        before = self.booth.alarm
        alarm = restored(PLAN, as_saved(before))
        self.booth = Rehearsal(alarm=alarm, now=self.booth.now)
        self.do(Resumed(age_seconds))
        if before.phase not in (Phase.NONE, Phase.ASKING):
            assert self.booth.phase not in (Phase.NONE, Phase.ASKING)

    @rule(number=st.sampled_from(["110", "119", "120"]))
    def an_emergency_number_is_dialled(self, number: str) -> None:
        before = self.booth.alarm
        refusals = len(self.booth.refusals)
        self.do(CitizenDialled(number))
        assert len(self.booth.refusals) == refusals
        dialled = [action.number for action in self.booth.last if isinstance(action, Dial)]
        under_way = before.calling == number and before.call is not None and not before.calls_back
        expected = number if before.has_service or number != "120" else "112"
        assert dialled == [expected] or (dialled == [] and under_way)

    @invariant()
    def never_stuck(self) -> None:
        alarm = self.booth.alarm
        pending = [
            event.timer
            for _, event in self.booth.pending
            if isinstance(event, Elapsed) and event.epoch == alarm.epoch
        ]
        match alarm.phase:
            case Phase.NONE:
                assert alarm.call is None
            case Phase.HOLDING:
                assert Timer.HOLD in pending
            case Phase.ASKING:
                assert Timer.ASKING in pending
            case Phase.ANNOUNCED:
                assert Timer.WINDOW in pending
            case Phase.DIALLING:
                assert (Timer.RING if alarm.call is not None else Timer.ADOPT) in pending
            case Phase.CONNECTED:
                assert alarm.call is not None
            case Phase.WAITING:
                assert Timer.BACKOFF in pending
            case Phase.ANSWERED:
                assert Timer.REST in pending

    @invariant()
    def what_it_believes_of_the_line_is_what_it_asked_for(self) -> None:
        assert self.booth.alarm.call == self.booth.line

    @invariant()
    def it_speaks_only_to_somebody_who_has_answered(self) -> None:
        if self.booth.saying is not None:
            assert self.booth.phase is Phase.CONNECTED
            assert self.booth.saying == self.booth.alarm.call

    @invariant()
    def stale_timers_change_nothing(self) -> None:
        alarm = self.booth.alarm
        for timer in Timer:
            assert step(alarm, Elapsed(timer, alarm.epoch - 1)) == (alarm, ())

    @invariant()
    def left_alone_it_dials_within_a_bounded_time(self) -> None:
        """From here, with a dead line and nobody near, the next dial comes by itself."""
        if self.booth.phase not in (Phase.ANNOUNCED, Phase.WAITING, Phase.DIALLING):
            return
        alone = Rehearsal(alarm=self.booth.alarm, pending=list(self.booth.pending), now=self.booth.now)
        alone.passes(PLAN.ring_seconds + PLAN.longest_backoff_seconds)
        assert alone.dialled


TestEmergency = Emergency.TestCase
TestEmergency.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
