"""The booth's status and its models, for people and for programs. It never holds a number anybody dialled."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deploy.boothctl.booth import Gone, Status
from deploy.boothctl.models import Finding
from hardware.link.messages import Alarm, AlarmPhase, KioskDescription, Line, Socket, State
from kiosk.faces.voice.models import Model


def as_json(status: Status) -> str:
    return json.dumps(
        {"guard": _plain(status.guard), "kiosk": _plain(status.kiosk)}, ensure_ascii=False, indent=2
    )


def as_text(status: Status) -> str:
    lines = [*_guard(status.guard), *_kiosk(status.kiosk)]
    return "\n".join(f"{name:<13}{text}" for name, text in lines)


def in_one_line(state: State) -> str:
    """What `watch` prints of a state."""
    devices = " ".join(f"{device.name}={device.health}" for device in state.devices)
    handset = "lifted" if state.handset_lifted else "replaced"
    parts = [f"alarm {_alarm(state.alarm)}", f"line {_line(state.line)}", f"handset {handset}", devices]
    if state.out_of_order:
        parts.append(f"OUT OF ORDER: {state.out_of_order}")
    return " | ".join(parts)


def _plain(part: State | KioskDescription | Gone) -> dict[str, Any]:
    return {"gone": part.why} if isinstance(part, Gone) else asdict(part)


def _guard(state: State | Gone) -> Iterator[tuple[str, str]]:
    if isinstance(state, Gone):
        yield "guard", f"GONE ({state.why})"
        return
    yield "guard", f"running, version {state.guard_version}"
    yield "out of order", state.out_of_order or "no"
    yield "alarm", _alarm(state.alarm)
    yield "line", _line(state.line)
    signal = "unknown" if state.signal_percent is None else f"{state.signal_percent} %"
    yield "network", f"{'registered' if state.network_registered else 'NO SERVICE'}, signal {signal}"
    yield "handset", "lifted" if state.handset_lifted else "replaced"
    yield "cabinet door", "OPEN" if state.door_open else "closed"
    for device in state.devices:
        yield "device", f"{device.name}: {device.health}{f' ({device.detail})' if device.detail else ''}"
    for socket in state.sockets:
        yield "socket", _socket(socket)
    yield "test call", f"last good {state.last_test_call}" if state.last_test_call else "none yet"
    for client in state.clients:
        if client.name:
            yield "client", f"{client.name} {client.version}, process {client.pid}"


def _kiosk(kiosk: KioskDescription | Gone) -> Iterator[tuple[str, str]]:
    if isinstance(kiosk, Gone):
        yield "kiosk", f"GONE ({kiosk.why})"
        return
    yield "kiosk", f"running, version {kiosk.version}"
    yield "view", f"{kiosk.view} in {kiosk.language}{f', service {kiosk.service}' if kiosk.service else ''}"
    yield "drawn", f"{kiosk.frames} frames"
    yield "visits", str(kiosk.visits)
    yield "sees guard", "yes" if kiosk.guard_connected else "NO"
    for sentence in kiosk.said:
        yield "said", sentence


def _alarm(alarm: Alarm) -> str:
    if alarm.phase is AlarmPhase.NONE:
        return "none"
    calling = f", calling {alarm.calling}" if alarm.calling else ""
    return f"{alarm.phase} by {alarm.origin}{calling}, attempt {alarm.attempt}, for {_ago(alarm.since)}"


def _line(line: Line) -> str:
    if line.purpose is None:
        return f"{line.phase}{f', last call {line.ending}' if line.ending else ''}"
    limit = f" of {line.limit_seconds:.0f} s" if line.limit_seconds else ""
    return f"{line.phase}, {line.purpose}, for {_ago(line.since)}{limit}"


def _socket(socket: Socket) -> str:
    if socket.until is None:
        return f"{socket.number}: off"
    return f"{socket.number}: on for another {max(0.0, socket.until - time.monotonic()) / 60:.0f} min"


def _ago(since: float) -> str:
    return f"{max(0.0, time.monotonic() - since):.0f} s"


def answer(fields: dict[str, Any]) -> str:
    """What the simulators answered."""
    return _json(fields)


def _json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=2)


def models_in_lines(folders: Mapping[str, Path | None], models: Sequence[Model]) -> str:
    """One line a model: name, where it lies or that it is missing, size, engine, languages, licence."""
    rows = [
        (
            model.id,
            f"installed in {folder.parent}" if (folder := folders[model.id]) else "missing",
            mebibytes(model.bytes),
            model.engine,
            " ".join(model.languages),
            model.licence,
            model.about,
        )
        for model in models
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def finding(found: Finding) -> str:
    return f"{found.model.id}: {found.health}{f' ({found.why})' if found.why else ''}"


def mebibytes(number: int) -> str:
    return f"{number / (1 << 20):.0f} MiB"
