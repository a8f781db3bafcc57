"""What was said, one utterance after the other, through the recogniser in its own thread.

In between it prepares phrases that may be said next, a few at a time, so that nobody waits for long.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from kiosk.conversation.scene import Scene
from kiosk.conversation.views import EnterNumber
from kiosk.faces.voice.contract import SURE, Grammar, VoiceError
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.listener import Spoken
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.worker import Worker

log = logging.getLogger(__name__)

PREPARED_AT_ONCE = 4  # phrases: some tenths of a second
MOST_WAITING = 2  # utterances; of more the oldest is dropped


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance, and the scene it was said to. What is of an earlier turn or visit no longer counts."""

    samples: bytes
    scene: Scene
    turn: int
    visit: int


class Recognition:
    def __init__(
        self,
        recognisers: Recognisers,
        grammars: Grammars,
        recognised: Callable[[Said, Spoken], None],
        failed: Callable[[], None],
    ) -> None:
        """`failed`: a language can't be listened to any more."""
        self._recognisers = recognisers
        self._grammars = grammars
        self._recognised = recognised
        self._failed = failed
        self._worker = Worker("recognition")
        self._work = asyncio.Event()
        self._waiting: deque[Said] = deque(maxlen=MOST_WAITING)
        self._unprepared: deque[Grammar] = deque()
        self._recognising = False

    @property
    def busy(self) -> bool:
        return self._recognising or bool(self._waiting)

    def add(self, said: Said) -> None:
        self._waiting.append(said)
        self._work.set()

    def drop(self) -> None:
        """What still waits."""
        self._waiting.clear()

    def prepare(self, grammar: Grammar) -> None:
        """Instead of what else was to be prepared."""
        phrases = grammar.phrases
        starts = range(0, len(phrases), PREPARED_AT_ONCE)
        pieces: Sequence[Grammar] = [
            replace(grammar, phrases=phrases[at : at + PREPARED_AT_ONCE]) for at in starts
        ]
        self._unprepared = deque(pieces)
        self._work.set()

    def forget(self, kept: Collection[str]) -> None:
        """All that was said; of phrases, those that are not among the `kept` ones."""
        self._waiting.clear()
        self._unprepared.clear()
        with suppress(RuntimeError):  # no loop: nothing was ever heard
            forgetting = asyncio.get_running_loop().create_task(
                self._worker.run(partial(self._recognisers.forget, kept))
            )
            forgetting.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def run(self) -> None:
        """For ever."""
        while True:
            if self._waiting:
                await self._recognise(self._waiting.popleft())
            elif self._unprepared:
                await self._prepare_some(self._unprepared.popleft())
            else:
                self._work.clear()
                await self._work.wait()

    async def _prepare_some(self, grammar: Grammar) -> None:
        try:
            await self._worker.run(lambda: self._recognisers.of(grammar.language).prepare(grammar))
        except VoiceError:
            self._unprepared.clear()
            self._failed()

    async def _recognise(self, said: Said) -> None:
        self._recognising = True
        try:
            spoken = await self._worker.run(partial(self._heard, said))
        except VoiceError as error:
            log.warning("not_recognised error=%r", str(error))
            self._failed()
            return
        finally:
            self._recognising = False
        self._recognised(said, spoken)

    def _heard(self, said: Said) -> Spoken:
        """In the recogniser's thread. Raises VoiceError."""
        language, view = said.scene.manner.language, said.scene.view
        recogniser = self._recognisers.of(language)
        words = recogniser.recognise(said.samples, self._grammars.of(said.scene))
        if not isinstance(view, EnterNumber) or words.sure >= SURE:
            return Spoken(words)
        return Spoken(words, recogniser.recognise_digits(said.samples, language, view.max_digits))
