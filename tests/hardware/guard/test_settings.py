from __future__ import annotations

import re
from pathlib import Path

import pytest

from hardware.guard.settings import load_guard_settings
from hardware.link.booth_file import BoothFileError

DEMO = (Path(__file__).parents[3] / "deploy" / "demo" / "booth.toml").read_text(encoding="utf-8")


def faults(folder: Path, text: str) -> list[str]:
    path = folder / "booth.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BoothFileError) as caught:
        load_guard_settings(path)
    return [str(fault) for fault in caught.value.faults]


def test_the_demonstration_is_a_guards_booth(tmp_path: Path) -> None:
    path = tmp_path / "booth.toml"
    path.write_text(DEMO, encoding="utf-8")
    settings = load_guard_settings(path)
    assert [contact.id for contact in settings.alarm_plan.contacts] == ["duty", "street", "police"]
    assert settings.test_plan.contact == "duty"
    assert list(settings.citizens_contacts) == ["assistant", "hotline"]
    assert settings.guard.state_dir.is_absolute()


def test_every_fault_comes_at_once_with_its_key(tmp_path: Path) -> None:
    wrong = (
        DEMO.replace("hold_seconds = 1.5", "hold_secs = 1.5")
        .replace("window_seconds = 5", "window_seconds = 60")
        .replace('number = "02155500002"', 'number = "call the street"')
        .replace('driver = "keypad"', 'driver = "keyboard"')
        .replace("latitude = 31.2397", "latitude = 131.2397")
    )
    found = "\n".join(faults(tmp_path, wrong))
    for key in (
        "emergency.hold_secs: no such key; did you mean 'hold_seconds'?",
        "emergency.window_seconds",
        "contacts.1.number",
        "devices.keypad",
        "station.latitude",
    ):
        assert key in found


def test_a_devices_fault_is_told_by_the_keys_of_the_file(tmp_path: Path) -> None:
    wrong = DEMO.replace('parity = "N"', 'parity = "X"').replace(
        'driver = "keypad"', 'driver = "keypad"\nbaud = 1'
    )
    found = faults(tmp_path, wrong)
    assert any(fault.startswith("devices.io.parity = 'X'") for fault in found)
    assert any(
        fault.startswith("devices.keypad.baud: no such key; did you mean 'baudrate'") for fault in found
    )


def test_somebody_must_answer_the_button(tmp_path: Path) -> None:
    nobody = re.sub(r'roles = \["alarm".*\]', 'roles = ["assistant"]', DEMO)
    assert any('the role "alarm"' in fault for fault in faults(tmp_path, nobody))


def test_contact_ids_are_unique(tmp_path: Path) -> None:
    assert any("duty" in fault for fault in faults(tmp_path, DEMO.replace('id = "street"', 'id = "duty"')))


def test_the_screens_faults_are_not_the_guards(tmp_path: Path) -> None:
    path = tmp_path / "booth.toml"
    path.write_text(DEMO.replace("width_px = 1080", "width_px = 1"), encoding="utf-8")
    load_guard_settings(path)
