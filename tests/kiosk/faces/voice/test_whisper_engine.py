"""Whisper on people's recordings: it takes what was said, doubts what was not, and reads numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.faces.voice.contract import SURE, UNSURE, Grammar, Phrase
from kiosk.faces.voice.digits import read_digits
from kiosk.faces.voice.whisper_engine import WhisperRecogniser
from tests.recordings import recordings, require_model, require_recording, samples

WORDS = ("数字", "语音", "语言", "识别", "中国", "上海", "北京", "背景", "饭店", "商行")
SPEAKERS = ("dsp03", "dsp13", "dsp22", "dsp31")
ENGLISH = ("speech", "signal", "project", "speaker", "process", "print", "open", "close")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.fixture(scope="module")
def whisper() -> Iterator[WhisperRecogniser]:
    recogniser = WhisperRecogniser(require_model("whisper-base"))
    yield recogniser
    recogniser.close()


def grammar(language: str, *words: str) -> Grammar:
    return Grammar(language, tuple(Phrase(f"value of {word}", word) for word in words))


def spoken(speaker: str, word: str) -> bytes:
    found = next((r for r in recordings() if (r.speaker, r.transcript) == (speaker, word)), None)
    return samples(found.file) if found else require_recording(f"{speaker} saying {word}")


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_mandarin_words_with_confusables_are_taken(whisper: WhisperRecogniser, speaker: str) -> None:
    said = ("中国", "饭店", "背景")
    heard = [whisper.recognise(spoken(speaker, word), grammar("zh_Hans", *WORDS)) for word in said]
    right = [h for h, word in zip(heard, said, strict=True) if h.value == f"value of {word}"]
    assert len(right) >= len(said) - 1
    assert all(h.sure < SURE for h in heard if h not in right), "what was taken wrongly must be confirmed"
    assert all(h.runner_up != h.value for h in heard)


def test_english_words_are_taken_by_several_speakers(whisper: WhisperRecogniser) -> None:
    heard = [
        (word, whisper.recognise(spoken(speaker, word), grammar("en", *ENGLISH)))
        for speaker in ("dsp02", "dsp20")
        for word in ENGLISH[:3]
    ]
    assert sum(h.value == f"value of {word}" for word, h in heard) >= len(heard) - 1


def test_a_word_that_cannot_be_said_now_is_not_acted_on(whisper: WhisperRecogniser) -> None:
    others = grammar("zh_Hans", *(word for word in WORDS if word not in ("中国", "北京", "背景")))
    heard = [whisper.recognise(spoken(s, "中国"), others) for s in SPEAKERS]
    assert all(h.sure < SURE for h in heard)
    assert sum(h.sure < UNSURE for h in heard) >= 2


def test_several_ways_of_saying_it_are_one_value(whisper: WhisperRecogniser) -> None:
    ways = Grammar("zh_Hans", (Phrase("out", "饭店"), Phrase("out", "宾馆"), Phrase("city", "上海")))
    heard = whisper.recognise(spoken("dsp03", "饭店"), ways)
    assert (heard.value, heard.text, heard.runner_up) == ("out", "饭店", "city")
    assert heard.sure >= SURE


def test_a_phrase_within_a_sentence_is_asked_about(whisper: WhisperRecogniser) -> None:
    said = spoken("dsp13", "上海") + spoken("dsp13", "饭店")
    heard = whisper.recognise(said, grammar("zh_Hans", "饭店", "数字", "背景"))
    assert heard.value == "value of 饭店"
    assert UNSURE <= heard.sure < SURE


def test_silence_and_nothing_are_no_phrase(whisper: WhisperRecogniser) -> None:
    words = grammar("zh_Hans", *WORDS)
    assert whisper.recognise(b"", words).value is None
    assert whisper.recognise(bytes(32000), words).sure < SURE
    assert whisper.recognise(spoken("dsp03", "上海"), Grammar("zh_Hans", ())).value is None


def test_a_number_is_read_digit_by_digit(whisper: WhisperRecogniser) -> None:
    pause = bytes(4000)
    number = "1979"
    said = pause.join(spoken("jackson", DIGITS[int(digit)]) for digit in number)
    assert whisper.recognise_digits(said, "en", 11).value == number
    assert whisper.recognise_digits(spoken("jackson", "seven"), "en", 11).value == "7"
    assert whisper.recognise_digits(said, "en", 2).value != number


@pytest.mark.parametrize("digit", ["六", "二", "零"])
def test_a_single_mandarin_digit_is_read_or_asked_about(whisper: WhisperRecogniser, digit: str) -> None:
    heard = whisper.recognise_digits(spoken("yuetan", digit), "zh_Hans", 11)
    assert heard.value == read_digits(digit, "zh_Hans").digits
    assert heard.sure >= UNSURE


def test_mandarin_is_transcribed_in_simplified_characters(whisper: WhisperRecogniser) -> None:
    assert "国" in whisper.transcribe(spoken("dsp13", "中国"), "zh_Hans")
