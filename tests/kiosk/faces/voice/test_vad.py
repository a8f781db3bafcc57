"""Utterances are cut out of the stream: with a model that is told what is speech, and with the real one."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterator

import pytest

from kiosk.faces.voice.vad import (
    CHUNK_BYTES,
    CHUNK_SAMPLES,
    CHUNK_SECONDS,
    Cutting,
    Segmenter,
    load_speech_model,
)
from tests.recordings import require_recording

LOUD, QUIET = 8000, 40
CUTTING = Cutting()


def sound(seconds: float, amplitude: int) -> bytes:
    """A square wave at a third of the rate, so that its power is its amplitude's square."""
    count = round(seconds / CHUNK_SECONDS) * CHUNK_SAMPLES
    return array("h", [amplitude if i % 2 else -amplitude for i in range(count)]).tobytes()


def loudness_is_speech(chunk: bytes) -> float:
    return 1.0 if abs(memoryview(chunk).cast("h")[0]) == LOUD else 0.0


def utterances(segmenter: Segmenter, stream: bytes, piece: int = CHUNK_BYTES) -> Iterator[bytes]:
    for start in range(0, len(stream), piece):
        found = segmenter.push(stream[start : start + piece])
        if found is not None:
            yield found
    while (found := segmenter.push(b"")) is not None:
        yield found


def seconds(utterance: bytes) -> float:
    return len(utterance) / CHUNK_BYTES * CHUNK_SECONDS


def test_an_utterance_ends_after_the_silence_and_has_its_beginning() -> None:
    segmenter = Segmenter(loudness_is_speech)
    stream = sound(1, QUIET) + sound(1, LOUD) + sound(1, QUIET)
    (heard,) = utterances(segmenter, stream)
    wanted = CUTTING.pre_roll_seconds + 1 + CUTTING.kept_silence_seconds
    assert seconds(heard) == pytest.approx(wanted, abs=3 * CHUNK_SECONDS)
    assert heard in stream


def test_nothing_comes_before_the_silence_is_long_enough() -> None:
    segmenter = Segmenter(loudness_is_speech)
    assert segmenter.push(sound(0.5, QUIET) + sound(1, LOUD) + sound(0.5, QUIET)) is None
    assert segmenter.speaking
    assert segmenter.push(sound(0.2, QUIET)) is not None
    assert not segmenter.speaking


def test_how_it_will_end_is_known_before_it_has_ended() -> None:
    segmenter = Segmenter(loudness_is_speech)
    assert segmenter.push(sound(0.5, QUIET) + sound(1, LOUD) + sound(0.3, QUIET)) is None
    foretold = segmenter.ending
    assert foretold is not None
    assert segmenter.push(sound(0.4, QUIET)) == foretold
    assert segmenter.ending is None


def test_it_ends_otherwise_when_more_is_said() -> None:
    segmenter = Segmenter(loudness_is_speech)
    segmenter.push(sound(1, LOUD) + sound(0.3, QUIET))
    foretold = segmenter.ending
    assert foretold is not None
    assert segmenter.push(sound(0.5, LOUD)) is None
    assert segmenter.ending is None
    whole = segmenter.push(sound(1, QUIET))
    assert whole is not None
    assert whole.startswith(foretold)
    assert len(whole) > len(foretold)


def test_an_offset_of_the_microphone_is_no_noise() -> None:
    segmenter = Segmenter(loudness_is_speech)
    segmenter.push(array("h", [3000 + (QUIET if i % 2 else -QUIET) for i in range(16_000)]).tobytes())
    assert segmenter.noise_dbfs == pytest.approx(20 * math.log10(QUIET / 32768), abs=0.5)


def test_whatever_is_captured_an_utterance_is_no_longer_than_it_may_be() -> None:
    """A minute of talk without a pause, full scale, and noise: pieces, and nothing is lost between them."""
    chance = random.Random(5)
    segmenter = Segmenter(lambda _: 1.0)
    stream = array("h", (chance.choice((-32768, 32767)) for _ in range(60 * 16_000))).tobytes()
    found = list(utterances(segmenter, stream))
    assert len(found) == 60 // CUTTING.most_seconds
    assert all(seconds(each) <= CUTTING.most_seconds + CHUNK_SECONDS for each in found)
    assert stream.startswith(b"".join(found))


def test_a_pause_within_a_sentence_does_not_cut_it() -> None:
    stream = sound(1, LOUD) + sound(0.4, QUIET) + sound(1, LOUD) + sound(1, QUIET)
    assert len(list(utterances(Segmenter(loudness_is_speech), stream))) == 1


def test_two_utterances_in_one_push_come_one_after_the_other() -> None:
    segmenter = Segmenter(loudness_is_speech)
    first = segmenter.push((sound(1, LOUD) + sound(1, QUIET)) * 2)
    assert first is not None
    assert segmenter.push(b"") is not None
    assert segmenter.push(b"") is None


def test_a_click_is_no_utterance() -> None:
    stream = sound(1, QUIET) + sound(0.064, LOUD) + sound(2, QUIET)
    assert list(utterances(Segmenter(loudness_is_speech), stream)) == []


def test_speech_without_end_is_cut_at_its_longest() -> None:
    segmenter = Segmenter(loudness_is_speech, Cutting(most_seconds=2))
    found = list(utterances(segmenter, sound(5, LOUD)))
    assert [round(seconds(each)) for each in found] == [2, 2]


def test_the_pieces_in_which_the_stream_comes_make_no_difference() -> None:
    stream = sound(1, QUIET) + sound(1, LOUD) + sound(1, QUIET) + sound(0.5, LOUD) + sound(1, QUIET)
    whole = list(utterances(Segmenter(loudness_is_speech), stream))
    for piece in (2, 320, 1000, 4097 * 2, len(stream)):
        assert list(utterances(Segmenter(loudness_is_speech), stream, piece)) == whole


def test_reset_forgets_what_was_said() -> None:
    segmenter = Segmenter(loudness_is_speech)
    segmenter.push(sound(1, LOUD) + sound(0.3, QUIET))
    segmenter.reset()
    assert list(utterances(segmenter, sound(2, QUIET))) == []


def test_the_noise_estimate_leaves_speech_out() -> None:
    segmenter = Segmenter(loudness_is_speech)
    assert segmenter.noise_dbfs is None
    list(utterances(segmenter, sound(5, QUIET) + sound(3, LOUD) + sound(1, QUIET)))
    quiet_dbfs = 20 * math.log10(QUIET / 32768)
    assert segmenter.noise_dbfs == pytest.approx(quiet_dbfs, abs=0.5)
    segmenter.push(sound(0.032, LOUD))
    assert segmenter.level_dbfs == pytest.approx(20 * math.log10(LOUD / 32768), abs=0.1)


def test_the_model_hears_people_and_no_noise() -> None:
    noise = random.Random(1)
    hiss = array("h", [round(noise.gauss(0, 300)) for _ in range(3 * 16000)]).tobytes()
    person = require_recording("zh/dsp20_s01_00.flac")
    stream = hiss + person + bytes(2 * 16000) + hiss
    (heard,) = utterances(Segmenter(load_speech_model()), stream)
    spoken = stream.index(heard) / 32000
    assert 2.5 < spoken < 3 + len(person) / 32000, "it begins within the recording or its pre-roll"
    assert 0.4 < seconds(heard) < len(person) / 32000 + CUTTING.pre_roll_seconds + 0.1
