"""A telephone made up for rehearsals: what the drivers' contract says, at moments of the test's choice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hardware.guard import alarm_actions, alarm_events, call_actions, call_events, self_test
from hardware.guard.alarm import Alarm
from hardware.guard.call_actions import AnswerCall, EndCall, PlaceCall
from hardware.guard.call_backs import Ring
from hardware.guard.calls import Ending, Line, Rules
from hardware.guard.interplay import Deed, Event, Interplay, Refusal
from hardware.guard.self_test import SelfTest
from tests.hardware.guard.rehearsal import PLAN

KEY = b"only for this test"


@dataclass(frozen=True)
class ModemCall:
    number: str
    outgoing: bool
    answered: bool = False


@dataclass
class RehearsedBooth:
    """The machines, a clock, and a modem that works off what it is told whenever `works` is called.

    `dialled` are the numbers that reached the network.
    """

    interplay: Interplay = field(
        default_factory=lambda: Interplay(
            Alarm(PLAN), Line(Rules(KEY)), SelfTest(self_test.Plan("duty", "02155500001"))
        )
    )
    now: float = 0.0
    pending: list[tuple[float, Event]] = field(default_factory=list)
    work: list[PlaceCall | EndCall | AnswerCall] = field(default_factory=list)
    plugged: bool = False
    listed: bool = False
    known_to_driver: bool = False
    call: ModemCall | None = None
    dialled: list[str] = field(default_factory=list)
    judged: list[self_test.Verdict] = field(default_factory=list)
    bell: bool = False
    recorded: list[call_actions.Record] = field(default_factory=list)

    @property
    def alarm(self) -> Alarm:
        return self.interplay.alarm

    @property
    def line(self) -> Line:
        return self.interplay.line

    def happens(self, event: Event) -> Refusal | None:
        outcome = self.interplay.happens(event)
        for deed in outcome.deeds:
            self._carry_out(deed)
        while self.work and not self.plugged:
            self.works()
        return outcome.refusal

    def passes(self, seconds: float, *, working: bool = True) -> None:
        """Let time pass. A modem that is `working` does what it is told meanwhile."""
        until = self.now + seconds
        while True:
            while working and self.work:
                self.works()
            due = [each for each in self.pending if each[0] <= until]
            if not due:
                break
            first = min(due, key=lambda each: each[0])
            self.pending.remove(first)
            self.now = first[0]
            self.happens(first[1])
        self.now = until

    def works(self) -> None:
        """Do the next thing that the modem was told."""
        work = self.work.pop(0)
        if not isinstance(work, EndCall) and (self.line.call is None or self.line.call.id != work.call_id):
            return
        match work:
            case PlaceCall():
                self._place(work)
            case AnswerCall(call_id=call_id):
                if self.plugged and self.call is not None and not self.call.outgoing:
                    self.is_answered()
                else:
                    self.happens(call_events.AnswerFailed(call_id))
            case EndCall():
                self._end()

    def is_opened(self) -> None:
        """The wire is there; the driver has not asked yet what calls there are, but would dial."""
        self.plugged = True

    def is_plugged(self) -> None:
        """Opened, asked, and ready."""
        if self.listed:
            return
        self.plugged = self.listed = True
        if self.call is not None and not self.known_to_driver:
            self.known_to_driver = True
            self.happens(call_events.Found(self.call.number, self.call.answered))
        self.happens(call_events.ModemReady())

    def is_unplugged(self) -> None:
        """The call goes on in the network, but for one that nobody had answered here. Whatever the modem was
        told and has not done fails at once, and so does what it is told from now on."""
        if not self.plugged:
            return
        self.plugged = self.listed = False
        if self.call is not None and not self.call.outgoing and not self.call.answered:
            self.call = None
        if self.known_to_driver:
            self.known_to_driver = False
            self.happens(call_events.Ended(Ending.FAILED))
        self.happens(call_events.ModemLost())

    def is_answered(self) -> None:
        if self.call is None or self.call.answered:
            return
        self.call = replace(self.call, answered=True)
        if self.known_to_driver:
            self.happens(call_events.Answered())

    def alerts(self) -> None:
        if self.call is not None and self.call.outgoing and not self.call.answered and self.known_to_driver:
            self.happens(call_events.Alerting())

    def is_over(self, ending: Ending = Ending.HUNG_UP_THERE) -> None:
        """The far end or the network ends the call."""
        if self.call is None:
            return
        self.call = None
        if self.known_to_driver:
            self.known_to_driver = False
            self.happens(call_events.Ended(ending))

    def rings(self, number: str | None) -> None:
        if self.call is not None or not self.listed:
            return
        self.call = ModemCall(number or "", outgoing=False)
        self.known_to_driver = True
        self.happens(call_events.Incoming(number))

    def _place(self, work: PlaceCall) -> None:
        if not self.plugged or self.call is not None:
            self.happens(call_events.DialFailed(work.call_id))
            return
        self.call = ModemCall(work.number, outgoing=True)
        self.known_to_driver = True
        self.dialled.append(work.number)

    def _end(self) -> None:
        if not self.plugged:
            self.happens(call_events.Cleared(told=False))
            return
        known, self.call, self.known_to_driver = self.known_to_driver, None, False
        if known:
            self.happens(call_events.Ended(Ending.HUNG_UP_HERE))
        self.happens(call_events.Cleared(told=True))

    def _carry_out(self, deed: Deed) -> None:
        match deed:
            case PlaceCall() | AnswerCall() | EndCall():
                self.work.append(deed)
            case (
                alarm_actions.After(seconds, event)
                | call_actions.After(seconds, event)
                | self_test.After(seconds, event)
            ):
                self.pending.append((self.now + seconds, event))
            case self_test.Judge(verdict=verdict):
                self.judged.append(verdict)
            case Ring(on=on):
                self.bell = on
            case call_actions.Record():
                self.recorded.append(deed)
            case alarm_actions.SendLocation(contact=contact):
                self.happens(alarm_events.LocationSent(contact))
