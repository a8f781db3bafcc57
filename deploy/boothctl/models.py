"""Installs the models of assets/models.toml and says which of them are there and whole.

A model appears under its name only when every byte of it was checked: it is built in a folder beside
and renamed. What a killed or cut run had fetched is used by the next.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from deploy.boothctl.fetching import CHUNK_BYTES, Fetcher, FetchError, Progress
from kiosk.faces.voice.models import Archive, File, Model, folder_of

RECEIPT = "installed.json"  # beside an unpacked archive's files: their sums, and the archive's
WORKSHOP = ".unfinished"


class InstallError(Exception):
    """A model could not be installed. The places where it was looked for are in the text."""


class Health(StrEnum):
    GOOD = "good"
    NOT_PINNED = "not pinned"
    DAMAGED = "damaged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """What `verify` found of a model; `why` for all but GOOD."""

    model: Model
    health: Health
    folder: Path | None = None
    why: str = ""


def installed(models: Sequence[Model], models_dir: Path) -> dict[str, Path | None]:
    """Where each model lies; None for one that is missing. Reads no file."""
    return {model.id: folder_of(model, models_dir) for model in models}


def verify(model: Model, models_dir: Path) -> Finding:
    """Reads every byte of the model."""
    folder = folder_of(model, models_dir)
    if folder is None:
        there = models_dir / model.id
        if there.is_dir():
            return Finding(model, Health.DAMAGED, there, "files are missing or cut")
        return Finding(model, Health.MISSING, why=f"boothctl models install {model.id}")
    sums = _sums_of(model, folder)
    for path, sha256 in sums.items():
        if sha256 and (not (folder / path).is_file() or _sha256(folder / path) != sha256):
            return Finding(model, Health.DAMAGED, folder, f"{path} is not what was published")
    unpinned = [path for path, sha256 in sums.items() if sha256 is None]
    if not sums or unpinned:
        why = f"no checksum of {', '.join(unpinned)}" if unpinned else "it was not installed by boothctl"
        return Finding(model, Health.NOT_PINNED, folder, why)
    return Finding(model, Health.GOOD, folder)


def install(model: Model, to: Path, progress: Progress, local: Path | None = None) -> Path:
    """The model's folder in `to`; at once when it is there and whole. Raises InstallError, OSError."""
    target = to / model.id
    if model.is_whole(target) and verify(model, to).health is not Health.DAMAGED:
        return target
    workshop = to / WORKSHOP / model.id
    with _alone(to / WORKSHOP, model):
        _need_space(model, workshop)
        (downloads := workshop / "downloads").mkdir(parents=True, exist_ok=True)
        build = workshop / "build"
        fetcher = Fetcher(downloads, progress, local)
        try:
            if local and model.is_whole(local / model.id):
                _take_folder(model, local / model.id, build)
            elif model.archive:
                _unpack(model, model.archive, fetcher, build)
            else:
                for file in model.files:
                    _make(file, fetcher, build / file.path)
        except FetchError as error:
            raise InstallError(f"{model.id}: {error}") from error
        _exchange(build, target, workshop / "old")
        shutil.rmtree(workshop)
    return target


def _make(file: File, fetcher: Fetcher, path: Path) -> None:
    """Joins the parts of a file from the first source that has it right."""
    if path.is_file() and _sha256(path) == file.sha256:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    troubles = []
    for source in file.sources:
        try:
            with path.open("wb") as out:
                for part in source:
                    with fetcher.open(part) as stream:
                        shutil.copyfileobj(stream, out, CHUNK_BYTES)
                os.fsync(out.fileno())
            _check(path, file)
            return
        except FetchError as error:
            path.unlink(missing_ok=True)
            troubles.append(str(error))
            if isinstance(error, _WrongSum):
                for part in source:
                    fetcher.forget(part)
    raise FetchError(f"{file.path}: {'; '.join(troubles)}")


def _unpack(model: Model, archive: Archive, fetcher: Fetcher, build: Path) -> None:
    troubles = []
    for source in archive.sources:
        try:
            path = fetcher.file(source)
            _check(path, archive)
            _unzip(path, model.id, build)
            _write_receipt(build, archive)
            return
        except (FetchError, zipfile.BadZipFile) as error:
            troubles.append(str(error))
            fetcher.forget(source)
    raise FetchError("; ".join(troubles))


def _unzip(path: Path, top: str, build: Path) -> None:
    """Raises FetchError on an archive that holds anything beside the one folder."""
    shutil.rmtree(build, ignore_errors=True)
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name = PurePosixPath(info.filename)
            if name.parts[:1] != (top,) or ".." in name.parts:
                raise FetchError(f"{path.name} holds {info.filename!r}, which is not in {top}/")
            target = build.joinpath(*name.parts[1:])
            if info.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as stream, target.open("wb") as out:
                shutil.copyfileobj(stream, out, CHUNK_BYTES)
                out.flush()
                os.fsync(out.fileno())


def _take_folder(model: Model, folder: Path, build: Path) -> None:
    """Copies an unpacked model. Without sums of its own it comes with a receipt, or stays not pinned."""
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(folder, build)
    for file in model.files:
        _check(build / file.path, file)


class _WrongSum(FetchError):
    """What came is not what was published."""


def _check(path: Path, wanted: File | Archive) -> None:
    size = path.stat().st_size
    if size != wanted.bytes:
        raise _WrongSum(f"{path.name} has {size} bytes, not {wanted.bytes}")
    if wanted.sha256 and (found := _sha256(path)) != wanted.sha256:
        raise _WrongSum(f"{path.name} has SHA-256 {found[:12]}…, not {wanted.sha256[:12]}…")


def _write_receipt(build: Path, archive: Archive) -> None:
    sums = {
        str(path.relative_to(build)): _sha256(path) for path in sorted(build.rglob("*")) if path.is_file()
    }
    receipt = {"archive": archive.sha256, "files": sums}
    (build / RECEIPT).write_text(json.dumps(receipt, indent=1), encoding="utf-8")


def _sums_of(model: Model, folder: Path) -> dict[str, str | None]:
    """What each file's SHA-256 must be; {} when nobody knows."""
    if model.archive is None:
        return {file.path: file.sha256 for file in model.files}
    try:
        receipt = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
        if model.archive.sha256 is None or receipt["archive"] != model.archive.sha256:
            return {}
        return {str(path): str(sha256) for path, sha256 in receipt["files"].items()}
    except (OSError, ValueError, KeyError, AttributeError):
        return {}


def _exchange(build: Path, target: Path, old: Path) -> None:
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
    build.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _need_space(model: Model, workshop: Path) -> None:
    """Downloads and what is made of them lie there at once."""
    free = shutil.disk_usage(workshop.parent).free
    if free < 2 * model.bytes:
        raise InstallError(f"{model.id} needs {2 * model.bytes >> 20} MiB, {free >> 20} MiB are free there")


@contextmanager
def _alone(folder: Path, model: Model) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{model.id}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InstallError(f"{model.id} is being installed by another boothctl") from error
        yield


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
