"""Numbers said digit by digit, as a transcription has them."""

from __future__ import annotations

import pytest

from kiosk.faces.voice.contract import NO_DIGITS
from kiosk.faces.voice.digits import Digits, read_digits
from kiosk.faces.voice.phrases import load_phrases

KOREAN = Digits.model_validate(
    {"said": dict(zip("0123456789", map(list, "영일이삼사오육칠팔구"), strict=True)), "also": {"0": ["공"]}}
)
DIGITS = {
    "zh_Hans": load_phrases("zh_Hans").digits,
    "en": load_phrases("en").digits,
    "ko": KOREAN,
    "fr": NO_DIGITS,
}


@pytest.mark.parametrize(
    ("text", "language", "digits"),
    [
        ("幺三八零零幺三八", "zh_Hans", "13800138"),
        ("一 三 八，两 两 五", "zh_Hans", "138225"),
        ("妖妖零", "zh_Hans", "110"),  # what Whisper writes for 幺幺零
        ("酒五二七", "zh_Hans", "9527"),
        ("138 0013", "zh_Hans", "1380013"),
        ("三幺零一叉", "zh_Hans", "3101X"),
        ("one three eight", "en", "138"),
        ("Oh two one, double five", "en", "02155"),
        ("triple seven 2", "en", "7772"),
        ("to for ate", "en", "248"),
        ("1-3-8", "en", "138"),
        ("공일공 삼사", "ko", "01034"),
        ("1 3 8", "fr", "138"),
    ],
)
def test_digits_are_read(text: str, language: str, digits: str) -> None:
    reading = read_digits(text, language, DIGITS[language])
    assert (reading.digits, reading.unread) == (digits, 0)


@pytest.mark.parametrize(
    ("text", "language"), [("叫出租车", "zh_Hans"), ("call a taxi", "en"), ("택시", "ko"), ("", "zh_Hans")]
)
def test_what_is_no_number_is_left_unread(text: str, language: str) -> None:
    reading = read_digits(text, language, DIGITS[language])
    assert len(reading.digits) < len(text) or not text
    assert reading.unread > 0 or not text
