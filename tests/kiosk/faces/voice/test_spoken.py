"""Numbers, times, money, dates, plates: as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.faces.voice import numbers_en, numbers_zh
from kiosk.faces.voice.spoken import Spoken, clauses, digits_said, sentences
from kiosk.i18n.formats import in_groups, money
from kiosk.i18n.text import Day, Text, Verbatim, _, counted, local
from kiosk.i18n.translator import Translator


@pytest.fixture(scope="module")
def spoken() -> Spoken:
    return Spoken(Translator(["zh_Hans", "en"]))


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        (Verbatim("沪\u2060A·D12345"), "沪 A，D 幺二三四五", "沪, A, D one two three four five"),
        (Verbatim("沪A D1234F"), "沪 A，D 幺二三四 F", "沪, A, D one two three four F"),
        (
            Verbatim("138 1234 5678"),
            "幺三八，幺二三四，五六七八",
            "one three eight, one two three four, five six seven eight",
        ),
        (
            in_groups("02155500201", 4),
            "零二幺，五五五零，零二零幺",
            "zero two one, five five five zero, zero two zero one",
        ),
        (Verbatim("12345"), "一二三四五", "one two three four five"),
        (Verbatim("96110"), "九六幺幺零", "nine six one one zero"),
        (Verbatim("962121"), "九六二，幺二幺", "nine six two, one two one"),
        (
            Verbatim("021-55500201"),
            "零二幺，五五五零，零二零幺",
            "zero two one, five five five zero, zero two zero one",
        ),
        (Verbatim("138****5678"), "幺三八，尾号五六七八", "one three eight, ending in five six seven eight"),
        (Verbatim("Wang**"), "Wang", "Wang"),
        (Verbatim("110"), "幺幺零", "one one zero"),
        (Verbatim("63路"), "六十三路", "bus sixty-three"),
        (Verbatim("示63路"), "示六十三路", "bus 示 sixty-three"),
        (Verbatim("示夜12路"), "示夜十二路", "bus 示夜 twelve"),
        (Verbatim("夜宵337路"), "夜宵三三七路", "bus 夜宵 three three seven"),
        (Verbatim("05路"), "零五路", "bus zero five"),
        (Verbatim("138路"), "幺三八路", "bus one three eight"),
        (Verbatim("24 h"), "二十四小时", "twenty-four hours"),
        (Verbatim("150 m"), "一百五十米", "one hundred and fifty metres"),
        (Verbatim("1.2 km"), "一点二公里", "one point two kilometres"),
        (Verbatim("10-15 min"), "十到十五分钟", "ten to fifteen minutes"),
        (Verbatim("200–300 m"), "二百到三百米", "two hundred to three hundred metres"),
        (Verbatim("PM2.5"), "PM 二点五", "PM two point five"),
        (Verbatim("30%"), "百分之三十", "thirty percent"),
        (Verbatim("-3℃"), "零下三度", "minus three degrees"),
        (Verbatim("SH-DEMO-0001"), "S H DEMO，零零零幺", "S H DEMO, zero zero zero one"),
        (Verbatim("Wi-Fi"), "Wi-Fi", "Wi-Fi"),
        (
            Verbatim("08:00–17:30"),
            "上午八点到下午五点半",
            "eight AM to five thirty PM",
        ),
        (Verbatim("14:05"), "下午两点零五分", "two oh five PM"),
        (
            local({"zh_Hans": "下午2:05和上午9:30", "en": "2:05 p.m. and 9:30AM"}),
            "下午两点零五分和上午九点半",
            "two oh five PM and nine thirty AM",
        ),
        (
            local({"zh_Hans": "沪A·D12345在14:05到", "en": "12:00 AM to 12:30 pm"}),
            "沪 A，D 幺二三四五在下午两点零五分到",
            "midnight to twelve thirty PM",
        ),
        (Verbatim("0:30"), "凌晨零点半", "twelve thirty AM"),
        (Verbatim("12:00"), "中午十二点", "twelve noon"),
        (Verbatim("00:00–24:00"), "凌晨零点到晚上十二点", "midnight to midnight"),
        (money(350), "三元五角", "three yuan fifty"),
        (money(123450), "一千二百三十四元五角", "one thousand two hundred and thirty-four yuan fifty"),
        (money(200), "两元", "two yuan"),
        (money(205), "两元零五分", "two yuan and five fen"),
        (money(200_000), "两千元", "two thousand yuan"),
        (Verbatim("¥16.5"), "十六元五角", "sixteen yuan fifty"),
        (money(50), "五角", "fifty fen"),
        (Verbatim("王** ···· 121X"), "王，尾号幺二幺X", "王, ending in one two one X"),
        (local({"zh_Hans": "11月2日", "en": "2 November"}), "十一月二日", "the second of November"),
        (
            local({"zh_Hans": "白色 · 强生（大众）", "en": "North Square (east), Road / Lane."}),
            "白色，强生，大众",
            "North Square, east, Road, Lane.",
        ),
        (Day(date(2026, 11, 22)), "十一月二十二号，星期日", "Sunday, November the twenty-second"),
        (counted("{n} minute on foot", "{n} minutes on foot", 2), "步行两分钟", "two minutes on foot"),
        (_("Password: {password}", password="aB2"), "密码：a，大写 B，二", "Password: a, capital B, two"),
        (_("Calling {number}", number="120"), "正在拨打幺二零", "Calling one two zero"),
        (
            local({"zh_Hans": "示范路 1288 弄 2 号", "en": "2 Demo Lane"}),
            "示范路幺二八八弄二号",
            "two Demo Lane",
        ),
    ],
)
def test_as_people_say_it(spoken: Spoken, text: Text, chinese: str, english: str) -> None:
    assert spoken.say(text, "zh_Hans") == chinese
    assert spoken.say(text, "en") == english


def test_an_id_number_is_read_in_its_groups() -> None:
    assert digits_said("31010519491231002X", "en", (6, 4, 4, 4)).count(",") == 3
    assert digits_said("310105", "zh_Hans", (6, 4, 4, 4)) == "三幺零幺零五"


def test_a_language_without_its_own_rules_sets_digits_apart(tmp_path: object) -> None:
    assert digits_said("13812345678", "ko") == "1 3 8, 1 2 3 4, 5 6 7 8"


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (0, "零", "zero"),
        (10, "十", "ten"),
        (20, "二十", "twenty"),
        (101, "一百零一", "one hundred and one"),
        (110, "一百一十", "one hundred and ten"),
        (1010, "一千零一十", "one thousand and ten"),
        (2_222, "两千二百二十二", "two thousand two hundred and twenty-two"),
        (10_001, "一万零一", "ten thousand and one"),
        (22_000, "两万两千", "twenty-two thousand"),
        (100_100, "十万零一百", "one hundred thousand one hundred"),
        (120_000_005, "一亿两千万零五", "one hundred and twenty million and five"),
    ],
)
def test_cardinals(number: int, chinese: str, english: str) -> None:
    assert numbers_zh.cardinal(number) == chinese
    assert numbers_en.cardinal(number) == english


def test_no_digit_is_left_for_the_voice_to_guess(spoken: Spoken) -> None:
    for number in range(2000):
        for text in (f"共 {number} 个", f"{number} 号", f"{number}"):
            assert not any(
                sign.isascii() and sign.isdigit() for sign in spoken.say(Verbatim(text), "zh_Hans")
            )


@pytest.mark.parametrize(
    ("sentence", "pieces"),
    [
        ("六十三路，开往真北路，三分钟。", ["六十三路，", "开往真北路，三分钟。"]),
        ("车牌是沪 A，D 幺二三四五。", ["车牌是沪 A，", "D 幺二三四五。"]),
        ("零二幺，五五五零，零二零幺", ["零二幺，", "五五五零，零二零幺"]),
        ("好，知道了", ["好，知道了"]),
        ("You are here: one Shifan Road, Putuo", ["You are here:", "one Shifan Road, Putuo"]),
        ("Press one.", ["Press one."]),
    ],
)
def test_clauses_begin_short_and_lose_nothing(sentence: str, pieces: list[str]) -> None:
    assert list(clauses(sentence)) == pieces


def test_sentences_keep_their_full_stops_and_times_stay_whole() -> None:
    assert list(sentences("请稍候。马上就好！")) == ["请稍候。", "马上就好！"]
    assert list(sentences("It stays on until two PM. Please wait.")) == [
        "It stays on until two PM.",
        "Please wait.",
    ]
    assert list(sentences(" \n ")) == []
