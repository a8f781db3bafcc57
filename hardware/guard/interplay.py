"""Has the alarm, the line and the test call work together: an event in, what is to be done in the world out.

What one machine asks of another is passed on here and never leaves; all of it happens at once.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from hardware.guard import alarm as alarms
from hardware.guard import (
    alarm_actions,
    alarm_events,
    call_actions,
    call_events,
    calls,
    emergency,
    line,
    self_test,
)
from hardware.guard.alarm import Alarm
from hardware.guard.call_backs import AlarmBegan, LetRing, Ring
from hardware.guard.calls import Line, Purpose
from hardware.guard.self_test import SelfTest

Event = alarm_events.Event | call_events.Event | self_test.Event
Deed = (
    alarm_actions.SendLocation
    | alarm_actions.SayWhere
    | alarm_actions.FallSilent
    | alarm_actions.Signal
    | alarm_actions.Save
    | alarm_actions.Record
    | alarm_actions.After
    | call_actions.PlaceCall
    | call_actions.EndCall
    | call_actions.AnswerCall
    | Ring
    | call_actions.Record
    | call_actions.After
    | self_test.Judge
    | self_test.After
)
Refusal = alarms.Refusal | calls.Refusal

_TEST_ONLY = frozenset({Purpose.TEST})
_ENDINGS = {
    calls.Ending.HUNG_UP_HERE: alarms.Ending.HUNG_UP_HERE,
    calls.Ending.HUNG_UP_THERE: alarms.Ending.HUNG_UP_THERE,
    calls.Ending.BUSY: alarms.Ending.BUSY,
    calls.Ending.NO_ANSWER: alarms.Ending.NO_ANSWER,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refusal` answers whoever caused the event."""

    deeds: tuple[Deed, ...]
    refusal: Refusal | None


class Interplay:
    def __init__(self, alarm: Alarm, line: Line, test: SelfTest) -> None:
        self.alarm = alarm
        self.line = line
        self.test = test
        self._waiting: deque[Event] = deque()
        self._deeds: list[Deed] = []
        self._refusal: Refusal | None = None
        self._cause: Event | None = None

    @property
    def has_alarm(self) -> bool:
        """Be it only the beginning of a press."""
        return self.alarm.phase is not alarms.Phase.NONE

    @property
    def alarm_runs(self) -> bool:
        """Past what may still be a mistake: the line is kept free for it."""
        return self.has_alarm and self.alarm.phase not in (
            alarms.Phase.HOLDING,
            alarms.Phase.ASKING,
        )

    def happens(self, event: Event) -> Outcome:
        self._deeds, self._refusal, self._cause = [], None, event
        self._waiting.append(event)
        while self._waiting:
            self._step(self._waiting.popleft())
        return Outcome(tuple(self._deeds), self._refusal)

    def _step(self, event: Event) -> None:
        if isinstance(event, alarm_events.Event):
            before = self.alarm.phase
            self.alarm, alarm_actions = emergency.step(self.alarm, event)
            for alarm_action in alarm_actions:
                self._of_alarm(alarm_action)
            if before is alarms.Phase.NONE and self.has_alarm:
                self._waiting.append(AlarmBegan())
        elif isinstance(event, call_events.Event):
            self.line, line_actions = line.step(self.line, event)
            for line_action in line_actions:
                self._of_line(line_action, event)
            if isinstance(event, call_events.ModemReady):
                self._waiting.append(alarm_events.LineReady())
        else:
            self.test, test_actions = self_test.step(self.test, event)
            for test_action in test_actions:
                self._of_test(test_action)

    def _of_alarm(self, action: alarm_actions.Action) -> None:
        match action:
            case alarm_actions.Dial(call=call, number=number):
                self._waiting.append(call_events.CallWanted(Purpose.EMERGENCY, number, call))
            case alarm_actions.HangUp():
                self._waiting.append(call_events.HangUpWanted(calls.ALARMS_OWN))
            case alarm_actions.Answer(call=call):
                self._waiting.append(call_events.AnswerWanted(call))
            case alarm_actions.Adopt(call=call, number=number, answered=answered):
                self._waiting.append(call_events.AdoptWanted(call, number, answered))
            case alarm_actions.Disown():
                self._waiting.append(call_events.Disowned())
            case alarm_actions.Decline():
                self._waiting.append(call_events.DeclineWanted())
            case alarm_actions.PassOn():
                self._waiting.append(LetRing())
            case alarm_actions.Refuse(reason=reason):
                self._refusal = reason
            case _:
                self._deeds.append(action)

    def _of_line(self, action: call_actions.Action, event: call_events.Event) -> None:
        match action:
            case call_actions.TellUp(purpose=Purpose.TEST, token=token):
                self._waiting.append(self_test.Up(token))
            case call_actions.TellOver(purpose=Purpose.TEST, token=token, ending=ending):
                self._waiting.append(self_test.Over(token, ending is calls.Ending.GAVE_WAY))
            case call_actions.TellUp(purpose=purpose, token=token):
                if purpose in calls.ALARMS_OWN:
                    self._waiting.append(alarm_events.CallUp(token))
            case call_actions.TellOver(purpose=purpose, token=token, ending=ending):
                if purpose in calls.ALARMS_OWN:
                    self._waiting.append(
                        alarm_events.CallOver(token, _ENDINGS.get(ending, alarms.Ending.FAILED))
                    )
            case call_actions.TellOffered(number=number):
                self._waiting.append(alarm_events.CallOffered(number))
            case call_actions.TellFound(number=number, answered=answered, hung_up=hung_up):
                self._waiting.append(alarm_events.CallFound(number, answered, hung_up))
            case call_actions.Refuse(reason=reason):
                self._refused(reason, event)
            case _:
                self._deeds.append(action)

    def _refused(self, reason: calls.Refusal, event: call_events.Event) -> None:
        for_test = isinstance(event, call_events.CallWanted) and event.purpose is Purpose.TEST
        if for_test:
            self._waiting.append(self_test.NotNow())
        if for_test or event is self._cause:
            self._refusal = reason

    def _of_test(self, action: self_test.Action) -> None:
        match action:
            case self_test.Call(count=count, number=number):
                self._waiting.append(
                    call_events.CallWanted(Purpose.TEST, number, count, alarm_running=self.has_alarm)
                )
            case self_test.HangUp():
                self._waiting.append(call_events.HangUpWanted(_TEST_ONLY))
            case self_test.Refuse():
                self._refusal = calls.Refusal.NOTHING_TO_DO
            case _:
                self._deeds.append(action)
