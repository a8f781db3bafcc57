"""How the simulators are told what to do: JSON lines on RUN_DIR/simulators.sock.

A request is {"words": ["press"]}; the reply is {"ok": true, …} or {"ok": false, "error": "…"}.
"""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 5.0
MAX_LINE_BYTES = 16_777_216  # a whole modem log is long


class SimulatorError(Exception):
    """The simulators did not do it. The text says why, and what is expected."""


def socket_path(run_dir: Path) -> Path:
    return run_dir / "simulators.sock"


def send(run_dir: Path, words: list[str]) -> dict[str, Any]:
    """Tell the simulators of `run_dir` something and wait for their reply. Raises SimulatorError."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(str(socket_path(run_dir)))
            connection.sendall(json.dumps({"words": words}).encode() + b"\n")
            with connection.makefile("rb") as replies:
                line = replies.readline(MAX_LINE_BYTES)
    except OSError as error:
        raise SimulatorError(f"no simulators answer at {socket_path(run_dir)}: {error}") from error
    try:
        reply: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise SimulatorError("the simulators gave no whole answer") from error
    if not reply.pop("ok"):
        raise SimulatorError(reply["error"])
    return reply
