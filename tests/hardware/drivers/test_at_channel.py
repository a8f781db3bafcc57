"""Turns at a modem's port: commands in order, urgent ones next, none lost to V.250's stopping rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from hardware.drivers.at_channel import SHORT_WAIT_SECONDS, AtChannel, GaveWay
from hardware.drivers.at_protocol import News, Ringing
from hardware.drivers.contract import CommandRefused, NoResponse, PortUnavailable
from tests.hardware.eventually import eventually

OK = b"\r\nOK\r\n"


class StrictModem:
    """Runs one line at a time. While it does, it ignores bytes, as V.250, 5.6.1, allows; a slow command is
    stopped by any byte that comes more than 125 ms after it."""

    def __init__(self, slow: dict[str, float], *, stoppable: bool) -> None:
        self.slow = slow
        self.stoppable = stoppable
        self.lines: list[str] = []
        self.said: Callable[[bytes], None] = lambda _data: None
        self._running: asyncio.TimerHandle | None = None
        self._since = 0.0

    @property
    def idle(self) -> bool:
        return self._running is None

    def write(self, data: bytes) -> None:
        now = asyncio.get_running_loop().time()
        if self._running is not None:
            if self.stoppable and now - self._since > 0.125:
                self._running.cancel()
                self._finish(OK)
            return
        line = data.decode().strip()
        self.lines.append(line)
        name = line.removeprefix("AT").split("?")[0]
        answer = {"+CMEE": b"\r\n+CMEE: 1\r\n", "+CSQ": b"\r\n+CSQ: 9,99\r\n", "+CREG": b"\r\n+CREG: 0,1\r\n"}
        if line == "":
            return
        self._since = now
        seconds = self.slow.get(line, 0.001)
        final = b"\r\nERROR\r\n" if line == "AT+NO" else answer.get(name, b"") + OK
        self._running = asyncio.get_running_loop().call_later(seconds, self._finish, final)

    def finish(self) -> None:
        """Whatever it runs is done now."""
        assert self._running is not None
        self._running.cancel()
        self._finish(OK)

    def _finish(self, answer: bytes) -> None:
        self._running = None
        self.said(answer)


def connect(modem: StrictModem, news: list[News] | None = None) -> AtChannel:
    channel = AtChannel(modem.write, (news if news is not None else []).append)
    modem.said = channel.received
    return channel


@pytest.fixture
def modem() -> StrictModem:
    return StrictModem({}, stoppable=True)


async def test_commands_are_answered_in_turn(modem: StrictModem) -> None:
    channel = connect(modem)
    assert await channel.ask("AT+CSQ") == ("9,99",)
    asked = await asyncio.gather(channel.ask("AT+CMEE?"), channel.ask("AT"), channel.ask("AT+CSQ"))
    answers = tuple(asked)
    assert answers == (("1",), (), ("9,99",))
    assert modem.lines == ["AT+CMEE?", "AT+CSQ", "AT+CMEE?", "AT", "AT+CSQ"]  # the first one synchronised


async def test_a_refusal_raises(modem: StrictModem) -> None:
    with pytest.raises(CommandRefused, match="ERROR"):
        await connect(modem).ask("AT+NO")


async def test_silence_raises_and_the_next_command_works() -> None:
    modem = StrictModem({"AT+CPIN?": 30}, stoppable=False)
    channel = connect(modem)
    with pytest.raises(NoResponse):
        await channel.ask("AT+CPIN?", seconds=0.05)
    with pytest.raises(NoResponse):  # it is still busy, and deaf
        await channel.ask("AT+CSQ", seconds=0.05)
    modem.finish()
    assert await channel.ask("AT+CSQ") == ("9,99",)


@pytest.mark.parametrize("stoppable", [True, False])
async def test_an_urgent_command_goes_before_those_that_wait(stoppable: bool) -> None:
    modem = StrictModem({}, stoppable=stoppable)
    channel = connect(modem)
    await channel.ask("AT")
    async with asyncio.TaskGroup() as tasks:
        for command in ("AT+A", "AT+B", "AT+C"):
            tasks.create_task(channel.ask(command))
        await asyncio.sleep(0)
        tasks.create_task(channel.ask_urgently("ATD110;"))
    assert modem.lines[-4:] == ["AT+A", "ATD110;", "AT+B", "AT+C"]


async def test_an_idle_modem_gets_an_urgent_command_at_once(modem: StrictModem) -> None:
    channel = connect(modem)
    await channel.ask("AT")
    task = asyncio.create_task(channel.ask_urgently("ATD110;"))
    await asyncio.sleep(0)
    assert modem.lines[-1] == "ATD110;"
    await task


async def test_a_slow_command_is_stopped_for_an_urgent_one(modem: StrictModem) -> None:
    channel = connect(modem)
    await channel.ask("AT")
    modem.slow["AT+CPIN?"] = 30
    slow = asyncio.create_task(channel.ask("AT+CPIN?", seconds=60))
    await eventually(lambda: modem.lines[-1] == "AT+CPIN?", "the slow command")
    assert await channel.ask_urgently("ATD110;") == ()
    assert modem.lines[-1] == "ATD110;"
    with pytest.raises(GaveWay):
        await slow
    assert await channel.ask("AT+CSQ") == ("9,99",)


async def test_an_urgent_command_waits_for_another_one(modem: StrictModem) -> None:
    channel = connect(modem)
    await channel.ask("AT")
    modem.slow["AT+CHUP"] = SHORT_WAIT_SECONDS * 2
    hanging_up = asyncio.create_task(channel.ask_urgently("AT+CHUP"))
    await eventually(lambda: modem.lines[-1] == "AT+CHUP", "the first urgent command")
    await channel.ask_urgently("ATD110;")
    assert await hanging_up == ()
    assert modem.lines[-2:] == ["AT+CHUP", "ATD110;"]


async def test_a_cancelled_command_leaves_the_turn_to_the_next(modem: StrictModem) -> None:
    channel = connect(modem)
    await channel.ask("AT")
    modem.slow["AT+CPIN?"] = 0.2
    cancelled = [asyncio.create_task(channel.ask("AT+CPIN?")), asyncio.create_task(channel.ask("AT+B"))]
    await eventually(lambda: modem.lines[-1] == "AT+CPIN?", "the slow command")
    for task in cancelled:
        task.cancel()
    await eventually(lambda: modem.idle, "the modem has done the slow command")
    assert await channel.ask("AT+CSQ") == ("9,99",)
    assert "AT+B" not in modem.lines


async def test_a_lost_wire_ends_every_command(modem: StrictModem) -> None:
    channel = connect(modem)
    await channel.ask("AT")
    modem.slow["AT+CPIN?"] = 30
    asked = [
        asyncio.create_task(channel.ask("AT+CPIN?", seconds=60)),
        asyncio.create_task(channel.ask("AT")),
        asyncio.create_task(channel.ask_urgently("ATD110;")),
    ]
    await eventually(lambda: modem.lines[-1] == "AT+CPIN?", "the slow command")
    channel.fail(PortUnavailable("gone"))
    for task in asked:
        with pytest.raises(PortUnavailable):
            await task
    with pytest.raises(PortUnavailable):
        await channel.ask("AT")


async def test_news_are_passed_on(modem: StrictModem) -> None:
    news: list[News] = []
    channel = connect(modem, news)
    channel.received(b"\r\nRING\r\n")
    assert news == [Ringing()]
