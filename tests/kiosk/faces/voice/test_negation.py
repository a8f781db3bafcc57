"""Something was said, or its contrary."""

from __future__ import annotations

import pytest

from kiosk.faces.voice.negation import is_negated
from kiosk.faces.voice.phrases import load_phrases


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("不要叫出租车。", "叫出租车"),
        ("我不想叫出租车", "叫出租车"),
        ("我不要打车", "我要打车"),
        ("别打电话", "打电话"),
        ("不用，不用打店话。", "打电话"),
        ("不取消", "取消"),
        ("不是", "是"),
    ],
)
def test_mandarin_negations(text: str, phrase: str) -> None:
    assert is_negated(text, phrase, load_phrases("zh_Hans").negations, "zh_Hans")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("叫出租车", "叫出租车"),
        ("不要，叫出租车", "叫出租车"),
        ("不要打电话，叫出租车", "叫出租车"),
        ("不要车了", "不要车了"),
        ("别的问题", "别的问题"),
        ("不是的", "不是的"),
        ("叫出租车不要", "叫出租车"),
        ("不", "要"),
    ],
)
def test_mandarin_that_is_meant(text: str, phrase: str) -> None:
    assert not is_negated(text, phrase, load_phrases("zh_Hans").negations, "zh_Hans")


@pytest.mark.parametrize(
    ("text", "phrase", "negated"),
    [
        ("Don't call a taxi.", "call a taxi", True),
        ("Don’t call a taxi.", "call a taxi", True),
        ("I don't need a taxi", "I need a taxi", True),
        ("I do not want to call a taxi", "call a taxi", True),
        ("no taxi please", "taxi", True),
        ("No, call a taxi!", "call a taxi", False),
        ("No taxi", "no taxi", False),
        ("I know taxi", "taxi", False),
        ("A casino. Taxi!", "taxi", False),
    ],
)
def test_english(text: str, phrase: str, negated: bool) -> None:
    assert is_negated(text, phrase, load_phrases("en").negations, "en") is negated
