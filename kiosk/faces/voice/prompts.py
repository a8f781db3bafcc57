"""Prompts rendered once, at installation, and read from then on.

A prompt is a WAV file named by what it depends on: the words, the language, the voice, its engine's version.
Only `boothctl voices render` writes here; the kiosk reads, so that nothing a citizen entered can come onto
the disk.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import tempfile
import wave
import zlib
from contextlib import suppress
from pathlib import Path

from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE, VoiceError
from kiosk.faces.voice.speakers import Sound, Speakers, Voice

PROMPTS_DIR = Path("/var/lib/booth-voice/prompts")
PARTIAL = ".partial"
RIFF = struct.Struct("<4sI")
CHECKSUM = struct.Struct("<4sII")


class PromptSpoiled(VoiceError):
    """A prompt's file is not what was rendered."""


def name_of(text: str, language: str, voice: Voice, version: str) -> str:
    """The prompt's file name."""
    depends = (text, language, voice.engine, voice.name, version, f"{voice.rate:g}", f"{voice.volume_db:g}")
    return hashlib.sha256("\x00".join(depends).encode()).hexdigest() + ".wav"


class Prompts:
    """The prompts of one booth, for the kiosk: read only."""

    def __init__(self, folder: Path, speakers: Speakers) -> None:
        self._folder = folder
        self._speakers = speakers

    def path(self, text: str, language: str) -> Path:
        """Where the prompt is, or would be. Raises VoiceError for a silent language."""
        voice = self._speakers.voice(language)
        return self._folder / language / name_of(text, language, voice, self._speakers.version(language))

    def find(self, text: str, language: str) -> Sound | None:
        """Blocking, some ms. In the best voice that it was rendered in, whether or not that voice works now;
        None when it was not rendered. Raises VoiceError where the language's file can't be read."""
        for voice, version in self._speakers.renderings(language):
            with suppress(FileNotFoundError, PromptSpoiled):
                return read(self._folder / language / name_of(text, language, voice, version))
        return None


def read(path: Path) -> Sound:
    """Raises FileNotFoundError, PromptSpoiled."""
    try:
        recording = path.read_bytes()
        with wave.open(io.BytesIO(recording), "rb") as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            frames = file.readframes(file.getnframes())
    except FileNotFoundError:
        raise
    except (OSError, EOFError, wave.Error) as error:
        raise PromptSpoiled(f"{path}: {error}") from error
    if shape != (1, SAMPLE_BYTES, SAMPLE_RATE) or not frames:
        raise PromptSpoiled(f"{path}: not a recording of {SAMPLE_RATE} Hz, mono, 16 bit")
    if not recording.endswith(_checksum(frames)):
        raise PromptSpoiled(f"{path}: not what was written")
    return Sound(frames, SAMPLE_RATE)


def write(path: Path, sound: Sound) -> None:
    """Whole or not at all, whenever the power fails. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(suffix=PARTIAL, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_recording(sound))
            file.flush()
            os.fsync(descriptor)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _recording(sound: Sound) -> bytes:
    """A WAV file, with a checksum in a chunk of its own behind the samples, which players pass over."""
    held = io.BytesIO()
    with wave.open(held, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(SAMPLE_BYTES)
        recording.setframerate(sound.rate_hz)
        recording.writeframes(sound.samples)
    whole = held.getvalue() + _checksum(sound.samples)
    return RIFF.pack(b"RIFF", len(whole) - RIFF.size) + whole[RIFF.size :]


def _checksum(samples: bytes) -> bytes:
    return CHECKSUM.pack(b"crc ", 4, zlib.crc32(samples))
