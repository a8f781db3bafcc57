"""Alarm, line, test call and telephone together, in any order: help is called, and no call is left alone."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hardware.guard import alarm_events, call_events, calls, self_test
from hardware.guard.alarm import Phase
from hardware.guard.call_backs import CallBackAllowed, PickedUp
from hardware.guard.calls import Ending, Purpose
from hardware.guard.chain import can_be_ours
from hardware.guard.clearing import CLEAR_SECONDS
from hardware.guard.interplay import Interplay
from hardware.guard.memory import as_saved, restored
from hardware.guard.numbers import is_emergency
from hardware.guard.ringing import is_ringing
from hardware.guard.self_test import SelfTest
from tests.hardware.guard.rehearsal import PLAN
from tests.hardware.guard.rehearsed_line import KEY, RehearsedBooth

CALLING = frozenset({Phase.DIALLING, Phase.WAITING, Phase.CONNECTED})
QUIET_SECONDS = PLAN.ring_seconds * 4 + PLAN.longest_backoff_seconds + 30
PEOPLE: st.SearchStrategy[alarm_events.Event] = st.one_of(
    st.sampled_from(
        [
            alarm_events.ButtonPressed(),
            alarm_events.ButtonReleased(),
            alarm_events.PressLatched(9.0),
            alarm_events.CalledForHelp(),
            alarm_events.Cancelled(),
            alarm_events.CitizenHungUp(),
            alarm_events.EndedOnSite(by_technician=False),
            alarm_events.EndedOnSite(by_technician=True),
        ]
    ),
    st.builds(alarm_events.CitizenDialled, st.sampled_from(["110", "119"])),
    st.builds(alarm_events.ServiceChanged, st.booleans()),
)


class Booth(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.booth = RehearsedBooth()
        self.killed = False
        self.booth.happens(alarm_events.Resumed())
        self.booth.happens(self_test.Started(None))

    @rule(event=PEOPLE)
    def somebody_does_something(self, event: alarm_events.Event) -> None:
        self.booth.happens(event)

    @rule(number=st.sampled_from(["13800000000", "02150001111"]))
    def somebody_wants_a_free_call(self, number: str) -> None:
        wanted = call_events.CallWanted(Purpose.FREE, number, alarm_running=self.booth.interplay.alarm_runs)
        self.booth.happens(wanted)

    @rule(number=st.sampled_from(["13800000000", "02150001111", "110"]))
    def somebody_calls_the_family(self, number: str) -> None:
        wanted = call_events.CallWanted(Purpose.FAMILY, number, alarm_running=self.booth.interplay.alarm_runs)
        self.booth.happens(wanted)

    @rule(number=st.sampled_from(["13800000000", "110"]), seconds=st.sampled_from([5, 3600]))
    def somebody_may_ring_back(self, number: str, seconds: float) -> None:
        self.booth.happens(CallBackAllowed(number, seconds))

    @rule(number=st.sampled_from(["13800000000", "02150001111"]))
    def the_family_rings_back(self, number: str) -> None:
        self.booth.happens(CallBackAllowed(number, 3600))
        self.booth.rings(number)

    @rule()
    def the_citizen_picks_up(self) -> None:
        self.booth.happens(PickedUp())

    @rule()
    def the_citizen_hangs_up(self) -> None:
        self.booth.happens(call_events.HangUpWanted(calls.CITIZENS_OWN))

    @rule()
    def the_modem_works(self) -> None:
        if self.booth.work:
            self.booth.works()

    @rule()
    def the_modem_is_opened(self) -> None:
        self.booth.is_opened()

    @rule()
    def the_modem_is_plugged(self) -> None:
        self.booth.is_plugged()

    @rule()
    def the_modem_is_unplugged(self) -> None:
        self.booth.is_unplugged()

    @rule(ending=st.sampled_from([Ending.BUSY, Ending.HUNG_UP_THERE, Ending.NO_ANSWER]))
    def the_far_end_ends_it(self, ending: Ending) -> None:
        self.booth.is_over(ending)

    @precondition(lambda self: self.booth.call is not None and self.booth.call.outgoing)
    @rule(answers=st.booleans())
    def the_far_end_alerts_or_answers(self, answers: bool) -> None:
        self.booth.alerts()
        if answers:
            self.booth.is_answered()

    @rule(number=st.none() | st.sampled_from(["02155500001", "13800000000", "+8613800000000"]))
    def somebody_calls_in(self, number: str | None) -> None:
        self.booth.rings(number)

    @rule(seconds=st.sampled_from([0.1, 3, 10, 60, 700]), working=st.booleans())
    def time_passes(self, seconds: float, working: bool) -> None:
        self.booth.passes(seconds, working=working)

    @rule()
    def the_guard_is_killed(self) -> None:
        """The modem and its call live on; the machines know only what was saved."""
        before = self.booth
        self.killed = True
        alarm = restored(PLAN, as_saved(before.alarm))
        line = calls.Line(calls.Rules(KEY))
        self.booth = RehearsedBooth(
            interplay=Interplay(alarm, line, SelfTest(before.interplay.test.plan)),
            now=before.now,
            call=before.call,
            dialled=before.dialled,
        )
        self.booth.happens(alarm_events.Resumed(1.0))
        if before.plugged:
            self.booth.is_plugged()

    @invariant()
    def an_emergency_number_is_never_refused(self) -> None:
        twin = self._twin()
        assert twin.happens(alarm_events.CitizenDialled("120")) is None
        assert twin.alarm.origin is not None

    @invariant()
    def with_a_good_line_help_is_called(self) -> None:
        """From here on nobody does anything, the modem works, and nobody answers."""
        twin = self._twin()
        if twin.alarm.phase not in CALLING:
            return
        twin.is_plugged()
        twin.passes(0)
        if twin.alarm.phase is Phase.CONNECTED:
            assert twin.call is not None, "believes in a call that is not there"
            assert twin.call.answered
            return
        dials = len(twin.dialled)
        ringing = twin.call is not None and twin.call.outgoing
        twin.passes(QUIET_SECONDS)
        assert len(twin.dialled) > dials or (ringing and twin.call is not None), "nobody is called"

    @invariant()
    def an_alarm_silences_the_bell(self) -> None:
        """And the bell rings only for a call that can be picked up."""
        assert self.booth.bell == self.booth.line.bell
        if self.booth.bell or is_ringing(self.booth.line):
            assert is_ringing(self.booth.line)
            assert self.booth.alarm.phase is Phase.NONE

    @invariant()
    def a_second_press_calls_for_help_whatever_the_line_does(self) -> None:
        """Call-backs, family calls and free calls give way; the button is held, then time passes.

        A call to an emergency number that only the guard before this one knew of is help: it is left alone,
        and when it turns out to be none, the booth calls on. One that was hung up here is no help.
        """
        twin = self._twin()
        if twin.alarm.phase is not Phase.NONE:
            return
        twin.is_plugged()
        twin.passes(0)
        found = twin.alarm.phase is not Phase.NONE
        assert self.killed or not found, "a call that was hung up is taken for help"
        dials = len(twin.dialled)
        twin.happens(alarm_events.CalledForHelp())
        assert not twin.bell
        twin.happens(alarm_events.CalledForHelp())
        twin.passes(CLEAR_SECONDS)
        assert twin.line.call is not None
        assert twin.line.call.purpose is Purpose.EMERGENCY
        if found and len(twin.dialled) == dials:
            assert twin.call is not None
            assert is_emergency(twin.call.number)
            twin.is_over()
            twin.passes(CLEAR_SECONDS)
        assert len(twin.dialled) > dials

    @invariant()
    def a_talk_of_the_alarm_is_not_cut(self) -> None:
        """However the modem comes and goes: whoever was answered stays connected when the modem is back."""
        twin = self._twin()
        if twin.plugged or twin.call is None or not twin.call.answered or twin.alarm.phase not in CALLING:
            return
        if not can_be_ours(twin.alarm, twin.call.number):
            return
        twin.is_opened()
        twin.passes(0)
        twin.is_plugged()
        twin.passes(0)
        assert twin.call is not None
        assert twin.call.answered
        assert twin.alarm.phase is Phase.CONNECTED

    @invariant()
    def no_call_is_left_alone(self) -> None:
        """When nothing here knows of a call, none is up."""
        twin = self._twin()
        twin.is_plugged()
        twin.passes(5)
        if twin.line.call is None and not twin.line.clearing:
            assert twin.call is None
        elif twin.alarm.phase is Phase.NONE:
            twin.passes(twin.line.rules.call_back_seconds + 100)  # no citizen's call may be longer
            next_test = twin.line.call is not None and twin.line.call.purpose is Purpose.TEST
            assert next_test or twin.call is None or twin.alarm.phase is not Phase.NONE

    def _twin(self) -> RehearsedBooth:
        """The same booth, to see how it would go on."""
        this = self.booth
        interplay = Interplay(this.alarm, this.line, this.interplay.test)
        return RehearsedBooth(
            interplay=interplay,
            now=this.now,
            pending=list(this.pending),
            work=list(this.work),
            plugged=this.plugged,
            listed=this.listed,
            known_to_driver=this.known_to_driver,
            call=this.call,
            dialled=list(this.dialled),
            bell=this.bell,
        )


TestBooth = Booth.TestCase
TestBooth.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
