"""`boothctl voices`: rendering that can be stopped at any time, and what it finds afterwards."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("numpy")

from deploy.boothctl import voices
from deploy.boothctl.cli import run
from deploy.boothctl.voices import Voices
from kiosk.faces.voice import prompts
from kiosk.faces.voice.speakers import Sound, Voice
from tests.booth_processes import ROOT
from tests.kiosk.faces.voice.tones import Tones, engines, speak_in_tones

BOOTH_FILE = ROOT / "deploy" / "demo" / "booth.toml"


RENDERING = """
import resource, signal, threading
from pathlib import Path
from deploy.boothctl import voices
from tests.kiosk.faces.voice.tones import Tones, engines
so_many = threading.Semaphore({{most}})
class Telling(Tones):
    def synthesise(self, text, language, voice):
        so_many.acquire()
        print("said", flush=True)
        return super().synthesise(text, language, voice)
{before}
there = voices.Voices(
    Path("deploy/demo/booth.toml"), prompts_dir=Path("{{folder}}"), codes=["en"],
    makers=lambda _models: engines(Telling()), locales=Path("{{locales}}"),
)
voices.render(there)
"""
KILLED = RENDERING.format(before="")
SMALL = (
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
)
FULL = RENDERING.format(before=SMALL)
SECONDS = 60.0


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, f"not within {SECONDS:.0f} s"
        time.sleep(0.002)


class Stopped(Exception):
    """Somebody has pressed Ctrl-C, or pulled the plug."""


class Interrupted(Tones):
    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after

    def synthesise(self, text: str, language: str, voice: Voice) -> Sound:
        if len(self.said) >= self._after:
            raise Stopped
        return super().synthesise(text, language, voice)


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    return speak_in_tones(tmp_path / "locales", "zh_Hans", "en")


def booth(tmp_path: Path, locales: Path, tones: Tones, *codes: str) -> Voices:
    folder = tmp_path / "prompts"
    return Voices(
        BOOTH_FILE, prompts_dir=folder, codes=codes, makers=lambda _models: engines(tones), locales=locales
    )


def test_rendering_goes_on_where_it_was_stopped(tmp_path: Path, locales: Path) -> None:
    stopped = Interrupted(after=40)
    with pytest.raises(Stopped):
        voices.render(booth(tmp_path, locales, stopped, "en"))
    assert len(list((tmp_path / "prompts" / "en").iterdir())) == len(stopped.said) >= 40
    rest = Tones()
    there = booth(tmp_path, locales, rest, "en")
    assert voices.render(there) == os.EX_OK
    assert set(rest.said).isdisjoint(stopped.said)
    assert len(rest.said) + len(stopped.said) == len(there.languages[0].sentences)
    again = Tones()
    assert voices.render(booth(tmp_path, locales, again, "en")) == os.EX_OK
    assert again.said == []


def test_what_was_killed_leaves_nothing_half_written_and_is_gone_on_with(
    tmp_path: Path, locales: Path
) -> None:
    """Again and again, at whatever moment: no prompt is ever damaged, and the kiosk may read meanwhile."""
    english = tmp_path / "prompts" / "en"
    for more in (3, 11, 24):
        before = len(list(english.glob("*.wav")))
        # However late the kill comes, something is left for the next turn.
        script = KILLED.format(folder=tmp_path / "prompts", locales=locales, most=more + 4)
        rendering = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
        wait_until(lambda before=before, more=more: len(list(english.glob("*.wav"))) >= before + more)  # type: ignore[misc]  # bound to this turn
        rendering.kill()
        rendering.wait()
        assert all(voices.fault_of(path) is None for path in english.glob("*.wav"))
    rest = Tones()
    there = booth(tmp_path, locales, rest, "en")
    assert voices.render(there) == os.EX_OK
    assert len(rest.said) <= len(there.languages[0].sentences) - 38
    assert {path.suffix for path in english.iterdir()} == {".wav"}, "what was half written is cleared away"


def test_two_do_not_render_into_the_same_folder(tmp_path: Path, locales: Path) -> None:
    there = booth(tmp_path, locales, Tones(), "en")
    (tmp_path / "prompts").mkdir()
    with (tmp_path / "prompts" / voices.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="is being rendered already"):
            voices.render(there)
    assert voices.render(there) == os.EX_OK


def test_a_full_disk_ends_it_at_once_and_spoils_nothing(tmp_path: Path, locales: Path) -> None:
    script = FULL.format(folder=tmp_path / "prompts", locales=locales, most=1000)
    full = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert "OSError: [Errno 27]" in full.stderr, full.stderr
    assert full.stdout.count("said") <= voices.RENDERING_THREADS, "no work for nothing"
    left = list((tmp_path / "prompts" / "en").iterdir())
    assert all(voices.fault_of(path) is None for path in left)
    assert {path.suffix for path in left} <= {".wav"}


def test_every_offered_language_is_rendered_and_found_good(
    tmp_path: Path, locales: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = booth(tmp_path, locales, Tones())
    assert voices.verify(there) == voices.EX_NOT_WHOLE
    assert voices.render(there) == os.EX_OK
    capsys.readouterr()
    assert voices.verify(there) == os.EX_OK
    told = capsys.readouterr().out.splitlines()
    counts = [len(language.sentences) for language in there.languages]
    assert told == [
        f"{code}: {count} good, 0 missing, 0 left over"
        for code, count in zip(("zh_Hans", "en"), counts, strict=True)
    ]
    voices.show(there)
    assert f"en: {counts[1]} of {counts[1]} prompts" in capsys.readouterr().out


def test_what_is_damaged_silent_or_missing_is_found_and_mended(
    tmp_path: Path, locales: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = booth(tmp_path, locales, Tones(), "en")
    voices.render(there)
    cut, hushed, gone, flipped = (there.path(each, "en") for each in there.languages[0].sentences[:4])
    cut.write_bytes(cut.read_bytes()[:100])
    good = flipped.read_bytes()
    flipped.write_bytes(good[:500] + bytes([good[500] ^ 1]) + good[501:])
    prompts.write(hushed, Sound(bytes(3200), 16_000))
    gone.unlink()
    assert voices.verify(there) == voices.EX_NOT_WHOLE
    told = capsys.readouterr().out
    assert f"en: damaged: {there.languages[0].sentences[0]}" in told
    assert f"en: silent: {there.languages[0].sentences[1]}" in told
    assert f"en: damaged: {there.languages[0].sentences[3]}" in told, "one bit is enough"
    assert "1 missing" in told
    assert voices.render(there) == os.EX_OK
    assert voices.verify(there) == os.EX_OK


def test_prompts_of_another_voice_are_cleared_away(tmp_path: Path, locales: Path) -> None:
    voices.render(booth(tmp_path, locales, Tones(version="1"), "en"))
    there = booth(tmp_path, locales, Tones(version="2"), "en")
    voices.render(there)
    kept = {path.name for path in (tmp_path / "prompts" / "en").iterdir()}
    assert kept == {there.path(sentence, "en").name for sentence in there.languages[0].sentences}


def test_a_sentence_that_cannot_be_rendered_does_not_keep_the_others(
    tmp_path: Path, locales: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = booth(tmp_path, locales, Tones(cannot_say="Press two."), "en")
    assert voices.render(there) == voices.EX_NOT_WHOLE
    assert "Press two." in capsys.readouterr().err
    assert len(list((tmp_path / "prompts" / "en").iterdir())) == len(there.languages[0].sentences) - 1


def test_nothing_on_the_disk_depends_on_a_citizen(tmp_path: Path, locales: Path) -> None:
    tones = Tones()
    voices.render(booth(tmp_path, locales, tones))
    assert not any(sign in sentence for sentence in tones.said for sign in "{}0123456789")


def test_a_language_that_is_not_offered_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--booth-file", str(BOOTH_FILE), "voices", "list", "xx"]) == os.EX_CONFIG
    assert "xx: not offered; offered are zh_Hans, en" in capsys.readouterr().err


def test_without_models_the_language_is_silent_or_another_voice_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    words = ["voices", "list", "zh_Hans", "--models", str(tmp_path), "--to", str(tmp_path)]
    assert run(["--booth-file", str(BOOTH_FILE), *words]) == os.EX_OK
    assert "zh_Hans: silent: kokoro zf_xiaoxiao" in capsys.readouterr().out
