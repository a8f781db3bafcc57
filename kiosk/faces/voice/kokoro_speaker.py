"""Kokoro-82M by kokoro-onnx: Mandarin, English and a few more. 550 MB while it is loaded."""

from __future__ import annotations

import importlib.util
import tempfile
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.faces.voice import models, phonemes
from kiosk.faces.voice.contract import SAMPLE_RATE, EngineMissing, ModelMissing, VoiceError
from kiosk.faces.voice.loudness import levelled, resampled
from kiosk.faces.voice.speakers import Sound, Voice

if TYPE_CHECKING:
    import numpy as np
    from kokoro_onnx import Kokoro
    from numpy.typing import NDArray

MODEL, STYLES = "kokoro", "kokoro-voices"
STYLE_SHAPE = (510, 1, 256)  # one style for each number of phonemes
LIBRARIES = ("kokoro_onnx", "onnxruntime")
MANDARIN_LIBRARIES = ("misaki", "jieba", "pypinyin")
THREADS = 2


class KokoroSpeaker:
    def __init__(self, models_dir: Path) -> None:
        self._models_dir = models_dir
        self._kokoro: Kokoro | None = None

    def check(self, voice: Voice, language: str) -> None:
        mandarin = language == phonemes.MANDARIN
        for library in LIBRARIES + (MANDARIN_LIBRARIES if mandarin else ()):
            if importlib.util.find_spec(library) is None:
                raise EngineMissing(f"{library} is not installed")
        if not mandarin and language not in phonemes.ESPEAK_VOICES:
            spoken = ", ".join((phonemes.MANDARIN, *phonemes.ESPEAK_VOICES))
            raise VoiceError(f"Kokoro speaks {spoken} here, not {language}")
        models.find(MODEL, self._models_dir)
        self._style_path(voice)

    def version(self, voice: Voice) -> str:
        files = {
            f"{model}/{file.path}": file.sha256 or str(file.bytes)
            for model, row in models.table().items()
            for file in row.files
        }
        weights, style = files[f"{MODEL}/model.onnx"], files.get(f"{STYLES}/{voice.name}.bin", "")
        library = version_of("kokoro-onnx")
        return (
            f"kokoro-onnx {library}, weights {weights[:12]}, style {style[:12]}, phonemes {phonemes.VERSION}"
        )

    def synthesise(self, text: str, language: str, voice: Voice) -> Sound:
        kokoro = self._load()
        try:
            said = phonemes.phonemes(text, language, kokoro.tokenizer.phonemize)
            samples, rate_hz = kokoro.create(said, self._style(voice), voice.rate, is_phonemes=True)
        except (ValueError, IndexError, RuntimeError) as error:
            # The words may be personal, and the library's message repeats them.
            raise VoiceError(f"Kokoro can't say this: {type(error).__name__}") from None
        return Sound(levelled(resampled(samples, rate_hz), voice.volume_db), SAMPLE_RATE)

    def close(self) -> None:
        self._kokoro = None

    def _style(self, voice: Voice) -> NDArray[np.float32]:
        import numpy as np

        return np.fromfile(self._style_path(voice), "<f4").reshape(STYLE_SHAPE)

    def _style_path(self, voice: Voice) -> Path:
        folder = models.find(STYLES, self._models_dir)
        path = folder / f"{voice.name}.bin"
        if not path.is_file():
            there = ", ".join(sorted(style.stem for style in folder.glob("*.bin")))
            raise ModelMissing(f"no voice {voice.name} in {folder}; there are {there}")
        return path

    def _load(self) -> Kokoro:
        if self._kokoro is not None:
            return self._kokoro
        weights = models.find(MODEL, self._models_dir) / "model.onnx"
        try:
            import numpy as np
            import onnxruntime
            from kokoro_onnx import Kokoro
        except ImportError as error:
            raise EngineMissing(f"kokoro-onnx: {error}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(weights), options)
        with (
            tempfile.TemporaryDirectory() as scratch
        ):  # it wants an archive of voices; ours come with each call
            archive = Path(scratch) / "none.npz"
            np.savez(archive)
            self._kokoro = Kokoro.from_session(session, str(archive))
        return self._kokoro
