"""What can be told to the simulators, in words: `press`, `key 5`, `far 110 answers 2`, `unplug modem`."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from hardware.simulators.id_card import IdCardReader, Trouble
from hardware.simulators.io_module import IoModule
from hardware.simulators.keypad import KEYS, Keypad
from hardware.simulators.modem import Modem, Slowness
from hardware.simulators.network import CannotDial, FarEnd, Network
from hardware.simulators.sound_card import SoundCard
from hardware.simulators.wire import Wire

Reply = dict[str, Any]

_TROUBLES = "|".join(trouble.value for trouble in Trouble)


class WrongWords(Exception):
    """These words mean nothing here, or can't be done now. The text says what is expected."""


@dataclass(frozen=True, slots=True)
class Verb:
    usage: str
    act: Callable[[list[str]], Reply | None]


class Verbs:
    """The whole simulated booth, by its verbs."""

    def __init__(
        self,
        wires: dict[str, Wire],
        io: IoModule,
        network: Network,
        modem: Modem,
        keypad: Keypad,
        reader: IdCardReader,
        sound_card: SoundCard,
    ) -> None:
        self._wires = wires
        self._io = io
        self._network = network
        self._modem = modem
        self._keypad = keypad
        self._reader = reader
        self._verbs = {
            "press": Verb("", lambda _: {"pressed_at": io.press()}),
            "release": Verb("", lambda _: {"released_at": io.release()}),
            "tap": Verb("", lambda _: {"pressed_at": io.press(), "released_at": io.release()}),
            "lift": Verb("", lambda _: io.set_input("hook_switch", True)),
            "replace": Verb("", lambda _: io.set_input("hook_switch", False)),
            "door": Verb(
                "open|close", lambda words: io.set_input("cabinet_door", _either(words, "open", "close"))
            ),
            "key": Verb(f"one of {KEYS}", self._key),
            "card": Verb(f"lay PERSON|lay FIELD=TEXT …|lift|slow SECONDS|{_TROUBLES}", reader.obey),
            "say": Verb("WAV_FILE", sound_card.say),
            "ring": Verb("[NUMBER|withheld [PATIENCE_SECONDS]]", self._ring),
            "answer": Verb("", lambda _: _done(network.answer_there(), "nobody is being called")),
            "hangup": Verb("", lambda _: _done(network.hang_up_there(), "there is no call")),
            "busy": Verb("", lambda _: _done(network.be_busy(), "nobody is being called")),
            "far": Verb("NUMBER|default answers S|busy|noanswer [S]|drops S|refuses", self._far),
            "service": Verb("on|off", lambda words: network.set_service(_either(words, "on", "off"))),
            "sim": Verb("in|out", lambda words: network.set_sim(_either(words, "in", "out"))),
            "signal": Verb("PERCENT", self._signal),
            "slow": Verb("COMMAND SECONDS [deaf]", self._slow),
            "unplug": Verb(self._wire_names, lambda words: self._wire(words).unplug()),
            "plug": Verb(self._wire_names, lambda words: self._wire(words).plug()),
            "cut": Verb(self._wire_names, lambda words: self._wire(words).cut()),
            "mend": Verb(self._wire_names, lambda words: self._wire(words).mend()),
            "power-cycle": Verb("io|modem", self._power_cycle),
            "noise": Verb(f"{self._wire_names} [BYTES]", self._noise),
            "log": Verb("modem", self._log),
            "state": Verb("", lambda _: self._state()),
        }

    def run(self, words: list[str]) -> Reply:
        """Raises WrongWords."""
        verb = self._verbs.get(words[0]) if words else None
        if verb is None:
            raise WrongWords(self._unknown(words))
        if len(words) > 1 and not verb.usage:
            raise WrongWords(f"{words[0]!r} takes no further word")
        try:
            return verb.act(words[1:]) or {}
        except (ValueError, LookupError) as error:
            detail = f" ({error})" if isinstance(error, ValueError) else ""
            raise WrongWords(f"expected: {words[0]} {verb.usage}{detail}") from error

    @property
    def _wire_names(self) -> str:
        return "|".join(self._wires)

    def _unknown(self, words: list[str]) -> str:
        close = difflib.get_close_matches(words[0], self._verbs, n=1) if words else []
        hint = f"; did you mean {close[0]!r}?" if close else ""
        known = "\n".join(f"  {name} {verb.usage}".rstrip() for name, verb in self._verbs.items())
        return f"no such word: {words[0] if words else ''!r}{hint}\nexpected is one of\n{known}"

    def _wire(self, words: list[str]) -> Wire:
        if words[0] not in self._wires:
            raise ValueError(f"no wire {words[0]!r}")
        return self._wires[words[0]]

    def _power_cycle(self, words: list[str]) -> None:
        {"io": self._io.power_cycle, "modem": self._modem.power_cycle}[words[0]]()

    def _noise(self, words: list[str]) -> None:
        self._wire(words).make_noise(int(words[1]) if words[1:] else 64)

    def _key(self, words: list[str]) -> None:
        if words[0] not in KEYS or len(words[0]) != 1:
            raise ValueError(f"no key {words[0]!r}")
        self._keypad.press(words[0])

    def _ring(self, words: list[str]) -> Reply:
        """What becomes of it is to be seen in `state`, as the call of that number in the list."""
        number = "" if words[:1] in ([], ["withheld"]) else words[0]
        try:
            self._network.ring(number, float(words[1]) if words[1:] else None)
        except CannotDial as error:
            raise WrongWords("the booth can't be called now: it is in a call, or not registered") from error
        return {"caller": number or "withheld", "call": len(self._network.calls) - 1}

    def _far(self, words: list[str]) -> None:
        far_end = FarEnd.from_words(words[1:])
        if words[0] == "default":
            self._network.default_far_end = far_end
        else:
            self._network.far_ends[words[0]] = far_end

    def _signal(self, words: list[str]) -> None:
        percent = int(words[0])
        if not 0 <= percent <= 100:
            raise ValueError("0 to 100")
        self._network.signal_percent = percent

    def _slow(self, words: list[str]) -> None:
        seconds = float(words[1])
        if seconds > 0:
            self._modem.slow[words[0].upper()] = Slowness(seconds, deaf="deaf" in words[2:])
        else:
            self._modem.slow.pop(words[0].upper(), None)

    def _log(self, words: list[str]) -> Reply:
        if words[0] != "modem":
            raise ValueError(f"no log of {words[0]!r}")
        return {"lines": [asdict(line) for line in self._modem.log]}

    def _state(self) -> Reply:
        return {
            "io": self._io.describe(),
            "modem": self._modem.describe(),
            "id_card": self._reader.describe(),
            "wires": {name: wire.state.value for name, wire in self._wires.items()},
        }


def _either(words: list[str], on: str, off: str) -> bool:
    if words[0] not in (on, off):
        raise ValueError(f"{words[0]!r} is neither {on} nor {off}")
    return words[0] == on


def _done(happened: bool, otherwise: str) -> None:
    if not happened:
        raise WrongWords(otherwise)
