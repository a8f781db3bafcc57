from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.at_texts import PLAIN_CHARACTERS, UCS2_UNITS, Message, messages


def test_a_plain_text_stays_plain() -> None:
    assert list(messages("10086", "Booth SH-1, 1 Demo Road.")) == [
        Message("IRA", 0, "10086", "Booth SH-1, 1 Demo Road.")
    ]


def test_chinese_goes_as_ucs2_and_so_does_the_number() -> None:
    assert list(messages("+86", "亭")) == [Message("UCS2", 8, "002B00380036", "4EAD")]


def test_what_would_end_the_text_or_is_not_in_the_gsm_alphabet_goes_as_ucs2() -> None:
    for text in ("a\x1ab", "a\x1bb", "a\rb", "[a]", "`", "€"):
        assert next(messages("1", text)).character_set == "UCS2"


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_nothing_is_lost_and_no_message_is_too_long(text: str) -> None:
    sent = list(messages("1", text))
    assert len(sent) >= 1
    if sent[0].character_set == "UCS2":
        pieces = [bytes.fromhex(message.body).decode("utf-16-be") for message in sent]
        assert all(len(message.body) <= 4 * UCS2_UNITS for message in sent)
    else:
        pieces = [message.body for message in sent]
        assert all(len(piece) <= PLAIN_CHARACTERS for piece in pieces)
    assert "".join(pieces) == text
