"""A social-security card in the virtual reader of vsmartcard-vpcd, and the PC/SC daemon that serves it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Final

DAEMON_SOCKET: Final = Path("/run/pcscd/pcscd.comm")
DRIVER: Final = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PORT: Final = 0x8C7B  # where vpcd listens, as Debian sets it up
POWER_OFF, POWER_ON, RESET, GET_ATR = 0, 1, 2, 4
ATR: Final = bytes.fromhex("3B00")

DF_NAME: Final = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
EF05, EF06 = bytes.fromhex("EF05"), bytes.fromhex("EF06")
Files = Mapping[bytes, Mapping[int, bytes]]


def files(name: str, number: str, valid_until: str) -> Files:
    """`valid_until` in eight digits."""
    return {
        EF05: {0x06: bytes.fromhex(valid_until), 0x07: number.encode("ascii")},
        EF06: {0x09: name.encode("gb18030").ljust(30, b"\0")},
    }


class VirtualCard:
    """What it answers, by ISO 7816-4. With `asks_twice` as a T=0 card, which wants the right Le."""

    def __init__(self, content: Files, *, asks_twice: bool = False) -> None:
        self._content = content
        self._asks_twice = asks_twice
        self._in_environment = False
        self._file: bytes | None = None

    def answer(self, command: bytes) -> bytes:
        match command[:4].hex():
            case "00a40400":
                self._in_environment = command[5 : 5 + command[4]] == DF_NAME
                return b"\x90\x00" if self._in_environment else b"\x6a\x82"
            case "00a40200" if self._in_environment and command[5:7] in self._content:
                self._file = command[5:7]
                return b"\x90\x00"
            case "00a40200":
                return b"\x6a\x82"
        if command[:2] == b"\x00\xb2" and self._file is not None:
            value = self._content[self._file].get(command[2])
            if value is None:
                return b"\x6a\x83"
            record = bytes((command[2], len(value))) + value
            if self._asks_twice and command[4] != len(record):
                return bytes((0x6C, len(record)))
            return record + b"\x90\x00"
        return b"\x6d\x00"


@contextlib.asynccontextmanager
async def inserted(card: VirtualCard) -> AsyncIterator[None]:
    """The card is in the virtual reader."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)

    async def obey() -> None:
        while True:
            length = int.from_bytes(await reader.readexactly(2), "big")
            message = await reader.readexactly(length)
            if length == 1 and message[0] in (POWER_OFF, POWER_ON, RESET):
                continue
            reply = ATR if message == bytes((GET_ATR,)) else card.answer(message)
            writer.write(len(reply).to_bytes(2, "big") + reply)

    task = asyncio.create_task(obey())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        writer.close()


def why_not() -> str:
    """Why the daemon can't be started here; "" when it can."""
    if shutil.which("pcscd") is None or not DRIVER.exists():
        return "Debian's pcscd and vsmartcard-vpcd are not installed"
    if DAEMON_SOCKET.exists() and _answers():
        return "another PC/SC daemon is running"
    return ""


@contextlib.contextmanager
def daemon() -> Iterator[None]:
    process = subprocess.Popen(
        ["pcscd", "--foreground"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while not (DAEMON_SOCKET.exists() and _answers() and _listens()):
            assert process.poll() is None, "pcscd did not start"
            assert time.monotonic() < deadline, "pcscd does not answer"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _answers() -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(DAEMON_SOCKET)) == 0


def _listens() -> bool:
    """By the kernel's table: to connect would put a card in."""
    return any(line.split()[1].endswith(f":{PORT:04X}") for line in _tcp_lines() if line.split()[3] == "0A")


def _tcp_lines() -> list[str]:
    return [
        line
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        if Path(table).exists()
        for line in Path(table).read_text("ascii").splitlines()[1:]
    ]
