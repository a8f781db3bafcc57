"""Which models there are, where on this machine they lie, and whether they are what was published.

`boothctl models` installs them.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from kiosk.faces.voice.contract import ModelMissing

TABLE = Path(__file__).resolve().parents[3] / "assets" / "models.toml"
MODELS_DIR = Path("/var/lib/booth-voice/models")
RECEIPT = "installed.json"  # beside an unpacked archive's files: their sums, and the archive's
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

    @property
    def most_unpacked_bytes(self) -> int:
        """Weights hardly shrink: what unpacks to more than four times its size is no model."""
        return 4 * self.bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What boothctl unpacked: the archive's SHA-256, and that of each file by its path in the model."""

    archive: str | None
    files: dict[str, str]


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


@cache
def _receipt_of() -> TypeAdapter[Receipt]:
    return TypeAdapter(Receipt)


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


def verified(model_id: str, folder: Path, table_file: Path = TABLE) -> Path:
    """The folder again, once every byte in it was read: engines crash the process on damaged weights.

    Blocking, a second or so for 250 MB. Raises ModelMissing, with what to do about it. What nobody published
    a checksum of passes.
    """
    model = table(table_file).get(model_id)
    why = damage(model, folder) if model else None
    if why is not None:
        raise ModelMissing(f"{folder} is damaged ({why}); boothctl models install {model_id}")
    return folder


def damage(model: Model, folder: Path) -> str | None:
    """Which of the model's files is not what was published; None when all are, as far as it is known."""
    try:
        sums = sums_of(model, folder)
    except (OSError, ValueError):
        return f"{RECEIPT} can't be read"
    for path, sha256 in sums.items():
        try:
            if sha256 is not None and sha256_of(folder / path) != sha256:
                return f"{path} is not what was published"
        except OSError as error:
            return f"{path} can't be read: {error.strerror}"
    return None


def sums_of(model: Model, folder: Path) -> dict[str, str | None]:
    """What the SHA-256 of each file must be, None where nobody knows; {} for an archive that something else
    than boothctl unpacked. Raises OSError, ValueError on a receipt that can't be read."""
    if model.archive is None:
        return {file.path: file.sha256 for file in model.files}
    found = receipt(folder)
    return dict(found.files) if found else {}


def receipt(folder: Path) -> Receipt | None:
    """Raises OSError, ValueError on one that can't be read."""
    try:
        return _receipt_of().validate_json((folder / RECEIPT).read_bytes())
    except FileNotFoundError:
        return None


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bytes_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
