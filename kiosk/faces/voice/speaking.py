"""Says sayings one after the other: prompts from the disk, all else rendered on the fly, in memory only."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kiosk.faces.voice.contract import SAMPLE_RATE, VoiceError
from kiosk.faces.voice.pace import paced
from kiosk.faces.voice.playing import Outlet, Player
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.saying import Saying
from kiosk.faces.voice.speakers import Sound, Speakers
from kiosk.faces.voice.volume import Hearing
from kiosk.faces.voice.worker import Worker

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

AHEAD = 2  # sayings in the player: one that is heard, and one that is ready
Spoken = Callable[[], None]


class Mouth:
    """All of it is called in the loop's thread; a thread of its own reads prompts and synthesises."""

    def __init__(
        self, speakers: Speakers, prompts: Prompts, player: Player, has_spoken: Spoken = lambda: None
    ) -> None:
        """`has_spoken` is called when all that was to be said has been said to its end."""
        self._speakers = speakers
        self._prompts = prompts
        self._player = player
        self._has_spoken = has_spoken
        self._worker = Worker("speech")
        self._hearing = Hearing()
        self._last: tuple[Saying, ...] = ()
        self._waiting: deque[Saying] = deque()
        self._playing: deque[Saying] = deque()
        self._making: Saying | None = None
        self._turn = 0  # what was begun in an earlier turn no longer counts
        self._stirred = asyncio.Event()
        self._made: dict[tuple[str, str], Sound] = {}
        self._unspoken: set[tuple[str, str]] = set()  # language and reason, each said once in the log
        player.turn_to(self._hearing.gain)

    @property
    def speaking(self) -> bool:
        return bool(self._playing or self._waiting or self._making)

    @property
    def hearing(self) -> Hearing:
        return self._hearing

    @property
    def outlet(self) -> Outlet:
        return self._player.outlet

    def say(self, sayings: Sequence[Saying]) -> None:
        """Instead of what is being said."""
        self._last = tuple(sayings)
        self._begin(self._last)

    def say_next(self, sayings: Sequence[Saying]) -> None:
        """After what is being said."""
        self._last += tuple(sayings)
        self._waiting.extend(sayings)
        self._stirred.set()

    def stop(self) -> None:
        """Silence, as soon as the device has played what it holds."""
        self._begin(())

    def repeat(self) -> None:
        self._begin(self._last)

    def louder(self, steps: int = 1) -> None:
        """Softer with negative steps. At once, in the middle of a word."""
        self._hearing = self._hearing.louder(steps)
        self._player.turn_to(self._hearing.gain)

    def faster(self, steps: int = 1) -> None:
        """Slower with negative steps. The sentence that is being said begins again."""
        self._hearing = self._hearing.faster(steps)
        self._begin(self._left() or self._last)

    def use(self, outlet: Outlet) -> None:
        """Handset or loudspeaker. The sentence that is being said begins again there."""
        if outlet is not self._player.outlet:
            left = self._left()
            self._player.use(outlet)
            self._begin(left)

    def forget(self) -> None:
        """The visit is over: silence, nothing remembered, volume and pace back to the default."""
        self._last = ()
        self._made = {}
        self._hearing = Hearing()
        self._player.turn_to(self._hearing.gain)
        self.stop()

    async def run(self) -> None:
        """Speak for ever."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            while self._waiting and len(self._playing) < AHEAD:
                await self._give(self._waiting.popleft(), self._turn)

    async def _give(self, saying: Saying, turn: int) -> None:
        """Make the saying's sound and have it played."""
        self._making = saying
        try:
            samples = await self._worker.run(partial(self._samples, saying, turn, self._made))
        except VoiceError as error:
            self._note(saying.language, str(error))
            samples = None
        if turn != self._turn:
            return
        self._making = None
        if samples is None:
            self._tell_when_done()
            return
        self._playing.append(saying)
        self._player.play(samples, lambda _whole: self._played(turn))

    def _played(self, turn: int) -> None:
        if turn == self._turn:
            self._playing.popleft()
            self._stirred.set()
            self._tell_when_done()

    def _tell_when_done(self) -> None:
        if not self.speaking:
            self._has_spoken()

    def _begin(self, sayings: Sequence[Saying]) -> None:
        self._turn += 1
        self._player.stop()
        self._playing.clear()
        self._making = None
        self._waiting = deque(sayings)
        self._stirred.set()

    def _left(self) -> tuple[Saying, ...]:
        making = (self._making,) if self._making else ()
        return (*self._playing, *making, *self._waiting)

    def _samples(
        self, saying: Saying, turn: int, made: dict[tuple[str, str], Sound]
    ) -> NDArray[np.int16] | None:
        """In the worker's thread. None when it is no longer wanted. Raises VoiceError."""
        if turn != self._turn:
            return None
        import numpy as np

        key = (saying.text, saying.language)
        sound = made.get(key) or self._prompts.find(*key)
        if sound is None:
            sound = made[key] = self._speakers.synthesise(*key)
        samples = paced(np.frombuffer(sound.samples, "<i2").astype(np.int16), self._hearing.pace)
        pause = np.zeros(round(saying.pause_seconds / self._hearing.pace * SAMPLE_RATE), np.int16)
        return np.concatenate([samples, pause])

    def _note(self, language: str, reason: str) -> None:
        if (language, reason) not in self._unspoken:
            self._unspoken.add((language, reason))
            log.warning("not_spoken language=%s reason=%r", language, reason)
