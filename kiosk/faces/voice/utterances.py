"""Cuts what the microphone captures into utterances, in a thread of its own, and gives them to the loop."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

from kiosk.faces.voice.contract import EngineMissing
from kiosk.faces.voice.vad import SILENCE_DBFS, Segmenter, SpeechModel, load_speech_model

log = logging.getLogger(__name__)

Heard = Callable[[bytes], None]


class Utterances:
    """Nothing gets through while it is closed, not even what was said just before."""

    def __init__(
        self,
        heard: Heard,
        load: Callable[[], SpeechModel] = load_speech_model,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """`heard` is called in the loop, with the samples; `failed` once `missing` says why not."""
        self._heard = heard
        self._load = load
        self._failed = failed
        self._blocks: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
        self._segmenter: Segmenter | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = 0  # what was captured in an earlier turn no longer counts
        self._open = False
        self._missing: EngineMissing | None = None

    @property
    def missing(self) -> EngineMissing | None:
        return self._missing

    @property
    def speaking(self) -> bool:
        """Somebody is speaking just now."""
        return self._open and self._segmenter is not None and self._segmenter.speaking

    @property
    def level_dbfs(self) -> float:
        return SILENCE_DBFS if self._segmenter is None else self._segmenter.level_dbfs

    @property
    def noise_dbfs(self) -> float | None:
        return None if self._segmenter is None else self._segmenter.noise_dbfs

    def open(self) -> None:
        if not self._open:
            self._start()
            self._turn += 1
            self._open = True

    def close(self) -> None:
        if self._open:
            self._open = False
            self._turn += 1
            self._blocks.put((self._turn, b""))

    def begin_anew(self) -> None:
        """What was said so far no longer counts."""
        if self._open:
            self._turn += 1

    def take(self, block: bytes) -> None:
        """In the audio thread."""
        if self._open:
            self._blocks.put((self._turn, block))

    def _start(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._serve, name="utterances", daemon=True)
            self._thread.start()

    def _serve(self) -> None:
        try:
            segmenter = self._segmenter = Segmenter(self._load())
        except EngineMissing as error:
            log.warning("voice_activity_missing error=%r", str(error))
            self._missing = error
            self._in_loop(self._failed)
            return
        at = 0
        while True:
            turn, block = self._blocks.get()
            if turn != at:
                segmenter.reset()
                at = turn
            utterance = segmenter.push(block) if turn == self._turn else None
            if utterance is not None:
                self._in_loop(self._give, turn, utterance)
            del block, utterance  # while nobody speaks, nothing that was said waits here

    def _give(self, turn: int, utterance: bytes) -> None:
        if turn == self._turn:
            self._heard(utterance)

    def _in_loop(self, call: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            if self._loop is not None:
                self._loop.call_soon_threadsafe(call, *arguments)
