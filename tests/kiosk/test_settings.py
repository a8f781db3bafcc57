"""A wrong booth file: every fault at once, each with its key, its value and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.link.booth_file import BoothFileError
from kiosk.settings import load_kiosk_settings

DEMO = Path(__file__).parents[2] / "deploy" / "demo" / "booth.toml"


def faults(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "booth.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BoothFileError) as raised:
        load_kiosk_settings(path)
    return {fault.key: str(fault) for fault in raised.value.faults}


def changed(**replacements: str) -> str:
    text = DEMO.read_text(encoding="utf-8")
    for old, new in replacements.items():
        lines = [new if line.startswith(f"{old} = ") else line for line in text.splitlines()]
        text = "\n".join(lines)
    return text


def test_the_demonstration_file_is_right() -> None:
    settings = load_kiosk_settings(DEMO)
    assert settings.languages.offered[0] == "zh_Hans"


def test_relative_paths_are_counted_from_the_file() -> None:
    assert load_kiosk_settings(DEMO).link.guard_socket.is_relative_to(DEMO.parent)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = changed(width_px='width_px = "wide"', idle_seconds="idle_second = 60", latitude="latitude = 131.2")
    found = faults(tmp_path, text)
    assert "'wide'" in found["panel.width_px"]
    assert "did you mean 'idle_seconds'" in found["visit.idle_second"]
    assert "131.2" in found["station.latitude"]


def test_a_misspelt_section_is_recognised(tmp_path: Path) -> None:
    found = faults(tmp_path, changed() + "\n[pannel]\nx = 1\n")
    assert "did you mean 'panel'" in found["pannel"]


def test_a_swapped_panel_is_recognised(tmp_path: Path) -> None:
    found = faults(tmp_path, changed(width_mm="width_mm = 476.1", height_mm="height_mm = 267.8"))
    assert "swapped" in found["panel"]


def test_a_short_time_to_extend_is_refused(tmp_path: Path) -> None:
    assert "20" in faults(tmp_path, changed(extend_seconds="extend_seconds = 5"))["visit.extend_seconds"]


def test_plain_http_is_for_this_machine_only(tmp_path: Path) -> None:
    assert "platform.url" in faults(tmp_path, changed(url='url = "http://example.org"'))


def test_a_secret_is_never_told(tmp_path: Path) -> None:
    found = faults(tmp_path, changed(password="password = 12345678"))
    assert "12345678" not in found["wifi.password"]


@pytest.mark.parametrize(
    ("text", "said"), [("[station", "TOML"), ("", "needed"), ('[station]\nid = "x y"', "station.id")]
)
def test_a_broken_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in fault for fault in faults(tmp_path, text).values())


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BoothFileError, match="can't be read"):
        load_kiosk_settings(tmp_path / "none.toml")
