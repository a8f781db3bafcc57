"""Korean, so that vosk is tried: some phrases, no sentences, and espeak-ng's voice, a poor one.

No Korean was recorded by people.
"""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kiosk.i18n.translator import LOCALES
from tests.recordings import samples

PHRASES = """
[services]
taxi = ["택시"]
free_call = ["전화"]
[choices]
yes = ["네", "맞아요"]
no = ["아니요"]
[words]
emergency = ["도와주세요"]
back = ["뒤로"]
"""


def speak_korean(text: str, folder: Path) -> bytes:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    file = folder / "said.wav"
    subprocess.run(["espeak-ng", "-v", "ko", "-s", "130", "-w", str(file), text], check=True)
    return samples(file)


def with_korean(folder: Path) -> Path:
    """The locales as they are, and a Korean that has phrases and no sentences yet."""
    (folder / "ko" / "LC_MESSAGES").mkdir(parents=True)
    for language in ("zh_Hans", "en"):
        (folder / language).symlink_to(LOCALES / language)
    (folder / "ko" / "phrases.toml").write_text(PHRASES, encoding="utf-8")
    catalogue = BytesIO()
    write_mo(catalogue, Catalog(locale="ko"))
    (folder / "ko" / "LC_MESSAGES" / "kiosk.mo").write_bytes(catalogue.getvalue())
    return folder
