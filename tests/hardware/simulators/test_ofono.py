"""The simulated modem, driven by Debian's oFono: a telephony stack that nobody here wrote.

oFono's driver "phonesim" speaks plain 27.007 to a TCP port, so a bridge stands between it and the wire. It
gets a private bus, and is told over that what to do. Texts are left out: oFono sends them in PDU mode only.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import serial_asyncio_fast

from hardware.simulators.booth import simulated_booth
from hardware.simulators.verbs import Verbs
from tests.hardware.eventually import eventually

MISSING = [
    name
    for name in ("ofonod", "dbus-daemon", "dbus-send")
    if shutil.which(name, path="/usr/sbin:/usr/bin") is None
]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"Debian's ofono is not installed: no {', '.join(MISSING)}"
)
WAIT_SECONDS = 60

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow eavesdrop="true"/><allow send_destination="*"/><allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass
class Ofono:
    """oFono's D-Bus interface, by Debian's dbus-send."""

    environment: dict[str, str]
    simulated: Verbs

    async def call(self, path: str, method: str, *arguments: str) -> str:
        """What it answers, printed. Raises AssertionError with oFono's own words."""
        command = ["dbus-send", "--system", "--print-reply", "--dest=org.ofono", path, f"org.ofono.{method}"]
        process = await asyncio.create_subprocess_exec(
            *command, *arguments, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        answer, error = await asyncio.wait_for(process.communicate(), WAIT_SECONDS)
        assert process.returncode == 0, error.decode()
        return answer.decode()

    async def until(self, pattern: str, path: str, method: str) -> str:
        """What it answers as soon as that has `pattern` in it."""
        answer = ""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                while True:
                    with contextlib.suppress(AssertionError):
                        answer = await self.call(path, method)
                    if re.search(pattern, answer, re.DOTALL):
                        return answer
        raise AssertionError(f"no {pattern} in\n{answer}")

    async def calls(self, pattern: str) -> str:
        return await self.until(pattern, "/phonesim", "VoiceCallManager.GetCalls")


@pytest.fixture
async def ofono(tmp_path: Path) -> AsyncIterator[Ofono]:
    async with contextlib.AsyncExitStack() as stack:
        simulated = await stack.enter_async_context(simulated_booth(tmp_path))
        port = await stack.enter_async_context(bridge(tmp_path / "wires/modem"))
        config = tmp_path / "bus.conf"
        config.write_text(BUS.format(socket=tmp_path / "bus"))
        await stack.enter_async_context(
            process("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", environment={})
        )
        phonesim = tmp_path / "phonesim.conf"
        phonesim.write_text(f"[phonesim]\nAddress=127.0.0.1\nPort={port}\n")
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path / 'bus'}",
            "OFONO_PHONESIM_CONFIG": str(phonesim),
        }
        await eventually(lambda: listens(tmp_path / "bus"), "the bus")
        await stack.enter_async_context(process("ofonod", "-n", environment=environment))
        ofono = Ofono(environment, simulated)
        await ofono.until("/phonesim", "/", "Manager.GetModems")
        yield ofono


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(path)) == 0


@contextlib.asynccontextmanager
async def process(*command: str, environment: dict[str, str]) -> AsyncIterator[None]:
    running = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | environment | {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        running.terminate()
        await asyncio.wait_for(running.wait(), 30)


@contextlib.asynccontextmanager
async def bridge(wire: Path) -> AsyncIterator[int]:
    """A TCP port that is the booth's end of `wire`."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serial_reader, serial_writer = await serial_asyncio_fast.open_serial_connection(url=str(wire))
        await asyncio.wait(
            [
                asyncio.create_task(pump(reader, serial_writer)),
                asyncio.create_task(pump(serial_reader, writer)),
            ],
            return_when=asyncio.FIRST_COMPLETED,
        )
        serial_writer.close()
        writer.close()

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(4096):
                sink.write(data)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_it_is_powered_registered_and_makes_and_takes_calls(ofono: Ofono) -> None:
    ofono.simulated.run(["far", "default", "noanswer", "600"])
    await ofono.call("/phonesim", "Modem.SetProperty", "string:Powered", "variant:boolean:true")
    await ofono.until("VoiceCallManager", "/phonesim", "Modem.GetProperties")
    await ofono.call("/phonesim", "Modem.SetProperty", "string:Online", "variant:boolean:true")

    network = await ofono.until("Test PLMN.*Strength", "/phonesim", "NetworkRegistration.GetProperties")
    assert re.search(r'"Status"\s+variant\s+string "registered"', network)
    assert re.search(r'"MobileCountryCode"\s+variant\s+string "001"', network)
    assert re.search(r'"Strength"\s+variant\s+byte 80', network)

    await ofono.call("/phonesim", "VoiceCallManager.Dial", "string:02155500001", "string:")
    await ofono.calls('"State"\\s+variant\\s+string "alerting"')
    ofono.simulated.run(["answer"])
    active = await ofono.calls('"State"\\s+variant\\s+string "active"')
    assert "02155500001" in active
    await ofono.call("/phonesim", "VoiceCallManager.SendTones", "string:12#")
    assert ofono.simulated.run(["state"])["modem"]["calls"][-1]["tones"] == "12#"
    await ofono.call("/phonesim", "VoiceCallManager.HangupAll")
    await ofono.calls(r"array \[\s*\]")

    ofono.simulated.run(["far", "default", "answers", "0.5"])
    await ofono.call("/phonesim", "VoiceCallManager.Dial", "string:10086", "string:")
    await ofono.calls('"active"')
    ofono.simulated.run(["hangup"])
    await ofono.calls(r"array \[\s*\]")

    ofono.simulated.run(["ring", "13800138000"])
    incoming = await ofono.calls('"State"\\s+variant\\s+string "incoming"')
    assert "13800138000" in incoming
    call = re.search(r'object path "(/phonesim/voicecall\d+)"', incoming)
    assert call is not None
    await ofono.call(call[1], "VoiceCall.Answer")
    await ofono.calls('"State"\\s+variant\\s+string "active"')
    await ofono.call(call[1], "VoiceCall.Hangup")
    await ofono.calls(r"array \[\s*\]")
    endings = [call["ending"] for call in ofono.simulated.run(["state"])["modem"]["calls"]]
    assert endings == ["hung_up_here", "released", "hung_up_here"]
