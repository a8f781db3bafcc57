"""deploy/install lays a booth out below a scratch root, as it would for a disk image."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.booth_processes import ROOT

INSTALLED = ("pyproject.toml", "README.md", "assets/models.toml", "kiosk", "hardware", "deploy", "locales")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that a test may change."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in INSTALLED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (copy / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "image"
    folder.mkdir()
    return folder


def install(checkout: Path, root: Path) -> None:
    subprocess.run([checkout / "deploy" / "install", "--root", root], check=True, timeout=60)


def picture(root: Path) -> dict[str, tuple[int, int, str]]:
    """Every file and link below `root`, with what would show that it was written again."""
    return {
        str(path.relative_to(root)): (
            status.st_ino,
            status.st_mtime_ns,
            str(path.readlink()) if path.is_symlink() else "",
        )
        for path in root.rglob("*")
        if not path.is_dir() or path.is_symlink()
        for status in [path.lstat()]
    }


def test_everything_has_its_place(checkout: Path, root: Path) -> None:
    install(checkout, root)
    for unit in ("booth-guard.service", "booth-kiosk.service"):
        assert (root / "etc/systemd/system" / unit).read_bytes() == (ROOT / "deploy" / unit).read_bytes()
    for place in ("sysusers.d", "tmpfiles.d", "modules-load.d"):
        assert (root / "etc" / place / "booth.conf").is_file()
    assert (root / "etc/udev/rules.d/70-booth.rules").is_file()
    assert (root / "etc/booth/booth.toml").stat().st_mode & 0o777 == 0o640
    current = root / "opt/booth/current"
    assert current.is_symlink()
    for name in INSTALLED:
        assert (current / name).exists()
    assert not [*current.rglob("*.pyc"), *current.rglob("*.mo")]


def test_the_same_again_leaves_the_release_alone(checkout: Path, root: Path) -> None:
    install(checkout, root)
    before = picture(root / "opt/booth/releases")
    install(checkout, root)
    assert picture(root / "opt/booth/releases") == before


def test_an_update_becomes_current_and_keeps_what_the_operator_wrote(checkout: Path, root: Path) -> None:
    install(checkout, root)
    written = {
        root / "etc/booth/booth.toml": "# ours\n",
        root / "etc/udev/rules.d/70-booth.rules": "# ours too\n",
    }
    for path, text in written.items():
        path.write_text(text)
    first = (root / "opt/booth/current").readlink()
    with (checkout / "README.md").open("a") as readme:
        readme.write("\nNew.\n")
    install(checkout, root)
    assert (root / "opt/booth/current").readlink() != first
    assert (root / "opt/booth/current/README.md").read_text("utf-8").endswith("\nNew.\n")
    assert (root / "opt/booth" / first).is_dir(), "there is no way back"
    assert {path: path.read_text() for path in written} == written


def test_an_interrupted_copy_is_done_again(checkout: Path, root: Path) -> None:
    install(checkout, root)
    release = (root / "opt/booth/current").resolve()
    (root / "opt/booth/current").unlink()
    partial = release.rename(release.with_name(release.name + ".partial"))
    (partial / "README.md").unlink()
    install(checkout, root)
    assert (root / "opt/booth/current/README.md").is_file()
    assert not partial.exists()


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not here")
@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files to others")
def test_systemd_makes_users_and_folders_from_it(checkout: Path, root: Path) -> None:
    install(checkout, root)
    subprocess.run(["systemd-sysusers", f"--root={root}", "booth.conf"], check=True, timeout=60)
    subprocess.run(["systemd-tmpfiles", f"--root={root}", "--create", "booth.conf"], check=True, timeout=60)
    groups = {
        line.split(":")[0]: int(line.split(":")[2]) for line in (root / "etc/group").read_text().splitlines()
    }
    users = {
        line.split(":")[0]: line.split(":")[2:4] for line in (root / "etc/passwd").read_text().splitlines()
    }
    assert users.keys() >= {"booth-guard", "booth-kiosk"}
    assert users["booth-guard"][0] != users["booth-kiosk"][0]
    assert {users[name][1] for name in ("booth-guard", "booth-kiosk")} == {str(groups["booth"])}
    sockets = (root / "run/booth").stat()
    assert (sockets.st_gid, sockets.st_mode & 0o7777) == (groups["booth"], 0o2770)
    assert (root / "etc/booth/booth.toml").stat().st_gid == groups["booth"]
