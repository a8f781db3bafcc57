"""Whisper itself, through faster-whisper and ctranslate2: sound in, token probabilities out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.faces.voice.contract import SAMPLE_RATE, EngineMissing, ModelMissing

if TYPE_CHECKING:
    import numpy as np

FRAMES_A_SECOND = 100
CONTEXTS_FRAMES = (800, 1500, 3000)  # Whisper is trained on 30 s; 8 s cost a sixth and score words as well
SPARE_FRAMES = 100  # of the silence behind; to attend to the rest of it takes time and tells nothing
MEL_FRAMES_A_STEP = 2  # the encoder halves them
LEAST_FRAMES = 10
FULL_SCALE = 32768.0
SCORED_AT_ONCE = 16
MOST_TOKENS = 40  # on silence and noise Whisper would write for ever
LEAST_LIKELIHOOD = 1e-12
TIMESTAMPS = 1501  # tokens for the moments of 30 s, 0.02 s apart; the last of the vocabulary
SIGNS_BETWEEN_DIGITS = (",", " ", "、", "，", "-")


@dataclass(frozen=True, slots=True)
class Encoded:
    """One utterance after the encoder, which is most of the work."""

    features: Any  # ctranslate2.StorageView
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / FRAMES_A_SECOND


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`likelihood` is the mean log-probability of its tokens; `tokens` how many."""

    text: str
    likelihood: float
    tokens: int


class WhisperModel:
    """Raises ModelMissing, EngineMissing."""

    def __init__(self, folder: Path, threads: int) -> None:
        try:
            import faster_whisper
        except ImportError as error:
            raise EngineMissing(f"faster-whisper does not load: {error}") from error
        try:
            self._whisper = faster_whisper.WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelMissing(f"{folder} can't be loaded: {error}") from error
        self._tokenizers: dict[str, Any] = {}
        self._number_tokens: dict[tuple[str, tuple[str, ...]], frozenset[int]] = {}

    def encode(self, samples: bytes) -> Encoded:
        import numpy as np

        waveform = np.frombuffer(samples, "<i2").astype(np.float32) / FULL_SCALE
        return self._encode(waveform - waveform.mean())

    @cached_property
    def silence(self) -> Encoded:
        """What the encoder makes of 1.5 s of nothing."""
        import numpy as np

        return self._encode(np.zeros(SAMPLE_RATE * 3 // 2, np.float32))

    def decode(
        self,
        encoded: Encoded,
        language: str,
        prompt: str,
        tokens: Collection[int] | None = None,
        hypotheses: int = 1,
    ) -> list[Hypothesis]:
        """The likeliest transcriptions, in their order; with `tokens`, of those that are made of them."""
        tokenizer = self._tokenizer(language)
        start = [*self._start(tokenizer, prompt), tokenizer.no_timestamps]
        found = self._whisper.model.generate(
            encoded.features,
            [start],
            beam_size=hypotheses,
            num_hypotheses=hypotheses,
            max_length=len(start) + MOST_TOKENS,
            suppress_tokens=[-1] if tokens is None else self._all_but(tokens, tokenizer),
            return_scores=True,
        )[0]
        return [
            Hypothesis(tokenizer.decode(written), score, len(written))
            for written, score in zip(found.sequences_ids, found.scores, strict=True)
        ]

    def tokens(self, language: str, texts: Iterable[str]) -> set[int]:
        """Those that the texts are written with."""
        tokenizer = self._tokenizer(language)
        return {token for text in texts for token in tokenizer.encode(text)}

    def number_tokens(self, language: str, words: Sequence[str]) -> frozenset[int]:
        """Those of a number that is said in these words, or written in Arabic digits."""
        key = (language, tuple(words))
        if key not in self._number_tokens:
            tokenizer = self._tokenizer(language)
            alone = (tokenizer.encode(text) for text in (*_written(words), *SIGNS_BETWEEN_DIGITS))
            single = (tokens[0] for tokens in alone if len(tokens) == 1)
            self._number_tokens[key] = frozenset((*self._digit_tokens(tokenizer), *single))
        return self._number_tokens[key]

    def likelihoods(self, encoded: Encoded, language: str, texts: Sequence[str]) -> list[float]:
        """The mean log-probability of each text's tokens, had it been said."""
        tokenizer = self._tokenizer(language)
        tokens = [tokenizer.encode(text) for text in texts]
        found: list[float] = []
        for first in range(0, len(tokens), SCORED_AT_ONCE):
            found += self._align(encoded, tokenizer, tokens[first : first + SCORED_AT_ONCE])
        return found

    def close(self) -> None:
        self._whisper.model.unload_model()

    def _encode(self, waveform: np.ndarray[Any, np.dtype[np.float32]]) -> Encoded:
        import ctranslate2
        import numpy as np

        mel = self._whisper.feature_extractor(waveform)
        spoken = len(waveform) * FRAMES_A_SECOND // SAMPLE_RATE
        frames = next((c for c in CONTEXTS_FRAMES if spoken + SPARE_FRAMES <= c), CONTEXTS_FRAMES[-1])
        context = np.full((mel.shape[0], frames), mel.min(), np.float32)
        length = min(frames, mel.shape[1])
        context[:, :length] = mel[:, :length]
        encoded = self._whisper.model.encode(ctranslate2.StorageView.from_array(context[None]), to_cpu=True)
        kept = min(frames, spoken + SPARE_FRAMES) // MEL_FRAMES_A_STEP
        features = ctranslate2.StorageView.from_array(np.ascontiguousarray(np.array(encoded)[:, :kept]))
        return Encoded(features, max(LEAST_FRAMES, min(spoken, frames)))

    def _align(self, encoded: Encoded, tokenizer: Any, tokens: list[list[int]]) -> list[float]:
        import ctranslate2
        import numpy as np

        repeated = np.repeat(np.array(encoded.features), len(tokens), axis=0)
        aligned = self._whisper.model.align(
            ctranslate2.StorageView.from_array(repeated),
            tokenizer.sot_sequence,
            tokens,
            [encoded.frames] * len(tokens),
        )
        return [float(np.log(np.maximum(each.text_token_probs, LEAST_LIKELIHOOD)).mean()) for each in aligned]

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._whisper.hf_tokenizer, multilingual=True, task="transcribe", language=language
            )
        return self._tokenizers[language]

    def _start(self, tokenizer: Any, prompt: str) -> list[int]:
        before = [tokenizer.sot_prev, *tokenizer.encode(prompt)] if prompt else []
        return [*before, *tokenizer.sot_sequence]

    def _all_but(self, tokens: Collection[int], tokenizer: Any) -> list[int]:
        kept = {tokenizer.eot, *tokens}
        return [token for token in range(tokenizer.timestamp_begin + TIMESTAMPS) if token not in kept]

    def _digit_tokens(self, tokenizer: Any) -> Iterable[int]:
        for token in range(tokenizer.eot):
            if re.fullmatch(r" ?[0-9]{1,4}", tokenizer.decode([token])):
                yield token


def _written(words: Iterable[str]) -> Iterable[str]:
    """As Whisper may write a word: within a line, as its first, after a space or not."""
    for word in words:
        yield from {word, f" {word}", f" {word.capitalize()}"}
