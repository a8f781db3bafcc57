"""The simulators' side of the control socket; `control` is the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.simulators.verbs import WrongWords

Run = Callable[[list[str]], dict[str, Any]]


async def listen(path: Path, run: Run) -> asyncio.Server:
    """Serve the socket at `path`; asyncio replaces one left over from a killed run."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(_reply_to(line, run)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # the other side's fault: gone, or a line without end
        finally:
            writer.close()

    return await asyncio.start_unix_server(connected, path)


def _reply_to(line: bytes, run: Run) -> dict[str, Any]:
    try:
        words = [str(word) for word in json.loads(line)["words"]]
    except (ValueError, KeyError, TypeError) as error:
        return {"ok": False, "error": f'a request is {{"words": [...]}}: {error!r}'}
    try:
        return {"ok": True, **run(words)}
    except WrongWords as error:
        return {"ok": False, "error": str(error)}
