"""What is counted as what, and that a bench's screens are the booth's."""

from __future__ import annotations

import pytest

from kiosk.faces.voice.vad import Cutting
from tests.bench.hearing import Outcome, Trial, Trials, as_summary
from tests.bench.voice_sets import Set, grammars_of_the_booth, situation

CUTTING = Cutting()
WORDS = Set("words", "zh_Hans", lambda _: True)
DIGITS = Set("digits", "en", lambda _: True, numbers=True)


def test_only_what_was_done_unasked_and_not_meant_is_a_wrong_action() -> None:
    assert Trial(right=False, outcome=Outcome.ACTED).wrong_action
    for outcome in Outcome:
        assert not Trial(right=True, outcome=outcome).wrong_action
        assert Trial(right=False, outcome=outcome).wrong_action is (outcome is Outcome.ACTED)


def test_what_was_understood_counts_as_right_only_when_something_came_of_it() -> None:
    assert not Trial(right=True, outcome=Outcome.NOTHING).right_after_asking
    assert all(
        Trial(right=True, outcome=each).right_after_asking for each in (Outcome.ASKED, Outcome.READ_BACK)
    )
    assert not Trial(right=False, outcome=Outcome.ASKED).right_after_asking


@pytest.mark.parametrize("answering_seconds", [0.05, 0.5, 2.0])
def test_a_reply_never_comes_before_the_silence_and_recognition_begins_within_it(
    answering_seconds: float,
) -> None:
    reply_seconds = Trial(answering_seconds=answering_seconds).reply_seconds
    assert reply_seconds is not None
    assert reply_seconds >= CUTTING.end_silence_seconds
    assert reply_seconds <= CUTTING.end_silence_seconds + answering_seconds
    assert reply_seconds == pytest.approx(max(0.6, 0.25 + answering_seconds))


def test_who_was_not_heard_counts_among_all_and_not_among_the_replies() -> None:
    heard = Trial(True, Outcome.ACTED, answering_seconds=1.0, spoken_seconds=2.0)
    trials = Trials("set", "clean", [heard, Trial()])
    assert trials.percent(lambda each: each.right) == 50.0
    assert trials.reply_seconds(95) == heard.reply_seconds
    assert trials.real_time_factor == 0.5
    assert Trials("set", "clean", []).percent(lambda each: each.right) == 0.0


def test_the_summary_has_a_line_a_set_and_level() -> None:
    trials = [Trial(False, Outcome.ACTED, answering_seconds=0.1, spoken_seconds=1.0)]
    lines = as_summary([Trials("words", "clean", trials), Trials("words", "10 dB", trials)]).splitlines()
    assert [line.split()[:3] for line in lines[1:3]] == [["words", "clean", "1"], ["words", "10", "dB"]]
    assert "100.0" in lines[1]


def test_words_are_said_to_the_home_screen_among_all_that_can_be_said_there() -> None:
    at = situation(WORDS, ["警察", "地图", "咖啡"], grammars_of_the_booth())
    assert at.truths == {"警察": "word:emergency", "地图": "choice:neighbourhood", "咖啡": "choice:咖啡"}
    said = {phrase.text: phrase.value for phrase in at.grammar.phrases}
    assert {said[word] for word in at.truths} == set(at.truths.values())
    assert said["叫差头"] == "choice:taxi"


def test_digits_are_said_to_a_screen_that_asks_for_a_number_and_mean_nothing_at_home() -> None:
    at = situation(DIGITS, ["seven"], grammars_of_the_booth())
    assert at.truths == {"seven": "7"}
    assert at.elsewhere is not None
    assert "choice:taxi" in {phrase.value for phrase in at.elsewhere.grammar.phrases}
    assert "choice:taxi" not in {phrase.value for phrase in at.grammar.phrases}
