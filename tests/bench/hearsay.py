"""How far what was heard is from what was said, by its sound: nobody hears how a word is written.

The error is the edit distance over the length of what was to be said: in letters of toneless pinyin for
Mandarin, in espeak-ng's phonemes without their stress for English. A transcriber writes numbers as it likes
(110, 一百一, 8:30): that way of reading them counts which is nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kiosk.faces.voice.spoken import NUMBERS, Numbers, spoken

if TYPE_CHECKING:
    from kokoro_onnx.tokenizer import Tokenizer

NO_SOUND = re.compile(r"[\W_]+")
STRESS = re.compile(r"[ˈˌː\s\W_]+")
NUMBER = re.compile(r"\d+")
ODD_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\.?(\d\d)(?=\s?[ap]\.?m)")  # 6.30am, 205 pm
CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
SPELLINGS = (("metre", "meter"), ("centre", "center"), ("ighbour", "ighbor"), ("olour", "olor"))
PART_OF_DAY = re.compile("凌晨|早上|上午|中午|下午|晚上")


@dataclass(frozen=True, slots=True)
class Trip:
    sentence: str
    heard: str
    edits: int
    length: int

    @property
    def percent(self) -> float:
        return 100 * self.edits / self.length


def compared(sentence: str, heard: str, language: str) -> Trip:
    wanted = sounds(sentence, language)
    edits = min(edit_distance(wanted, sounds(said, language)) for said in readings(heard, language))
    return Trip(sentence, heard, edits, max(1, len(wanted)))


def readings(heard: str, language: str) -> Iterator[str]:
    """The ways in which people may have said what was written down."""
    numbers = NUMBERS[language]
    heard = ODD_CLOCK.sub(r"\1:\2", heard)
    yield spoken(heard, language)
    yield spoken(NUMBER.sub(lambda found: numbers.cardinal(int(found[0])), heard), language)
    yield spoken(NUMBER.sub(lambda found: _noted(found[0], numbers), heard), language)
    if language == "zh_Hans":
        yield spoken(CLOCK.sub(lambda found: PART_OF_DAY.sub("", _clock(found, numbers)), heard), language)
        yield spoken(heard, language).replace("幺", "一")


def sounds(text: str, language: str) -> Sequence[str]:
    """The units that are compared."""
    if language == "zh_Hans":
        from pypinyin import Style, lazy_pinyin

        return "".join(lazy_pinyin(NO_SOUND.sub("", text), style=Style.NORMAL)).lower()
    written = text
    for british, american in SPELLINGS:
        written = written.replace(british, american)
    return STRESS.sub("", _tokenizer().phonemize(written, "en-us"))


def edit_distance(one: Sequence[str], other: Sequence[str]) -> int:
    row = list(range(len(other) + 1))
    for number, sign in enumerate(one, start=1):
        before, row[0] = row[0], number
        for at, its in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (sign != its))
    return row[-1]


def _noted(digits: str, numbers: Numbers) -> str:
    return numbers.digits((digits,))


def _clock(found: re.Match[str], numbers: Numbers) -> str:
    hour, minute = int(found[1]), int(found[2])
    return numbers.clock(hour, minute) if hour <= 24 and minute < 60 else found[0]


@cache
def _tokenizer() -> Tokenizer:
    from kokoro_onnx.tokenizer import Tokenizer

    return Tokenizer()
