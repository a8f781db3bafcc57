"""Builds a model's folder: of parts that are joined, from an archive, or from a folder that has it ready."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import IO

from deploy.boothctl.downloading import CHUNK_BYTES, Damaged, FetchError
from deploy.boothctl.fetching import Fetcher, reading
from kiosk.faces.voice.models import RECEIPT, Archive, File, Model, Receipt, damage, receipt, sha256_of


def build(model: Model, fetcher: Fetcher, folder: Path) -> None:
    """What an earlier run had built there is used. Raises FetchError, OSError."""
    ready = fetcher.local / model.id if fetcher.local else None
    if ready and model.is_whole(ready):
        _copy(model, ready, folder)
    elif model.archive:
        _unpack(model, model.archive, fetcher, folder)
    else:
        for file in model.files:
            _join(file, fetcher, folder / file.path)


def clear(path: Path) -> None:
    """Whatever it is, it is gone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _join(file: File, fetcher: Fetcher, path: Path) -> None:
    """The parts of a file, from the first source that has them right."""
    if path.is_file() and sha256_of(path) == file.sha256:
        return
    path.parent.mkdir(parents=True, exist_ok=True)

    def join(source: Sequence[str]) -> None:
        with path.open("wb") as out:
            for part in source:
                with fetcher.open(part, file.bytes) as stream:
                    _pour(stream, out, file.bytes)
            _sync(out)
        try:
            _check(path, file)
        except Damaged:  # whichever of them it is
            for part in source:
                fetcher.forget(part)
            raise

    try:
        _from_the_first(file.sources, fetcher, join)
    except FetchError as error:
        path.unlink(missing_ok=True)
        raise FetchError(f"{file.path}: {error}") from error


def _unpack(model: Model, archive: Archive, fetcher: Fetcher, folder: Path) -> None:
    def unpack(source: Sequence[str]) -> None:
        (url,) = source
        path = fetcher.file(url, archive.bytes)
        clear(folder)
        try:
            _check(path, archive)
            with reading(path), zipfile.ZipFile(path) as packed:
                _unzip(packed, path.name, model.id, archive.most_unpacked_bytes, folder)
        except Damaged:
            fetcher.forget(url)
            raise
        _write_receipt(folder, archive)

    _from_the_first([(url,) for url in archive.sources], fetcher, unpack)


def _from_the_first(
    sources: Sequence[Sequence[str]], fetcher: Fetcher, take: Callable[[Sequence[str]], None]
) -> None:
    """Has one source taken after the other until one is right. What an earlier run had kept of it and is
    damaged is fetched anew. Raises FetchError with the trouble of each."""
    troubles = []
    for source in sources:
        for _ in range(1 + sum(fetcher.keeps(part) for part in source)):
            try:
                take(source)
                return
            except Damaged as error:
                troubles.append(str(error))
            except FetchError as error:
                troubles.append(str(error))
                break
    raise FetchError("; ".join(dict.fromkeys(troubles)))


def _unzip(packed: zipfile.ZipFile, name: str, top: str, most_bytes: int, folder: Path) -> None:
    """Raises Damaged on an archive that holds anything beside the one folder, or too much."""
    members = packed.infolist()
    if sum(info.file_size for info in members) > most_bytes:  # none gives more than it announces
        raise Damaged(f"{name} unpacks to more than {most_bytes} bytes")
    for info in members:
        path = PurePosixPath(info.filename)
        if path.parts[:1] != (top,) or ".." in path.parts:
            raise Damaged(f"{name} holds {info.filename!r}, which is not in {top}/")
        try:
            _write_member(packed, info, folder.joinpath(*path.parts[1:]), most_bytes)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise Damaged(f"{name} holds {info.filename!r} as a file and as a folder") from error


def _write_member(packed: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, most_bytes: int) -> None:
    if info.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(info) as stream, target.open("wb") as out:
        _pour(stream, out, most_bytes)
        _sync(out)


def _copy(model: Model, ready: Path, folder: Path) -> None:
    """Without sums of its own a model comes with a receipt, or stays not pinned. Raises Damaged."""
    clear(folder)
    for path in _belonging(model, ready):
        own = (ready / path).resolve() == ready.resolve() / path
        if not own or not (ready / path).is_file():
            raise Damaged(f"{ready / path} is no file of its own")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (ready / path).open("rb") as stream, (folder / path).open("wb") as out:
            shutil.copyfileobj(stream, out, CHUNK_BYTES)
            _sync(out)
    if (why := damage(model, folder)) is not None:
        raise Damaged(f"{ready}: {why}")


def _belonging(model: Model, ready: Path) -> list[str]:
    """What the table or the receipt names; of an archive that something else unpacked all files, no links."""
    if model.archive is None:
        return [file.path for file in model.files]
    there = {str(path.relative_to(ready)): path.lstat().st_size for path in _files(ready)}
    try:
        known = receipt(ready) if RECEIPT in there else None
    except ValueError as error:
        raise Damaged(f"{ready / RECEIPT} can't be read") from error
    taken = {path: size for path, size in there.items() if not known or path in {RECEIPT, *known.files}}
    if sum(taken.values()) > model.archive.most_unpacked_bytes:
        raise Damaged(f"{ready} has more than {model.archive.most_unpacked_bytes} bytes")
    return sorted(taken)


def _files(folder: Path) -> Iterator[Path]:
    """Those below it; nothing that a link leads to."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _pour(stream: IO[bytes], out: IO[bytes], most_bytes: int) -> None:
    """Raises Damaged when the file gets larger than that."""
    while chunk := stream.read(CHUNK_BYTES):
        if out.tell() + len(chunk) > most_bytes:
            raise Damaged(f"there are more than {most_bytes} bytes")
        out.write(chunk)


def _sync(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())


def _check(path: Path, wanted: File | Archive) -> None:
    size = path.stat().st_size
    if size != wanted.bytes:
        raise Damaged(f"{path.name} has {size} bytes, not {wanted.bytes}")
    if wanted.sha256 and (found := sha256_of(path)) != wanted.sha256:
        raise Damaged(f"{path.name} has SHA-256 {found[:12]}…, not {wanted.sha256[:12]}…")


def _write_receipt(folder: Path, archive: Archive) -> None:
    sums = {str(path.relative_to(folder)): sha256_of(path) for path in sorted(_files(folder))}
    written = asdict(Receipt(archive.sha256, sums))
    with (folder / RECEIPT).open("w", encoding="utf-8") as out:
        json.dump(written, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
