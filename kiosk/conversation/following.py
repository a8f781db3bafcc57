"""What goes on by itself while somebody is asked: views that come one after the other, and what ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from kiosk.conversation.views import View

Ended = Callable[[], Coroutine[Any, Any, object]]


class NoMoreViews(Exception):
    """A future can't hold StopAsyncIteration; this stands for it."""


class Following:
    def __init__(self, views: AsyncIterator[View]) -> None:
        self._views = views
        self._passed: View | None = None
        self.next: asyncio.Future[View] = self._awaited()

    def take(self) -> View | None:
        """The view that has come; None: there are no more. Raises what making it raised."""
        try:
            view = self.next.result()
        except NoMoreViews:
            return None
        self.next = self._awaited()
        return view

    async def another(self, kind: type[View]) -> None:
        """Until a view of another kind has come, or there are no more. The last of the others is `passed`."""
        while True:
            await asyncio.wait({self.next})
            if self.next.cancelled() or self.next.exception() is not None:
                return
            if type(self.next.result()) is not kind:
                return
            self._passed = self.take()

    def passed(self) -> View | None:
        """The newest view that `another` has let pass, once."""
        view, self._passed = self._passed, None
        return view

    async def close(self) -> None:
        """Wait for nothing more; and be cancelled oneself meanwhile, if need be."""
        self.next.cancel()
        await asyncio.wait({self.next})
        if not self.next.cancelled():
            self.next.exception()

    def _awaited(self) -> asyncio.Future[View]:
        return asyncio.ensure_future(_next(self._views))


async def _next(views: AsyncIterator[View]) -> View:
    try:
        return await anext(views)
    except StopAsyncIteration as error:
        raise NoMoreViews from error


async def answer_unless(answer: Coroutine[Any, Any, str], ended: Ended | None) -> str | None:
    """The answer, or None when what the question was asked on top of comes to its end first."""
    if ended is None:
        return await answer
    asking, ending = asyncio.ensure_future(answer), asyncio.ensure_future(ended())
    try:
        await asyncio.wait({asking, ending}, return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else None
    finally:
        asking.cancel()
        ending.cancel()
        await asyncio.gather(asking, ending, return_exceptions=True)
