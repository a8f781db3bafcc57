"""A part of the voice that breaks begins again: screen and keys go on, and so does the rest of the voice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0


async def keep_running(name: str, run: Callable[[], Awaitable[None]], broke: Callable[[], None]) -> None:
    """For ever. `broke` is called before it begins again; of the error only kind and place are logged, as its
    words may quote what was said."""
    while True:
        try:
            await run()
        except Exception as error:
            for kind, place in _causes(error):
                log.error("speech_broke part=%s error=%s at=%s", name, kind, place)
            broke()
        await asyncio.sleep(AGAIN_SECONDS)


def _causes(error: BaseException) -> Iterator[tuple[str, str]]:
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _causes(each)
        return
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_qualname}:{at.tb_lineno}" if at is not None else ""
    yield type(error).__name__, place
