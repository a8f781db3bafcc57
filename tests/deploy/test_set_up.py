"""The steps of a set-up, with stand-ins for the commands that would change this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.booth_processes import ROOT

SAYS_ITS_CALL = '#!/bin/sh\necho "${0##*/} $*" >>"$CALLS"\n'


@dataclass(frozen=True)
class Checkout:
    """A checkout that a test may set up; `calls` names every command that was run instead of the real one."""

    folder: Path

    def command(self, path: str, script: str = "") -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SAYS_ITS_CALL + script)
        file.chmod(0o755)

    def step(self, words: str) -> subprocess.CompletedProcess[str]:
        calls = self.folder / "calls"
        calls.write_text("")
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-c", f"set -euo pipefail; . deploy/steps.sh; {words}"],
            cwd=self.folder, capture_output=True, text=True, timeout=60,
            env={**os.environ, "PATH": path, "CALLS": str(calls)},
        )  # fmt: skip

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    @property
    def installs(self) -> list[str]:
        return [call for call in self.calls if " install " in call]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    checkout = Checkout(tmp_path)
    (tmp_path / "deploy").mkdir()
    for name in ("steps.sh", "debian-packages.txt"):
        shutil.copy(ROOT / "deploy" / name, tmp_path / "deploy" / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    checkout.command("bin/sleep")
    checkout.command("bin/apt-get")
    checkout.command("bin/dpkg")
    checkout.command("bin/id", "echo 0")
    checkout.command(".venv/bin/python", 'case $* in --version) echo "Python 3.11.2" ;; esac')
    (tmp_path / ".venv/bin/pip").write_text(f"#!{tmp_path}/.venv/bin/python\n")
    return checkout


def packages(*sections: str) -> list[str]:
    text = (ROOT / "deploy" / "debian-packages.txt").read_text("utf-8")
    blocks = dict(re.findall(r"(?ms)^\[([\w-]+)\]\n(.*?)(?=^\[|\Z)", text))
    return [line.split()[0] for section in sections for line in blocks[section].splitlines() if line]


def installed(names: list[str]) -> str:
    """A dpkg-query that knows of these packages."""
    return "".join(f"echo 'ii {name}'\n" for name in names) + "echo 'un something-else'\nexit 1\n"


def test_every_package_says_why() -> None:
    lines = (ROOT / "deploy" / "debian-packages.txt").read_text("utf-8").splitlines()
    silent = [
        line for line in lines if line and line[0] not in "#[" and not re.fullmatch(r"\S+ +# \S.*", line)
    ]
    assert silent == []


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="this is no Debian")
@pytest.mark.parametrize(
    "program",
    ["s6-svscan", "pulseaudio", "paplay", "pactl", "parec", "aplay", "espeak-ng", "Xvfb", "xdotool"],
)
def test_what_is_started_by_name_is_in_a_package_of_the_list(program: str) -> None:
    """It may be on this machine for another reason, and then only a new one misses it."""
    path = shutil.which(program)
    assert path is not None, "the set-up has not installed it"
    owner = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=True).stdout
    sections = ("run", "operate", "voice", "no-sound-card", "test")
    assert owner.partition(":")[0] in packages(*sections)


def test_with_everything_there_no_mirror_is_asked(checkout: Checkout) -> None:
    checkout.command("bin/dpkg-query", installed(packages("run", "test")))
    assert checkout.step("install_debian_packages run test").returncode == 0
    assert [call for call in checkout.calls if call.startswith("apt-get")] == []


def test_only_what_is_missing_is_installed(checkout: Checkout) -> None:
    checkout.command(
        "bin/dpkg-query", installed([name for name in packages("run") if name not in ("libgl1", "s6")])
    )
    assert checkout.step("install_debian_packages run").returncode == 0
    apt = [call for call in checkout.calls if call.startswith("apt-get")]
    assert [call.split()[-1] for call in apt[:1]] == ["update"]
    assert sorted(apt[1].split(" install ")[1].split()) == ["libgl1", "s6"]


def test_a_mirror_with_a_bad_moment_is_asked_again(checkout: Checkout) -> None:
    checkout.command("bin/dpkg-query", installed([]))
    checkout.command("bin/apt-get", '[ "$(grep -c update "$CALLS")" != 1 ] || exit 100')
    assert checkout.step("install_debian_packages run").returncode == 0
    assert len([call for call in checkout.calls if call.endswith(" update")]) == 2


def test_python_packages_are_installed_once(checkout: Checkout) -> None:
    step = 'install_python_packages "$PWD/.venv" demo,dev,voice'
    assert checkout.step(step).returncode == 0
    assert [call.split()[-1] for call in checkout.installs] == [".[demo,dev,voice]"]
    for part in ("demo,dev,voice", "demo", "demo,voice", '""'):
        assert checkout.step(f'install_python_packages "$PWD/.venv" {part}').returncode == 0
        assert checkout.installs == [], f"{part} is a part of it, and was installed again"
    assert checkout.step(f"{step},bench").returncode == 0
    assert len(checkout.installs) == 1


def test_a_changed_project_is_installed_again(checkout: Checkout) -> None:
    step = 'install_python_packages "$PWD/.venv" demo'
    checkout.step(step)
    with (checkout.folder / "pyproject.toml").open("a") as project:
        project.write("# changed\n")
    checkout.step(step)
    assert len(checkout.installs) == 1


def test_a_registry_that_fails_is_asked_thrice_and_then_the_set_up_fails(checkout: Checkout) -> None:
    checkout.command(".venv/bin/python", 'case $* in *" install "*) exit 1 ;; esac')
    step = 'install_python_packages "$PWD/.venv" demo'
    assert checkout.step(step).returncode != 0
    assert len(checkout.installs) == 3
    assert checkout.step(step).returncode != 0, "a failed set-up counts as done"


def test_catalogues_are_compiled_when_they_have_changed(checkout: Checkout) -> None:
    checkout.command(".venv/bin/pybabel", 'touch "$PWD/locales/en/LC_MESSAGES/kiosk.mo"')
    catalogue = checkout.folder / "locales/en/LC_MESSAGES/kiosk.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("")
    for expected in (1, 0):
        assert checkout.step('build_assets "$PWD/.venv"').returncode == 0
        assert len([call for call in checkout.calls if call.startswith("pybabel")]) == expected
    os.utime(catalogue, (2_000_000_000, 2_000_000_000))
    checkout.step('build_assets "$PWD/.venv"')
    assert len([call for call in checkout.calls if call.startswith("pybabel")]) == 1
