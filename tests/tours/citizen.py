"""A citizen who speaks into the booth's microphone: what people say, as sound.

Words that a person was recorded with are that person's. All others are synthesised by Kokoro in a voice that
the booth never speaks with: zm_yunxi in Mandarin, and in English ef_dora, whose own language is Spanish. It
is no elder, has no dialect and stands in no street: walks show that the conversation works, and tests.bench
how well people are understood.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from kiosk.faces.voice.kokoro_speaker import KokoroSpeaker
from kiosk.faces.voice.prompts import PromptSpoiled, read, write
from kiosk.faces.voice.speakers import Voice
from tests.booth_processes import ROOT
from tests.kiosk.faces.voice.pulse import Pulse
from tests.recordings import audio_dir, models_dir, samples

VOICES = {
    "zh_Hans": Voice(engine="kokoro", name="zm_yunxi"),
    "en": Voice(engine="kokoro", name="ef_dora", rate=0.85),
}
DICTATING_RATES = (0.7, 0.9, 0.8)  # in turn; at its own it runs digits together
CACHE = ROOT / "build" / "tour" / "citizen"
RECORDED = "zh/cmn_{words}.flac"  # single words of one speaker


class Citizen:
    def __init__(self, room: Pulse, cache: Path = CACHE) -> None:
        self._room = room
        self._cache = cache
        self._speaker = KokoroSpeaker(models_dir())

    def rehearse(self, words: str, language: str) -> None:
        """Have it ready, so that it can be said at once. Raises EngineMissing, ModelMissing."""
        self._sound(words, language)

    def say(self, words: str, language: str, *, dictating: int | None = None) -> None:
        """Returns when it has been said. `dictating`: digits, for the how manieth time from 0 on.

        Raises EngineMissing, ModelMissing.
        """
        self._room.say(self._sound(words, language, dictating=dictating))

    def _sound(self, words: str, language: str, *, dictating: int | None = None) -> bytes:
        recorded = audio_dir() / RECORDED.format(words=words)
        if recorded.is_file():
            return samples(recorded)
        voice = VOICES[language]
        if dictating is not None:
            rate = DICTATING_RATES[dictating % len(DICTATING_RATES)]
            voice = voice.model_copy(update={"rate": rate})
        key = f"{voice.model_dump_json()} {language} {words}"
        file = self._cache / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.wav"
        with suppress(FileNotFoundError, PromptSpoiled):
            return read(file).samples
        sound = self._speaker.synthesise(words, language, voice)
        write(file, sound)
        return sound.samples
