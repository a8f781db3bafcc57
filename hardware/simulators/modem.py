"""A mobile modem as its AT port shows it: ITU-T V.250, 3GPP TS 27.007 (voice) and 27.005 (texts)."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from hardware.simulators.command_line import Command, CommandLine, Operation, Text, Typewriter, commands_of
from hardware.simulators.modem_memory import IDENTITY, POWER_ON, VALUES
from hardware.simulators.network import CallPhase, CannotDial, Ending, Network

LOG_LINES = 10_000
RING_SECONDS = 5.0  # the mainland's ringing cadence: 1 s on, 4 s off

NO_SIM, OPERATION_NOT_ALLOWED, NOT_SUPPORTED, BAD_PARAMETER = 10, 3, 4, 50  # 27.007, 9.2

Answer = Iterable[str]


class Refused(Exception):
    """The modem says no, with a code of 27.007, 9.2."""

    def __init__(self, cme_error: int) -> None:
        self.cme_error = cme_error
        super().__init__(f"+CME ERROR: {cme_error}")


@dataclass(frozen=True, slots=True)
class SentText:
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Slowness:
    """A command that takes long. A deaf modem ignores what arrives meanwhile; others run it at once."""

    seconds: float
    deaf: bool


class Modem:
    def __init__(
        self, network: Network, send: Callable[[bytes], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._network = network
        self._send = send
        self._typewriter = Typewriter(clock)
        self._settings = dict(POWER_ON)
        self._texting_to = ""
        self._deaf = False
        self._ringing: asyncio.TimerHandle | None = None
        self.slow: dict[str, Slowness] = {}
        self.log: deque[CommandLine] = deque(maxlen=LOG_LINES)
        self.texts: list[SentText] = []
        network.on_ending = self._ended
        network.on_ring = self._ring
        network.on_registration = self._registration_changed
        network.on_sim = self._sim_changed
        self._handlers: dict[str, Callable[[Command], Answer]] = {
            "D": self._dial,
            "A": self._answer,
            "H": self._hang_up,
            "+CHUP": self._hang_up,
            "Z": self._reset,
            "&F": self._reset,
            "I": lambda _command: [IDENTITY["+CGMM"]],
            "+CLCC": self._list_calls,
            "+CPIN": self._sim_state,
            "+CSQ": self._signal,
            "+CREG": self._registration,
            "+CEREG": self._registration,
            "+COPS": self._operator,
            "+VTS": self._tone,
            "+CMGS": self._begin_text,
            "+CMGL": self._list_texts,
            "+CPAS": self._activity,
        }

    def receive(self, data: bytes) -> None:
        """What the booth has typed."""
        if self._deaf:
            return
        if self._settings["E"] == "1" and not self._typewriter.entering_text:
            self._send(data)
        for entry in self._typewriter.type(data):
            if isinstance(entry, Text):
                self._finish_text(entry)
            else:
                self.log.append(entry)
                self._start(entry)

    def power_cycle(self) -> None:
        """A modem without power loses its call and forgets its settings."""
        self._network.hang_up_here()
        self._settings = dict(POWER_ON)

    def describe(self) -> dict[str, Any]:
        return {
            "registered": self._network.registered,
            "signal_percent": self._network.signal_percent,
            "sim": self._network.has_sim,
            "calls": self._network.describe(),
            "texts": [asdict(text) for text in self.texts],
        }

    def _start(self, line: CommandLine) -> None:
        for name, slowness in self.slow.items():
            if line.text.upper().startswith(name):
                self._deaf = slowness.deaf
                asyncio.get_running_loop().call_later(slowness.seconds, self._execute, line.text)
                return
        self._execute(line.text)

    def _execute(self, line: str) -> None:
        self._deaf = False
        try:
            for command in commands_of(line):
                for information in self._run(command):
                    self._say(information)
        except Refused as refusal:
            self._say(f"+CME ERROR: {refusal.cme_error}" if self._settings["+CMEE"] != "0" else "ERROR")
        except ValueError:
            self._say("ERROR")
        except Prompted:
            self._send(b"\r\n> ")
        else:
            self._say("OK")

    def _run(self, command: Command) -> Answer:
        if command.operation is Operation.TEST:
            return self._values(command.name)
        if handler := self._handlers.get(command.name):
            return handler(command)
        if command.name in IDENTITY:
            return [IDENTITY[command.name]]
        if command.name not in self._settings:
            raise Refused(NOT_SUPPORTED)
        if command.operation is Operation.READ:
            return [f"{command.name}: {self._settings[command.name]}"]
        self._settings[command.name] = command.argument or "0"
        return []

    def _values(self, name: str) -> Answer:
        if name in VALUES:
            return [f"{name}: {VALUES[name]}"] if VALUES[name] else []
        if name in self._handlers or name in self._settings or name in IDENTITY:
            return []
        raise Refused(NOT_SUPPORTED)

    def _say(self, line: str) -> None:
        self._send(f"\r\n{line}\r\n".encode("ascii"))

    def _reset(self, _command: Command) -> Answer:
        self._settings = dict(POWER_ON)
        return []

    def _dial(self, command: Command) -> Answer:
        number = command.argument.strip("Ii;")
        if not command.argument.endswith(";") or not number:
            raise Refused(BAD_PARAMETER)  # no data calls here
        try:
            self._network.dial(number)
        except CannotDial as error:
            raise Refused(error.cme_error) from error
        return []

    def _answer(self, _command: Command) -> Answer:
        if not self._network.answer_here():
            raise Refused(OPERATION_NOT_ALLOWED)
        self._stop_ringing()
        return []

    def _hang_up(self, _command: Command) -> Answer:
        self._network.hang_up_here()
        return []

    def _list_calls(self, _command: Command) -> Answer:
        call = self._network.call
        if call is None:
            return []
        number = f',"{call.number}",{_type_of_address(call.number)}' if call.number else ""
        return [f"+CLCC: 1,{int(not call.outgoing)},{call.phase.value},0,0{number}"]

    def _sim_state(self, command: Command) -> Answer:
        if not self._network.has_sim:
            raise Refused(NO_SIM)
        return ["+CPIN: READY"] if command.operation is Operation.READ else []

    def _signal(self, _command: Command) -> Answer:
        if not self._network.has_service:
            return ["+CSQ: 99,99"]
        return [f"+CSQ: {round(self._network.signal_percent * 31 / 100)},99"]

    def _registration(self, command: Command) -> Answer:
        if command.operation is Operation.READ:
            return [f"{command.name}: {self._settings[command.name]},{self._registration_state()}"]
        self._settings[command.name] = command.argument or "0"
        return []

    def _registration_state(self) -> int:
        """<stat>, 27.007, 7.2: 1 home network, 2 searching, 0 not registered and not searching."""
        if self._network.registered:
            return 1
        return 2 if self._network.has_sim else 0

    def _operator(self, command: Command) -> Answer:
        if command.operation is not Operation.READ:
            if command.argument.startswith("3,"):
                self._settings["+COPS"] = command.argument[2:]
            return []
        if not self._network.registered:
            return ["+COPS: 0"]
        numeric = self._settings.get("+COPS") == "2"
        return ['+COPS: 0,2,"00101"'] if numeric else ['+COPS: 0,0,"Test PLMN"']

    def _activity(self, _command: Command) -> Answer:
        phase = self._network.call.phase if self._network.call else None
        return [f"+CPAS: {0 if phase is None else 3 if phase is CallPhase.INCOMING else 4}"]

    def _tone(self, command: Command) -> Answer:
        call = self._network.call
        if call is None or call.phase is not CallPhase.ACTIVE:
            raise Refused(OPERATION_NOT_ALLOWED)
        call.tones += command.argument.strip('"')
        return []

    def _begin_text(self, command: Command) -> Answer:
        if self._settings["+CMGF"] != "1":
            raise Refused(OPERATION_NOT_ALLOWED)  # PDU mode is not simulated
        self._texting_to = self._decoded(command.argument.split(",")[0].strip('"'))
        self._typewriter.entering_text = True
        raise Prompted

    def _finish_text(self, entry: Text) -> None:
        if entry.text is None:
            self._say("OK")
        elif not self._network.registered:
            self._say("+CMS ERROR: 331")  # no network service: 27.005, 3.2.5
        else:
            try:
                self.texts.append(SentText(self._texting_to, self._decoded(entry.text)))
            except ValueError:
                self._say("+CMS ERROR: 305")  # invalid text mode parameter
                return
            self._say(f"+CMGS: {len(self.texts)}")
            self._say("OK")

    def _decoded(self, characters: str) -> str:
        """In the character set of +CSCS. Raises ValueError."""
        if self._settings["+CSCS"].strip('"') == "UCS2":
            return bytes.fromhex(characters).decode("utf-16-be")
        return characters

    def _list_texts(self, _command: Command) -> Answer:
        for index, sent in enumerate(self.texts, start=1):
            yield f'+CMGL: {index},"STO SENT","{sent.number}",,'
            yield sent.text.encode("utf-16-be").hex().upper()

    def _ring(self) -> None:
        call = self._network.call
        if call is None:
            return
        self._say("+CRING: VOICE" if self._settings["+CRC"] == "1" else "RING")
        if self._settings["+CLIP"] == "1":
            withheld = "" if call.number else ",,,1"
            self._say(f'+CLIP: "{call.number}",{_type_of_address(call.number)}{withheld}')
        self._ringing = asyncio.get_running_loop().call_later(RING_SECONDS, self._ring)

    def _stop_ringing(self) -> None:
        if self._ringing is not None:
            self._ringing.cancel()
            self._ringing = None

    def _ended(self, ending: Ending) -> None:
        self._stop_ringing()
        if ending in (Ending.RELEASED, Ending.BUSY, Ending.NO_ANSWER):
            self._say(ending.value)

    def _registration_changed(self) -> None:
        for name in ("+CREG", "+CEREG"):
            if self._settings[name] != "0":
                self._say(f"{name}: {self._registration_state()}")

    def _sim_changed(self) -> None:
        self._say("+CPIN: READY" if self._network.has_sim else "+CPIN: NOT INSERTED")


class Prompted(Exception):
    """A command that asks for a text before it answers."""


def _type_of_address(number: str) -> int:
    """3GPP TS 24.008, 10.5.4.7: 145 international, 129 unknown, 128 none."""
    return 128 if not number else 145 if number.startswith("+") else 129
