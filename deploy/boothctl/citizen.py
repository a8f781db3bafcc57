"""A citizen of the demonstration who speaks: a sentence as a WAV file, in the booth's own voice."""

from __future__ import annotations

import re
from pathlib import Path

from hardware.simulators.control import SimulatorError
from kiosk.faces.voice.contract import SAMPLE_BYTES, VoiceError
from kiosk.faces.voice.prompts import write
from kiosk.faces.voice.speakers import Sound, Speakers, engines

HANZI = re.compile(r"[\u4e00-\u9fff]")
MOMENT_SECONDS = 0.3  # a microphone that wakes loses the first hundredths of a second


def speak(sentence: str, models_dir: Path, file: Path) -> Path:
    """Mandarin where there is a Chinese character in it, else English. Raises SimulatorError."""
    if not sentence.strip():
        raise SimulatorError("expected: say SENTENCE, or say FILE.wav")
    language = "zh_Hans" if HANZI.search(sentence) else "en"
    try:
        sound = Speakers(engines(models_dir)).synthesise(sentence, language)
    except VoiceError as error:
        raise SimulatorError(f"nobody can say it: {error}; ./booth run --voice fetches a voice") from error
    moment = bytes(SAMPLE_BYTES * int(MOMENT_SECONDS * sound.rate_hz))
    write(file, Sound(moment + sound.samples, sound.rate_hz))
    return file
