"""The systemd units and udev rules: what systemd says of them, and what the booth relies on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.booth_processes import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("booth-guard.service", "booth-kiosk.service")
INSTALLED_VENV = "/opt/booth/current/.venv"
MOST_EXPOSED = 2.5  # of 10, as systemd-analyze reckons

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here"
)


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units as they would be on a booth, whose environment is this one."""
    venv = str(Path(sys.executable).parents[1])
    copies = [tmp_path / name for name in UNITS]
    for copy in copies:
        text = (DEPLOY / copy.name).read_text("utf-8")
        assert INSTALLED_VENV in text
        copy.write_text(text.replace(INSTALLED_VENV, venv), "utf-8")
    return copies


def verify(units: list[Path]) -> str:
    """What systemd finds wrong. Its exit code is 0 for unknown keys, so anything it prints counts."""
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@needs_systemd
def test_systemd_finds_nothing_wrong(units: list[Path]) -> None:
    assert verify(units) == ""


@needs_systemd
def test_a_misspelt_key_would_be_found(units: list[Path]) -> None:
    units[0].write_text(units[0].read_text("utf-8").replace("WatchdogSec=", "WatchdogSecs="), "utf-8")
    assert "WatchdogSecs" in verify(units)


@needs_systemd
@pytest.mark.parametrize("name", UNITS)
def test_little_of_the_machine_is_open_to_it(name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", DEPLOY / name],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stdout
    assert float(found[1]) <= MOST_EXPOSED


def keys(name: str) -> dict[str, dict[str, list[str]]]:
    """Section, key and every value, as systemd reads them."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = found.setdefault(header[1], {})
        elif line and not line.startswith("#"):
            key, value = line.split("=", 1)
            section.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", UNITS)
def test_it_is_started_again_for_ever(name: str) -> None:
    unit = keys(name)
    assert unit["Service"]["Restart"] == ["always"]
    assert unit["Unit"]["StartLimitIntervalSec"] == ["0"]
    assert "WatchdogSec" in unit["Service"]


@pytest.mark.parametrize("name", UNITS)
def test_what_is_in_its_memory_is_never_written_to_the_disk(name: str) -> None:
    """A core dump would hold what citizens said, and their numbers."""
    assert keys(name)["Service"]["LimitCORE"] == ["0"]


def test_neither_process_is_bound_to_the_other() -> None:
    for name, other in (UNITS, UNITS[::-1]):
        binding = {key: values for key, values in keys(name)["Unit"].items() if other in values}
        assert binding.keys() <= {"After"}, binding


def test_the_guard_may_open_every_kind_of_port_that_is_loaded_for_it() -> None:
    modules = (DEPLOY / "booth.modules.conf").read_text("utf-8").split("\n")
    allowed = keys("booth-guard.service")["Service"]["DeviceAllow"]
    for module, kind in {"usbserial": "ttyUSB", "cdc-acm": "ttyACM"}.items():
        assert module in modules
        assert f"char-{kind} rw" in allowed


def test_the_guard_may_say_into_the_line_where_the_booth_is() -> None:
    service = keys("booth-guard.service")["Service"]
    assert "char-alsa rw" in service["DeviceAllow"]
    assert "audio" in service["SupplementaryGroups"][0].split()
    packages = (DEPLOY / "debian-packages.txt").read_text("utf-8")
    assert "\nalsa-utils " in packages[packages.index("\n[operate]\n") : packages.index("\n[voice]\n")]


def test_both_may_write_where_the_sockets_are() -> None:
    folders = re.findall(
        r"^d (\S+) +2770 root booth$", (DEPLOY / "booth.tmpfiles.conf").read_text("utf-8"), re.M
    )
    assert folders == ["/run/booth"]
    for name in UNITS:
        service = keys(name)["Service"]
        assert service["ReadWritePaths"] == folders
        assert service["Group"] == ["booth"]
        assert service["UMask"] == ["0007"]


TERM = re.compile(r'[A-Z]+(?:\{\w+\})?(?:==|!=|\+=|:=|=)"[^"]*"')


def test_udev_can_read_the_rules() -> None:
    lines = (DEPLOY / "booth.rules").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    for rule in rules:
        assert all(TERM.fullmatch(term) for term in rule.split(", ")), rule
    goes_to = set(re.findall(r'GOTO="(\w+)"', "\n".join(rules)))
    assert goes_to == set(re.findall(r'LABEL="(\w+)"', "\n".join(rules))) == {"booth_end"}


def test_modem_manager_leaves_every_wire_alone() -> None:
    rules = (DEPLOY / "booth.rules").read_text("utf-8").splitlines()
    ignoring = [number for number, rule in enumerate(rules) if 'ENV{ID_MM_DEVICE_IGNORE}="1"' in rule]
    naming = [number for number, rule in enumerate(rules) if re.search(r'SYMLINK\+="booth/', rule)]
    assert len(ignoring) == 1
    assert rules[ignoring[0]].startswith('SYMLINK=="booth/*", ')
    assert len(naming) == 4
    assert ignoring[0] > max(naming)
