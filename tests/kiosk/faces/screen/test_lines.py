"""Lines end where readers of Chinese and of Latin script expect it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.screen.lines import NEVER_FIRST, NEVER_LAST, break_lines


def measure(text: str) -> int:
    """Ten a Chinese character, six any other."""
    return sum(10 if ord(character) > 0x2E80 else 6 for character in text)


def lines(text: str, width: int) -> list[str]:
    return list(break_lines(text, width, measure).lines)


def test_a_latin_word_stays_whole() -> None:
    assert lines("Hospital appointment", 80) == ["Hospital", "appointment"]


def test_a_word_too_wide_is_cut_and_told() -> None:
    broken = break_lines("appointment", 30, measure)
    assert not broken.whole_words
    assert "".join(broken.lines) == "appointment"


def test_no_line_begins_with_a_full_stop() -> None:
    assert lines("请您按人工，有人来。", 50) == ["请您按人", "工，有人", "来。"]


def test_brackets_stay_with_what_they_hold() -> None:
    assert lines("示范路（东门）", 40) == ["示范路", "（东门）"]


def test_a_number_stays_with_its_measure_word() -> None:
    assert lines("共通话3分钟", 36) == ["共通话", "3分钟"]


def test_a_few_lines_are_about_equally_long() -> None:
    assert lines("一二三四五六七八九", 80) == ["一二三四五", "六七八九"]


def test_lines_end_where_the_writer_ended_them() -> None:
    assert lines("一二\n三", 100) == ["一二", "三"]


def test_a_word_joiner_holds_together_and_is_not_drawn() -> None:
    assert lines("车沪\u2060A12", 32) == ["车", "沪A12"]


WORDS = st.lists(st.text(alphabet="abcXYZ019人工键，。（）", min_size=1, max_size=9), min_size=1, max_size=12)


@given(words=WORDS, width=st.integers(60, 400))
def test_nothing_is_lost_and_nothing_sticks_out(words: list[str], width: int) -> None:
    text = " ".join(words)
    broken = break_lines(text, width, measure)
    assert "".join(broken.lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure(line) <= width for line in broken.lines)


@given(words=WORDS, width=st.integers(60, 400))
def test_words_and_signs_are_where_they_belong(words: list[str], width: int) -> None:
    text = " ".join(words)
    broken = break_lines(text, width, measure)
    if not broken.whole_words:
        return
    assert [w for line in broken.lines for w in re.findall(r"[a-zA-Z0-9]+", line)] == re.findall(
        r"[a-zA-Z0-9]+", text
    )
    continued = [line for line in broken.lines[1:] if f" {line}" not in text]
    assert not any(line[0] in NEVER_FIRST for line in continued if line)
    ended = [line for line in broken.lines[:-1] if f"{line} " not in text]
    assert not any(line[-1] in NEVER_LAST for line in ended if line)
