"""What was said, one utterance after the other, through the recogniser in its own thread.

It begins in the silence that shows that an utterance has ended, and throws its work away when more is said.
What could not go on anyway is answered before that silence is over.
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
from kiosk.faces.voice.contract import SURE, Grammar, Heard, Recogniser, VoiceError
from kiosk.faces.voice.digits import is_number
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.listener import Spoken
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.worker import Worker

log = logging.getLogger(__name__)

PREPARED_AT_ONCE = 4  # phrases: some tenths of a second
MOST_WAITING = 2  # utterances; of more the oldest no longer counts as an answer
MOST_LATE = 4  # of those that don't count; of more the oldest is dropped
HANGING_SECONDS = 1.0  # between two looks at whether it still does


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance, and the scene it was said to. What is of an earlier turn or visit no longer counts.

    `counts`: as an answer; otherwise only as a cry for help. `over`: what the booth said meanwhile, None
    while it said nothing. `in_noise`: it was too loud to hear anybody well.
    """

    samples: bytes
    scene: Scene
    turn: int
    visit: int
    counts: bool = True
    over: tuple[str, ...] | None = None
    in_noise: bool = False

    def is_same_sound(self, other: Said | None) -> bool:
        return other is not None and (self.visit, self.samples) == (other.visit, other.samples)


class Recognition:
    def __init__(
        self,
        recognisers: Recognisers,
        grammars: Grammars,
        recognised: Callable[[Said, Spoken], None],
        failed: Callable[[], None],
        deadline_seconds: float,
        end: Callable[[], bool] = lambda: False,
    ) -> None:
        """`failed`: a language can't be listened to any more, or `hangs` has changed. An engine that
        takes longer than `deadline_seconds` hangs. `end` takes the utterance that is expected for ended, so
        that it is not added any more; False when its speaker goes on."""
        self._recognisers = recognisers
        self._grammars = grammars
        self._recognised = recognised
        self._failed = failed
        self._deadline_seconds = deadline_seconds
        self._end = end
        self._worker = Worker("recognition")
        self._work = asyncio.Event()
        self._waiting: deque[Said] = deque()
        self._late: deque[Said] = deque(maxlen=MOST_LATE)
        self._expected: Said | None = None
        self._early: Spoken | None = None  # what the expected utterance was, once that is known
        self._unprepared: deque[Grammar] = deque()
        self._kept: frozenset[str] | None = None  # all else is to be forgotten
        self._at: Said | None = None  # what is being recognised
        self._wanted = False  # it has ended

    @property
    def busy(self) -> bool:
        """Somebody waits for an answer."""
        return bool(self._waiting) or (self._wanted and self._at is not None and self._at.counts)

    @property
    def hangs(self) -> bool:
        """The engine does not come back."""
        return self._worker.hangs

    def add(self, said: Said) -> None:
        """Taken for what it was when it was expected: the booth may show, or say, something else by now."""
        if said.is_same_sound(self._at):
            self._wanted, self._expected = True, None
            return
        if self._expected is not None and said.is_same_sound(self._expected):
            said = self._expected
        if said.counts:
            self._waiting.append(said)
        else:
            self._late.append(said)
        while len(self._waiting) > MOST_WAITING:
            self._late.append(_late(self._waiting.popleft()))
        self._work.set()

    def expect(self, said: Said) -> None:
        """Likely to be added in a moment: it is recognised meanwhile."""
        self._expected, self._early = said, None
        self._work.set()

    def drop(self) -> None:
        """What was said so far no longer counts, but for a cry for help."""
        self._late.extend(map(_late, self._waiting))
        self._waiting.clear()
        if self._at is not None:
            self._at, self._wanted = _late(self._at), True
        elif self._expected is not None:
            self._late.append(_late(self._expected))
        self._expected = self._early = None
        self._work.set()

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
        self._drop_all()
        self._kept = frozenset(kept)
        self._work.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            if self.hangs:
                await self._sit_out()
            elif self._kept is not None:
                await self._forget(self._kept)
            elif self._waiting:
                await self._answer(self._waiting.popleft())
            elif self._late:
                await self._answer(self._late.popleft())
            elif self._expected is not None and self._early is None:
                await self._recognise(self._expected, wanted=False)
            elif self._unprepared:
                await self._prepare_some(self._unprepared.popleft())
            else:
                self._work.clear()
                await self._work.wait()

    async def _sit_out(self) -> None:
        """Until the engine comes back nothing can be heard, nor forgotten."""
        self._failed()
        while self.hangs:
            self._drop_all()
            await asyncio.sleep(HANGING_SECONDS)
        self._failed()

    async def _forget(self, kept: frozenset[str]) -> None:
        with suppress(VoiceError):  # it hangs: then later
            await self._worker.run(partial(self._recognisers.forget, kept), self._deadline_seconds)
            if self._kept is kept:
                self._kept = None

    async def _prepare_some(self, grammar: Grammar) -> None:
        def prepare() -> None:
            self._recognisers.of(grammar.language).prepare(grammar)

        try:
            await self._worker.run(prepare, self._deadline_seconds)
        except VoiceError:
            self._unprepared.clear()
            self._failed()

    async def _answer(self, said: Said) -> None:
        early = self._early if said.is_same_sound(self._expected) else None
        self._expected = self._early = None
        if early is None:
            await self._recognise(said, wanted=True)
        else:
            self._recognised(said, early)

    async def _recognise(self, said: Said, wanted: bool) -> None:
        self._at, self._wanted = said, wanted
        try:
            spoken = await self._worker.run(partial(self._heard, said), self._deadline_seconds)
        except VoiceError as error:
            log.warning("not_recognised error=%r", str(error))
            self._expected = None
            self._failed()
            return
        finally:
            at, self._at = self._at, None
            wanted, self._wanted = self._wanted, False
        if wanted:
            self._recognised(at, spoken)
        elif said is self._expected and said.counts and spoken.settled and self._end():
            self._expected = None
            self._recognised(said, spoken)
        elif said is self._expected:
            self._early = spoken

    def _heard(self, said: Said) -> Spoken:
        """In the recogniser's thread. Raises VoiceError."""
        recogniser = self._recognisers.of(said.scene.manner.language)
        grammar = self._grammars.of(said.scene)
        if not said.counts:
            return _spoken(recogniser.recognise(said.samples, grammar), grammar)
        return listen(recogniser, said.samples, said.scene, grammar)

    def _drop_all(self) -> None:
        self._waiting.clear()
        self._late.clear()
        self._unprepared.clear()
        self._expected = self._early = None


def _late(said: Said) -> Said:
    return replace(said, counts=False)


def listen(recogniser: Recogniser, samples: bytes, scene: Scene, grammar: Grammar) -> Spoken:
    """What was said to the scene: a phrase, and where a number is asked for and no phrase is sure, digits.

    What is surely a number is not looked at as a phrase, which would take as long again. Raises VoiceError.
    """
    if not isinstance(scene.view, EnterNumber):
        return _spoken(recogniser.recognise(samples, grammar), grammar)
    digits = recogniser.recognise_digits(samples, grammar, scene.view.max_digits)
    if digits.sure >= SURE and _is_number(recogniser.transcribe(samples, grammar.language), grammar):
        return Spoken(Heard(digits.text, None, 0.0), digits)
    words = recogniser.recognise(samples, grammar)
    return _spoken(words, grammar, None if words.sure >= SURE else digits)


def _spoken(words: Heard, grammar: Grammar, digits: Heard | None = None) -> Spoken:
    return Spoken(words, digits, says_number=_is_number(words.text, grammar))


def _is_number(text: str, grammar: Grammar) -> bool:
    return is_number(text, grammar.language, grammar.digits)
