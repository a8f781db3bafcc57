"""What `boothctl check` says besides the faults of the booth file."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.boothctl.check import faults, shortcomings
from tests.booth_processes import DEMO_FILE


def test_the_demonstration_has_no_faults() -> None:
    assert faults(DEMO_FILE) == ()


def test_a_token_that_others_may_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret\n", "utf-8")
    token.chmod(0o644)
    told = of_platform(booth_file(tmp_path, f'token_file = "{token}"'))
    assert [f"chmod 0600 {token}" in each for each in told] == [True]
    assert "secret" not in told[0]
    token.chmod(0o600)
    assert of_platform(booth_file(tmp_path, f'token_file = "{token}"')) == []


def test_a_booth_without_a_platform_is_told(tmp_path: Path) -> None:
    text = DEMO_FILE.read_text("utf-8")
    path = tmp_path / "booth.toml"
    path.write_text(text[: text.index("[platform]")], "utf-8")
    assert "there is none" in of_platform(path)[0]


def test_languages_without_models_are_told_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    path = tmp_path / "booth.toml"
    path.write_text(f'{DEMO_FILE.read_text("utf-8")}\n[voice]\nmodels_dir = "{tmp_path}/none"\n', "utf-8")
    told = [each for each in shortcomings(path) if each.startswith("voice: ")]
    assert any("zh_Hans is not heard" in each and "boothctl models install" in each for each in told)


def test_a_booth_that_says_nowhere_where_it_is_is_told() -> None:
    assert any(each.startswith("emergency: there is no location_sound") for each in shortcomings(DEMO_FILE))


def of_platform(path: Path) -> list[str]:
    return [each for each in shortcomings(path) if each.startswith("platform: ")]


def booth_file(folder: Path, token_line: str) -> Path:
    text = DEMO_FILE.read_text("utf-8")
    lines = [token_line if line.startswith("token_file") else line for line in text.splitlines()]
    path = folder / "booth.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path
