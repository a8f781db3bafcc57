"""Says sayings one after the other: prompts from the disk, all else rendered on the fly, in memory only."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from itertools import groupby

from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.playing import Outlet, Player
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.saying import Saying
from kiosk.faces.voice.speakers import Speakers
from kiosk.faces.voice.voicing import Voicing
from kiosk.faces.voice.volume import Hearing

log = logging.getLogger(__name__)

TRANSCRIPT_SENTENCES = 50
AHEAD = 3  # tracks in the player: one that is heard, and those that are ready
Spoken = Callable[[], None]


class Mouth:
    """All of it is called in the loop's thread; threads of its own read prompts and synthesise."""

    def __init__(
        self,
        speakers: Speakers,
        prompts: Prompts,
        player: Player,
        has_spoken: Spoken = lambda: None,
        languages: Sequence[str] = (),
    ) -> None:
        """`has_spoken` is called when all that was to be said has been said to its end; `languages` are those
        whose first sentence shall wait for no engine."""
        self._voicing = Voicing(speakers, prompts)
        self._player = player
        self._has_spoken = has_spoken
        self._languages = tuple(languages)
        self._hearing = Hearing()
        self._last: tuple[Saying, ...] = ()
        self._transcript: deque[str] = deque(maxlen=TRANSCRIPT_SENTENCES)
        self._waiting: deque[Saying] = deque()
        self._playing: deque[Saying] = deque()
        self._making: Saying | None = None
        self._giving: asyncio.Task[None] | None = None
        self._turn = 0  # what was begun in an earlier turn no longer counts
        self._stirred = asyncio.Event()
        self._unspoken: set[tuple[str, str]] = set()  # language and reason, each said once in the log
        player.turn_to(self._hearing.gain)

    @property
    def speaking(self) -> bool:
        return bool(self._playing or self._waiting or self._making)

    @property
    def sentence(self) -> str:
        """What is heard just now; "" for nothing."""
        return self._playing[0].text if self._playing else ""

    @property
    def transcript(self) -> tuple[str, ...]:
        """The last sentences that it was given in this visit."""
        return tuple(self._transcript)

    @property
    def hearing(self) -> Hearing:
        return self._hearing

    @property
    def outlet(self) -> Outlet:
        return self._player.outlet

    def say(self, sayings: Sequence[Saying]) -> None:
        """Instead of what is being said."""
        self._last = tuple(sayings)
        self._note(self._last)
        self._begin(self._last)

    def say_next(self, sayings: Sequence[Saying]) -> None:
        """After what is being said."""
        self._last += tuple(sayings)
        self._note(sayings)
        self._waiting.extend(sayings)
        self._stirred.set()

    def stop(self) -> None:
        """Silence, as soon as the device has played what it holds."""
        self._begin(())

    def repeat(self) -> None:
        self._note(self._last)
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
        self._transcript.clear()
        self._voicing.forget()
        self._hearing = Hearing()
        self._player.turn_to(self._hearing.gain)
        self.stop()

    async def run(self) -> None:
        """Speak for ever."""
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self._voicing.prepare(self._languages))
            parts.create_task(self._speak())

    async def _speak(self) -> None:
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            while self._waiting and len(self._playing) < AHEAD:
                await self._give_next()

    async def _give_next(self) -> None:
        """Until it was given, or is no longer wanted."""
        self._making = self._waiting.popleft()
        giving = self._giving = asyncio.create_task(self._give(self._making, self._turn))
        try:
            await asyncio.wait({giving})
        finally:
            giving.cancel()
        if not giving.cancelled():
            giving.result()

    async def _give(self, saying: Saying, turn: int) -> None:
        """Make the saying's tracks and have them played."""
        try:
            async for track in self._voicing.tracks(saying, self._hearing.pace):
                self._playing.append(saying)
                self._player.play(track, lambda _whole: self._played(turn))
        except VoiceError as error:
            self._note_unspoken(saying.language, str(error))
        self._making = None
        self._tell_when_done()

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
        if self._giving is not None:
            self._giving.cancel()
        self._waiting = deque(sayings)
        self._stirred.set()

    def _left(self) -> tuple[Saying, ...]:
        """What was not yet heard to its end; each saying once, however many tracks it has."""
        making = (self._making,) if self._making else ()
        tracks = (*self._playing, *making, *self._waiting)
        return tuple(next(same) for _, same in groupby(tracks, key=id))

    def _note(self, sayings: Sequence[Saying]) -> None:
        self._transcript.extend(saying.text for saying in sayings)

    def _note_unspoken(self, language: str, reason: str) -> None:
        if (language, reason) not in self._unspoken:
            self._unspoken.add((language, reason))
            log.warning("not_spoken language=%s reason=%r", language, reason)
