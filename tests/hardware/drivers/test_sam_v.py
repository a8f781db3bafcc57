"""Frames of GA 467 byte by byte, cards of GA/T 490 field by field, and what else may stand on the wire."""

from __future__ import annotations

import functools
import itertools
import operator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.contract import Card, CardKind, CardUnreadable, UnreadableReason
from hardware.drivers.sam_v import (
    FIND,
    PHOTO_BYTES,
    PREAMBLE,
    READ,
    RESET,
    SELECT,
    STATUS,
    TEXT_BYTES,
    Answer,
    AnswerReader,
    Command,
    Sw3,
    card_in,
    is_id_number,
)

SAMPLE_NUMBER = "11010519491231002X"
FIELDS = {"name": 30, "sex": 2, "nation": 4, "born": 16, "address": 70, "number": 36, "issuer": 30}
FIELDS |= {"valid_from": 16, "valid_until": 16, "reserved": 28, "kind": 2, "rest": 6}
SAMPLE = {
    "name": "王秀兰",
    "sex": "2",
    "nation": "01",
    "born": "19491231",
    "address": "示例路1号",
    "number": SAMPLE_NUMBER,
    "issuer": "示例公安局",
    "valid_from": "20150101",
    "valid_until": "20350101",
}


def card_data(**changes: str | bytes) -> bytes:
    text = b""
    for name, width in FIELDS.items():
        value = (SAMPLE | changes).get(name, "")
        field = value if isinstance(value, bytes) else value.encode("utf-16-le")
        text += field + b" \0" * ((width - len(field)) // 2)
    assert len(text) == TEXT_BYTES
    return bytes.fromhex("01000400") + text + bytes(PHOTO_BYTES)


def framed(body: bytes) -> bytes:
    body = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + body + bytes([functools.reduce(operator.xor, body)])


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (STATUS, "AAAAAA9669 0003 11FF ED"),
        (RESET, "AAAAAA9669 0003 10FF EC"),
        (FIND, "AAAAAA9669 0003 2001 22"),
        (SELECT, "AAAAAA9669 0003 2002 21"),
        (READ, "AAAAAA9669 0003 3001 32"),
    ],
)
def test_commands_are_the_published_bytes(command: Command, frame: str) -> None:
    assert command.frame == bytes.fromhex(frame)


@pytest.mark.parametrize(
    ("frame", "answer", "command"),
    [
        ("AAAAAA9669 0008 00009F 00000000 97", Answer(Sw3.FOUND, bytes(4)), FIND),
        ("AAAAAA9669 0004 000080 84", Answer(Sw3.FIND_FAILED), FIND),
        ("AAAAAA9669 000C 000090 0000000000000000 9C", Answer(Sw3.DONE, bytes(8)), SELECT),
        ("AAAAAA9669 0004 000081 85", Answer(Sw3.SELECT_FAILED), SELECT),
        ("AAAAAA9669 0004 000090 94", Answer(Sw3.DONE), STATUS),
        ("AAAAAA9669 0004 000041 45", Answer(Sw3.READ_FAILED), READ),
    ],
)
def test_answers_are_the_published_bytes(frame: str, answer: Answer, command: Command) -> None:
    assert list(AnswerReader().receive(bytes.fromhex(frame))) == [answer]
    assert command.is_answered_by(answer)
    others = [other for other in (FIND, SELECT, STATUS, READ) if other is not command]
    assert not any(other.is_answered_by(answer) for other in others)


def test_a_card_comes_in_1295_bytes() -> None:
    frame = framed(bytes.fromhex("000090") + card_data())
    assert (len(frame), frame[5:14]) == (1295, bytes.fromhex("050800009001000400"))
    (answer,) = AnswerReader().receive(frame)
    assert READ.is_answered_by(answer)
    assert card_in(answer.data) == Card(CardKind.ID_CARD, "王秀兰", SAMPLE_NUMBER, date(2035, 1, 1))


def test_a_card_may_hold_for_ever() -> None:
    assert card_in(card_data(valid_until="长期")).valid_until is None


def test_a_rare_character_of_a_name_is_kept() -> None:
    for name in ("\ue863田", "𬭎", "古丽·买买提"):
        assert card_in(card_data(name=name)).name == name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (card_data()[:-1], UnreadableReason.DAMAGED),
        (card_data() + b"\0", UnreadableReason.DAMAGED),
        (bytes.fromhex("00FF0401") + card_data()[4:], UnreadableReason.DAMAGED),
        (b"", UnreadableReason.DAMAGED),
        (card_data(name=""), UnreadableReason.DAMAGED),
        (card_data(name=b"\x00\xd8" * 15), UnreadableReason.DAMAGED),
        (card_data(name="王\n"), UnreadableReason.DAMAGED),
        (card_data(number="110105194912310021"), UnreadableReason.DAMAGED),
        (card_data(number="11010519491231002"), UnreadableReason.DAMAGED),
        (card_data(number="11010519491231002x"), UnreadableReason.DAMAGED),
        (card_data(valid_until="20350230"), UnreadableReason.DAMAGED),
        (card_data(valid_until="2035-1-1"), UnreadableReason.DAMAGED),
        (card_data(valid_until=""), UnreadableReason.DAMAGED),
        (card_data(kind="I"), UnreadableReason.WRONG_CARD),
    ],
)
def test_a_card_that_can_not_be_right_is_unreadable(data: bytes, reason: UnreadableReason) -> None:
    with pytest.raises(CardUnreadable) as error:
        card_in(data)
    assert error.value.reason is reason


def test_a_residence_card_for_hong_kong_macao_and_taiwan_is_read() -> None:
    assert card_in(card_data(kind="J", nation="", number="810000199408230021")).number == "810000199408230021"


@pytest.mark.parametrize("number", [SAMPLE_NUMBER, "999999194403121242", "999999199105095173"])
def test_the_check_digit_finds_every_wrong_digit_and_every_swap(number: str) -> None:
    assert is_id_number(number)
    for place in range(17):
        for digit in "0123456789":
            if digit != number[place]:
                assert not is_id_number(number[:place] + digit + number[place + 1 :])
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not is_id_number(swapped)


@pytest.mark.parametrize("number", ["", "1" * 18, "١" * 17 + "X", f" {SAMPLE_NUMBER}", f"{SAMPLE_NUMBER}\n"])
def test_what_is_no_id_number(number: str) -> None:
    assert not is_id_number(number)


def test_what_it_shows_of_itself_holds_nothing_personal() -> None:
    (answer,) = AnswerReader().receive(framed(bytes.fromhex("000090") + card_data()))
    card = card_in(answer.data)
    for shown in (repr(answer), repr(card), str(card)):
        assert not any(part in shown for part in (SAMPLE_NUMBER, "王秀兰", "2035", "\\x8b"))


answers = st.builds(
    Answer,
    sw3=st.integers(0, 255),
    data=st.binary(max_size=40) | st.just(card_data()),
)


def frame_of(answer: Answer) -> bytes:
    return framed(bytes((0, 0, answer.sw3)) + answer.data)


def in_parts(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in itertools.pairwise(places)]


@given(st.lists(answers, max_size=4), st.lists(st.integers(0, 10_000), max_size=8))
def test_answers_may_come_in_any_parts(expected: list[Answer], cuts: list[int]) -> None:
    reader = AnswerReader()
    parts = in_parts(b"".join(map(frame_of, expected)), cuts)
    assert [answer for part in parts for answer in reader.receive(part)] == expected


@given(st.binary(max_size=300).filter(lambda noise: PREAMBLE not in noise + PREAMBLE[:-1]), answers)
def test_an_answer_after_noise_is_found(noise: bytes, answer: Answer) -> None:
    assert list(AnswerReader().receive(noise + frame_of(answer))) == [answer]


@given(answers, st.data())
def test_one_wrong_bit_is_never_taken_for_an_answer_and_hides_none_for_long(
    answer: Answer, data: st.DataObject
) -> None:
    frame = bytearray(frame_of(answer))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    reader = AnswerReader()
    assert list(reader.receive(bytes(frame))) == []
    reader.clear()
    assert list(reader.receive(frame_of(answer))) == [answer]


pieces = st.one_of(
    st.binary(max_size=60),
    st.just(PREAMBLE),
    st.just(b"\xaa" * 5),
    answers.map(frame_of),
    answers.map(frame_of).map(lambda frame: frame[: len(frame) // 2]),
    st.binary(max_size=30).map(framed),
)


@given(st.lists(pieces, max_size=12))
def test_nothing_on_the_wire_stops_it(parts: list[bytes]) -> None:
    reader = AnswerReader()
    for part in parts:
        for answer in reader.receive(part):
            try:
                card_in(answer.data)
            except CardUnreadable:
                continue
    reader.clear()
    assert list(reader.receive(frame_of(Answer(Sw3.FOUND, bytes(4))))) == [Answer(Sw3.FOUND, bytes(4))]


@given(st.binary(min_size=TEXT_BYTES, max_size=TEXT_BYTES))
def test_any_text_is_a_card_or_unreadable(text: bytes) -> None:
    try:
        card = card_in(bytes.fromhex("01000400") + text + bytes(PHOTO_BYTES))
    except CardUnreadable:
        return
    assert is_id_number(card.number)


def test_a_flood_is_kept_within_bounds() -> None:
    """Heads of frames that never end, as fast as they come."""
    reader = AnswerReader()
    for _ in range(2000):
        assert list(reader.receive(PREAMBLE + b"\x05\x08" + bytes(50))) == []
        assert len(reader._pending) < 3000
