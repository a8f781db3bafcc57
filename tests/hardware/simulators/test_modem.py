"""The simulated modem, as somebody at a terminal sees it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hardware.simulators.modem import Modem, Slowness
from hardware.simulators.network import FarEnd, Network
from tests.hardware.eventually import eventually


@dataclass
class Terminal:
    """Types a line, without echo, and reads the lines that come back."""

    network: Network
    screen: bytes = b""

    def __post_init__(self) -> None:
        self.modem = Modem(self.network, self.shown)
        self.type("ATE0")

    def shown(self, data: bytes) -> None:
        self.screen += data

    def type(self, line: str) -> list[str]:
        self.screen = b""
        self.modem.receive(line.encode() + b"\r")
        return self.lines()

    def lines(self) -> list[str]:
        return [line for line in self.screen.decode().split("\r\n") if line]


@pytest.fixture
async def terminal() -> Terminal:
    return Terminal(Network())


async def test_it_echoes_until_told_not_to() -> None:
    terminal = Terminal(Network())
    assert terminal.type("ATE1") == ["OK"]
    assert terminal.type("AT") == ["AT\r", "OK"]


async def test_unknown_commands_are_errors_told_as_was_asked(terminal: Terminal) -> None:
    assert terminal.type("AT+NONE") == ["ERROR"]
    assert terminal.type("AT+CMEE=1") == ["OK"]
    assert terminal.type("AT+NONE") == ["+CME ERROR: 4"]
    assert terminal.type("AT+NONE=?") == ["+CME ERROR: 4"]
    assert terminal.type("AT§") == ["ERROR"]


async def test_a_call_is_listed_from_dialling_to_its_end(terminal: Terminal) -> None:
    terminal.network.far_ends["110"] = FarEnd("answers", 0.05)
    assert terminal.type("ATD110;") == ["OK"]
    assert terminal.type("AT+CLCC") == ['+CLCC: 1,0,2,0,0,"110",129', "OK"]
    await eventually(lambda: "1,0,0,0" in terminal.type("AT+CLCC")[0], "the call is active")
    assert terminal.type("AT+VTS=5") == ["OK"]
    terminal.screen = b""
    terminal.network.hang_up_there()
    assert terminal.lines() == ["NO CARRIER"]
    assert terminal.type("AT+CLCC") == ["OK"]


@pytest.mark.parametrize(
    ("far", "said"),
    [
        (FarEnd("busy"), "BUSY"),
        (FarEnd("refuses"), "NO CARRIER"),
        (FarEnd("noanswer", 0.05), "NO ANSWER"),
        (FarEnd("drops", 0.05), "NO CARRIER"),
    ],
)
async def test_how_calls_end(terminal: Terminal, far: FarEnd, said: str) -> None:
    terminal.network.default_far_end = far
    terminal.type("ATD10086;")
    terminal.screen = b""
    await eventually(lambda: terminal.lines() == [said], said)


async def test_hanging_up_here_says_nothing_more(terminal: Terminal) -> None:
    terminal.type("ATD10086;")
    assert terminal.type("ATH") == ["OK"]
    terminal.type("ATD10086;")
    assert terminal.type("AT+CHUP") == ["OK"]
    assert terminal.network.call is None


async def test_ringing_shows_the_caller_when_asked_to(terminal: Terminal) -> None:
    terminal.screen = b""
    terminal.network.ring("13800138000")
    assert terminal.lines() == ["RING"]
    terminal.network.hang_up_there()
    assert terminal.lines() == ["RING"], "a caller who gives up is not told of"
    terminal.type("AT+CRC=1;+CLIP=1")
    terminal.screen = b""
    terminal.network.ring("+8613800138000")
    assert terminal.lines() == ["+CRING: VOICE", '+CLIP: "+8613800138000",145']
    assert terminal.type("AT+CLCC") == ['+CLCC: 1,1,4,0,0,"+8613800138000",145', "OK"]
    assert terminal.type("ATA") == ["OK"]
    terminal.network.hang_up_there()
    terminal.screen = b""
    terminal.network.ring("")
    assert terminal.lines() == ["+CRING: VOICE", '+CLIP: "",128,,,1']


async def test_without_a_sim_only_emergency_numbers_go_out(terminal: Terminal) -> None:
    terminal.type("AT+CMEE=1")
    terminal.network.set_sim(False)
    assert terminal.type("AT+CPIN?") == ["+CME ERROR: 10"]
    assert terminal.type("ATD120;") == ["+CME ERROR: 10"]
    assert terminal.type("ATD110;") == ["OK"]


async def test_without_service_nothing_goes_out(terminal: Terminal) -> None:
    terminal.type("AT+CMEE=1;+CREG=1")
    terminal.screen = b""
    terminal.network.set_service(False)
    assert terminal.lines() == ["+CREG: 2"]
    assert terminal.type("AT+CREG?") == ["+CREG: 1,2", "OK"]
    assert terminal.type("AT+CSQ") == ["+CSQ: 99,99", "OK"]
    assert terminal.type("ATD110;") == ["+CME ERROR: 30"]


async def test_a_text_is_sent_in_the_chosen_characters(terminal: Terminal) -> None:
    terminal.type('AT+CMGF=1;+CSCS="UCS2"')
    assert terminal.type('AT+CMGS="00310030"') == ["> "]
    terminal.screen = b""
    terminal.modem.receive(b"4EAD\x1a")
    assert terminal.lines() == ["+CMGS: 1", "OK"]
    assert [(text.number, text.text) for text in terminal.modem.texts] == [("10", "亭")]


async def test_slow_commands_answer_late_and_others_meanwhile(terminal: Terminal) -> None:
    terminal.modem.slow["AT+CPIN?"] = Slowness(0.05, deaf=False)
    assert terminal.type("AT+CPIN?") == []
    assert terminal.type("AT+CSQ") == ["+CSQ: 25,99", "OK"]
    await eventually(lambda: "+CPIN: READY" in terminal.lines(), "the late answer")


async def test_a_deaf_modem_ignores_what_comes_meanwhile(terminal: Terminal) -> None:
    terminal.modem.slow["AT+CPIN?"] = Slowness(0.05, deaf=True)
    assert terminal.type("AT+CPIN?") == []
    assert terminal.type("AT+CSQ") == []
    await eventually(lambda: terminal.lines() == ["+CPIN: READY", "OK"], "the late answer, and no other")
