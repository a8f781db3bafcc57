"""Somebody who speaks to the voice face, in place of a room with a microphone; what the booth said back."""

from __future__ import annotations

import math
import threading
from array import array
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kiosk.conversation.stage import Stage
from kiosk.faces.voice.answering import Answering
from kiosk.faces.voice.attention import Habits
from kiosk.faces.voice.contract import AudioGone, Grammar, Heard
from kiosk.faces.voice.engines import Deaf, Listening
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.microphone import Microphone, Take
from kiosk.faces.voice.phrases import load_phrases
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.saying import Saying
from kiosk.faces.voice.spoken import Spoken
from kiosk.faces.voice.utterances import Utterances
from kiosk.faces.voice.vad import CHUNK_BYTES, SpeechModel
from kiosk.faces.voice.voice_face import VoiceFace
from kiosk.i18n.translator import LOCALES, Translator

LANGUAGES = (("zh_Hans", "中文"), ("en", "English"))
TODAY = date(2026, 11, 21)
QUIET = bytes(32_000)  # a second
LOUD = array("h", [round(8000 * math.sin(at / 5)) for at in range(16_000)]).tobytes()


def loudness_is_speech(chunk: bytes) -> float:
    return float(max(array("h", chunk)) > 4000)


class Room:
    """A microphone: silence, and what is said into it, in its order and faster than it takes to say."""

    def __init__(self) -> None:
        self.gone = False
        self.names: list[str | None] = []
        self.hum = bytes(CHUNK_BYTES)
        self._said: deque[bytes] = deque()

    def open_device(self, name: str | None, take: Take) -> _Input:
        if self.gone:
            raise AudioGone("unplugged")
        self.names.append(name)
        return _Input(self, take)

    @property
    def quiet(self) -> bool:
        """All that was said has been captured."""
        return not self._said

    def say(self, *sounds: bytes, then: bytes = QUIET) -> None:
        sound = b"".join((*sounds, then))
        for at in range(0, len(sound) - CHUNK_BYTES + 1, CHUNK_BYTES):
            self._said.append(sound[at : at + CHUNK_BYTES])

    def next_block(self) -> tuple[bytes, float]:
        """And how long it takes."""
        return (self._said.popleft(), 0.001) if self._said else (self.hum, 0.03)


class _Input:
    def __init__(self, room: Room, take: Take) -> None:
        self._room = room
        self._take = take
        self._closed = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def active(self) -> bool:
        return not self._room.gone

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        seconds = 0.0
        while not self._closed.wait(seconds) and not self._room.gone:
            block, seconds = self._room.next_block()
            self._take(block)


@dataclass
class Script:
    """A mouth that writes down what it should say."""

    speaking: bool = False
    sentence: str = ""
    outlet: Outlet = Outlet.LOUDSPEAKER
    lines: list[tuple[str, ...]] = field(default_factory=list)
    said_next: list[tuple[str, ...]] = field(default_factory=list)
    stops: int = 0
    steps: list[tuple[str, int]] = field(default_factory=list)

    def say(self, sayings: Sequence[Saying]) -> None:
        self.lines.append(tuple(saying.text for saying in sayings))

    def say_next(self, sayings: Sequence[Saying]) -> None:
        self.said_next.append(tuple(saying.text for saying in sayings))

    def stop(self) -> None:
        self.stops += 1
        self.speaking = False

    def repeat(self) -> None:
        self.steps.append(("repeat", 1))

    def louder(self, steps: int = 1) -> None:
        self.steps.append(("louder", steps))

    def faster(self, steps: int = 1) -> None:
        self.steps.append(("faster", steps))

    def forget(self) -> None:
        self.lines.clear()


class Scripted:
    """A recogniser that hears what it is told to hear, whatever was said."""

    def __init__(self) -> None:
        self.words: deque[Heard] = deque()
        self.digits: deque[Heard] = deque()
        self.prepared: list[str] = []
        self.grammars: list[Grammar] = []
        self.kept: Collection[str] | None = None
        self.go_on = threading.Event()
        self.go_on.set()

    def will_hear(self, value: str | None, sure: float = 0.99, text: str = "…") -> None:
        self.words.append(Heard(text, value, sure))

    def prepare(self, grammar: Grammar) -> None:
        self.prepared += [phrase.text for phrase in grammar.phrases]

    def recognise(self, samples: bytes, grammar: Grammar) -> Heard:
        self.grammars.append(grammar)
        self.go_on.wait(5)
        return self.words.popleft() if self.words else Heard("", None, 0.0)

    def recognise_digits(self, samples: bytes, grammar: Grammar, max_digits: int) -> Heard:
        return self.digits.popleft() if self.digits else Heard("", None, 0.0)

    def transcribe(self, samples: bytes, language: str) -> str:
        return ""

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        return ()

    def forget(self, kept: Collection[str], /) -> None:
        self.kept = kept

    def close(self) -> None:
        pass


def scripted_recognisers(recogniser: Scripted, *languages: str) -> Recognisers:
    def choose(language: str) -> Listening | Deaf:
        if language not in languages:
            return Deaf(language, "no model")
        return Listening(language, "scripted", "scripted", Path())

    return Recognisers(choose, lambda _listening: recogniser)


def voice_face(
    stage: Stage,
    room: Room,
    mouth: Script,
    recognisers: Recognisers,
    model: Callable[[], SpeechModel] = lambda: loudness_is_speech,
    *,
    habits: Habits | None = None,
    locales: Mapping[str, Path] | None = None,
    translator: Translator | None = None,
    another_speaks: Callable[[], bool] = lambda: False,
) -> VoiceFace:
    """Attached to the stage. `locales`: where each language's phrases are."""
    spoken = Spoken(translator or Translator(["zh_Hans", "en"]))
    folders = locales or {"zh_Hans": LOCALES, "en": LOCALES}
    phrases = {language: load_phrases(language, folder) for language, folder in folders.items()}
    face = VoiceFace(
        stage.reply,
        stage.hear,
        Grammars(phrases, spoken.say, LANGUAGES, lambda: TODAY),
        recognisers,
        Answering(mouth, spoken, another_speaks),
        dict(LANGUAGES),
        lambda take, changed: Microphone(
            {Outlet.HANDSET: "handset", Outlet.LOUDSPEAKER: "booth"}, take, changed, room.open_device
        ),
        lambda heard, failed: Utterances(heard, model, failed),
        habits,
    )
    stage.attach(face)
    return face
