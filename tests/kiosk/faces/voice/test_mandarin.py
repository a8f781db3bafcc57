"""How characters are read where the dictionary alone is wrong."""

from __future__ import annotations

import pytest

pytest.importorskip("jieba")
pytest.importorskip("pypinyin")

from kiosk.faces.voice.mandarin import syllables


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("重听请按零", "chong2ting1 qing3 an4 ling2"),
        ("通话免费最长三分钟", "tong1hua4 mian3fei4 zui4chang2 san1fen1zhong1"),
        ("供电到两点为止", "gong1dian4 dao4 liang2 dian3 wei2zhi3"),
        ("会空出一个", "hui4 kong4chu1 yi2ge4"),
        ("请一位一位地说号码", "qing3 yi2wei4 yi2wei4 de5shuo1 hao4ma3"),
        ("安全地连接", "an1quan2 de5 lian2jie1"),
        ("地铁", "di4tie3"),
        ("再试一次", "zai4shi4yi2ci4"),
        ("一条短信", "yi4tiao2 duan3xin4"),
        ("最后一位", "zui4hou4 yi2wei4"),
        ("第一页", "di4yi1ye4"),
        ("十一位", "shi2yi1 wei4"),
        ("一月一号", "yi1yue4 yi1hao4"),
        ("扫一扫", "sao3yi5sao3"),
        ("一点五公里", "yi1dian3 wu3gong1li3"),
        ("快一点", "kuai4 yi4dian3"),
        ("不会不好", "bu2hui4 bu4hao3"),
        ("手语", "shou2yu3"),
        ("请按九找人工", "qing3 an4 jiu2 zhao3 ren2gong1"),
        ("九五九幺", "jiu3 wu3 jiu3 yao1"),
        ("三十五分钟", "san1shi2wu3 fen1zhong1"),
    ],
)
def test_tones_in_their_surroundings(text: str, said: str) -> None:
    assert "".join("".join(word) for word in syllables(text)) == said.replace(" ", "")


def test_a_number_is_one_word() -> None:
    assert ["san1", "shi2", "wu3"] in syllables("大约三十五分钟到")
