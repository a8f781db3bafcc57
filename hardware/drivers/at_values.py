"""What a modem's lines say: the values of 3GPP TS 27.007, parsed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_NUMBER: Final = re.compile(r"\+?[0-9*#]{1,32}")
_ARGUMENT: Final = re.compile(r'"([^"]*)"|([^,"]*)')

_SIM_FAULTS: Final = {
    "10": "there is no SIM",
    "11": "the SIM wants its PIN",
    "12": "the SIM wants its PUK",
    "13": "the SIM has failed",
    "15": "this is the wrong SIM",
}


@dataclass(frozen=True, slots=True)
class Registration:
    """<stat> of +CREG (circuit switched) or +CEREG (LTE, where modern calls go): 27.007, 7.2 and 10.1.22."""

    network: str  # "+CREG" or "+CEREG"
    state: int

    @property
    def registered(self) -> bool:
        return self.state in (1, 5, 9, 10)  # home, roaming; both also "CSFB not preferred"


class CallState(IntEnum):
    """<stat> of +CLCC: 27.007, 7.18."""

    ACTIVE = 0
    HELD = 1
    DIALLING = 2
    ALERTING = 3
    INCOMING = 4
    WAITING = 5


@dataclass(frozen=True, slots=True)
class ListedCall:
    state: CallState
    outgoing: bool
    number: str | None


def arguments(values: str) -> list[str]:
    """Split "1,\\"a,b\\",2" at its commas; never empty. Quotes are taken off."""
    fields: list[str] = []
    position = 0
    values = values.strip()
    while True:
        found = _ARGUMENT.match(values, position)
        fields.append((found[1] or found[2] or "").strip() if found else "")
        position = values.find(",", found.end() if found else position) + 1
        if not position:
            return fields


def listed_call(line: str) -> ListedCall | None:
    """One line of +CLCC; None for what is no voice call, or no line of +CLCC at all."""
    fields = arguments(line)
    if len(fields) < 5 or not all(part.isdigit() for part in fields[1:5]):
        return None
    direction, state, mode = int(fields[1]), int(fields[2]), int(fields[3])
    if mode != 0 or state not in list(CallState):
        return None
    number = fields[5] if len(fields) > 5 and fields[5] else None
    return ListedCall(CallState(state), outgoing=direction == 0, number=number)


def registration(network: str, line: str) -> Registration | None:
    """The answer to AT+CREG? or AT+CEREG?."""
    fields = arguments(line)
    return Registration(network, int(fields[1])) if len(fields) > 1 and fields[1].isdigit() else None


def signal_percent(line: str) -> int | None:
    """The answer to AT+CSQ: 0 to 31 are −113 to −51 dBm, 99 is not known (27.007, 8.5)."""
    rssi = arguments(line)[0]
    if not rssi.isdigit() or int(rssi) > 31:
        return None
    return round(int(rssi) * 100 / 31)


def is_dialable(number: str) -> bool:
    """Only digits, "*", "#" and a leading "+": nothing that could end the dial command and begin another."""
    return _NUMBER.fullmatch(number) is not None


def sim_is_busy(error: str) -> bool:
    """Whether a refused AT+CPIN? is worth asking again soon: 27.007, 9.2."""
    return _code(error) == "14"


def sim_fault(error: str) -> str:
    """A refused AT+CPIN? in words."""
    return _SIM_FAULTS.get(_code(error), f"the SIM can't be used: {error}")


def _code(error: str) -> str:
    return error.rpartition(":")[2].strip()
