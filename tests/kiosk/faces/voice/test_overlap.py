"""Whose words are heard while the booth speaks into the handset."""

from __future__ import annotations

import pytest

from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE
from kiosk.faces.voice.overlap import Underway, is_echo
from kiosk.faces.voice.vad import Cutting

MENU = "报警和急救，请按四。"
TICK_SECONDS = 0.1
PADDING_SECONDS = Cutting().pre_roll_seconds + Cutting().kept_silence_seconds


def sound(speech_seconds: float) -> bytes:
    return bytes(round((speech_seconds + PADDING_SECONDS) * SAMPLE_RATE) * SAMPLE_BYTES)


def spoken(both_seconds: float, alone_seconds: float) -> Underway:
    """Somebody begins while the booth says the menu, and goes on when it has fallen silent."""
    underway = Underway()
    ticks = range(round((both_seconds + alone_seconds) / TICK_SECONDS) + 1)
    for tick in ticks:
        now = tick * TICK_SECONDS
        sentence = MENU if now < both_seconds + TICK_SECONDS / 2 else None
        underway.pass_time(now, citizen_speaks=True, sentence=sentence)
    return underway


@pytest.mark.parametrize(
    ("both_seconds", "alone_seconds", "over"),
    [(0.4, 0.1, True), (0.4, 1.0, False), (3.0, 1.0, True), (0.0, 1.0, False)],
    ids=["echo", "it_fell_silent", "mostly_meanwhile", "behind_it"],
)
def test_who_goes_on_when_the_booth_is_silent_is_no_echo(
    both_seconds: float, alone_seconds: float, over: bool
) -> None:
    underway = spoken(both_seconds, alone_seconds)
    heard = underway.over(sound(both_seconds + alone_seconds), None)
    assert heard == ((MENU,) if over else None)


def test_a_cough_interrupts_nobody() -> None:
    assert not spoken(0.2, 0).interrupts
    assert spoken(0.5, 0).interrupts


def test_what_a_key_made_void_is_over_with_the_utterance() -> None:
    underway = Underway()
    underway.make_void()
    assert not underway.counts(ended=False)
    assert not underway.counts(ended=True)
    assert underway.counts(ended=True)


def test_what_a_key_made_void_and_was_no_utterance_leaves_the_next_one_alone() -> None:
    underway = Underway()
    underway.make_void()
    for now in (0.0, 0.1):
        underway.pass_time(now, citizen_speaks=False, sentence=None)
    assert underway.counts(ended=True)


@pytest.mark.parametrize(
    ("heard", "sentence", "language", "echo"),
    [
        ("报警", MENU, "zh_Hans", True),
        ("急救", MENU, "zh_Hans", True),
        ("救命", MENU, "zh_Hans", False),
        ("报警", "查养老金，请说：养老金", "zh_Hans", False),
        ("emergency", "Emergency and first aid: press 4.", "en", True),
        ("help me", "To call a taxi, press 1.", "en", False),
        ("报警", "", "zh_Hans", False),
    ],
)
def test_the_booths_own_words_are_told_from_a_citizens(
    heard: str, sentence: str, language: str, echo: bool
) -> None:
    assert is_echo(heard, (sentence,), language) is echo
