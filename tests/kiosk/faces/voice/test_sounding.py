"""What sounds alike is near, whatever signs it is written in."""

from __future__ import annotations

import pytest

from kiosk.faces.voice.sounding import distance, nearest, within


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("識別", "十别", "zh_Hans"),
        ("總公", "总工。", "zh_Hans"),
        ("3", "三", "zh_Hans"),
        ("two", "2", "en"),
        ("Taxi!", "taxi", "en"),
        ("phone", "fone", "en"),
        ("café", "Cafe", "fr"),
        ("택시", "택 시", "ko"),
        ("ｔａｘｉ", "taxi", "en"),
    ],
)
def test_what_sounds_the_same_has_no_distance(one: str, other: str, language: str) -> None:
    assert distance(one, other, language) == 0


@pytest.mark.parametrize(
    ("said", "meant", "other", "language"),
    [
        ("十四", "四十", "八九", "zh_Hans"),
        ("李浩", "你好", "再见", "zh_Hans"),  # n and l
        ("撒网", "上网", "回家", "zh_Hans"),  # s and sh
        ("lirong", "li rong", "taxi", "en"),
        ("tacksy", "taxi", "toilet", "en"),
        ("버수", "버스", "전화", "ko"),
    ],
)
def test_the_nearer_one_was_meant(said: str, meant: str, other: str, language: str) -> None:
    assert distance(said, meant, language) < distance(said, other, language)


def test_confused_sounds_cost_less_than_others() -> None:
    assert distance("四", "是", "zh_Hans") < distance("四", "地", "zh_Hans")
    assert distance("明", "民", "zh_Hans") < distance("明", "门", "zh_Hans")


@pytest.mark.parametrize("language", ["zh_Hans", "en", "ko"])
def test_the_distance_is_one_at_most_and_the_same_both_ways(language: str) -> None:
    texts = ["", "叫出租车", "taxi please", "택시 불러 주세요", "。", "12"]
    for one in texts:
        for other in texts:
            cost = distance(one, other, language)
            assert 0 <= cost <= 1
            assert cost == pytest.approx(distance(other, one, language))
            assert (cost == 0) or one != other


def test_a_phrase_is_found_within_a_sentence() -> None:
    assert within("你好我要叫出租车谢谢", "叫出租车", "zh_Hans") == 0
    assert within("could you call a taxi please", "a taxi", "en") == 0
    assert within("回家", "叫出租车", "zh_Hans") > 0.8
    assert distance("你好我要叫出租车谢谢", "叫出租车", "zh_Hans") > 0.5


def test_the_nearest_come_first_and_no_more_than_asked_for() -> None:
    words = ["医院", "银行", "叫出租车", "打电话", "一元"]
    found = nearest("一院", words, str, "zh_Hans", 3)
    assert len(found) == 3
    assert set(found[:2]) == {"医院", "一元"}
    assert nearest("请帮我叫个出租车", words, str, "zh_Hans", 1) == ["叫出租车"]
