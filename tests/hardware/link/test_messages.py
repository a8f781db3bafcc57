from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.link.messages import (
    Alarm,
    AlarmOrigin,
    AlarmPhase,
    CallPurpose,
    Client,
    Device,
    Dial,
    Line,
    LinePhase,
    MalformedMessage,
    Socket,
    State,
    decode,
    encode,
)

EVERYTHING = State(
    alarm=Alarm(AlarmPhase.ANNOUNCED, AlarmOrigin.BUTTON, "duty", 3, 5.0, 12.5),
    line=Line(LinePhase.ACTIVE, CallPurpose.FREE, 10.0, 180.0, 30.0, None, 4),
    handset_lifted=True,
    signal_percent=81,
    devices=(Device("modem", "faulty", "there is no SIM"),),
    sockets=(Socket(1), Socket(2, 99.5)),
    contacts=("assistant",),
    clients=(Client("kiosk", "1", 2),),
)


def test_what_is_encoded_is_decoded() -> None:
    line = encode(EVERYTHING)
    assert line.count(b"\n") == 1
    assert decode(line) == EVERYTHING


def test_a_newer_side_may_say_more() -> None:
    assert decode(b'{"type":"dial","number":"110","id":1,"mood":"calm"}') == Dial("110", 1)


@given(line=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_malformed_and_nothing_worse(line: bytes) -> None:
    with contextlib.suppress(MalformedMessage):
        decode(line)


@pytest.mark.parametrize("line", [b"", b"{", b"null", b'{"type":"dial","number":5}', b"[" * 50_000])
def test_lines_that_are_no_message(line: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode(line)
