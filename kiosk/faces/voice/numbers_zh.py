"""How Mandarin speakers say numbers, times, money and dates; a number to note digit by digit, 1 as 幺."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
GROUPS = ("", "万", "亿")
WEEKDAYS = "一二三四五六日"
SAID_AS_COUNTED = ("12345",)  # the citizens' hotline, whose 1 nobody says as 幺
KEY_NAMES = {"*": "星号键", "#": "井号键"}
COMMA, STOP = "，", "。"

# Before these 2 is 两: measure words, and units of money, time and length.
MEASURES = "个|位|名|元|块|分钟|秒|小时|天|次|张|条|辆|站|米|公里|里|点|份|号位|人|户|家|本|斤|克|毫升|周|倍"
OTHER_UNITS = "年级|层|楼|岁|月|日|星|页|级|度"
LATIN_UNITS = {"km": "公里", "m": "米", "min": "分钟", "h": "小时"}
LATIN_UNIT = re.compile(rf"(?<=\d)\s*({'|'.join(LATIN_UNITS)})\b")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?[%％]")
DEGREES = re.compile(r"(?:(?<![\d\w])([-−–]))?(\d+(?:\.\d+)?)\s?(?:℃|°C)")
RANGE = re.compile(
    rf"(?<![\d.-])(\d+(?:\.\d+)?)\s?[-–—~～至]\s?(\d+(?:\.\d+)?)(?=\s*(?:{MEASURES}|{OTHER_UNITS}))"
)
DECIMAL = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?![\d.])")
COUNTED = re.compile(rf"(?<!\d)([1-9]\d*|0)\s*(?={MEASURES}|{OTHER_UNITS})")
YEAR = re.compile(r"(\d{4})\s*(?=年)")
WITHOUT_UNIT = re.compile(r"\d+")
LONGEST_CARDINAL = (
    2  # digits; a longer number without a unit is the name of something: 63 路, but 138 路 幺三八路
)
BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def cardinal(number: int) -> str:
    """12 is 十二, 105 一百零五; from 0 up to 10^12."""
    if number == 0:
        return DIGITS[0]
    words, gap = "", False
    for power in range(len(GROUPS) - 1, -1, -1):
        group = number // 10_000**power % 10_000
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += DIGITS[0]
        words += ("两" if group == 2 and power else _below_ten_thousand(group)) + GROUPS[power]
        gap = False
    return words[1:] if words.startswith("一十") else words


def digits(groups: Sequence[str]) -> str:
    """A number to note: ("138", "1234") is 幺三八，幺二三四."""
    return COMMA.join("".join(_to_note(sign) for sign in group) for group in groups)


def keys(keyed: str) -> str:
    """Keys to press, one by one."""
    return "、".join(KEY_NAMES.get(key) or DIGITS[int(key)] for key in keyed)


def spelled(signs: str) -> str:
    return COMMA.join(f"大写 {sign}" if sign.isupper() else _plain(sign) for sign in signs)


def ending(signs: str) -> str:
    return f"尾号{digits((signs,))}"


def plate(province: str, office: str, serial: str) -> str:
    """沪 A D12345 is 沪 A，D 幺二三四五."""
    return f"{province} {office}，" + " ".join(_to_note(sign) for sign in serial)


def clock(hour: int, minute: int) -> str:
    """14:05 is 下午两点零五分."""
    said = f"{_part_of_day(hour)}{_before_measure((hour - 1) % 12 + 1 if hour else 0)}点"
    if minute == 0:
        return said
    if minute == 30:
        return f"{said}半"
    return f"{said}{'零' if minute < 10 else ''}{cardinal(minute)}分"


def span(start: str, end: str) -> str:
    return f"{start}到{end}"


def code(letters: str, number: str) -> str:
    """A station's SH-0012 is S H，零零幺二."""
    return f"{letters}{COMMA}{digits((number,))}"


def money(fen: int) -> str:
    """350 is 三元五角, 205 两元零五分."""
    yuan, rest = divmod(fen, 100)
    jiao, odd = divmod(rest, 10)
    said = f"{_before_measure(yuan)}元" if yuan or not rest else ""
    if jiao:
        said += f"{cardinal(jiao)}角"
    if odd:
        said += f"{'零' if yuan and not jiao else ''}{cardinal(odd)}分"
    return said


def day(when: date) -> str:
    return f"{cardinal(when.month)}月{cardinal(when.day)}号，星期{WEEKDAYS[when.weekday()]}"


def ranges(text: str) -> str:
    """10-15 分钟 is 十到十五分钟, before a hyphen can be taken for one within a number to note."""
    text = LATIN_UNIT.sub(lambda found: LATIN_UNITS[found[1]], text)
    return RANGE.sub(lambda found: f"{_before(found[1], found)}到{_before(found[2], found)}", text)


def in_text(text: str) -> str:
    """The numbers left in a sentence: counts before their units, the names of things digit by digit."""
    text = PERCENT.sub(lambda found: f"百分之{_quantity(found[1])}", text)
    text = DEGREES.sub(lambda found: f"{'零下' if found[1] else ''}{_quantity(found[2])}度", text)
    text = DECIMAL.sub(lambda found: _quantity(found[0]), text)
    text = YEAR.sub(lambda found: "".join(_plain(sign) for sign in found[1]), text)
    text = COUNTED.sub(lambda found: _before(found[1], found), text)
    text = WITHOUT_UNIT.sub(_named, text)
    return BETWEEN_HAN.sub("", text)


def _below_ten_thousand(number: int) -> str:
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(words)
            continue
        two_thousand = digit == 2 and power == 3
        words += (DIGITS[0] if gap else "") + ("两" if two_thousand else DIGITS[digit]) + UNITS[power]
        gap = False
    return words


def _before_measure(number: int) -> str:
    return "两" if number == 2 else cardinal(number)


def _before(number: str, found: re.Match[str]) -> str:
    """The number as it is said before the unit that follows the match."""
    measured = re.match(rf"\s*(?:{MEASURES})", found.string[found.end() :])
    return "两" if number == "2" and measured else _quantity(number)


def _quantity(number: str) -> str:
    """1.25 is 一点二五."""
    whole, point, part = number.partition(".")
    return cardinal(int(whole)) + ("点" if point else "") + "".join(_plain(sign) for sign in part)


def _named(found: re.Match[str]) -> str:
    number = found[0]
    if number in SAID_AS_COUNTED:
        return "".join(map(_plain, number))
    if len(number) <= LONGEST_CARDINAL and not (len(number) > 1 and number.startswith("0")):
        return cardinal(int(number))
    return "".join(_to_note(sign) for sign in number)


def _to_note(sign: str) -> str:
    return "幺" if sign == "1" else _plain(sign)


def _plain(sign: str) -> str:
    return DIGITS[int(sign)] if sign.isascii() and sign.isdigit() else sign


def _part_of_day(hour: int) -> str:
    parts = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    return next(part for until, part in parts if hour < until or until == 24)
