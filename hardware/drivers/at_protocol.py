"""The AT dialogue without I/O: bytes in, events out. ITU-T V.250, 3GPP TS 27.007 and 27.005.

A modem's answers carry no mark of the command they belong to, and its news come between them at any time.
`Dialogue` sorts them: one command at a time is outstanding; its answer is the information lines that begin
with its name, and one final result. A command that was given up may still be answered, before the next or
even after it: some modems answer slow commands late and others meanwhile. Information lines tell whose the
final result is; where there are none, it is taken for the late one, as a command that seems to be without an
answer is asked again, but one that has got another's is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from hardware.drivers.at_values import Registration, arguments

MAX_LINE_BYTES = 4096
PROMPT: Final = b"> "
CTRL_Z, ESCAPE, CR = b"\x1a", b"\x1b", b"\r"

SYNCHRONISERS: Final = ("AT+CMEE?", "AT+CREG?", "AT+CSQ")
"""They make a dialogue sure again. Taken in turn, so that a late answer to one is not the next's."""


class OutOfTurn(Exception):
    """A command was begun before the last one was answered or given up: our own mistake."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The outstanding command has its final result. `error`: "" when it was done."""

    lines: tuple[str, ...]  # without the name they begin with
    error: str


@dataclass(frozen=True, slots=True)
class Prompted:
    """The modem waits for the text of a message."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call comes in; said again and again while it rings."""


@dataclass(frozen=True, slots=True)
class CallerShown:
    number: str | None


class CallOverReason(Enum):
    NO_CARRIER = "NO CARRIER"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"


@dataclass(frozen=True, slots=True)
class CallOver:
    reason: CallOverReason


@dataclass(frozen=True, slots=True)
class SimChanged:
    """The modem says something about its SIM unasked."""


News = Ringing | CallerShown | CallOver | Registration | SimChanged
Event = Answered | Prompted | News


@dataclass(slots=True)
class _Asked:
    command: str
    lines: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What its information lines begin with: "+CLCC" of "AT+CLCC", "+CPIN" of "AT+CPIN?"."""
        return re.split("[=?]", self.command[2:], maxsplit=1)[0]

    @property
    def always_informs(self) -> bool:
        """Whether it is never answered by a final result alone, unless refused."""
        return self.command.endswith("?") or self.command == "AT+CSQ"

    @property
    def wants_text(self) -> bool:
        return self.name == "+CMGS"

    @property
    def sets_up_a_call(self) -> bool:
        return self.command.startswith(("ATD", "ATA"))


class Dialogue:
    def __init__(self) -> None:
        self._buffer = b""
        self._outstanding: _Asked | None = None
        self._in_text = False
        self._given_up = [_Asked("")]  # who knows what was asked before the port was opened?

    @property
    def is_owed_answers(self) -> bool:
        """Commands that were given up may still be answered."""
        return bool(self._given_up)

    @property
    def is_unsure(self) -> bool:
        """Such a late answer could be taken for another's. Asking one of SYNCHRONISERS mends that."""
        return any(not asked.always_informs for asked in self._given_up)

    def begin(self, command: str) -> bytes:
        """What to send. Raises OutOfTurn."""
        if self._outstanding is not None:
            raise OutOfTurn(self._outstanding.name)
        self._outstanding = _Asked(command)
        return command.encode("ascii") + CR

    def enter_text(self, text: str) -> bytes:
        """What to send after `Prompted`."""
        self._in_text = True
        return text.encode("ascii") + CTRL_Z

    def give_up(self) -> bytes:
        """Stop waiting for the outstanding command. Returns what asks the modem to stop it too.

        Any character stops a command that can be stopped (V.250, 5.6.1); a text being entered wants ESC
        (27.005, 3.5.1).
        """
        stop = CR
        if self._outstanding is not None:
            if self._outstanding.wants_text and not self._in_text:
                stop = ESCAPE
            self._given_up.append(self._outstanding)
            self._outstanding = None
        self._in_text = False
        return stop

    def forget_given_up(self) -> None:
        """What was given up long ago is not answered any more."""
        self._given_up.clear()

    def receive(self, data: bytes) -> list[Event]:
        return list(self._receive(data))

    def _receive(self, data: bytes) -> Iterator[Event]:
        self._buffer += data
        while True:
            end = re.search(rb"[\r\n]", self._buffer)
            if end is None:
                break
            line, self._buffer = self._buffer[: end.start()], self._buffer[end.end() :]
            if line:
                yield from self._line(line.decode("ascii", "replace"))
        waiting = self._outstanding is not None and self._outstanding.wants_text and not self._in_text
        if waiting and self._buffer.startswith(PROMPT):
            self._buffer = self._buffer[len(PROMPT) :]
            yield Prompted()
        if len(self._buffer) > MAX_LINE_BYTES:
            self._buffer = b""

    def _line(self, line: str) -> Iterator[Event]:
        if (error := _final_error(line, self._outstanding)) is not None:
            yield from self._final(error)
        elif self._outstanding is not None and _informs(self._outstanding, line):
            self._outstanding.lines.append(line.partition(":")[2].strip())
            # What was asked before and is answered without information is answered by now, or never.
            self._given_up = [asked for asked in self._given_up if asked.always_informs]
        elif late := next((asked for asked in self._given_up if _informs(asked, line)), None):
            late.lines.append(line)
        else:
            yield from _news(line)

    def _final(self, error: str) -> Iterator[Answered]:
        asked = self._outstanding
        late = self._late_one(error)
        if late is not None:
            self._given_up.remove(late)
        elif asked is not None:
            self._outstanding = None
            self._in_text = False
            yield Answered(tuple(asked.lines), error)

    def _late_one(self, error: str) -> _Asked | None:
        """The command given up that this final result belongs to; None when it is the outstanding one's."""
        informed = next((asked for asked in self._given_up if asked.lines), None)
        if informed is not None or self._outstanding is None or not self._given_up:
            return informed or next(iter(self._given_up), None)
        if self._outstanding.lines:
            return None
        may_be_silent = [asked for asked in self._given_up if error or not asked.always_informs]
        if not may_be_silent and not self._outstanding.always_informs:
            return None
        return next(iter(may_be_silent or self._given_up))


def _informs(asked: _Asked, line: str) -> bool:
    name, colon, values = line.partition(":")
    if not colon or name != asked.name:
        return False
    if name in ("+CREG", "+CEREG"):  # as news they have no second number
        return len(arguments(values)) >= 2 and arguments(values)[1].isdigit()
    return True


def _final_error(line: str, outstanding: _Asked | None) -> str | None:
    """None when `line` is no final result; "" for success."""
    if line == "OK":
        return ""
    if line == "ERROR" or line.startswith(("+CME ERROR:", "+CMS ERROR:", "COMMAND NOT SUPPORT")):
        return line
    if line in ("NO DIALTONE", "NO DIAL TONE"):
        return line
    if outstanding and outstanding.sets_up_a_call and line in {reason.value for reason in CallOverReason}:
        return line
    return None


def _news(line: str) -> Iterator[News]:
    name, _, values = line.partition(":")
    fields = arguments(values)
    match name:
        case "RING" | "+CRING":
            yield Ringing()
        case "+CLIP":
            yield CallerShown(fields[0] or None)
        case "+CREG" | "+CEREG":
            if fields[0].isdigit():
                yield Registration(name, int(fields[0]))
        case "+CPIN":
            yield SimChanged()
        case "NO CARRIER" | "BUSY" | "NO ANSWER":
            yield CallOver(CallOverReason(name))
