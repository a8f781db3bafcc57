"""Installs the models of assets/models.toml and says which of them are there and whole.

A model appears under its name only when every byte of it was checked: it is built in a folder beside
and renamed. What a killed or cut run had fetched is used by the next.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from deploy.boothctl.building import build, clear
from deploy.boothctl.downloading import FetchError, Progress
from deploy.boothctl.fetching import Fetcher
from kiosk.faces.voice.models import Model, damage, folder_of, receipt, sums_of

WORKSHOP = ".unfinished"
RENAME_EXCHANGE, AT_FDCWD = 1 << 1, -100  # linux/fs.h, linux/fcntl.h


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
    if (why := damage(model, folder)) is not None:
        return Finding(model, Health.DAMAGED, folder, why)
    if (why := _unpinned(model, folder)) is not None:
        return Finding(model, Health.NOT_PINNED, folder, why)
    return Finding(model, Health.GOOD, folder)


def _unpinned(model: Model, folder: Path) -> str | None:
    """Why nobody can say whether the model is the one that was published; None when it is known."""
    unknown = [path for path, sha256 in sums_of(model, folder).items() if sha256 is None]
    if unknown:
        return f"no checksum of {', '.join(unknown)}"
    if model.archive is None:
        return None
    known = receipt(folder)
    if known is None or model.archive.sha256 is None or known.archive != model.archive.sha256:
        return "it was not installed by boothctl"
    return None


def install(model: Model, to: Path, progress: Progress, local: Path | None = None) -> Path:
    """The model's folder in `to`; at once when it is there and whole. Raises InstallError, OSError."""
    target, workshop = to / model.id, to / WORKSHOP / model.id
    if model.is_whole(target) and damage(model, target) is None:
        shutil.rmtree(workshop, ignore_errors=True)  # of a run that was killed once the model was in place
        return target
    with _alone(to / WORKSHOP, model):
        _need_space(model, workshop)
        (downloads := workshop / "downloads").mkdir(parents=True, exist_ok=True)
        built = workshop / "build"
        try:
            build(model, Fetcher(downloads, progress, local), built)
        except FetchError as error:
            raise InstallError(f"{model.id}: {error}") from error
        except OSError:
            clear(built)  # what is odd in it, or fills the disk, must not stop the next run
            raise
        _put_in_place(built, target)
        shutil.rmtree(workshop, ignore_errors=True)
    return target


def _put_in_place(built: Path, target: Path) -> None:
    """At no moment is nothing in the place of what was there."""
    if os.path.lexists(target):
        _exchange(built, target)
    else:
        built.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _exchange(one: Path, other: Path) -> None:
    """Each gets the other's name, at once (rename(2)). Raises OSError."""
    rename = ctypes.CDLL(None, use_errno=True).renameat2
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return
    error = ctypes.get_errno()
    if error not in (errno.EINVAL, errno.ENOSYS):
        raise OSError(error, os.strerror(error), str(other))
    # This file system can't. What is replaced was damaged or cut, and the next run finds the new one built.
    clear(other)
    one.rename(other)


def _need_space(model: Model, workshop: Path) -> None:
    """Downloads and what is made of them lie there at once. What an earlier run left is a part of it."""
    there = sum(path.lstat().st_size for path in workshop.rglob("*"))
    free, needed = shutil.disk_usage(workshop.parent).free, 2 * model.bytes - there
    if free < needed:
        raise InstallError(f"{model.id} needs {needed >> 20} MiB, {free >> 20} MiB are free there")


@contextmanager
def _alone(folder: Path, model: Model) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{model.id}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InstallError(f"{model.id} is being installed by another boothctl") from error
        yield
