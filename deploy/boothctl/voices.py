"""`boothctl voices`: renders the prompts of the offered languages, and says which are there and whole.

Rendering takes about half as long as all of it takes to be heard. It can be stopped and goes on where it
was: each prompt is written whole or not at all, and what is there is not rendered again. A booth may speak
meanwhile.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hardware.link.booth_file import BoothFileError, FilePath, Station, load
from kiosk.faces.voice import prompt_texts, prompts
from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.models import MODELS_DIR
from kiosk.faces.voice.prompt_texts import BoothTexts
from kiosk.faces.voice.prompts import PROMPTS_DIR, Prompts, PromptSpoiled
from kiosk.faces.voice.speakers import Engines, Sound, Speakers, engines
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.languages import LanguageMissing, load_languages
from kiosk.i18n.text import local
from kiosk.i18n.translator import LOCALES, Translator
from kiosk.settings import Contact, Languages

EX_NOT_WHOLE = 1
SAY_EVERY_SECONDS = 5.0
RENDERING_THREADS = os.cpu_count() or 1
LOCK = ".lock"
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


class _BoothItself(BaseModel):
    """What is wrong with it keeps only its own sentences from being rendered; `boothctl check` tells it."""

    model_config = ConfigDict(frozen=True)

    station: Station
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    sentences: tuple[str, ...]
    silent: str | None  # why nobody speaks it here; None when somebody does


def _one_thread_a_sentence(models_dir: Path) -> Engines:
    """As many sentences at once as there are processors: quicker than all of them for each sentence."""
    return engines(models_dir, threads=1)


class Voices:
    """The prompts of one booth, as its operator sees them."""

    def __init__(
        self,
        booth_file: Path,
        *,
        prompts_dir: Path | None = None,
        models_dir: Path | None = None,
        codes: Sequence[str] = (),
        makers: Callable[[Path], Engines] = _one_thread_a_sentence,
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
        msgids = prompt_texts.msgids(offered, locales)
        booth = _booth_texts(booth_file)
        self.languages = tuple(
            Language(
                code,
                tuple(prompt_texts.fixed_sentences(msgids, names, spoken, code, booth)),
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

    def prepare(self, code: str) -> None:
        """Load what renders the language. Raises VoiceError."""
        self._speakers.prepare(code)

    def render(self, sentence: str, code: str) -> Sound:
        """In several threads at once. Raises VoiceError, OSError."""
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


def _booth_texts(booth_file: Path) -> BoothTexts:
    try:
        described = load(booth_file, _BoothItself)
    except BoothFileError:
        return BoothTexts()
    contacts = tuple(local(contact.label) for contact in described.contacts)
    return BoothTexts(local(described.station.address), contacts)


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
    """A sentence that can't be rendered does not keep the others from it. Raises OSError."""
    failed = 0
    with _alone(voices.folder):
        for language in voices.languages:
            if language.silent is not None:
                print(f"{language.code}: silent: {language.silent}", file=sys.stderr, flush=True)
                continue
            print(f"{language.code}: {voices.voice(language.code)}", flush=True)
            failed += _render_language(voices, language)
            for path in voices.left_over(language):
                path.unlink(missing_ok=True)
    return EX_NOT_WHOLE if failed else os.EX_OK


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two that clear away what is left over would take each other's. Raises BlockingIOError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BlockingIOError(error.errno, f"{folder} is being rendered already") from error
        yield


def _render_language(voices: Voices, language: Language) -> int:
    """How many could not be rendered. Raises OSError."""
    missing = list(voices.missing(language))
    if missing:
        voices.prepare(language.code)
    progress = _Progress(language.code, len(missing))
    failed, spoken_seconds = 0, 0.0
    with _at_once(lambda sentence: voices.render(sentence, language.code).seconds, missing) as rendered:
        for sentence, its_seconds in rendered:
            try:
                spoken_seconds += its_seconds.result()
            except VoiceError as error:
                print(f"boothctl: {sentence}: {error}", file=sys.stderr, flush=True)
                failed += 1
            progress.one_more()
    total = len(language.sentences)
    print(
        f"{language.code}: {total - failed} of {total} prompts, {len(missing)} of them new: "
        f"{spoken_seconds:.0f} s of speech in {progress.seconds:.0f} s",
        flush=True,
    )
    return failed


@contextmanager
def _at_once(
    render_one: Callable[[str], float], sentences: Sequence[str]
) -> Iterator[Iterator[tuple[str, Future[float]]]]:
    """Each sentence when it is rendered; on the way out, or once the disk fails, nothing more is begun."""
    pool = ThreadPoolExecutor(RENDERING_THREADS)
    full: list[OSError] = []  # a disk that fails one sentence fails all

    def render(sentence: str) -> float:
        if full:
            raise full[0]
        try:
            return render_one(sentence)
        except OSError as error:
            full.append(error)
            raise

    try:
        futures = {pool.submit(render, sentence): sentence for sentence in sentences}
        yield ((futures[future], future) for future in as_completed(futures))
    finally:
        pool.shutdown(cancel_futures=True)


class _Progress:
    """Tells now and then how many are done, and how long the rest will take."""

    def __init__(self, code: str, total: int) -> None:
        self._code = code
        self._total = total
        self._done = 0
        self._began = self._told = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def one_more(self) -> None:
        self._done += 1
        if time.monotonic() - self._told > SAY_EVERY_SECONDS:
            self._told = time.monotonic()
            minutes = self.seconds / self._done * (self._total - self._done) / 60
            text = f"{self._code}: {self._done} of {self._total} new ones, about {minutes:.0f} min left"
            print(text, file=sys.stderr, flush=True)


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
