from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.simulators.command_line import (
    Command,
    CommandLine,
    Operation,
    Text,
    Typewriter,
    commands_of,
)


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("AT", []),
        ("ATE0", [Command("E", Operation.ACT, "0")]),
        ("ATE0V1", [Command("E", Operation.ACT, "0"), Command("V", Operation.ACT, "1")]),
        ("AT&D0", [Command("&D", Operation.ACT, "0")]),
        ("ATS0=2", [Command("S0", Operation.ACT, "2")]),
        ("ATS0?", [Command("S0", Operation.READ)]),
        ("AT+CREG?", [Command("+CREG", Operation.READ)]),
        ("AT+CREG=?", [Command("+CREG", Operation.TEST)]),
        ("at+creg=1", [Command("+CREG", Operation.SET, "1")]),
        ("AT+CLCC", [Command("+CLCC", Operation.ACT)]),
        ("AT+VTS=1;+VTS=2", [Command("+VTS", Operation.SET, "1"), Command("+VTS", Operation.SET, "2")]),
        ('AT+CMGS="a;b"', [Command("+CMGS", Operation.SET, '"a;b"')]),
        ("ATE0+CMEE=1", [Command("E", Operation.ACT, "0"), Command("+CMEE", Operation.SET, "1")]),
        ("ATD110;", [Command("D", Operation.SET, "110;")]),
    ],
)
def test_lines(line: str, commands: list[Command]) -> None:
    assert list(commands_of(line)) == commands


@given(line=st.text(max_size=60))
def test_every_line_is_read_or_refused(line: str) -> None:
    try:
        list(commands_of("AT" + line))
    except ValueError:
        return


def test_lines_are_stamped_with_their_first_byte() -> None:
    times = iter([10.0, 20.0, 25.0])
    typewriter = Typewriter(lambda: next(times))
    assert list(typewriter.type(b"A")) == []
    assert list(typewriter.type(b"T+CSQ\r")) == [CommandLine("AT+CSQ", 10.0, 25.0)]


def test_what_comes_before_at_is_ignored() -> None:
    typewriter = Typewriter()
    lines = [entry.text for entry in typewriter.type(b"\x00\xffAxAATI\r\n\rAT\r")]
    assert lines == ["ATI", "AT"]


def test_a_backspace_takes_the_last_character() -> None:
    assert [entry.text for entry in Typewriter().type(b"AT\x08+CSX\x08Q\r")] == ["AT+CSQ"]


@pytest.mark.parametrize(("typed", "text"), [(b"hello\x1a", "hello"), (b"hello\x1b", None)])
def test_a_text_ends_with_ctrl_z_or_is_given_up_with_escape(typed: bytes, text: str | None) -> None:
    typewriter = Typewriter()
    typewriter.entering_text = True
    assert list(typewriter.type(typed)) == [Text(text)]
    assert not typewriter.entering_text
