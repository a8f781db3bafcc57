"""`boothctl voices`: renders the prompts of the offered languages, and says which are there and whole.

Rendering takes about as long as all of it takes to be heard. It can be stopped and goes on where it was: each
prompt is written whole or not at all, and what is there is not rendered again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hardware.link.booth_file import FilePath, load
from kiosk.faces.voice import prompts
from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.models import MODELS_DIR
from kiosk.faces.voice.prompts import PROMPTS_DIR, Prompts, PromptSpoiled
from kiosk.faces.voice.speakers import Engines, Sound, Speakers, engines
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.languages import LanguageMissing, load_languages
from kiosk.i18n.translator import LOCALES, Translator
from kiosk.settings import Languages

EX_NOT_WHOLE = 1
SAY_EVERY_SECONDS = 5.0
SILENT_PEAK = 328  # of 32767, -40 dBFS: nobody speaks in it


class _VoicePlaces(BaseModel):
    model_config = ConfigDict(frozen=True)

    models_dir: FilePath = MODELS_DIR
    prompts_dir: FilePath = PROMPTS_DIR


class _OnlyTheVoices(BaseModel):
    """boothctl must work with a booth file whose other sections are wrong."""

    model_config = ConfigDict(frozen=True)

    voice: _VoicePlaces = _VoicePlaces()
    languages: Languages = Languages()


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    sentences: tuple[str, ...]
    silent: str | None  # why nobody speaks it here; None when somebody does


class Voices:
    """The prompts of one booth, as its operator sees them."""

    def __init__(
        self,
        booth_file: Path,
        *,
        prompts_dir: Path | None = None,
        models_dir: Path | None = None,
        codes: Sequence[str] = (),
        makers: Callable[[Path], Engines] = engines,
        locales: Path = LOCALES,
    ) -> None:
        """Raises BoothFileError, LanguageMissing, CatalogueMissing, VoiceError."""
        settings = load(booth_file, _OnlyTheVoices)
        offered = settings.languages.offered
        self.folder = prompts_dir or settings.voice.prompts_dir
        self._speakers = Speakers(makers(models_dir or settings.voice.models_dir), locales)
        self._prompts = Prompts(self.folder, self._speakers)
        spoken = Spoken(Translator(offered, locales))
        unknown = sorted(set(codes) - set(offered))
        if unknown:
            raise LanguageMissing(f"{', '.join(unknown)}: not offered; offered are {', '.join(offered)}")
        names = [language.name for language in load_languages(offered, locales)]
        msgids = prompts.msgids(offered, locales)
        self.languages = tuple(
            Language(
                code,
                tuple(prompts.fixed_sentences(msgids, names, spoken, code)),
                self._why_silent(code),
            )
            for code in (codes or offered)
        )

    def voice(self, code: str) -> str:
        """Engine, name and pace of a language that is not silent."""
        voice = self._speakers.voice(code)
        return f"{voice.engine} {voice.name}, pace {voice.rate:g} ({self._speakers.version(code)})"

    def path(self, sentence: str, code: str) -> Path:
        return self._prompts.path(sentence, code)

    def missing(self, language: Language) -> Iterator[str]:
        """The sentences whose prompts are not there, or spoiled."""
        return (s for s in language.sentences if fault_of(self.path(s, language.code)) is not None)

    def render(self, sentence: str, code: str) -> Sound:
        """Raises VoiceError, OSError."""
        sound = self._speakers.synthesise(sentence, code)
        prompts.write(self.path(sentence, code), sound)
        return sound

    def left_over(self, language: Language) -> list[Path]:
        """Prompts of other words, voices or versions, and what an interrupted run has left."""
        wanted = {self.path(sentence, language.code) for sentence in language.sentences}
        return sorted(set((self.folder / language.code).glob("*")) - wanted)

    def _why_silent(self, code: str) -> str | None:
        try:
            self._speakers.version(code)
        except VoiceError as error:
            return str(error)
        return None


def fault_of(path: Path) -> str | None:
    """What is wrong with a prompt's file; None when it will do."""
    try:
        sound = prompts.read(path)
    except FileNotFoundError:
        return "missing"
    except PromptSpoiled:
        return "damaged"
    return "silent" if max(memoryview(sound.samples).cast("h")) < SILENT_PEAK else None


def render(voices: Voices) -> int:
    """A sentence that can't be rendered does not keep the others from it."""
    failed = 0
    for language in voices.languages:
        if language.silent is not None:
            print(f"{language.code}: silent: {language.silent}", file=sys.stderr, flush=True)
            continue
        print(f"{language.code}: {voices.voice(language.code)}", flush=True)
        failed += _render_language(voices, language)
        for path in voices.left_over(language):
            path.unlink(missing_ok=True)
    return EX_NOT_WHOLE if failed else os.EX_OK


def _render_language(voices: Voices, language: Language) -> int:
    """How many could not be rendered."""
    total, failed, spoken_seconds = len(language.sentences), 0, 0.0
    missing = list(voices.missing(language))
    began = said = time.monotonic()
    for number, sentence in enumerate(missing, start=total - len(missing) + 1):
        try:
            spoken_seconds += voices.render(sentence, language.code).seconds
        except VoiceError as error:
            print(f"boothctl: {sentence}: {error}", file=sys.stderr, flush=True)
            failed += 1
        if time.monotonic() - said > SAY_EVERY_SECONDS:
            said = time.monotonic()
            print(f"{language.code}: {number} of {total}", file=sys.stderr, flush=True)
    took_seconds = time.monotonic() - began
    print(
        f"{language.code}: {total - failed} of {total} prompts, {len(missing)} of them new: "
        f"{spoken_seconds:.0f} s of speech in {took_seconds:.0f} s",
        flush=True,
    )
    return failed


def show(voices: Voices) -> int:
    for language in voices.languages:
        if language.silent is not None:
            print(f"{language.code}: silent: {language.silent}")
            continue
        there = [path for s in language.sentences if (path := voices.path(s, language.code)).is_file()]
        mebibytes = sum(path.stat().st_size for path in there) / 2**20
        print(f"{language.code}: {voices.voice(language.code)}")
        print(f"{language.code}: {len(there)} of {len(language.sentences)} prompts, {mebibytes:.0f} MiB")
    return os.EX_OK


def verify(voices: Voices) -> int:
    """Exit code 1 when a language that is spoken here lacks a prompt, or has a damaged one."""
    whole = True
    for language in voices.languages:
        if language.silent is not None:
            print(f"{language.code}: silent: {language.silent}")
            continue
        faults = {s: fault_of(voices.path(s, language.code)) for s in language.sentences}
        for sentence, fault in faults.items():
            if fault in ("damaged", "silent"):
                print(f"{language.code}: {fault}: {sentence} ({voices.path(sentence, language.code).name})")
        missing = sum(fault == "missing" for fault in faults.values())
        good = sum(fault is None for fault in faults.values())
        left_over = len(voices.left_over(language))
        print(f"{language.code}: {good} good, {missing} missing, {left_over} left over", flush=True)
        whole = whole and good == len(faults)
    return os.EX_OK if whole else EX_NOT_WHOLE


ACTS: dict[str, Callable[[Voices], int]] = {"render": render, "list": show, "verify": verify}
