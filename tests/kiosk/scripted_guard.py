"""A guard for conversation tests: it holds a state, and does at once what it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from hardware.link.client import CommandRefused, GuardGone
from hardware.link.messages import (
    Alarm,
    AlarmOrigin,
    AlarmPhase,
    Answer,
    CallEnding,
    CallPurpose,
    CancelAlarm,
    CardRead,
    Command,
    Dial,
    DialContact,
    DialFamily,
    EndAlarm,
    HangUp,
    Line,
    LinePhase,
    RefusalReason,
    Socket,
    State,
    SwitchSocket,
)

EMERGENCY_NUMBERS = ("110", "119", "120")


class ScriptedGuard:
    """A `kiosk.conversation.guard.Link` whose far end the test plays."""

    def __init__(self) -> None:
        self.state: State | None = State(sockets=(Socket(1), Socket(2)), contacts=("assistant",))
        self.commands: list[Command] = []
        self.refuse: RefusalReason | None = None
        self.card: CardRead | None = None
        self.card_laid = asyncio.Event()
        self.card_refused: RefusalReason | None = None
        self.changed: Callable[[State | None], None] = lambda state: None

    async def command(self, command: Command) -> None:
        if self.state is None:
            raise GuardGone
        self.commands.append(command)
        if self.refuse is not None:
            raise CommandRefused(self.refuse)
        match command:
            case Dial(number) if number in EMERGENCY_NUMBERS:
                self.alarm(AlarmPhase.DIALLING, AlarmOrigin.CITIZEN, number)
            case Dial():
                self._call(CallPurpose.FREE)
            case DialContact():
                self._call(CallPurpose.CONTACT)
            case DialFamily():
                self._call(CallPurpose.FAMILY)
            case Answer():
                self.answer(limit_seconds=None)
            case HangUp():
                if self.known.alarm.origin is AlarmOrigin.BUTTON:
                    raise CommandRefused(RefusalReason.NOT_NOW)
                self.end_call(CallEnding.HUNG_UP_HERE)
                self.alarm(AlarmPhase.NONE)
            case CancelAlarm() | EndAlarm():
                self.alarm(AlarmPhase.NONE)
            case SwitchSocket(number, on):
                until = time.monotonic() + 3600 if on else None
                self.update(sockets=(Socket(number, until), *self.known.sockets[1:]))

    async def read_card(self, patience_seconds: float) -> CardRead:
        if self.state is None:
            raise GuardGone
        if self.card_refused is not None:
            refused, self.card_refused = self.card_refused, None
            raise CommandRefused(refused)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_seconds):
                await self.card_laid.wait()
                assert self.card is not None
                return self.card
        raise CommandRefused(RefusalReason.CARD_ABSENT)

    def lay(self, card: CardRead) -> None:
        self.card = card
        self.card_laid.set()

    def take_away_card(self) -> None:
        self.card = None
        self.card_laid.clear()

    @property
    def known(self) -> State:
        assert self.state is not None
        return self.state

    def update(self, **changes: object) -> None:
        self.state = replace(self.known, **changes)  # type: ignore[arg-type]  # fields of State, by name
        self.changed(self.state)

    def vanish(self) -> None:
        self.state = None
        self.changed(None)

    def alarm(self, phase: AlarmPhase, origin: AlarmOrigin | None = None, calling: str = "") -> None:
        self.update(alarm=Alarm(phase, origin, calling, since=time.monotonic()))

    def answer(self, limit_seconds: float | None = 180) -> None:
        line = self.known.line
        self.update(
            line=replace(
                line,
                phase=LinePhase.ACTIVE,
                since=time.monotonic(),
                limit_seconds=limit_seconds,
                warning_seconds=None if limit_seconds is None else 30,
            )
        )

    def ring(self) -> None:
        """Somebody calls the booth back."""
        call_id = self.known.line.call_id + 1
        self.update(line=Line(LinePhase.INCOMING, CallPurpose.CALL_BACK, time.monotonic(), call_id=call_id))

    def end_call(self, ending: CallEnding) -> None:
        self.update(line=Line(LinePhase.IDLE, ending=ending, call_id=self.known.line.call_id))

    def _call(self, purpose: CallPurpose) -> None:
        self.update(
            line=Line(LinePhase.DIALLING, purpose, time.monotonic(), call_id=self.known.line.call_id + 1)
        )
