"""Which recogniser listens in which language, by what is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.faces.voice.contract import Grammar, ModelMissing, Recogniser
from kiosk.faces.voice.models import MODELS_DIR, Model, folder_of, table, verified

PREFERRED = ("vosk", "whisper")  # a grammar of vosk's answers ten times as fast


@dataclass(frozen=True, slots=True)
class Listening:
    """A language that can be listened to: by which engine, with which model."""

    language: str
    engine: str
    model_id: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Deaf:
    """A language that can't, and why, for the technician."""

    language: str
    why: str


def choose(
    language: str, models_dir: Path = MODELS_DIR, models: Mapping[str, Model] | None = None
) -> Listening | Deaf:
    """Reads no model and loads no engine. Raises OSError, ValueError on an unreadable models.toml."""
    known = table() if models is None else models
    serving = [model for model in known.values() if model.engine in PREFERRED and language in model.languages]
    serving.sort(key=lambda model: PREFERRED.index(model.engine))
    for model in serving:
        folder = folder_of(model, models_dir)
        if folder is not None:
            return Listening(language, model.engine, model.id, folder)
    if not serving:
        return Deaf(language, f"no model in assets/models.toml serves {language}")
    wanted = " or ".join(model.id for model in serving)
    return Deaf(language, f"{wanted} is not installed; boothctl models install {serving[-1].id}")


def load(listening: Listening, threads: int = 2) -> Recogniser:
    """Takes seconds, and up to 600 MB. Raises ModelMissing, EngineMissing."""
    folder = verified(listening.model_id, listening.folder)
    if listening.engine == "vosk":
        from kiosk.faces.voice.vosk_engine import VoskRecogniser

        return VoskRecogniser(folder)
    if listening.engine == "whisper":
        from kiosk.faces.voice.whisper_engine import WhisperRecogniser

        return WhisperRecogniser(folder, threads)
    raise ModelMissing(f"{listening.model_id} is for {listening.engine}, which does not listen")


def unheard(recogniser: Recogniser, grammars: Sequence[Grammar]) -> dict[str, tuple[str, ...]]:
    """By language, the phrases that the engine can never hear, for `boothctl check`."""
    found = {
        grammar.language: recogniser.unknown_words([p.text for p in grammar.phrases]) for grammar in grammars
    }
    return {language: phrases for language, phrases in found.items() if phrases}
