"""What an alarm says of where the booth is: `boothctl voices where` records it, `check` misses it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("numpy")

from deploy.boothctl import where
from deploy.boothctl.check import shortcomings
from deploy.boothctl.cli import run
from hardware.guard.spoken_location import fault_of
from hardware.link.booth_file import BoothFileError
from kiosk.faces.voice.contract import VoiceError
from tests.booth_processes import DEMO_FILE
from tests.kiosk.faces.voice.tones import Tones, engines, speak_in_tones

SOUND = 'location_sound = "voice/where.wav"\nline_sound_device = "plughw:Modem"\n'


def booth_file(folder: Path, *changes: tuple[str, str]) -> Path:
    text = DEMO_FILE.read_text("utf-8")
    for old, new in (("[emergency]\n", f"[emergency]\n{SOUND}"), *changes):
        assert old in text
        text = text.replace(old, new)
    path = folder / "booth.toml"
    path.write_text(text, "utf-8")
    return path


def record(
    tmp_path: Path, *changes: tuple[str, str], spoken: tuple[str, ...] = ("zh_Hans", "en")
) -> list[str]:
    """What was said for the recording."""
    tones = Tones()
    locales = speak_in_tones(tmp_path / "locales", *spoken)
    code = where.record(
        booth_file(tmp_path, *changes), tmp_path, makers=lambda _models: engines(tones), locales=locales
    )
    assert code == os.EX_OK
    assert fault_of(tmp_path / "voice/where.wav") is None
    return tones.said


def test_the_station_is_named_in_mandarin_and_then_in_english(tmp_path: Path) -> None:
    said = " ".join(record(tmp_path))
    mandarin, english = said.split("Emergency call.")
    assert "S H，D E M O，零零零幺" in mandarin
    assert "曹杨新村微站点，上海市普陀区示范路一号，公园东门旁" in mandarin
    assert "S H, D E M O, zero zero zero one." in english
    assert "Shifan Road" in english


def test_a_station_without_an_english_address_is_named_in_mandarin_alone(tmp_path: Path) -> None:
    english = ', en = "1 Shifan Road, Putuo District, Shanghai (beside the park\'s east gate)"'
    said = record(tmp_path, (english, ""))
    assert not any("Emergency" in sentence for sentence in said)


def test_a_booth_that_speaks_no_english_says_so_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = record(tmp_path, spoken=("zh_Hans",))
    assert not any("Emergency" in sentence for sentence in said)
    assert "en is left out" in capsys.readouterr().err


def test_without_mandarin_nothing_is_recorded(tmp_path: Path) -> None:
    with pytest.raises(VoiceError):
        record(tmp_path, spoken=("en",))
    assert not (tmp_path / "voice").exists()


def test_an_address_too_long_to_be_said_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="shorten"):
        record(tmp_path, ("示范路 1 号", "示范路 1 号。" * 400))


def test_a_booth_file_that_names_no_recording_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--booth-file", str(DEMO_FILE), "voices", "where"]) == os.EX_CONFIG
    assert "emergency.location_sound" in capsys.readouterr().err
    assert not where.wanted(DEMO_FILE)


def test_a_recording_without_a_way_into_the_line_is_a_fault(tmp_path: Path) -> None:
    path = booth_file(tmp_path, ('line_sound_device = "plughw:Modem"\n', ""))
    with pytest.raises(BoothFileError, match="need one another"):
        shortcomings(path)


def about_the_sound(path: Path) -> list[str]:
    return [each for each in shortcomings(path) if each.startswith("emergency: location_sound")]


def test_check_tells_what_is_wrong_with_the_recording(tmp_path: Path) -> None:
    path = booth_file(tmp_path)
    assert "No such file" in about_the_sound(path)[0]
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice/where.wav").write_bytes(b"no sound" * 100)
    assert "no WAV file" in about_the_sound(path)[0]
    assert "boothctl voices where" in about_the_sound(path)[0]
    record(tmp_path)
    assert about_the_sound(path) == []


def test_check_tells_that_there_is_no_player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "alsa-utils" in about_the_sound(tmp_path / "booth.toml")[0]
