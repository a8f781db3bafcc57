"""How Chinese characters are read: syllables with their tones, as they change beside one another.

pypinyin's own sandhi passes over every word that its dictionary has (一次, 一遍), and the words of a sentence
don't know one another (九 点). The rules: Duanmu, The Phonology of Standard Chinese, 2nd ed., chapter 11.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

# Where the words around decide, or the dictionary takes the wrong one of two readings.
READINGS: Mapping[str, str] = {
    "重听": "chong2 ting1",
    "最长": "zui4 chang2",
    "为止": "wei2 zhi3",
    "空出": "kong4 chu1",
    "地说": "de5 shuo1",
    "挂号": "gua4 hao4",
    "差头": "cha1 tou2",
}
NUMERALS = "零一二三四五六七八九两"
NUMBER = rf"[{NUMERALS}]*[十百千万亿][{NUMERALS}十百千万亿]+|[{NUMERALS}]+[十百千万亿]"
WHOLE = re.compile(f"({'|'.join(READINGS)}|{NUMBER})")  # what jieba would not leave in one piece
ADVERBIAL = "地"  # alone, behind another word
DIGITS = frozenset("零一二三四五六七八九幺")
BEFORE_PLAIN_ONE = DIGITS | set("十百千点第初周期")
BEHIND_PLAIN_ONE = DIGITS | set("十号月路楼层弄级室")

Word = tuple[str, list[str]]  # its characters, and the syllable of each


def syllables(run: str) -> list[list[str]]:
    """The syllables of each word, in pinyin with its tone from 1 to 5. `run` is of Chinese characters only.

    May take seconds the first time.
    """
    words = list(_words(run))
    for _, said in words:
        _change_thirds(said)
    _change_thirds_between(words)
    said = [syllable for _, each in words for syllable in each]
    _change_one_and_not("".join(word for word, _ in words), said)
    rest = iter(said)
    return [[next(rest) for _ in each] for _, each in words]


def _words(run: str) -> Iterator[Word]:
    import jieba
    from pypinyin import Style, lazy_pinyin

    jieba.setLogLevel(logging.WARNING)
    first = True
    for piece in filter(None, WHOLE.split(run)):
        for word in [piece] if WHOLE.fullmatch(piece) else jieba.lcut(piece):
            said = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
            if word in READINGS:
                said = READINGS[word].split()
            elif word == ADVERBIAL and not first:
                said = ["de5"]
            yield from _whole(word, said)
            first = False


def _whole(word: str, said: list[str]) -> Iterator[Word]:
    """Numbers to note sign by sign: each of their syllables is said as if it stood alone."""
    if len(word) > 1 and set(word) <= DIGITS:
        yield from ((sign, [syllable]) for sign, syllable in zip(word, said, strict=True))
    else:
        yield word, said


def _change_thirds(said: list[str]) -> None:
    """Within a word: of third tones in a row all but the last rise."""
    for at in range(len(said) - 1):
        if said[at].endswith("3") and said[at + 1].endswith("3"):
            said[at] = f"{said[at][:-1]}2"


def _change_thirds_between(words: Sequence[Word]) -> None:
    """A word of one syllable leans on its neighbour, but in numbers to note."""
    for (word, said), (following, its) in pairwise(words):
        leans = len(said) == 1 or len(its) == 1
        noted = word in DIGITS and following in DIGITS
        if leans and not noted and said[-1].endswith("3") and its[0].endswith("3"):
            said[-1] = f"{said[-1][:-1]}2"


def _change_one_and_not(run: str, said: list[str]) -> None:
    for at, sign in enumerate(run):
        before, behind = run[:at][-1:], run[at + 1 : at + 2]
        tone = said[at + 1][-1] if behind else ""
        if sign == "不" and tone == "4":
            said[at] = "bu2"
        elif sign == "一":
            said[at] = f"yi{_tone_of_one(before, behind, tone)}"
            if behind == "点" and run[at + 2 : at + 3] in DIGITS:
                said[at] = "yi1"
            elif before and before == behind and run[: at - 1][-1:] != "一":  # 扫一扫, but not 一位一位
                said[at] = "yi5"


def _tone_of_one(before: str, behind: str, tone: str) -> str:
    if not behind or before in BEFORE_PLAIN_ONE or behind in BEHIND_PLAIN_ONE:
        return "1"
    return "2" if tone == "4" or behind == "个" else "4"
