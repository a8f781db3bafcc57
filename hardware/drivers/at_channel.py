"""Takes turns at a modem's AT port: one command at a time, every one bounded, an urgent one next.

An urgent command that finds another outstanding waits SHORT_WAIT_SECONDS for it, then has it stopped. To send
at once would lose it: within 125 ms of a command a modem ignores what it receives, and later it takes any
character for a request to stop, and swallows it (V.250, 5.6.1). Commands are mostly answered within
milliseconds, so an urgent one mostly waits not at all, and never longer than SHORT_WAIT_SECONDS and
STOP_SECONDS together.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable

from hardware.drivers.at_protocol import SYNCHRONISERS, Answered, Dialogue, News, Prompted
from hardware.drivers.contract import CommandRefused, DriverError, NoResponse

SHORT_WAIT_SECONDS = 0.15  # more than the 125 ms of V.250, 5.6.1
STOP_SECONDS = 0.1
USUAL_SECONDS = 1.0
UNSURE_SECONDS = 1.0
LATE_SECONDS = 10.0  # after which a command that was given up is not answered any more
"""How long an urgent command is waited for when the one before it was not seen to stop."""


class GaveWay(NoResponse):
    """The command was stopped for an urgent one."""


class AtChannel:
    """`write` sends bytes at once; `received` is called with those that come; `on_news` gets the news."""

    def __init__(self, write: Callable[[bytes], None], on_news: Callable[[News], None]) -> None:
        self._write = write
        self._on_news = on_news
        self._dialogue = Dialogue()
        self._synchronisers = itertools.cycle(SYNCHRONISERS)
        self._answer: asyncio.Future[Answered] | None = None
        self._text = ""
        self._error: DriverError | None = None
        self._taken = False
        self._urgent_taken = False
        self._urgent_queue: deque[asyncio.Future[None]] = deque()
        self._queue: deque[asyncio.Future[None]] = deque()
        self._stopped = asyncio.Event()
        self._gave_up_at = asyncio.get_running_loop().time()

    def received(self, data: bytes) -> None:
        for event in self._dialogue.receive(data):
            match event:
                case Answered():
                    if self._answer is not None and not self._answer.done():
                        self._answer.set_result(event)
                case Prompted():
                    with contextlib.suppress(DriverError):  # whoever sends the text learns of it by `fail`
                        self._send(self._dialogue.enter_text(self._text))
                case _:
                    self._on_news(event)
        if not self._dialogue.is_owed_answers:
            self._stopped.set()

    def fail(self, error: DriverError) -> None:
        """The wire is lost: whoever waits gets `error`, and so does whoever comes later."""
        self._error = error
        for future in (self._answer, *self._urgent_queue, *self._queue):
            if future is not None and not future.done():
                future.set_exception(error)

    async def ask(self, command: str, *, seconds: float = USUAL_SECONDS, text: str = "") -> tuple[str, ...]:
        """The information lines of the answer, without the name they begin with.

        `text` is entered at the prompt. Raises NoResponse, CommandRefused, PortUnavailable, and GaveWay when
        it was stopped for an urgent command.
        """
        async with self._turn(urgent=False):
            if self._dialogue.is_unsure:
                await self._exchange(next(self._synchronisers), USUAL_SECONDS)
            if self._urgent_queue:
                raise GaveWay("gave way to a more urgent command")
            return await self._exchange(command, seconds, text)

    async def ask_urgently(self, command: str, *, seconds: float = USUAL_SECONDS) -> tuple[str, ...]:
        """As `ask`, but next, and stopping what takes longer than a moment."""
        async with self._turn(urgent=True):
            if self._dialogue.is_owed_answers:
                seconds = min(seconds, UNSURE_SECONDS)
            return await self._exchange(command, seconds)

    async def _exchange(self, command: str, seconds: float, text: str = "") -> tuple[str, ...]:
        self._text = text
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._send(self._dialogue.begin(command))
            async with asyncio.timeout(seconds):
                answered = await self._answer
        except TimeoutError as error:
            raise NoResponse("the modem does not answer") from error
        finally:
            if not self._answer.done() or self._answer.cancelled():
                self._give_up()
            self._answer = None
        if answered.error:
            raise CommandRefused(answered.error)
        return answered.lines

    def _give_up(self) -> bytes:
        self._gave_up_at = asyncio.get_running_loop().time()
        self._stopped.clear()
        return self._dialogue.give_up()

    def _send(self, data: bytes) -> None:
        if self._error is not None:
            raise self._error
        self._write(data)

    @contextlib.asynccontextmanager
    async def _turn(self, *, urgent: bool) -> AsyncIterator[None]:
        if self._error is not None:
            raise self._error
        if self._taken:
            await self._wait_for_turn(urgent)
        self._taken, self._urgent_taken = True, urgent
        if asyncio.get_running_loop().time() - self._gave_up_at > LATE_SECONDS:
            self._dialogue.forget_given_up()
        try:
            if urgent and self._dialogue.is_owed_answers:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(STOP_SECONDS):
                        await self._stopped.wait()
            yield
        finally:
            self._pass_turn()

    async def _wait_for_turn(self, urgent: bool) -> None:
        turn = asyncio.get_running_loop().create_future()
        (self._urgent_queue if urgent else self._queue).append(turn)
        stop = (
            asyncio.get_running_loop().call_later(SHORT_WAIT_SECONDS, self._stop_current) if urgent else None
        )
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pass_turn()  # we were cancelled just when it was our turn
            raise
        finally:
            if stop is not None:
                stop.cancel()

    def _stop_current(self) -> None:
        if self._urgent_taken or self._answer is None or self._answer.done():
            return
        with contextlib.suppress(DriverError):
            self._send(self._give_up())
        self._answer.set_exception(GaveWay("gave way to a more urgent command"))

    def _pass_turn(self) -> None:
        self._taken = self._urgent_taken = False
        for queue in (self._urgent_queue, self._queue):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    self._taken = True
                    turn.set_result(None)
                    return
