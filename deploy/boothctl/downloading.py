"""One file of a site, fetched in as many tries as it takes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

CHUNK_BYTES = 1 << 18
CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0

Progress = Callable[[str, int, int | None], None]
"""What is being fetched, the bytes that are there, and of how many, if that is known."""


class FetchError(Exception):
    """A part is not to be had from where it was looked for."""


class Damaged(FetchError):
    """What is there is not what was published: it may be, if it is fetched anew."""


class _Cut(Exception):
    """The connection ended before the file did: trying again may help."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file by HTTP, going on where an earlier run was cut (RFC 9110, 14: Range, If-Range).

    `pauses_seconds` are between tries that brought nothing.
    """

    url: str
    path: Path
    most_bytes: int
    progress: Progress
    pauses_seconds: Sequence[float]

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
        if whole is not None:
            self._allow(whole)
        with self.part.open("r+b" if start else "wb") as out:
            out.seek(start)
            for chunk in answer.iter_content(CHUNK_BYTES):
                have += len(chunk)
                self._allow(have)
                out.write(chunk)
                self.progress(self.path.name, have, whole)
            out.flush()
            os.fsync(out.fileno())
        if whole is not None and have != whole:
            raise _Cut(f"cut after {have} of {whole} bytes")

    def _allow(self, there: int) -> None:
        if there > self.most_bytes:
            self.part.unlink(missing_ok=True)
            raise Damaged(f"{self.url} has more than {self.most_bytes} bytes")
