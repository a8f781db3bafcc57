"""What becomes of a modem's one call: pure. It is told what the modem lists and says, and tells events.

The list (+CLCC) is the truth; unasked results (NO CARRIER, BUSY, NO ANSWER) come sooner and say why, but also
late, after the call they mean. Every call that began here ends in exactly one CallEnded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import Final

from hardware.drivers.at_protocol import CallOverReason
from hardware.drivers.at_values import CallState, ListedCall
from hardware.drivers.contract import (
    CallAlerting,
    CallAnswered,
    CallEnded,
    CallEndReason,
    CallFound,
    CallIncoming,
    DriverEvent,
)

GONE_AFTER = 2  # empty lists in a row: one alone may be the late answer to another command
LISTING_LAG_SECONDS = 1.0  # a call just dialled may not be listed yet
LATE_RESULT_SECONDS = 2.0  # a call hung up here may still be followed by its NO CARRIER


class Phase(Enum):
    IDLE = auto()
    ASKED = auto()  # the dial command is not answered yet
    DIALLING = auto()
    ALERTING = auto()
    ACTIVE = auto()
    RINGING = auto()  # somebody calls us, and we don't know who yet
    INCOMING = auto()


VANISHED: Final = {
    Phase.DIALLING: CallEndReason.FAILED,
    Phase.ALERTING: CallEndReason.NO_ANSWER,
    Phase.ACTIVE: CallEndReason.HUNG_UP_THERE,
    Phase.INCOMING: CallEndReason.HUNG_UP_THERE,
}
RESULTS: Final = {
    CallOverReason.BUSY: CallEndReason.BUSY,
    CallOverReason.NO_ANSWER: CallEndReason.NO_ANSWER,
}


class Calls:
    def __init__(self) -> None:
        self.phase = Phase.IDLE
        self.ended = 0  # calls that are over
        self._dialled_at = 0.0
        self._missed = 0
        self._hung_up_at = -LATE_RESULT_SECONDS

    @property
    def under_way(self) -> bool:
        return self.phase is not Phase.IDLE

    def asked_to_dial(self) -> None:
        self.phase = Phase.ASKED

    def dialled(self, at: float) -> None:
        """The modem took the number."""
        if self.phase is Phase.ASKED:
            self.phase = Phase.DIALLING
            self._dialled_at = at

    def dial_failed(self) -> None:
        """The modem did not take the number: there was no call, so none ends."""
        if self.phase is Phase.ASKED:
            self.phase = Phase.IDLE

    def rang(self) -> None:
        if self.phase is Phase.IDLE:
            self.phase = Phase.RINGING

    def caller_shown(self, number: str | None) -> Iterator[DriverEvent]:
        if self.phase in (Phase.IDLE, Phase.RINGING):
            self.phase = Phase.INCOMING
            yield CallIncoming(number)

    def answered_here(self) -> Iterator[DriverEvent]:
        if self.phase is Phase.RINGING:
            yield from self.caller_shown(None)
        if self.phase is Phase.INCOMING:
            self.phase = Phase.ACTIVE
            yield CallAnswered()

    def hung_up_here(self, at: float) -> Iterator[DriverEvent]:
        self._hung_up_at = at
        yield from self._end(CallEndReason.HUNG_UP_HERE)

    def over(self, reason: CallOverReason, at: float) -> Iterator[DriverEvent]:
        """The modem said unasked that the call is over."""
        late = reason is CallOverReason.NO_CARRIER and at - self._hung_up_at <= LATE_RESULT_SECONDS
        if not late:
            yield from self._end(RESULTS.get(reason) or VANISHED.get(self.phase, CallEndReason.FAILED))

    def wire_lost(self) -> Iterator[DriverEvent]:
        self.dial_failed()
        yield from self._end(CallEndReason.FAILED)

    def listed(
        self, listing: Iterable[ListedCall], at: float, ended_when_asked: int | None = None
    ) -> Iterator[DriverEvent]:
        """What +CLCC shows. Whoever waits behind the one call is left waiting.

        A list that was asked for before the last call ended (`ended` was less then) may still show it, and
        tells nothing.
        """
        if ended_when_asked is not None and ended_when_asked != self.ended:
            return
        call = next((call for call in listing if call.state is not CallState.WAITING), None)
        self._missed = self._missed + 1 if call is None else 0
        if call is None:
            if self._missed >= GONE_AFTER and not self._may_not_be_listed_yet(at):
                yield from self._end(VANISHED.get(self.phase, CallEndReason.FAILED))
        elif call.state is CallState.INCOMING:
            yield from self.caller_shown(call.number)
        else:
            yield from self._progress(call)

    def _progress(self, call: ListedCall) -> Iterator[DriverEvent]:
        connected = call.state in (CallState.ACTIVE, CallState.HELD)
        if self.phase in (Phase.IDLE, Phase.RINGING):
            self.phase = Phase.ACTIVE if connected else Phase.DIALLING
            yield CallFound(call.number, answered=connected)
        if connected and self.phase is not Phase.ACTIVE:
            self.phase = Phase.ACTIVE
            yield CallAnswered()
        elif call.state is CallState.ALERTING and self.phase in (Phase.ASKED, Phase.DIALLING):
            self.phase = Phase.ALERTING
            yield CallAlerting()

    def _may_not_be_listed_yet(self, at: float) -> bool:
        fresh = self.phase is Phase.DIALLING and at - self._dialled_at <= LISTING_LAG_SECONDS
        return fresh or self.phase is Phase.ASKED

    def _end(self, reason: CallEndReason) -> Iterator[DriverEvent]:
        phase, self.phase = self.phase, Phase.IDLE
        self.ended += phase is not Phase.IDLE
        if phase not in (Phase.IDLE, Phase.RINGING):
            yield CallEnded(reason)
