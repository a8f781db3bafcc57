"""Whisper on people's recordings: it takes what was said, doubts what was not, and reads numbers."""

from __future__ import annotations

import gc
import math
from array import array
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.faces.voice.contract import NOTHING, SURE, UNSURE, Grammar, Phrase
from kiosk.faces.voice.digits import read_digits
from kiosk.faces.voice.phrases import load_phrases
from kiosk.faces.voice.whisper_engine import ASKED, Utterance, WhisperRecogniser
from tests.recordings import recordings, require_model, require_recording, samples

WORDS = ("数字", "语音", "语言", "识别", "中国", "上海", "北京", "背景", "饭店", "商行")
SPEAKERS = ("dsp03", "dsp13", "dsp22", "dsp31")
ENGLISH = ("speech", "signal", "project", "speaker", "process", "print", "open", "close")
IN_ENGLISH, IN_MANDARIN = (Grammar(each, (), digits=load_phrases(each).digits) for each in ("en", "zh_Hans"))
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


@pytest.mark.parametrize(("speaker", "word"), [("dsp33", "复旦"), ("dsp31", "语音")])
def test_a_word_is_found_among_all_phrases_though_something_else_was_written(
    whisper: WhisperRecogniser, speaker: str, word: str
) -> None:
    phrases = load_phrases("zh_Hans")
    others = sorted(phrases.texts.difference(phrases.digits.alone))  # which no screen takes for phrases
    assert whisper.recognise(spoken(speaker, word), grammar("zh_Hans", *WORDS, "复旦", *others)).text == word


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


def test_what_follows_a_negation_is_not_taken_unless_it_is_a_cry(whisper: WhisperRecogniser) -> None:
    said = spoken("dsp13", "上海") + spoken("dsp13", "饭店")
    refused = replace(grammar("zh_Hans", "饭店", "数字", "背景"), negations=("上海",))
    assert whisper.recognise(said, refused).value != "value of 饭店"
    assert whisper.recognise(spoken("dsp13", "饭店"), refused).value == "value of 饭店"
    assert whisper.recognise(said, replace(refused, cries=frozenset({"饭店"}))).value == "value of 饭店"
    assert whisper.recognise(said, replace(refused, phrases=refused.phrases[:1])).value is None


def test_an_um_within_a_sentence_is_not_what_was_said(whisper: WhisperRecogniser) -> None:
    said = spoken("dsp13", "上海") + spoken("dsp13", "饭店")
    ums = Grammar("zh_Hans", (Phrase(NOTHING, "饭店"), Phrase("number", "数字"), Phrase("back", "背景")))
    heard = whisper.recognise(said, ums)
    assert heard.value != NOTHING or heard.sure < ASKED


def test_silence_and_nothing_are_no_phrase(whisper: WhisperRecogniser) -> None:
    words = grammar("zh_Hans", *WORDS)
    assert whisper.recognise(b"", words).value is None
    assert whisper.recognise(bytes(32000), words).sure < SURE
    assert whisper.recognise(spoken("dsp03", "上海"), Grammar("zh_Hans", ())).value is None


def test_a_number_is_read_digit_by_digit(whisper: WhisperRecogniser) -> None:
    pause = bytes(4000)
    number = "1979"
    said = pause.join(spoken("jackson", DIGITS[int(digit)]) for digit in number)
    assert whisper.recognise_digits(said, IN_ENGLISH, 11).value == number
    assert whisper.recognise_digits(spoken("jackson", "seven"), IN_ENGLISH, 11).value == "7"
    assert whisper.recognise_digits(said, IN_ENGLISH, 2).value != number


def test_a_digit_said_once_is_not_read_twice(whisper: WhisperRecogniser) -> None:
    silence = bytes(9600)
    for speaker in ("jackson", "nicolas"):
        once = silence + spoken(speaker, "one") + silence
        assert whisper.recognise_digits(once, IN_ENGLISH, 11).value in ("1", None)


@pytest.mark.parametrize("digit", ["六", "二", "零"])
def test_a_single_mandarin_digit_is_read_or_asked_about(whisper: WhisperRecogniser, digit: str) -> None:
    heard = whisper.recognise_digits(spoken("yuetan", digit), IN_MANDARIN, 11)
    assert heard.value == read_digits(digit, "zh_Hans", IN_MANDARIN.digits).digits
    assert heard.sure >= UNSURE


def test_mandarin_is_transcribed_in_simplified_characters(whisper: WhisperRecogniser) -> None:
    assert "国" in whisper.transcribe(spoken("dsp13", "中国"), "zh_Hans")


def loud(sound: bytes, times: float, offset: int = 0) -> bytes:
    """Clipped where it leaves the range of a sample."""
    return array(
        "h", (max(-32768, min(32767, round(x * times) + offset)) for x in array("h", sound))
    ).tobytes()


def chord(seconds: float) -> bytes:
    at = range(round(seconds * 16_000))
    return array(
        "h", (round(sum(3000 * math.sin(n * hz / 2546) for hz in (262, 330, 392))) for n in at)
    ).tobytes()


def test_a_microphone_that_clips_or_is_off_centre_is_understood_all_the_same(
    whisper: WhisperRecogniser,
) -> None:
    said, words = spoken("dsp13", "上海"), grammar("zh_Hans", *WORDS)
    loudest = max(map(abs, array("h", said)))
    assert whisper.recognise(loud(said, 3 * 32767 / loudest), words).value == "value of 上海"
    quiet = loud(said, 0.25)
    centred, off_centre = whisper.recognise(quiet, words), whisper.recognise(loud(quiet, 1, 4000), words)
    assert off_centre.value == centred.value == "value of 上海"
    assert off_centre.sure == pytest.approx(centred.sure, abs=0.05)


def test_music_and_another_language_are_not_acted_on(whisper: WhisperRecogniser) -> None:
    words = grammar("zh_Hans", *WORDS)
    assert whisper.recognise(chord(3), words).sure < SURE
    assert whisper.recognise(spoken("dsp20", "project"), words).sure < SURE


def test_a_minute_of_talk_and_a_moment_of_it_do_no_harm(whisper: WhisperRecogniser) -> None:
    said = spoken("dsp13", "上海") + spoken("dsp13", "中国")
    minute = said * (60 * 32_000 // len(said) + 1)
    assert whisper.recognise(minute, grammar("zh_Hans", "数字", "背景")).sure < SURE
    for length in (0, 2, 322, 3198, 3202):
        assert whisper.recognise(said[:length], grammar("zh_Hans", *WORDS)).sure < SURE


def test_what_was_said_is_forgotten(whisper: WhisperRecogniser) -> None:
    def kept() -> int:
        return sum(said in gc.get_referents(held) for held in gc.get_objects() if isinstance(held, Utterance))

    said, words = spoken("dsp03", "上海"), grammar("zh_Hans", "上海", "北京")
    assert whisper.recognise(said, words) == whisper.recognise(said, words)
    assert kept() == 1, "asked again, it is not encoded again"
    whisper.forget(("上海",))
    assert kept() == 0
