"""A citizen of the demonstration who speaks: a sentence as a WAV file, in the booth's own voice."""

from __future__ import annotations

import re
import wave
from pathlib import Path

from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.speakers import Speakers, engines

HANZI = re.compile(r"[\u4e00-\u9fff]")
MOMENT_SECONDS = 0.3  # a microphone that wakes loses the first hundredths of a second


class CitizenSilent(Exception):
    """Nothing can be said, and why."""


def speak(sentence: str, models_dir: Path, file: Path) -> Path:
    """Mandarin where there is a Chinese character in it, else English. Raises CitizenSilent."""
    if not sentence.strip():
        raise CitizenSilent("expected: say SENTENCE, or say FILE.wav")
    language = "zh_Hans" if HANZI.search(sentence) else "en"
    try:
        sound = Speakers(engines(models_dir)).synthesise(sentence, language)
    except VoiceError as error:
        raise CitizenSilent(f"nobody can say it: {error}; ./booth run --voice fetches a voice") from error
    with wave.open(str(file), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(sound.rate_hz)
        recording.writeframes(bytes(2 * int(MOMENT_SECONDS * sound.rate_hz)) + sound.samples)
    return file
