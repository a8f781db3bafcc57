"""Asks a SAM-V one command at a time: each bounded, its answer checked, asked again when noise hit it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hardware.drivers.contract import DriverError, MalformedAnswer, NoResponse
from hardware.drivers.sam_v import Answer, AnswerReader, Command, Sw3

TRIES = 2


class SamChannel:
    """`write` sends bytes at once; `received` is called with those that come."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._answers = AnswerReader()
        self._command: Command | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._error: DriverError | None = None
        self._heard_nonsense = False

    def received(self, data: bytes) -> None:
        """Answers that can't be meant for the present command are skipped: they were given too late."""
        for answer in self._answers.receive(data):
            if self._command is None or self._answer is None or self._answer.done():
                continue
            if self._command.is_answered_by(answer):
                self._answer.set_result(answer)
            else:
                self._heard_nonsense = True

    def fail(self, error: DriverError) -> None:
        """The wire is lost: whoever waits gets `error`, and so does whoever comes later."""
        self._error = error
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def forget(self) -> None:
        """Overwrite what is left of an answer."""
        self._answers.clear()

    async def ask(self, command: Command, answer_ms: float) -> Answer:
        """Raises NoResponse after TRIES times `answer_ms`, MalformedAnswer, PortUnavailable."""
        self._heard_nonsense = False
        for _ in range(TRIES):
            answer = await self._exchange(command, answer_ms / 1000)
            if answer is not None and answer.sw3 != Sw3.WRONG_CHECKSUM:
                return answer
        if self._heard_nonsense:
            raise MalformedAnswer(f"the reader answers {command.what} with something else")
        raise NoResponse("the reader does not answer")

    async def _exchange(self, command: Command, seconds: float) -> Answer | None:
        if self._error is not None:
            raise self._error
        self._answers.clear()
        self._command = command
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._write(command.frame)
            async with asyncio.timeout(seconds):
                return await self._answer
        except TimeoutError:
            return None
        finally:
            self._answer = self._command = None
