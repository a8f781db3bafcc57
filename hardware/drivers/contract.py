"""What the guard may expect of a driver, and a driver of the guard.

A driver owns one wire. `run` keeps it open for ever and reports what happens there as events; the other
methods command the device and raise `DriverError` within a bounded time when that can't be done:

    DriverError
     ├── PortUnavailable   the wire can't be opened or was lost
     ├── NoResponse        the device did not answer in time
     ├── CommandRefused    the device answered, and said no
     ├── MalformedAnswer   the device answered something its protocol does not allow
     ├── CardAbsent        nobody laid a card on the reader in time
     └── CardUnreadable    a card is there, and can't be read; `reason` says why
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NoReturn, Protocol


class DriverError(Exception):
    """A device could not do what it was asked."""


class PortUnavailable(DriverError):
    """The wire can't be opened, or was lost."""


class NoResponse(DriverError):
    """The device did not answer in time."""


class CommandRefused(DriverError):
    """The device answered, and said no."""


class MalformedAnswer(DriverError):
    """The device answered something that its protocol does not allow."""


class CardAbsent(DriverError):
    """Nobody laid a card on the reader in time."""


class UnreadableReason(StrEnum):
    LIFTED_TOO_EARLY = "lifted_too_early"  # it was taken away, or moved, while it was being read
    STILL_LYING = "still_lying"  # from before: it has to be lifted and laid again
    NOT_AUTHENTIC = "not_authentic"  # card and reader did not accept each other
    WRONG_CARD = "wrong_card"  # some other card than this reader reads
    DAMAGED = "damaged"  # read, but what it holds can't be


class CardUnreadable(DriverError):
    """A card is there, and can't be read. It has to be lifted before the next try."""

    def __init__(self, reason: UnreadableReason) -> None:
        super().__init__(f"the card can't be read: {reason}")
        self.reason = reason


class DeviceHealth(StrEnum):
    ABSENT = "absent"  # the wire can't be opened, or nobody answers on it
    STARTING = "starting"  # open, being set up
    READY = "ready"
    FAULTY = "faulty"  # it answers, but can't do its work: no SIM, wrong module


class Input(StrEnum):
    EMERGENCY_BUTTON = "emergency_button"
    HOOK_SWITCH = "hook_switch"  # on = handset lifted
    CABINET_DOOR = "cabinet_door"  # on = open


class Output(StrEnum):
    BUTTON_LAMP = "button_lamp"
    ALARM_SOUNDER = "alarm_sounder"
    RINGER = "ringer"  # the bell of a call that comes in
    SOCKET_1 = "socket_1"
    SOCKET_2 = "socket_2"
    SOCKET_3 = "socket_3"
    SOCKET_4 = "socket_4"


class CallEndReason(StrEnum):
    HUNG_UP_HERE = "hung_up_here"
    HUNG_UP_THERE = "hung_up_there"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"  # refused by the modem or the network, or the wire was lost while dialling


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    device: str
    health: DeviceHealth
    detail: str = ""


@dataclass(frozen=True, slots=True)
class InputChanged:
    """A level changed, or is reported for the first time since the wire was opened."""

    input: Input
    on: bool


@dataclass(frozen=True, slots=True)
class PressLatched:
    """The module had latched a press that no poll saw as a level.

    `blind_seconds` is the time since the last good poll: the press may have been held that long.
    """

    blind_seconds: float


@dataclass(frozen=True, slots=True)
class KeyPressed:
    key: str  # one of "0123456789*#"


@dataclass(frozen=True, slots=True)
class CallAlerting:
    """It rings at the far end."""


@dataclass(frozen=True, slots=True)
class CallAnswered:
    pass


@dataclass(frozen=True, slots=True)
class CallEnded:
    reason: CallEndReason


@dataclass(frozen=True, slots=True)
class CallIncoming:
    number: str | None  # as the network shows it; None when withheld


@dataclass(frozen=True, slots=True)
class CallFound:
    """A call that was already there when the line was opened (the guard was restarted during it)."""

    number: str | None
    answered: bool


class CardKind(StrEnum):
    ID_CARD = "id_card"
    SOCIAL_SECURITY = "social_security"


@dataclass(frozen=True, slots=True)
class Card:
    """What a citizen's card says, as far as a service needs it. Its repr shows nothing personal."""

    kind: CardKind
    name: str = field(repr=False)
    number: str = field(repr=False)  # of an ID card the ID number, of a social-security card the card's own
    valid_until: date | None = field(repr=False)  # the last day; None for 长期, or where the card doesn't say


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    registered: bool
    signal_percent: int | None  # None: not known


DriverEvent = (
    DeviceChanged
    | InputChanged
    | PressLatched
    | KeyPressed
    | CallAlerting
    | CallAnswered
    | CallEnded
    | CallIncoming
    | CallFound
    | NetworkChanged
)

Report = Callable[[DriverEvent], None]
Kept = Callable[[], Awaitable[None]]
"""Returns once a guard that is killed and started again would know of all that was reported until now."""


class Driver(Protocol):
    @property
    def name(self) -> str:
        """The device's name in the booth file, such as "modem"."""

    async def run(self, report: Report) -> NoReturn:
        """Own the wire until cancelled: open it, reopen it for ever, report what happens on it."""


class SwitchesOutputs(Driver, Protocol):
    async def switch(self, output: Output, on: bool) -> None:
        """Set an output. The driver keeps the wish and repeats it when the device comes back.

        Raises DriverError if it can't be done now.
        """


class LatchesPresses(Driver, Protocol):
    """Its device holds a press of the emergency button until it is told that the press is known."""

    def clear_only_when(self, kept: Kept) -> None:
        """Await `kept`, which takes a bounded time, before the device is told."""


class CarriesCalls(Driver, Protocol):
    """A telephone line with one call at a time."""

    async def dial(self, number: str) -> None:
        """Start a call. Its course is reported as CallAlerting, CallAnswered, CallEnded.

        Returns when the modem has taken the command; raises DriverError if it did not, and then
        reports no CallEnded.
        """

    async def answer(self) -> None:
        """Answer the incoming call."""

    async def hang_up(self) -> None:
        """End whatever call there is; done twice, it does no harm. Reports CallEnded if there was one."""

    async def send_tone(self, key: str) -> None:
        """Send one DTMF tone (ITU-T Q.23) into the call: one of "0123456789*#"."""

    async def send_text(self, number: str, text: str) -> None:
        """Send a short message (3GPP TS 27.005), in UCS2 where the text needs it."""


class ReadsCards(Driver, Protocol):
    """A reader on which a citizen lays a card. It looks for one only while `read` is awaited."""

    async def read(self, patience_seconds: float) -> Card:
        """Wait for a card for `patience_seconds` at most, and read it.

        Raises CardAbsent; CardUnreadable; CommandRefused when a card is waited for already; another
        DriverError when the reader is not ready, or fails meanwhile. A card that is found at the last moment
        is still read. May be cancelled at any moment. Nothing of the card is kept or logged.
        """
