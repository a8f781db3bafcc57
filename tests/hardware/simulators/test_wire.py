from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hardware.simulators.wire import Wire, WireState
from tests.hardware.eventually import eventually


def opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)


def read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1000)
    except BlockingIOError:
        return b""


async def read_whole(descriptor: int, count: int, what: str) -> bytes:
    """`count` bytes at least, in as many parts as a terminal may hand them over."""
    parts = bytearray()

    def read_on() -> bool:
        parts.extend(read(descriptor))
        return len(parts) >= count

    await eventually(read_on, what)
    return bytes(parts)


async def test_bytes_pass_both_ways_and_unchanged(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "wires" / "io")
    received = bytearray()
    wire.received = received.extend
    every_byte = bytes(range(256))
    descriptor = opened(wire.path)
    os.write(descriptor, every_byte)
    await eventually(lambda: received == every_byte, "the bytes from the booth")
    wire.send(every_byte)
    assert await read_whole(descriptor, len(every_byte), "the bytes to the booth") == every_byte
    os.close(descriptor)
    wire.unplug()


async def test_an_unplugged_wire_is_gone_for_whoever_had_it_open(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "io")
    descriptor = opened(wire.path)
    wire.unplug()
    assert not wire.path.is_symlink()
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        os.write(descriptor, b"x")
    assert os.read(descriptor, 10) == b""
    os.close(descriptor)
    wire.send(b"to nobody")
    wire.plug()
    again = opened(wire.path)
    wire.send(b"back")
    assert await read_whole(again, len(b"back"), "bytes on the new wire") == b"back"
    os.close(again)
    wire.unplug()


async def test_a_cut_wire_is_there_but_silent(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "io")
    received = bytearray()
    wire.received = received.extend
    descriptor = opened(wire.path)
    wire.cut()
    assert wire.state is WireState.CUT
    wire.send(b"lost")
    os.write(descriptor, b"lost")
    assert read(descriptor) == b""
    await eventually(lambda: wire.swallowed_bytes == 4, "the wire has swallowed what was written")
    wire.mend()
    os.write(descriptor, b"kept")
    await eventually(lambda: received == b"kept", "only what came after the mending")
    os.close(descriptor)
    wire.unplug()


async def test_noise_goes_both_ways(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "io")
    received = bytearray()
    wire.received = received.extend
    descriptor = opened(wire.path)
    wire.make_noise(100)
    assert len(received) == 100
    assert len(await read_whole(descriptor, 100, "noise")) == 100
    os.close(descriptor)
    wire.unplug()


async def test_a_name_left_over_from_a_killed_run_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "io"
    path.symlink_to("/dev/pts/no-such")
    wire = Wire(path)
    assert path.exists()
    wire.unplug()


async def test_what_nobody_reads_does_not_stop_the_far_end(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "io")
    for _ in range(1000):
        wire.send(bytes(100))
    wire.unplug()
