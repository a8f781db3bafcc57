from __future__ import annotations

import pytest

from hardware.drivers.at_values import (
    CallState,
    ListedCall,
    Registration,
    arguments,
    is_dialable,
    listed_call,
    registration,
    signal_percent,
    sim_fault,
    sim_is_busy,
)


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ('1,0,0,0,0,"110",129', ListedCall(CallState.ACTIVE, True, "110")),
        ('1,1,4,0,0,"+8613800138000",145,"a,b"', ListedCall(CallState.INCOMING, False, "+8613800138000")),
        ("2,1,5,0,0", ListedCall(CallState.WAITING, False, None)),
        ('1,0,3,0,0,"",128', ListedCall(CallState.ALERTING, True, None)),
        ("1,0,0,1,0", None),  # a data call
        ("1,0,7,0,0", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_listed_calls(line: str, call: ListedCall | None) -> None:
    assert listed_call(line) == call


def test_arguments_keep_commas_in_quotes() -> None:
    assert arguments(' 1,"a,b",,x ') == ["1", "a,b", "", "x"]
    assert arguments("") == [""]


@pytest.mark.parametrize(
    ("line", "percent"), [("0,99", 0), ("31,0", 100), ("16,99", 52), ("99,99", None), ("", None)]
)
def test_signal(line: str, percent: int | None) -> None:
    assert signal_percent(line) == percent


@pytest.mark.parametrize(
    ("state", "registered"), [(0, False), (1, True), (2, False), (3, False), (5, True), (8, False)]
)
def test_registration_states(state: int, registered: bool) -> None:
    found = registration("+CEREG", f'2,{state},"00C3"')
    assert found == Registration("+CEREG", state)
    assert found.registered is registered


@pytest.mark.parametrize("number", ["110", "+8613800138000", "*100#", "02155500001"])
def test_numbers_that_can_be_dialled(number: str) -> None:
    assert is_dialable(number)


@pytest.mark.parametrize(
    "number", ["", "+", "110;", "110\rAT+CHUP", "1 1 0", "12+3", "110\n", "１１０", "d", "1" * 33]
)
def test_numbers_that_cannot(number: str) -> None:
    assert not is_dialable(number)


def test_what_is_wrong_with_a_sim() -> None:
    assert sim_fault("+CME ERROR: 10") == "there is no SIM"
    assert sim_fault("+CME ERROR: 11") == "the SIM wants its PIN"
    assert "+CME ERROR: 100" in sim_fault("+CME ERROR: 100")
    assert sim_is_busy("+CME ERROR: 14")
    assert not sim_is_busy("ERROR")
