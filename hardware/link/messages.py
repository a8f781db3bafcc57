"""The messages between the guard and its clients: one JSON object a line, UTF-8, at most MAX_LINE_BYTES.

From the guard: first a whole `State`, again after every change and at least every HEARTBEAT_SECONDS;
`KeyPressed` as it happens; one `Accepted` or `Refused` for each command, or what was asked for, to the client
that asked. To the guard: a `Hello`, then commands, each with an id of the client's choice.
A line that is none of these is `MalformedMessage`; unknown fields are ignored, so that either side may be
newer than the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from hardware.link.alarm import Alarm as Alarm
from hardware.link.alarm import AlarmOrigin as AlarmOrigin
from hardware.link.alarm import AlarmPhase as AlarmPhase
from hardware.link.alarm import CallForHelp as CallForHelp
from hardware.link.alarm import CancelAlarm as CancelAlarm
from hardware.link.alarm import EndAlarm as EndAlarm
from hardware.link.alarm import TestLine as TestLine
from hardware.link.call_backs import AllowCallBack as AllowCallBack
from hardware.link.call_backs import DialFamily as DialFamily
from hardware.link.cards import CardRead as CardRead
from hardware.link.cards import ReadCard as ReadCard
from hardware.link.cards import StopReadingCard as StopReadingCard
from hardware.link.emergency_records import EmergencyRecords as EmergencyRecords
from hardware.link.emergency_records import ReadEmergencyRecords as ReadEmergencyRecords
from hardware.link.kiosk_socket import DescribeKiosk as DescribeKiosk
from hardware.link.kiosk_socket import KioskDescription as KioskDescription
from hardware.link.kiosk_socket import TakeScreenshot as TakeScreenshot

MAX_LINE_BYTES = 65_536
HEARTBEAT_SECONDS = 5.0
KIOSK = "kiosk"  # the kiosk's name in its `Hello`: while it listens, keys of the keypad are its business


class MalformedMessage(ValueError):
    """A line on the link that is no message: the other side's fault."""


class LinePhase(StrEnum):
    IDLE = "idle"
    DIALLING = "dialling"
    ALERTING = "alerting"
    ACTIVE = "active"
    INCOMING = "incoming"


class CallPurpose(StrEnum):
    EMERGENCY = "emergency"
    FREE = "free"
    CONTACT = "contact"  # a contact of the booth file, such as the assistant
    FAMILY = "family"
    CALL_BACK = "call_back"  # somebody rings the booth: during an alarm for it, else for a citizen
    TEST = "test"


class CallEnding(StrEnum):
    HUNG_UP_HERE = "hung_up_here"
    HUNG_UP_THERE = "hung_up_there"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    TIME_UP = "time_up"
    GAVE_WAY = "gave_way"  # to an emergency


class RefusalReason(StrEnum):
    ALARM_RUNNING = "alarm_running"
    LINE_BUSY = "line_busy"
    LINE_ABSENT = "line_absent"
    SAME_NUMBER_TOO_SOON = "same_number_too_soon"
    NUMBER_NOT_ALLOWED = "number_not_allowed"
    UNKNOWN_CONTACT = "unknown_contact"
    SOCKET_UNAVAILABLE = "socket_unavailable"
    NOTHING_TO_DO = "nothing_to_do"  # no call to hang up, no alarm to cancel
    NOT_NOW = "not_now"  # the alarm is past being cancelled; the reading of a card was stopped
    CARD_ABSENT = "card_absent"  # none was laid on the reader in time
    CARD_UNREADABLE = "card_unreadable"  # it has to be lifted and laid down again
    READER_ABSENT = "reader_absent"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Line:
    phase: LinePhase = LinePhase.IDLE
    purpose: CallPurpose | None = None
    since: float = 0.0  # start of this phase, seconds on CLOCK_MONOTONIC
    limit_seconds: float | None = None  # ACTIVE: how long the call may last; None: no limit
    warning_seconds: float | None = None  # with a limit: how long before the end the citizen is warned
    ending: CallEnding | None = None  # IDLE: how the last call ended
    call_id: int = 0  # counts calls since the guard started


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    health: Literal["absent", "starting", "ready", "faulty"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Socket:
    """A charging socket. `until`: when it is switched off, seconds on CLOCK_MONOTONIC; None: it is free."""

    number: int
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Client:
    name: str
    version: str
    pid: int


@dataclass(frozen=True, slots=True)
class State:
    """All a client needs to know of the booth."""

    alarm: Alarm = field(default_factory=Alarm)
    line: Line = Line()
    handset_lifted: bool = False
    door_open: bool = False
    network_registered: bool = False
    signal_percent: int | None = None
    devices: tuple[Device, ...] = ()
    sockets: tuple[Socket, ...] = ()
    contacts: tuple[str, ...] = ()  # ids that `DialContact` takes
    free_call_seconds: float = 180  # how long a free call may last
    same_number_seconds: float = 1800  # how long the same number waits for the next free call
    family_call_seconds: float = 600  # how long a call to the family may last
    reads_cards: bool = False  # a card reader is ready
    out_of_order: str = ""  # why an emergency might not get through; "" when all is well
    last_test_call: str = ""  # ISO 8601, UTC; "" when there was none
    clients: tuple[Client, ...] = ()
    guard_version: str = ""
    type: Literal["state"] = "state"


@dataclass(frozen=True, slots=True)
class KeyPressed:
    key: str
    type: Literal["key_pressed"] = "key_pressed"


@dataclass(frozen=True, slots=True)
class Accepted:
    id: int
    type: Literal["accepted"] = "accepted"


@dataclass(frozen=True, slots=True)
class Refused:
    id: int
    reason: RefusalReason
    detail: str = ""
    type: Literal["refused"] = "refused"


@dataclass(frozen=True, slots=True)
class Hello:
    """Who is there. A client that sends none is listed as unnamed."""

    name: str
    version: str
    pid: int
    type: Literal["hello"] = "hello"


@dataclass(frozen=True, slots=True)
class Dial:
    """Call a number for a citizen: digits, "*", "#", leading "+". An emergency number always goes through."""

    number: str
    id: int = 0
    type: Literal["dial"] = "dial"


@dataclass(frozen=True, slots=True)
class DialContact:
    contact: str  # an id of State.contacts
    id: int = 0
    type: Literal["dial_contact"] = "dial_contact"


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the call-back that rings for a citizen, as lifting the handset does."""

    id: int = 0
    type: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the citizen's call, or refuse the call-back that rings. It also ends a call to 110, 119 or 120 that
    a citizen dialled."""

    id: int = 0
    type: Literal["hang_up"] = "hang_up"


@dataclass(frozen=True, slots=True)
class SendTone:
    key: str
    id: int = 0
    type: Literal["send_tone"] = "send_tone"


@dataclass(frozen=True, slots=True)
class SwitchSocket:
    socket: int
    on: bool
    id: int = 0
    type: Literal["switch_socket"] = "switch_socket"


Command = (
    Dial
    | DialContact
    | DialFamily
    | AllowCallBack
    | Answer
    | HangUp
    | SendTone
    | SwitchSocket
    | ReadCard
    | StopReadingCard
    | CallForHelp
    | CancelAlarm
    | EndAlarm
    | TestLine
    | ReadEmergencyRecords
    | DescribeKiosk
    | TakeScreenshot
)
Message = (
    State | KeyPressed | Accepted | Refused | CardRead | EmergencyRecords | KioskDescription | Hello | Command
)


@cache
def _adapter() -> TypeAdapter[Message]:
    """Built at the first message, after the kiosk's first frame: it takes 20 ms."""
    return TypeAdapter(Annotated[Message, Field(discriminator="type")])


def encode(message: Message) -> bytes:
    """One line, with its newline."""
    return _adapter().dump_json(message) + b"\n"


def decode(line: bytes) -> Message:
    """Raises MalformedMessage for anything that is no message."""
    try:
        return _adapter().validate_json(line)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise MalformedMessage(faults) from error
