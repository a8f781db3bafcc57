"""When what is said is captured, and what it counts for: while the handset is up, or after the listening key.

What is said into the handset while the booth speaks there is captured too, for it may be a cry for help.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.faces.voice.answering import Answering
from kiosk.faces.voice.attention import Attention, Habits
from kiosk.faces.voice.microphone import Microphone, Take
from kiosk.faces.voice.overlap import Underway
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.utterances import Heard, Utterances

MakeMicrophone = Callable[[Take, Callable[[], None]], Microphone]
MakeUtterances = Callable[[Heard, Callable[[], None]], Utterances]


@dataclass(frozen=True, slots=True)
class Weight:
    """What an utterance counts for, as kiosk.faces.voice.recognition.Said has it."""

    counts: bool
    over: tuple[str, ...] | None
    in_noise: bool


class Capture:
    """`now` is in the seconds of time.monotonic."""

    def __init__(
        self,
        habits: Habits,
        answering: Answering,
        make_microphone: MakeMicrophone,
        make_utterances: MakeUtterances,
        heard: Heard,
        changed: Callable[[], None],
    ) -> None:
        """`heard` takes each utterance; `changed`: `possible` may have changed."""
        self._habits = habits
        self._answering = answering
        self._utterances = make_utterances(heard, changed)
        self._microphone = make_microphone(self._utterances.take, changed)
        self._attention = Attention(habits)
        self._underway = Underway()
        self._captured = False

    @property
    def possible(self) -> bool:
        return self._microphone.gone is None and self._utterances.missing is None

    @property
    def capturing(self) -> bool:
        return self._microphone.capturing

    @property
    def wanted(self) -> bool:
        return self._attention.wanted

    @property
    def lifted(self) -> bool:
        return self._attention.lifted

    @property
    def speaking(self) -> bool:
        """Somebody speaks to the booth, and not merely while it speaks itself."""
        return self._utterances.speaking and (self._habits.interrupts or not self._answering.booth_speaks)

    @property
    def level_dbfs(self) -> float:
        return self._utterances.level_dbfs

    def lift(self, lifted: bool) -> None:
        self._attention.lift(lifted)
        self._utterances.forget_noise()

    def call(self) -> None:
        """The listening key was pressed."""
        self._attention.call(time.monotonic())

    def return_to(self) -> None:
        """Somebody is there."""
        self._attention.return_to()

    def drop(self) -> None:
        """What was said so far, or is being said, is no answer any more; and nobody has pressed the key."""
        self._attention.end_call()
        if self._utterances.speaking:
            self._underway.make_void()
        else:
            self._utterances.begin_anew()

    def end_utterance(self) -> bool:
        """Take it for ended, unless its speaker goes on: then False."""
        pausing = self._utterances.pausing
        if pausing:
            self._utterances.begin_anew()
        return pausing

    def forget(self) -> None:
        self._utterances.forget()
        self._underway = Underway()
        self._attention.forget()

    def look(self, now: float, *, fit: bool, busy: bool) -> bool:
        """Open or close the ears by what goes on. Returns whether what is said counts as an answer.

        `fit`: the view on stage can be spoken to. `busy`: somebody waits for an answer.
        """
        opening = fit and not self.capturing
        speaks = self._answering.booth_speaks
        self._attention.pass_time(now, booth_speaks=speaks, busy=busy or self.speaking or opening)
        hearing = self._open(now, fit)
        self._attention.note_noise(now, self._utterances.noise_dbfs if hearing else None)
        return hearing

    def too_loud(self, now: float) -> bool:
        return self._attention.too_loud(now)

    def weigh(self, samples: bytes, ended: bool) -> Weight:
        """`ended`: an utterance is weighed only once afterwards."""
        over = self._underway.over(samples, self._answering.sentence)
        in_noise = self._attention.too_loud(time.monotonic())
        counts = self._underway.counts(ended) and (over is None or self._habits.interrupts) and not in_noise
        return Weight(counts, over, in_noise)

    async def run(self) -> None:
        """For ever."""
        await self._microphone.run()

    def _open(self, now: float, fit: bool) -> bool:
        wanted = fit and self._attention.wanted
        if wanted:
            self._microphone.listen(Outlet.HANDSET if self._attention.lifted else Outlet.LOUDSPEAKER)
        else:
            self._microphone.rest()
        captured, self._captured = self._captured, self.capturing
        if self._captured and not captured:
            self._utterances.forget_noise()
        private = self._attention.lifted and self._answering.into_handset
        able = wanted and self._captured
        hears = able and self._attention.hears(now)
        if hears or (able and private):
            self._utterances.open()
        else:
            self._utterances.close()
        interrupts = private and self._habits.interrupts
        self._note_speaker(now, interrupts)
        return hears or (able and interrupts)

    def _note_speaker(self, now: float, interrupts: bool) -> None:
        speaks = self._utterances.speaking
        self._underway.pass_time(now, citizen_speaks=speaks, sentence=self._answering.sentence)
        if interrupts and self._underway.interrupts and self._answering.booth_speaks:
            self._answering.stop()
