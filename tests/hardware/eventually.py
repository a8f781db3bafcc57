"""Waiting for a condition in an asyncio test, with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


async def eventually(find: Callable[[], Found], what: str, seconds: float = 30) -> Found:
    """What `find` finds, as soon as it is true. Fails with `what` was awaited."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not (found := find()):
        assert asyncio.get_running_loop().time() < deadline, f"not within {seconds:g} s: {what}"
        await asyncio.sleep(0.005)
    return found
