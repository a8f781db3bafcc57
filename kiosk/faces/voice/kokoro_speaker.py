"""Kokoro-82M by kokoro-onnx: Mandarin, English and a few more. 550 MB while it is loaded."""

from __future__ import annotations

import importlib.util
import tempfile
import threading
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.faces.voice import models, phonemes
from kiosk.faces.voice.contract import SAMPLE_RATE, EngineMissing, ModelMissing, VoiceError
from kiosk.faces.voice.loudness import levelled, resampled
from kiosk.faces.voice.speakers import SENTENCE_THREADS, Sound, Voice

if TYPE_CHECKING:
    import numpy as np
    from kokoro_onnx import Kokoro
    from numpy.typing import NDArray

MODEL, STYLES = "kokoro", "kokoro-voices"
STYLE_SHAPE = (510, 1, 256)  # one style for each number of phonemes
LIBRARIES = ("kokoro_onnx", "onnxruntime")
MANDARIN_LIBRARIES = ("misaki", "jieba", "pypinyin")
FIRST_WORDS = "您好，Hello"


class KokoroSpeaker:
    def __init__(self, models_dir: Path, threads: int = SENTENCE_THREADS) -> None:
        """`threads`: those that render one sentence."""
        self._models_dir = models_dir
        self._threads = threads
        self._kokoro: Kokoro | None = None
        self._loading = threading.Lock()

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
        try:
            library = version_of("kokoro-onnx")
        except PackageNotFoundError as error:
            raise EngineMissing("kokoro_onnx is not installed") from error
        return (
            f"kokoro-onnx {library}, weights {weights[:12]}, style {style[:12]}, phonemes {phonemes.VERSION}"
        )

    def prepare(self, voice: Voice, language: str) -> None:
        self.check(voice, language)
        phonemes.phonemes(FIRST_WORDS, language, self._load().tokenizer.phonemize)

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
        with self._loading:
            if self._kokoro is None:
                self._kokoro = self._loaded()
            return self._kokoro

    def _loaded(self) -> Kokoro:
        weights = models.verified(MODEL, models.find(MODEL, self._models_dir)) / "model.onnx"
        models.verified(STYLES, models.find(STYLES, self._models_dir))
        try:
            import numpy as np
            import onnxruntime
            from kokoro_onnx import Kokoro
        except ImportError as error:
            raise EngineMissing(f"kokoro-onnx: {error}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait take the processors from everything else.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(str(weights), options)
        with tempfile.TemporaryDirectory() as scratch:
            archive = Path(scratch) / "none.npz"  # it wants an archive of voices; ours come with each call
            np.savez(archive)
            kokoro: Kokoro = Kokoro.from_session(session, str(archive))
            return kokoro
