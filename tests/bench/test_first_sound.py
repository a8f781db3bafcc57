"""The waiting time is that until something can be heard, and a gap that between two clauses."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

pytest.importorskip("numpy")

from kiosk.faces.voice.speakers import Sound, Speakers, Voice
from tests.bench import first_sound
from tests.kiosk.faces.voice.tones import Tones, engines, speak_in_tones

RENDERING_SECONDS = 0.5


class Slow(Tones):
    def synthesise(self, text: str, language: str, voice: Voice) -> Sound:
        time.sleep(RENDERING_SECONDS)
        return super().synthesise(text, language, voice)


def test_a_gap_is_the_longest_silence_between_two_sounds() -> None:
    heard = first_sound.Heard(began=1.0)
    for moment in (1.5, 1.51, 2.25, 2.26):
        heard.note(moment)
    assert heard.first_seconds == 0.5
    assert heard.longest_gap_seconds == pytest.approx(0.74)


async def test_what_is_rendered_slowly_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOTH_PROMPTS", str(tmp_path))
    speakers = Speakers(engines(Slow()), speak_in_tones(tmp_path / "locales", "en"))
    heard = await first_sound._listen(speakers, "one three eight, one two three four", "en")
    assert heard.first_seconds >= RENDERING_SECONDS
    assert heard.last is not None
    assert heard.last - heard.began >= 2 * RENDERING_SECONDS, "the second clause was waited for too"
