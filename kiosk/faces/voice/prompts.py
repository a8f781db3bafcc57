"""Prompts rendered once, at installation, and read from then on.

A prompt is a WAV file named by what it depends on: the words, the language, the voice, its engine's version.
Only `boothctl voices render` writes here; the kiosk reads, so that nothing a citizen entered can come onto
the disk.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.faces.voice.contract import SAMPLE_RATE, VoiceError
from kiosk.faces.voice.menus import keys_to_press
from kiosk.faces.voice.speakers import Sound, Speakers, Voice
from kiosk.faces.voice.spoken import Spoken, keys_said, sentences
from kiosk.i18n.text import Counted, Sentence, Text, Verbatim
from kiosk.i18n.translator import LOCALES

Msgid = str | tuple[str, str]  # a sentence, or its singular and plural

PROMPTS_DIR = Path("/var/lib/booth-voice/prompts")
LONGEST_COUNT = 60
KEYS = "0123456789*#"
MENU_KEYS = (*KEYS, *(str(number) for number in range(10, 44)), "110", "119", "120")
SAMPLE_BYTES = 2


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
        """Blocking, some ms. None when it was not rendered. Raises VoiceError for a silent language."""
        try:
            return read(self.path(text, language))
        except (FileNotFoundError, PromptSpoiled):
            return None


def read(path: Path) -> Sound:
    """Raises FileNotFoundError, PromptSpoiled."""
    try:
        with wave.open(str(path), "rb") as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            frames = file.readframes(file.getnframes())
            whole = len(frames) == file.getnframes() * SAMPLE_BYTES > 0
    except FileNotFoundError:
        raise
    except (OSError, EOFError, wave.Error) as error:
        raise PromptSpoiled(f"{path}: {error}") from error
    if shape != (1, SAMPLE_BYTES, SAMPLE_RATE) or not whole:
        raise PromptSpoiled(f"{path}: not a whole recording of {SAMPLE_RATE} Hz, mono, 16 bit")
    return Sound(frames, SAMPLE_RATE)


def write(path: Path, sound: Sound) -> None:
    """Whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file, wave.open(file, "wb") as recording:
            recording.setnchannels(1)
            recording.setsampwidth(SAMPLE_BYTES)
            recording.setframerate(sound.rate_hz)
            recording.writeframes(sound.samples)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def msgids(languages: Sequence[str], folder: Path = LOCALES) -> tuple[Msgid, ...]:
    """Those of all the languages' catalogues: that of the code's own language is empty. Raises VoiceError."""
    from babel.messages.mofile import read_mo

    found: dict[Msgid, None] = {}
    for language in languages:
        path = folder / language / "LC_MESSAGES" / "kiosk.mo"
        try:
            with path.open("rb") as file:
                messages = list(read_mo(file))
        except OSError as error:
            raise VoiceError(f"{path}: {error.strerror}") from error
        found |= {_msgid(message.id): None for message in messages if message.id}
    return tuple(found)


def fixed_sentences(
    msgids: Sequence[Msgid], names: Sequence[str], spoken: Spoken, language: str
) -> Iterator[str]:
    """All that can be said without knowing anything of a citizen, each sentence once.

    `msgids` are those of the catalogues, `names` the languages' own names.
    """
    texts = [
        *_texts(msgids),
        *(Verbatim(name) for name in names),
        *(keys_to_press(keys) for keys in MENU_KEYS),
    ]
    said = (sentence for text in texts for sentence in sentences(spoken.say(text, language)))
    yield from dict.fromkeys((*said, *(keys_said(key, language) for key in KEYS)))


def _msgid(of_message: str | list[str] | tuple[str, ...]) -> Msgid:
    return of_message if isinstance(of_message, str) else (of_message[0], of_message[1])


def _texts(msgids: Sequence[Msgid]) -> Iterator[Text]:
    """Sentences without places; of those that count, each number up to LONGEST_COUNT."""
    for msgid in msgids:
        if isinstance(msgid, tuple):
            yield from (Counted(*msgid, n) for n in range(1, LONGEST_COUNT + 1))
        elif "{" not in msgid:
            yield Sentence(msgid)
