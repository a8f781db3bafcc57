"""What a sentence sounds like: the prompt rendered at installation, else made now, and held in memory only.

What is made now comes clause by clause, so that the first one is heard while the next is being made. Prompts
are read in a thread of their own: they don't wait for a sentence that nobody wants any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from kiosk.faces.voice.contract import SAMPLE_RATE, VoiceError
from kiosk.faces.voice.pace import paced
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.saying import Saying
from kiosk.faces.voice.speakers import Sound, Speakers
from kiosk.faces.voice.spoken import clauses
from kiosk.faces.voice.worker import Worker

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLAUSE_PAUSE_SECONDS = 0.12
LONGEST_SECONDS = 20.0  # an engine that makes one clause for longer hangs
SETTLE_SECONDS = 5.0  # engines are large: the booth is on its feet before they are loaded

Made = dict[tuple[str, str], Sound]


class Voicing:
    def __init__(self, speakers: Speakers, prompts: Prompts) -> None:
        self._speakers = speakers
        self._prompts = prompts
        self._reader = Worker("prompts")
        self._maker = Worker("speech")
        self._made: Made = {}

    async def prepare(self, languages: Iterable[str], settle_seconds: float = SETTLE_SECONDS) -> None:
        """Load what makes sentences, once the booth has started: the first one would wait for it."""
        await asyncio.sleep(settle_seconds)
        for language in languages:
            with suppress(VoiceError):  # said when there is something to be spoken
                await self._maker.run(partial(self._speakers.settle, language))

    async def tracks(self, saying: Saying, pace: float) -> AsyncIterator[NDArray[np.int16]]:
        """The saying's samples and its pause, in one track or several. `pace` is of the voice's own.

        Cancelled, it begins no more work. Raises VoiceError, also when an engine hangs.
        """
        made = self._made
        pieces = await self._reader.run(partial(self._pieces, saying, made), LONGEST_SECONDS)
        for number, (clause, known) in enumerate(pieces, start=1):
            make = partial(self._make, clause, saying.language, made)
            sound = known if known is not None else await self._maker.run(make, LONGEST_SECONDS)
            pause = saying.pause_seconds if number == len(pieces) else CLAUSE_PAUSE_SECONDS
            yield await self._reader.run(partial(_track, sound, pace, pause), LONGEST_SECONDS)

    def forget(self) -> None:
        """Nothing that was made is kept."""
        self._made = {}

    def _pieces(self, saying: Saying, made: Made) -> list[tuple[str, Sound | None]]:
        """The whole sentence if it is there; else its clauses, with those that are. Raises VoiceError."""
        whole = self._known(saying.text, saying.language, made)
        if whole is not None:
            return [(saying.text, whole)]
        return [(clause, self._known(clause, saying.language, made)) for clause in clauses(saying.text)]

    def _known(self, text: str, language: str, made: Made) -> Sound | None:
        return made.get((text, language)) or self._prompts.find(text, language)

    def _make(self, clause: str, language: str, made: Made) -> Sound:
        """Raises VoiceError."""
        if (clause, language) not in made:
            try:
                made[clause, language] = self._speakers.synthesise(clause, language)
            except VoiceError:
                raise
            except Exception as error:  # itself it may quote what was to be said
                raise VoiceError(f"the engine broke: {type(error).__name__}") from None
        return made[clause, language]


def _track(sound: Sound, pace: float, pause_seconds: float) -> NDArray[np.int16]:
    import numpy as np

    samples = paced(np.frombuffer(sound.samples, "<i2").astype(np.int16), pace)
    pause = np.zeros(round(pause_seconds / pace * SAMPLE_RATE), np.int16)
    return np.concatenate([samples, pause])
