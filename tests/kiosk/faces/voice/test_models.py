"""Where models are found, and what is said when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.faces.voice.contract import ModelMissing
from kiosk.faces.voice.models import find, table

TABLE = """
[[models]]
id = "two-files"
about = "for tests"
engine = "whisper"
languages = ["en"]
licence = "MIT"
[[models.files]]
path = "a/weights"
bytes = 3
sources = [["https://example.org/weights"]]
[[models.files]]
path = "config"
bytes = 1
sources = [["https://example.org/config"]]

[[models]]
id = "archived"
about = "for tests"
engine = "vosk"
languages = ["ko"]
licence = "MIT"
archive = { bytes = 9, sources = ["https://example.org/archived.zip"] }
"""


@pytest.fixture
def table_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "vosks"))
    file = tmp_path / "models.toml"
    file.write_text(TABLE, encoding="utf-8")
    return file


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_only_a_whole_model_is_found(tmp_path: Path, table_file: Path) -> None:
    folder = tmp_path / "models" / "two-files"
    write(folder / "a/weights", b"123")
    with pytest.raises(ModelMissing, match="boothctl models install two-files"):
        find("two-files", tmp_path / "models", table_file)
    write(folder / "config", b"12")
    with pytest.raises(ModelMissing):
        find("two-files", tmp_path / "models", table_file)
    write(folder / "config", b"1")
    assert find("two-files", tmp_path / "models", table_file) == folder


@pytest.mark.parametrize("place", ["models", "vosks", "home/.cache/vosk"])
def test_the_booths_own_folder_comes_before_vosks(tmp_path: Path, table_file: Path, place: str) -> None:
    write(tmp_path / place / "archived" / "am" / "final.mdl", b"x")
    assert find("archived", tmp_path / "models", table_file) == tmp_path / place / "archived"
    write(tmp_path / "models" / "archived" / "am" / "final.mdl", b"x")
    assert find("archived", tmp_path / "models", table_file) == tmp_path / "models" / "archived"


def test_a_model_that_is_in_no_table(tmp_path: Path, table_file: Path) -> None:
    with pytest.raises(ModelMissing, match="no model other"):
        find("other", tmp_path, table_file)


def test_a_table_with_a_model_of_nothing_is_refused(table_file: Path) -> None:
    table_file.write_text(TABLE.split("[[models.files]]")[0], encoding="utf-8")
    with pytest.raises(ValueError, match="either files or an archive"):
        table(table_file)
