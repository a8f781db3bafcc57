"""Which models there are, and where on this machine they lie. `boothctl models` installs them."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from kiosk.faces.voice.contract import ModelMissing

TABLE = Path(__file__).resolve().parents[3] / "assets" / "models.toml"
MODELS_DIR = Path("/var/lib/booth-voice/models")
VOSK_LAYOUTS = ("am/final.mdl", "final.mdl")  # vosk's src/model.cc, ConfigureV2 and ConfigureV1


@dataclass(frozen=True, slots=True)
class File:
    """`sources` are tried in order; each is the parts the file is joined of, as assets/models.toml says."""

    path: str
    bytes: int
    sources: tuple[tuple[str, ...], ...]
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file whose only top folder is the model."""

    bytes: int
    sources: tuple[str, ...]
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    about: str
    engine: str
    languages: tuple[str, ...]
    licence: str
    files: tuple[File, ...] = ()
    archive: Archive | None = None

    @property
    def bytes(self) -> int:
        """What has to be fetched or, for a model of files, what it takes on the disk."""
        return self.archive.bytes if self.archive else sum(file.bytes for file in self.files)

    def is_whole(self, folder: Path) -> bool:
        """Whether the folder has all the files in their right sizes; reads none of them."""
        if self.files:
            return all(_bytes_of(folder / file.path) == file.bytes for file in self.files)
        return any((folder / name).is_file() for name in VOSK_LAYOUTS)


@dataclass(frozen=True, slots=True)
class _Table:
    models: tuple[Model, ...]


@cache
def _table_of() -> TypeAdapter[_Table]:
    return TypeAdapter(_Table)


def table(path: Path = TABLE) -> dict[str, Model]:
    """Every model by its id. Raises OSError, ValueError on a table that can't be read."""
    models = _table_of().validate_python(tomllib.loads(path.read_text(encoding="utf-8"))).models
    for model in models:
        if bool(model.files) == (model.archive is not None):
            raise ValueError(f"{path}: {model.id} must have either files or an archive")
    return {model.id: model for model in models}


def places(models_dir: Path = MODELS_DIR) -> tuple[Path, ...]:
    """Where models are looked for, in order: the booth's own folder, then vosk's (vosk/__init__.py)."""
    own = os.environ.get("VOSK_MODEL_PATH")
    vosks = [Path(own)] if own else []
    return (models_dir, *vosks, Path("/usr/share/vosk"), Path.home() / ".cache" / "vosk")


def find(model_id: str, models_dir: Path = MODELS_DIR, table_file: Path = TABLE) -> Path:
    """The folder of an installed model. Raises ModelMissing, with what to do about it."""
    model = table(table_file).get(model_id)
    if model is None:
        raise ModelMissing(f"there is no model {model_id} in {table_file.name}")
    found = folder_of(model, models_dir)
    if found is None:
        looked = ", ".join(str(place) for place in places(models_dir))
        raise ModelMissing(f"{model_id} is not whole in any of {looked}; boothctl models install {model_id}")
    return found


def folder_of(model: Model, models_dir: Path = MODELS_DIR) -> Path | None:
    """Where the model lies whole; None when nowhere."""
    return next((folder for p in places(models_dir) if model.is_whole(folder := p / model.id)), None)


def _bytes_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
