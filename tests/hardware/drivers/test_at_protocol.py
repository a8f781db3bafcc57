"""The AT dialogue: whose answer is it, and what is news?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.at_protocol import (
    SYNCHRONISERS,
    Answered,
    CallerShown,
    CallOver,
    CallOverReason,
    Dialogue,
    OutOfTurn,
    Prompted,
    Ringing,
    SimChanged,
)
from hardware.drivers.at_values import Registration, listed_call, registration, signal_percent


@pytest.fixture
def dialogue() -> Dialogue:
    """One that knows where it stands."""
    dialogue = Dialogue()
    dialogue.begin(SYNCHRONISERS[0])
    assert dialogue.receive(b"\r\n+CMEE: 1\r\n\r\nOK\r\n") == [Answered(("1",), "")]
    return dialogue


def test_an_answer_is_its_lines_and_a_final_result(dialogue: Dialogue) -> None:
    assert dialogue.begin("AT+CLCC") == b"AT+CLCC\r"
    lines = b'\r\n+CLCC: 1,0,0,0,0,"110",129\r\n+CLCC: 2,1,5,0,0\r\n\r\nOK\r\n'
    assert dialogue.receive(lines) == [Answered(('1,0,0,0,0,"110",129', "2,1,5,0,0"), "")]


def test_bytes_may_come_one_by_one(dialogue: Dialogue) -> None:
    dialogue.begin("AT+CSQ")
    events = [event for byte in b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n" for event in dialogue.receive(bytes([byte]))]
    assert events == [Answered(("20,99",), "")]


def test_an_echo_is_no_answer(dialogue: Dialogue) -> None:
    dialogue.begin("ATE0")
    assert dialogue.receive(b"ATE0\r\r\nOK\r\n") == [Answered((), "")]


@pytest.mark.parametrize("error", ["ERROR", "+CME ERROR: 10", "+CMS ERROR: 331", "COMMAND NOT SUPPORT"])
def test_a_refusal_says_why(dialogue: Dialogue, error: str) -> None:
    dialogue.begin("AT+CPIN?")
    assert dialogue.receive(f"\r\n{error}\r\n".encode()) == [Answered((), error)]


def test_news_come_between_command_and_answer(dialogue: Dialogue) -> None:
    dialogue.begin("AT+CSQ")
    heard = dialogue.receive(
        b'\r\n+CRING: VOICE\r\n\r\n+CLIP: "13800138000",129,,,,0\r\n'
        b"\r\n+CSQ: 31,99\r\n\r\n+CREG: 5\r\n\r\nOK\r\n"
    )
    assert heard == [
        Ringing(),
        CallerShown("13800138000"),
        Registration("+CREG", 5),
        Answered(("31,99",), ""),
    ]


def test_the_answer_to_a_registration_query_is_no_news(dialogue: Dialogue) -> None:
    dialogue.begin("AT+CREG?")
    heard = dialogue.receive(b'\r\n+CREG: 2,"00C3","0001"\r\n\r\n+CREG: 1,1\r\n\r\nOK\r\n')
    assert heard == [Registration("+CREG", 2), Answered(("1,1",), "")]


def test_a_withheld_number_is_none(dialogue: Dialogue) -> None:
    assert dialogue.receive(b'\r\nRING\r\n\r\n+CLIP: "",128,,,,1\r\n') == [Ringing(), CallerShown(None)]


@pytest.mark.parametrize("reason", list(CallOverReason))
def test_the_end_of_a_call_is_news_but_refuses_a_dial(dialogue: Dialogue, reason: CallOverReason) -> None:
    line = f"\r\n{reason.value}\r\n".encode()
    dialogue.begin("AT+CLCC")
    assert dialogue.receive(line + b"\r\nOK\r\n") == [CallOver(reason), Answered((), "")]
    dialogue.begin("ATD110;")
    assert dialogue.receive(line) == [Answered((), reason.value)]


def test_a_sim_that_is_pulled_is_news(dialogue: Dialogue) -> None:
    assert dialogue.receive(b"\r\n+CPIN: NOT INSERTED\r\n") == [SimChanged()]


def test_a_text_is_entered_at_the_prompt(dialogue: Dialogue) -> None:
    dialogue.begin('AT+CMGS="10086"')
    assert dialogue.receive(b"\r\n> ") == [Prompted()]
    assert dialogue.enter_text("hello") == b"hello\x1a"
    assert dialogue.receive(b"\r\n+CMGS: 7\r\n\r\nOK\r\n") == [Answered(("7",), "")]


def test_giving_up_a_text_at_the_prompt_takes_an_escape(dialogue: Dialogue) -> None:
    dialogue.begin('AT+CMGS="10086"')
    assert dialogue.give_up() == b"\x1b"
    dialogue.begin("AT+CPIN?")
    assert dialogue.give_up() == b"\r"


def give_up(dialogue: Dialogue, command: str) -> None:
    dialogue.begin(command)
    dialogue.give_up()


def test_a_late_answer_is_not_taken_for_the_next(dialogue: Dialogue) -> None:
    give_up(dialogue, "AT+CPIN?")
    assert dialogue.is_owed_answers
    dialogue.begin("AT+CSQ")
    assert dialogue.receive(b"\r\n+CPIN: READY\r\n\r\nOK\r\n") == []
    assert not dialogue.is_owed_answers
    assert dialogue.receive(b"\r\n+CSQ: 9,99\r\n\r\nOK\r\n") == [Answered(("9,99",), "")]


def test_an_answer_may_come_after_that_to_a_later_command(dialogue: Dialogue) -> None:
    give_up(dialogue, "AT+CPIN?")
    dialogue.begin("ATD110;")
    assert dialogue.receive(b"\r\nOK\r\n") == [Answered((), "")]
    dialogue.begin("AT+CLCC")
    assert dialogue.receive(b"\r\n+CPIN: READY\r\n\r\nOK\r\n") == []
    assert dialogue.receive(b"\r\nOK\r\n") == [Answered((), "")]


def test_where_nothing_tells_a_final_result_is_the_late_one(dialogue: Dialogue) -> None:
    give_up(dialogue, "AT+CLCC")
    assert dialogue.is_unsure
    dialogue.begin("AT+CHUP")
    assert dialogue.receive(b"\r\nOK\r\n") == []
    assert dialogue.receive(b"\r\nOK\r\n") == [Answered((), "")]
    give_up(dialogue, "AT+CPIN?")
    dialogue.begin("AT+CHUP")
    assert dialogue.receive(b"\r\n+CME ERROR: 10\r\n") == []
    assert dialogue.receive(b"\r\nOK\r\n") == [Answered((), "")]


def test_an_answer_that_never_comes_is_not_waited_for(dialogue: Dialogue) -> None:
    give_up(dialogue, "AT+CLCC")
    dialogue.begin(SYNCHRONISERS[0])
    assert dialogue.receive(b"\r\n+CMEE: 1\r\n\r\nOK\r\n") == [Answered(("1",), "")]
    assert not dialogue.is_unsure
    dialogue.begin("AT+CLCC")
    assert dialogue.receive(b"\r\nOK\r\n") == [Answered((), "")]


def test_a_new_dialogue_is_unsure_whose_result_comes_first() -> None:
    dialogue = Dialogue()
    assert dialogue.is_unsure
    dialogue.begin("AT+CMEE?")
    assert dialogue.receive(b"\r\nERROR\r\n") == []
    assert dialogue.receive(b"\r\n+CMEE: 0\r\n\r\nOK\r\n") == [Answered(("0",), "")]


def test_two_commands_at_once_are_our_mistake(dialogue: Dialogue) -> None:
    dialogue.begin("AT")
    with pytest.raises(OutOfTurn):
        dialogue.begin("AT")


MODEM_TALK = st.sampled_from(
    [
        b"\r\n",
        b"OK\r\n",
        b"ERROR\r\n",
        b"+CME ERROR: 30\r\n",
        b"> ",
        b"RING\r\n",
        b'+CLIP: "1',
        b'",129\r\n',
        b"+CLIP:\r\n",
        b"+CLIP\r\n",
        b"+CREG: \r\n",
        b"+CREG: 1,\r\n",
        b"+CREG\r\n",
        b"+CLCC: 1,,\r\n",
        b"+CLCC: 9,9,9,9,9,9\r\n",
        b"NO CARRIER\r\n",
        b"+CMGS: ",
    ]
)


@given(chunks=st.lists(MODEM_TALK | st.binary(max_size=40), max_size=40), data=st.data())
def test_whatever_a_modem_says_the_dialogue_goes_on(chunks: list[bytes], data: st.DataObject) -> None:
    dialogue, waiting = Dialogue(), False
    for chunk in chunks:
        if not waiting:
            dialogue.begin(data.draw(st.sampled_from(["AT+CLCC", "ATD110;", "AT+CREG?", 'AT+CMGS="1"'])))
            waiting = True
        for event in dialogue.receive(chunk):
            if isinstance(event, Answered):
                assert waiting, "an answer that nobody waits for"
                waiting = False
                for line in event.lines:
                    listed_call(line)
                    registration("+CREG", line)
                    signal_percent(line)
    if waiting:
        dialogue.give_up()
    dialogue.begin("AT+CMEE?")
    assert Answered(("1",), "") in dialogue.receive(b"\x1b\r\n+CMEE: 1\r\n\r\nOK\r\n")


@given(data=st.binary(max_size=3000).filter(lambda data: b"OK" not in data and b"ERROR" not in data))
def test_noise_is_no_answer_and_hides_none(data: bytes) -> None:
    dialogue = Dialogue()
    dialogue.begin("AT+CMEE?")
    assert not any(isinstance(event, Answered) for event in dialogue.receive(data))
    assert Answered(("1",), "") in dialogue.receive(b"\r\n+CMEE: 1\r\n\r\nOK\r\n")
