"""What the speech model is spared changes nothing of what is found."""

from __future__ import annotations

import math
import random
from array import array

import pytest

from kiosk.faces.voice.contract import EngineMissing
from kiosk.faces.voice.sparing import ATTENTIVE_CHUNKS, RUN_UP_CHUNKS, Sparing
from kiosk.faces.voice.vad import CHUNK_BYTES, CHUNK_SAMPLES, Segmenter, SpeechModel, load_speech_model
from tests.recordings import in_pink_noise, require_recording

SECOND_BYTES = 32_000
WORDS = ("zh/cmn_医院.flac", "zh/cmn_取消.flac", "en/dsp20_s01_12.flac")


def noise(chunks: int, amplitude: int) -> list[bytes]:
    source = random.Random(1)
    return [
        array("h", (source.randint(-amplitude, amplitude) for _ in range(CHUNK_SAMPLES))).tobytes()
        for _ in range(chunks)
    ]


class Asked:
    """A speech model that remembers what it was asked about, and calls everything speech."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    def __call__(self, chunk: bytes) -> float:
        self.chunks.append(chunk)
        return 1.0


def test_it_is_asked_at_first_and_spared_what_is_always_there() -> None:
    asked = Asked()
    model = Sparing(asked)
    room = noise(300, 100)
    answers = [model(chunk) for chunk in room]
    assert asked.chunks == room[:ATTENTIVE_CHUNKS]
    assert set(answers[ATTENTIVE_CHUNKS:]) == {0.0}


def test_what_stands_out_is_judged_in_the_light_of_what_came_before_and_so_is_what_follows() -> None:
    asked = Asked()
    model = Sparing(asked)
    room = noise(300, 100)
    for chunk in room:
        model(chunk)
    (knock,) = noise(1, 1000)
    asked.chunks.clear()
    assert model(knock) == 1.0
    assert asked.chunks == [*room[-RUN_UP_CHUNKS:], knock]
    for chunk in room:
        model(chunk)
    assert len(asked.chunks) == RUN_UP_CHUNKS + ATTENTIVE_CHUNKS


def test_it_listens_again_soon_after_a_loud_time() -> None:
    asked = Asked()
    model = Sparing(asked)
    for chunk in (*noise(300, 8000), *noise(70, 100)):
        model(chunk)
    asked.chunks.clear()
    assert model(noise(1, 1000)[0]) == 1.0, "softer than it was, and louder than it is"


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("snr_db", [15, 5])
def test_the_same_utterances_are_found(word: str, snr_db: int) -> None:
    word_said, quiet = require_recording(word), bytes(5 * SECOND_BYTES)
    sound = quiet + word_said + quiet
    share_of_time_db = 10 * math.log10(len(sound) / len(word_said))
    sound = in_pink_noise(sound, snr_db - share_of_time_db, seed=1)
    try:
        model, spared_one = load_speech_model(), load_speech_model()
    except EngineMissing as error:
        pytest.skip(str(error))
    times_asked = 0

    def counted(chunk: bytes) -> float:
        nonlocal times_asked
        times_asked += 1
        return spared_one(chunk)

    found, expected = lengths(Sparing(counted), sound), lengths(model, sound)
    assert len(found) == len(expected) == 1
    assert found == pytest.approx(expected, abs=4 * CHUNK_BYTES)
    assert times_asked < len(sound) / CHUNK_BYTES / 2, "most of it is no louder than the room"


def lengths(model: SpeechModel, sound: bytes) -> list[int]:
    segmenter = Segmenter(model)
    pieces = (sound[at : at + CHUNK_BYTES] for at in range(0, len(sound) - CHUNK_BYTES + 1, CHUNK_BYTES))
    return [len(found) for piece in pieces if (found := segmenter.push(piece)) is not None]
