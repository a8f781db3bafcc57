"""The replies to one view that nobody has considered yet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from kiosk.conversation.scene import Reply


class Inbox:
    def __init__(self, carried: Iterable[Reply] = ()) -> None:
        """`carried` are replies to the view before that count on this one too."""
        self._replies: asyncio.Queue[Reply] = asyncio.Queue()
        for reply in carried:
            self.put(reply)

    def put(self, reply: Reply) -> None:
        self._replies.put_nowait(reply)

    async def next(self, seconds: float) -> Reply:
        """Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            return await self._replies.get()

    async def next_or(self, task: asyncio.Future[Any], seconds: float | None = None) -> Reply | None:
        """The next reply, or None when the task is done first. Raises TimeoutError when neither comes."""
        listening = asyncio.ensure_future(self._replies.get())
        try:
            either: set[asyncio.Future[Any]] = {listening, task}
            done, _pending = await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                raise TimeoutError
            return listening.result() if listening.done() else None
        finally:
            listening.cancel()

    def unread(self) -> list[Reply]:
        """What nobody will consider here any more."""
        unread: list[Reply] = []
        while not self._replies.empty():
            unread.append(self._replies.get_nowait())
        return unread
