"""espeak-ng by pyttsx3: robotic, quick and small. What it speaks goes through memory and never onto a disk.

It speaks in a process of its own for each sentence: espeak-ng ends the process it is in when its data don't
suit it, and Kokoro brings another espeak-ng, whose state would be shared with this one.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import io
import json
import subprocess
import sys
import wave
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING

from kiosk.faces.voice.contract import SAMPLE_RATE, EngineMissing, VoiceError
from kiosk.faces.voice.loudness import levelled, resampled
from kiosk.faces.voice.speakers import Sound, Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORDS_A_MINUTE = 175  # espeak-ng's own pace
LONGEST_SECONDS = 15.0
COMMAND = (sys.executable, "-m", "kiosk.faces.voice.pyttsx3_process")
MANDARIN = "espeak-ng reads Chinese characters as English-spelled pinyin, which nobody understands"
UNUSABLE = {"zh": MANDARIN, "cmn": MANDARIN, "ja": "espeak-ng can't read Japanese characters"}
MANDARIN_VOICE = "cmn"  # also cmn-latn-pinyin, sit/cmn: whatever the language is called


class Pyttsx3Speaker:
    def check(self, voice: Voice, language: str) -> None:
        if why := UNUSABLE.get(language.partition("_")[0]):
            raise VoiceError(why)
        if MANDARIN_VOICE in voice.name:
            raise VoiceError(MANDARIN)
        if importlib.util.find_spec("pyttsx3") is None:
            raise EngineMissing("pyttsx3 is not installed")
        if ctypes.util.find_library("espeak-ng") is None:
            raise EngineMissing("espeak-ng is not installed")

    def version(self, voice: Voice) -> str:  # noqa: ARG002  # as the contract has it
        try:
            return f"pyttsx3 {version_of('pyttsx3')}, {ctypes.util.find_library('espeak-ng')}"
        except PackageNotFoundError as error:
            raise EngineMissing("pyttsx3 is not installed") from error

    def prepare(self, voice: Voice, language: str) -> None:
        self.check(voice, language)

    def synthesise(self, text: str, language: str, voice: Voice) -> Sound:
        self.check(voice, language)
        order = {"text": text, "voice": voice.name, "words_a_minute": round(WORDS_A_MINUTE * voice.rate)}
        try:
            spoken = subprocess.run(
                COMMAND,
                input=json.dumps(order).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # its tracebacks repeat what was to be said
                timeout=LONGEST_SECONDS,
                check=True,
            )
            samples, rate_hz = _samples(spoken.stdout)
        except (subprocess.SubprocessError, OSError, EOFError, wave.Error) as error:
            raise VoiceError(f"pyttsx3 can't say this: {type(error).__name__}") from None
        return Sound(levelled(resampled(samples, rate_hz), voice.volume_db), SAMPLE_RATE)

    def close(self) -> None:
        """Nothing is kept between two sentences."""


def _samples(recording: bytes) -> tuple[NDArray[np.float32], int]:
    """The samples of a WAV file, and their rate."""
    import numpy as np

    with wave.open(io.BytesIO(recording), "rb") as file:
        frames = file.readframes(file.getnframes())
        return np.frombuffer(frames, "<i2").astype(np.float32) / np.float32(32768), file.getframerate()
