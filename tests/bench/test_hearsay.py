"""What counts as heard rightly, and what does not."""

from __future__ import annotations

import pytest

pytest.importorskip("pypinyin")

from tests.bench.hearsay import compared


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("正在拨打幺幺零", "正在拨打110。"),
        ("还有八百五十米", "還有850米"),
        ("下午两点零五分的数据", "14:05的数据"),
        ("七点半到十点", "7:30到10:00"),
        ("六十三路，开往真北路，三分钟。", "63路,开往真北路,3分钟"),
        ("一百一十米", "110米"),
        ("大约一点二公里", "大約1.2公里"),
    ],
)
def test_a_number_may_be_written_as_one_likes(said: str, heard: str) -> None:
    assert compared(said, heard, "zh_Hans").edits == 0


@pytest.mark.parametrize(
    ("said", "heard"),
    [("正在拨打幺幺零", "正在拨打119"), ("还有八百五十米", "还有815米"), ("人工服务", "神功服务")],
)
def test_another_number_or_word_is_an_error(said: str, heard: str) -> None:
    assert compared(said, heard, "zh_Hans").percent > 5


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("It stays on until two oh five PM.", "It stays on until 2:05 p.m."),
        ("Open now, six thirty AM to seven PM", "Open now 6.30am to 7 PM."),
        ("It stays on until two oh five PM.", "It stays on until 205 pm."),
        ("Calling one one zero", "Calling 110."),
        ("five point two kilometres", "5.2 kilometers"),
        ("duty centre, two minutes", "duty center, 2 minutes"),
    ],
)
def test_english_is_compared_by_its_sound(said: str, heard: str) -> None:
    pytest.importorskip("kokoro_onnx")
    assert compared(said, heard, "en").edits == 0


def test_in_english_too_another_word_is_an_error() -> None:
    pytest.importorskip("kokoro_onnx")
    assert compared("Huashan Hospital", "Washing Hospital", "en").percent > 10
    assert compared("thirteen minutes", "thirty minutes", "en").edits > 0
