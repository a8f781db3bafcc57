"""The mobile network as a modem sees it, and the people at the far end of its calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, Final, Literal, get_args

SET_UP_SECONDS = 0.3  # from dialling until it rings there, or until the network refuses
ALLOWED_WITHOUT_SIM: Final = frozenset({"112", "911", "000", "08", "110", "118", "119", "999"})
"""Emergency numbers of a phone without a SIM: 3GPP TS 22.101, 10.1.1. 120 is not among them."""

Behaviour = Literal["answers", "busy", "noanswer", "drops", "refuses"]


class CallPhase(IntEnum):
    """The <stat> of +CLCC: 3GPP TS 27.007, 7.18."""

    ACTIVE = 0
    DIALLING = 2
    ALERTING = 3
    INCOMING = 4


class Ending(Enum):
    """How a call ended, by the result code a modem shows for it: V.250, 6.3 and 27.007, 6."""

    RELEASED = "NO CARRIER"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"
    GAVE_UP = ""  # the caller gave up: real modems say nothing at all
    HUNG_UP_HERE = "OK"


class CannotDial(Exception):
    """The network takes no call now. `cme_error` is its code: 27.007, 9.2."""

    def __init__(self, cme_error: int) -> None:
        self.cme_error = cme_error
        super().__init__(f"+CME ERROR: {cme_error}")


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What happens when a number is called.

    answers: after `seconds`. drops: answers at once and hangs up after `seconds`. noanswer: the network gives
    up after `seconds`. busy, refuses: as soon as the call is set up.
    """

    behaviour: Behaviour = "answers"
    seconds: float = 2.0

    @classmethod
    def from_words(cls, words: list[str]) -> FarEnd:
        """`answers 2`, `busy`, `noanswer 30`, `drops 3`, `refuses`. Raises ValueError."""
        behaviours: tuple[Behaviour, ...] = get_args(Behaviour)
        for behaviour in behaviours:
            if words and words[0] == behaviour and len(words) <= 2:
                usual = {"noanswer": 30.0}.get(behaviour, 2.0)
                return cls(behaviour, float(words[1]) if words[1:] else usual)
        raise ValueError(f"a far end is one of {', '.join(behaviours)}, then seconds where it takes them")


@dataclass(slots=True)
class Call:
    number: str
    outgoing: bool
    phase: CallPhase
    ending: Ending | None = None
    tones: str = ""


class Network:
    """One call at a time. `changed` is told of each ending, of ringing (None) and of new registration."""

    def __init__(self) -> None:
        self.on_ending: Callable[[Ending], None] = lambda _ending: None
        self.on_ring: Callable[[], None] = lambda: None
        self.on_registration: Callable[[], None] = lambda: None
        self.on_sim: Callable[[], None] = lambda: None
        self.far_ends: dict[str, FarEnd] = {}
        self.default_far_end = FarEnd()
        self.signal_percent = 80
        self.has_service = True
        self.has_sim = True
        self.call: Call | None = None
        self.calls: list[Call] = []
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def registered(self) -> bool:
        return self.has_service and self.has_sim

    def set_service(self, on: bool) -> None:
        self.has_service = on
        if not on:
            self._end(Ending.RELEASED)
        self.on_registration()

    def set_sim(self, present: bool) -> None:
        self.has_sim = present
        self.on_sim()
        self.on_registration()

    def dial(self, number: str) -> None:
        """Raises CannotDial."""
        if self.call is not None:
            raise CannotDial(3)  # operation not allowed
        if not self.has_service:
            raise CannotDial(30)  # no network service
        if not self.has_sim and number not in ALLOWED_WITHOUT_SIM:
            raise CannotDial(10)  # SIM not inserted
        self._begin(Call(number, outgoing=True, phase=CallPhase.DIALLING))
        self._later(SET_UP_SECONDS, self._set_up)

    def ring(self, number: str, patience_seconds: float | None = None) -> None:
        """Somebody calls the booth, and gives up after `patience_seconds`; "" withholds the number.

        Raises CannotDial.
        """
        if self.call is not None or not self.registered:
            raise CannotDial(3)
        self._begin(Call(number, outgoing=False, phase=CallPhase.INCOMING))
        if patience_seconds is not None:
            self._later(patience_seconds, self.hang_up_there)
        self.on_ring()

    def answer_here(self) -> bool:
        if self.call is None or self.call.phase is not CallPhase.INCOMING:
            return False
        self._cancel_timers()
        self.call.phase = CallPhase.ACTIVE
        return True

    def answer_there(self) -> bool:
        if self.call is None or self.call.phase not in (CallPhase.DIALLING, CallPhase.ALERTING):
            return False
        self._cancel_timers()
        self.call.phase = CallPhase.ACTIVE
        return True

    def hang_up_here(self) -> bool:
        return self._end(Ending.HUNG_UP_HERE)

    def hang_up_there(self) -> bool:
        unanswered = self.call is not None and self.call.phase is CallPhase.INCOMING
        return self._end(Ending.GAVE_UP if unanswered else Ending.RELEASED)

    def be_busy(self) -> bool:
        """The far end of a call that is not answered yet turns out to be busy."""
        if self.call is None or self.call.phase not in (CallPhase.DIALLING, CallPhase.ALERTING):
            return False
        return self._end(Ending.BUSY)

    def describe(self) -> list[dict[str, Any]]:
        """Every call since the start, oldest first."""
        return [
            {
                "number": call.number,
                "outgoing": call.outgoing,
                "phase": call.phase.name.lower(),
                "ending": call.ending.name.lower() if call.ending else None,
                "tones": call.tones,
            }
            for call in self.calls
        ]

    def _set_up(self) -> None:
        call = self.call
        if call is None:
            return
        far_end = self.far_ends.get(call.number, self.default_far_end)
        match far_end.behaviour:
            case "busy":
                self._end(Ending.BUSY)
                return
            case "refuses":
                self._end(Ending.RELEASED)
                return
        call.phase = CallPhase.ALERTING
        match far_end.behaviour:
            case "answers":
                self._later(far_end.seconds, self.answer_there)
            case "drops":
                self.answer_there()
                self._later(far_end.seconds, self.hang_up_there)
            case "noanswer":
                self._later(far_end.seconds, lambda: self._end(Ending.NO_ANSWER))

    def _begin(self, call: Call) -> None:
        self.call = call
        self.calls.append(call)

    def _end(self, ending: Ending) -> bool:
        if self.call is None:
            return False
        self._cancel_timers()
        self.call.ending = ending
        self.call = None
        self.on_ending(ending)
        return True

    def _later(self, seconds: float, action: Callable[[], object]) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, action))

    def _cancel_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
