"""Cuts what the microphone captures into utterances, in a thread of its own, and gives them to the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from kiosk.faces.voice.contract import EngineMissing
from kiosk.faces.voice.sparing import STANDS_OUT_DB, Sparing
from kiosk.faces.voice.threads import NativeThread
from kiosk.faces.voice.vad import CHUNK_SECONDS, SILENCE_DBFS, Segmenter, SpeechModel, load_speech_model

log = logging.getLogger(__name__)

MOST_WAITING = round(20 / CHUNK_SECONDS)  # blocks; a model that is so far behind hangs

Heard = Callable[[bytes, bool], None]
"""Takes the samples, and whether that was all: before, it is what will have been said unless more follows."""


class Utterances:
    """Nothing gets through while it is closed, not even what was said just before."""

    def __init__(
        self,
        heard: Heard,
        load: Callable[[], SpeechModel] = load_speech_model,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """`heard` is called in the loop; `failed` once `missing` says why not."""
        self._heard = heard
        self._load = load
        self._failed = failed
        self._thread: NativeThread[tuple[int, bytes]] | None = None
        self._model: Sparing | None = None
        self._segmenter: Segmenter | None = None
        self._noise_is_old = False
        self._foretold: bytes | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = 0  # what was captured in an earlier turn no longer counts
        self._at = 0  # the turn that the thread has come to
        self._open = False
        self._missing: EngineMissing | None = None
        self._may_return = False

    @property
    def missing(self) -> EngineMissing | None:
        return self._missing

    @property
    def speaking(self) -> bool:
        """Somebody is speaking just now."""
        segmenter = self._segmenter
        return self._open and segmenter is not None and segmenter.speaking

    @property
    def pausing(self) -> bool:
        """Whoever spoke has said nothing for a moment."""
        segmenter = self._segmenter
        return self._open and segmenter is not None and segmenter.ending is not None

    @property
    def waiting(self) -> int:
        """Blocks that were not looked at yet."""
        return self._thread.waiting if self._thread is not None else 0

    @property
    def level_dbfs(self) -> float:
        """SILENCE_DBFS while nothing stands out from the noise."""
        segmenter = self._segmenter
        if segmenter is None:
            return SILENCE_DBFS
        level_dbfs, noise_dbfs = segmenter.level_dbfs, segmenter.noise_dbfs
        stands_out = noise_dbfs is None or level_dbfs > noise_dbfs + STANDS_OUT_DB
        return level_dbfs if stands_out else SILENCE_DBFS

    @property
    def noise_dbfs(self) -> float | None:
        segmenter = self._segmenter
        return None if segmenter is None or self._noise_is_old else segmenter.noise_dbfs

    def open(self) -> None:
        if not self._open:
            self._start()
            self._turn += 1
            self._open = True

    def close(self) -> None:
        if self._open:
            self._open = False
            self._drop()

    def forget_noise(self) -> None:
        """Another microphone is open: how loud it was before the last one tells nothing."""
        self._noise_is_old = True

    def begin_anew(self) -> None:
        """What was said so far no longer counts."""
        if self._open:
            self._turn += 1

    def forget(self) -> None:
        """Nothing that was said is left. A model that broke is loaded anew when it is next needed."""
        self._drop()
        if self._may_return and self._thread is not None and not self._thread.is_alive():
            self._thread = self._missing = None

    def take(self, block: bytes) -> None:
        """In the audio thread."""
        thread = self._thread
        if self._open and thread is not None and self._missing is None:
            thread.put((self._turn, block))
            if thread.waiting > MOST_WAITING:
                self._fail("the speech model hangs", may_return=True)

    def _start(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = NativeThread("utterances", self._cut)
            self._thread.start()
            self._thread.put((self._turn, b""))  # the model is loaded before anything is said

    def _drop(self) -> None:
        """What still waits; and the thread's own, as soon as it comes to that."""
        self._turn += 1
        if self._thread is not None:
            self._thread.take_back()
            if self._missing is None:
                self._thread.put((self._turn, b""))

    def _cut(self, piece: tuple[int, bytes]) -> None:
        """In the thread."""
        try:
            self._push(*piece)
        except EngineMissing as error:
            self._fail(str(error), may_return=False)
        except Exception as error:  # itself it may quote what was said, and its frames hold it
            self._fail(f"the speech model broke: {type(error).__name__}", may_return=True)

    def _push(self, turn: int, block: bytes) -> None:
        model, segmenter = self._loaded()
        if self._noise_is_old:
            self._noise_is_old = False
            segmenter.forget_noise()
        if turn != self._at:
            segmenter.reset()
            model.forget()
            self._at = turn
        utterance = segmenter.push(block) if turn == self._turn else None
        if self._missing is not None:
            return  # it was given up meanwhile
        if utterance is not None:
            self._in_loop(self._give, turn, utterance, True)
        elif segmenter.ending is not None and segmenter.ending is not self._foretold:
            self._in_loop(self._give, turn, segmenter.ending, False)
        self._foretold = segmenter.ending

    def _loaded(self) -> tuple[Sparing, Segmenter]:
        if self._model is None or self._segmenter is None:
            self._model = Sparing(self._load())
            self._segmenter = Segmenter(self._model)
        return self._model, self._segmenter

    def _fail(self, why: str, *, may_return: bool) -> None:
        """In the thread, or in the audio thread when that one hangs."""
        log.warning("voice_activity_missing error=%r", why)
        self._may_return = may_return
        self._missing = EngineMissing(why)
        self._model = self._segmenter = self._foretold = None
        if self._thread is not None:
            self._thread.dismiss()
        self._in_loop(self._failed)

    def _give(self, turn: int, utterance: bytes, ended: bool) -> None:
        if turn == self._turn:
            self._heard(utterance, ended)

    def _in_loop(self, call: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            if self._loop is not None:
                self._loop.call_soon_threadsafe(call, *arguments)
