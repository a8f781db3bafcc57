"""What the citizens of the walks by voice say, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from kiosk.faces.voice.sounding import ENGLISH_DIGITS, MANDARIN_DIGITS


class Say(StrEnum):
    LANGUAGE = "language"
    TAXI = "taxi"
    HOSPITAL = "hospital"
    PERSON = "person"
    HOTLINE = "hotline"
    HELP = "help"
    FREE_CALL = "free call"
    FAMILY = "family"
    AROUND = "around"
    PENSION = "pension"
    CHARGING = "charging"
    YES = "yes"
    NO = "no"
    NO_THANKS = "no thanks"
    GOODBYE = "goodbye"
    GO_ON = "go on"
    SEEN = "seen"
    NUMBER_DONE = "number done"
    NUMBER_WRONG = "number wrong"
    BOOK = "book"
    FIRST = "first"
    SECOND = "second"
    TOMORROW = "tomorrow"
    MORNING = "morning"
    CALL = "call"
    CALL_HOTLINE = "call the hotline"
    AMBULANCE = "ambulance"
    TELL_THEM = "tell them"
    THAT_IS_ALL = "that is all"
    CANTEEN = "canteen"
    MENU = "menu"
    AMOUNT = "amount"
    MY_PHONE = "my phone"


SENTENCES: dict[str, dict[Say, str]] = {
    "zh_Hans": {
        Say.LANGUAGE: "普通话",
        Say.TAXI: "我要叫出租车",
        Say.HOSPITAL: "医院",
        Say.PERSON: "找人工服务",
        Say.HOTLINE: "打市民热线",
        Say.HELP: "救命啊",
        Say.FREE_CALL: "我要打电话",
        Say.FAMILY: "联系家人",
        Say.AROUND: "附近有什么",
        Say.PENSION: "查养老金",
        Say.CHARGING: "手机没电了",
        Say.YES: "确定",
        Say.NO: "不是",
        Say.NO_THANKS: "不用了",
        Say.GOODBYE: "再见",
        Say.GO_ON: "继续",
        Say.SEEN: "看清楚了",
        Say.NUMBER_DONE: "确定",
        Say.NUMBER_WRONG: "全部删掉",
        Say.BOOK: "我要挂号",
        Say.FIRST: "第一个",
        Say.SECOND: "第二个",
        Say.TOMORROW: "明天",
        Say.MORNING: "上午",
        Say.CALL: "打电话",
        Say.CALL_HOTLINE: "打一二三四五",
        Say.AMBULANCE: "叫救护车",
        Say.TELL_THEM: "告诉他们",
        Say.THAT_IS_ALL: "没别的了",
        Say.CANTEEN: "社区食堂",
        Say.MENU: "今天吃什么",
        Say.AMOUNT: "看看多少",
        Say.MY_PHONE: "给手机充电",
    },
    "en": {
        Say.LANGUAGE: "English please",
        Say.TAXI: "I need a taxi",
        Say.HOSPITAL: "I need a doctor",
        Say.PERSON: "talk to a person",
        Say.HOTLINE: "citizens' hotline",
        Say.HELP: "help me",
        Say.FREE_CALL: "make a phone call",
        Say.FAMILY: "call my family",
        Say.AROUND: "what is nearby",
        Say.PENSION: "check my pension",
        Say.CHARGING: "my battery is empty",
        Say.YES: "yes please",
        Say.NO: "not that",
        Say.NO_THANKS: "no thank you",
        Say.GOODBYE: "goodbye",
        Say.GO_ON: "go on",
        Say.SEEN: "got it",
        Say.NUMBER_DONE: "finished",
        Say.NUMBER_WRONG: "clear everything",
        Say.BOOK: "make an appointment",
        Say.FIRST: "the first one",
        Say.SECOND: "the second one",
        Say.TOMORROW: "tomorrow",
        Say.MORNING: "in the morning",
        Say.CALL: "call",
        Say.CALL_HOTLINE: "call",
        Say.AMBULANCE: "call an ambulance",
        Say.TELL_THEM: "let them know",
        Say.THAT_IS_ALL: "nothing else",
        Say.CANTEEN: "something to eat",
        Say.MENU: "what is there to eat",
        Say.AMOUNT: "how much",
        Say.MY_PHONE: "charge my phone",
    },
}
BREATH = {"zh_Hans": "，", "en": ", "}


def in_digits(groups: Sequence[str], language: str) -> str:
    """Every digit for itself, as one dictates a number, with a breath between its groups."""
    digits, between = (MANDARIN_DIGITS, "") if language == "zh_Hans" else (ENGLISH_DIGITS, " ")
    return BREATH[language].join(between.join(digits[digit] for digit in group) for group in groups)
