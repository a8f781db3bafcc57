"""Calls as the reception meets them: somebody rings the empty booth; keys pressed while one talks."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from hardware.link.client import LinkError
from hardware.link.messages import AlarmPhase, Answer, CallPurpose, HangUp, LinePhase, SendTone, State
from kiosk.conversation.calls import ANSWER, LineLost, call_back_views
from kiosk.conversation.departures import Departure
from kiosk.conversation.guard import Guard
from kiosk.conversation.stage import Stage
from kiosk.visit import IN_CALL_KEYS

log = logging.getLogger(__name__)


class PhoneRang(Exception):
    """Somebody calls the empty booth."""


def rings(state: object) -> bool:
    return (
        isinstance(state, State)
        and state.line.purpose is CallPurpose.CALL_BACK
        and state.line.phase is LinePhase.INCOMING
        and state.alarm.phase is AlarmPhase.NONE
    )


async def answer_call_back(stage: Stage, guard: Guard, callers: tuple[str, ...]) -> Departure | None:
    """From ringing to the end of the call. What the citizen asks for instead, such as help; else None."""
    log.info("call_back_on_stage")
    try:
        while (choice := await stage.follow(call_back_views(guard, callers), keys=IN_CALL_KEYS)) is not None:
            await guard.command(Answer() if choice == ANSWER else HangUp())
    except (LinkError, LineLost) as error:
        log.info("call_back_lost error=%s", type(error).__name__)
    except Departure as departure:
        log.info("call_back_left")
        await _end(guard)
        return departure
    return None


async def _end(guard: Guard) -> None:
    state = guard.state
    if (
        state is None
        or state.line.purpose is not CallPurpose.CALL_BACK
        or state.alarm.phase is not AlarmPhase.NONE
    ):
        return
    try:
        await guard.command(HangUp())
    except LinkError as error:
        log.info("call_back_not_ended error=%s", type(error).__name__)


class Tones:
    """Keys pressed in a call are for the other side: "press 1 for …"."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._sending: set[asyncio.Task[None]] = set()

    def send(self, key: str) -> None:
        """Without waiting, and only while somebody is spoken with."""
        state = self._guard.state
        if state is not None and state.line.phase is LinePhase.ACTIVE:
            task = asyncio.create_task(self._send(key))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, key: str) -> None:
        with suppress(LinkError):  # the call has just ended
            await self._guard.command(SendTone(key))
