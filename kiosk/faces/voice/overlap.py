"""What is said while the booth speaks into the handset: whose words they are, and what they count for."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.faces.voice.contract import SAMPLE_BYTES, SAMPLE_RATE
from kiosk.faces.voice.sounding import within
from kiosk.faces.voice.vad import Cutting

INTERRUPTING_SECONDS = 0.3  # of speech: a cough is shorter
LEAST_ALONE_SECONDS = 0.3  # an echo ends sooner after the booth does
SOUNDS_THE_SAME = 0.25  # the distance of what was heard from a piece of what the booth said, at most


class Underway:
    """The utterance that is being said. `now` is in seconds, on any clock that goes on."""

    def __init__(self) -> None:
        self._both_seconds = 0.0
        self._at: float | None = None  # when both were last seen to speak
        self._sentences: tuple[str, ...] = ()
        self._void = False
        self._silent = True

    @property
    def interrupts(self) -> bool:
        """Somebody goes on speaking although the booth does."""
        return self._both_seconds >= INTERRUPTING_SECONDS

    def pass_time(self, now: float, *, citizen_speaks: bool, sentence: str | None) -> None:
        """`sentence`: what the booth says; None while it is silent."""
        if not citizen_speaks:
            if self._silent:
                self._void = False
            self._both_seconds, self._sentences = 0.0, () if sentence is None else (sentence,)
        elif sentence is not None:
            self._both_seconds += 0.0 if self._at is None else now - self._at
            self._note(sentence)
        self._silent = not citizen_speaks
        self._at = now if citizen_speaks and sentence is not None else None

    def make_void(self) -> None:
        """A key or a touch came in between: it counts no more, unless it is a cry for help."""
        self._void, self._silent = True, False

    def counts(self, ended: bool) -> bool:
        """And then it is over, once it has `ended`."""
        counts = not self._void
        if ended:
            self._void = False
        return counts

    def over(self, samples: bytes, sentence: str | None) -> tuple[str, ...] | None:
        """What the booth said meanwhile. None when it said nothing, or somebody spoke on for longer than an
        echo does, and at least half of the words behind the booth's."""
        if sentence is not None:
            self._note(sentence)
            return self._sentences
        cutting = Cutting()
        padding_seconds = cutting.pre_roll_seconds + cutting.kept_silence_seconds
        speech_seconds = len(samples) / SAMPLE_BYTES / SAMPLE_RATE - padding_seconds
        alone_seconds = speech_seconds - self._both_seconds
        if self._both_seconds == 0 or alone_seconds >= max(LEAST_ALONE_SECONDS, speech_seconds / 2):
            return None
        return self._sentences

    def _note(self, sentence: str) -> None:
        if sentence not in self._sentences:
            self._sentences = (*self._sentences, sentence)


def is_echo(heard: str, sentences: Sequence[str], language: str) -> bool:
    """What was heard is, as it sounds, a piece of what the booth said meanwhile."""
    return any(within(sentence, heard, language) < SOUNDS_THE_SAME for sentence in sentences)
