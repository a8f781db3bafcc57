"""`boothctl models` with a table and a folder of its own, and the archives and packages it is given."""

from __future__ import annotations

import hashlib
import io
import random
import tarfile
import time
import zipfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from deploy.boothctl.cli import run
from tests.deploy.boothctl.model_site import Site

WEIGHTS = random.Random(1).randbytes(700_000)
LAYOUT = {"am/final.mdl": WEIGHTS, "conf/model.conf": b"--beam=10\n"}


def zipped(top: str, members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{top}/{name}" if top else name, content)
    return packed.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(folder: Path, name: str, members: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as packed:
        for path, content in members.items():
            packed.writestr(f"{name}/{path}", content)
        packed.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        packed.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{info}/RECORD", "")


def tarball(path: Path, member: str, content: bytes) -> None:
    with tarfile.open(path, "w:gz") as packed:
        entry = tarfile.TarInfo(member)
        entry.size = len(content)
        packed.addfile(entry, io.BytesIO(content))


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Desk:
    """boothctl models with its own table and folder."""

    folder: Path

    @property
    def to(self) -> Path:
        return self.folder / "models"

    def table(self, text: str) -> None:
        (self.folder / "models.toml").write_text(text, encoding="utf-8")

    def words(self, *words: str) -> list[str]:
        table = self.folder / "models.toml"
        return ["models", *words, "--to", str(self.to), "--table", str(table)]

    def models(self, *words: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(self.words(*words))
        return Said(code, out.getvalue(), err.getvalue())

    def content(self, model: str) -> dict[str, bytes]:
        folder = self.to / model
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def archived(site: Site, checksum: str | None = None, extra_source: str = "") -> str:
    packed = site.files["small.zip"]
    pinned = "" if checksum == "" else f'sha256 = "{checksum or sha256(packed)}", '
    return f"""
[[models]]
id = "small"
about = "for tests"
engine = "vosk"
languages = ["ko"]
licence = "MIT"
archive = {{ bytes = {len(packed)}, {pinned}sources = [{extra_source}"{site.url}/small.zip"] }}
"""


def assembled(parts: str, content: bytes) -> str:
    return f"""
[[models]]
id = "joined"
about = "for tests"
engine = "whisper"
languages = ["en"]
licence = "MIT"
[[models.files]]
path = "data/model.bin"
bytes = {len(content)}
sha256 = "{sha256(content)}"
sources = [{parts}]
"""


def listed(model_id: str, url: str, content: bytes) -> str:
    return assembled(f'["{url}"]', content).replace('"joined"', f'"{model_id}"')


def eventually(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
