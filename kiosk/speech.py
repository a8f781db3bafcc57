"""The faces by ear, wired: one mouth, the eyes-free keypad, and the ears.

Imported only where the booth file has a [voice]: speech off, none of its libraries loaded.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from kiosk.conversation.scene import GlobalKey, PressedGlobalKey, Reply
from kiosk.conversation.stage import Stage
from kiosk.faces.keypad import KeypadFace
from kiosk.faces.voice import engines, threads
from kiosk.faces.voice.answering import Answering
from kiosk.faces.voice.attention import Habits
from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.keeping import keep_running
from kiosk.faces.voice.microphone import Microphone
from kiosk.faces.voice.mute import Mute
from kiosk.faces.voice.phrases import Phrases, load_phrases
from kiosk.faces.voice.playing import Outlet, Player
from kiosk.faces.voice.port_audio import PortAudio
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.speakers import Speakers
from kiosk.faces.voice.speakers import engines as speaker_engines
from kiosk.faces.voice.speaking import Mouth
from kiosk.faces.voice.spoken import Spoken
from kiosk.faces.voice.utterances import Utterances
from kiosk.faces.voice.voice_face import VoiceFace
from kiosk.i18n.formats import SHANGHAI
from kiosk.i18n.translator import Translator
from kiosk.settings import Voice

log = logging.getLogger(__name__)

ENDING_SECONDS = 2.0  # systemd waits for five


class Speech:
    def __init__(
        self, settings: Voice, translator: Translator, stage: Stage, languages: Mapping[str, str]
    ) -> None:
        """`languages`: own names by code. Attaches its faces to the stage."""
        self._port_audio = PortAudio()
        outputs = {Outlet.LOUDSPEAKER: settings.loudspeaker, Outlet.HANDSET: settings.handset}
        self._player = Player(outputs, self._port_audio.open_output)
        speakers = Speakers(speaker_engines(settings.models_dir))
        self._mouth = Mouth(
            speakers,
            Prompts(settings.prompts_dir, speakers),
            self._player,
            lambda: self._keypad.has_spoken(),
            tuple(languages),
        )
        spoken = Spoken(translator)
        self._keypad = KeypadFace(
            self._mouth,
            spoken,
            stage.reply,
            citizen_speaks=lambda: self.attending,
            can_be_spoken_to=lambda: self.listening,
        )
        self._ears = self._make_ears(settings, spoken, stage, languages) if settings.listens else None
        if settings.speaks:
            stage.attach(self._keypad)
        if self._ears is not None:
            stage.attach(self._ears)
        self._hear = stage.hear
        self._speaks = settings.speaks
        self._lifted = False

    @property
    def transcript(self) -> tuple[str, ...]:
        """What was said to this citizen, for whoever tests the booth."""
        return self._mouth.transcript

    @property
    def listening(self) -> bool:
        """Whether what is said now is heard, and not spoken over."""
        return self._ears is not None and self._ears.listening and not self._mouth.speaking

    @property
    def attending(self) -> bool:
        """Somebody is speaking, or has just spoken and waits for an answer."""
        return self._ears is not None and self._ears.attending

    async def run(self) -> None:
        """For ever."""
        async with asyncio.TaskGroup() as parts:
            if self._speaks:
                parts.create_task(keep_running("player", self._player.run, self._mouth.stop))
                parts.create_task(keep_running("mouth", self._mouth.run, self._mouth.stop))
            if self._ears is not None:
                parts.create_task(keep_running("ears", self._ears.run, partial(self._hear, None)))

    def close(self) -> bool:
        """Blocking, ENDING_SECONDS at most. Whether its threads have ended; a library may hang."""
        left = threads.end_all(ENDING_SECONDS)
        if left:
            log.error("speech_hangs threads=%s", ",".join(left))
        return not left

    def handset(self, lifted: bool) -> None:
        """As the hook switch says; told again, it changes nothing."""
        if lifted == self._lifted:
            return
        self._lifted = lifted
        self._mouth.use(Outlet.HANDSET if lifted else Outlet.LOUDSPEAKER)
        if self._speaks:
            self._keypad.handset(lifted)
        if self._ears is not None:
            self._ears.handset(lifted)

    def key(self, key: str) -> bool:
        """A key below the handset. Whether it was meant for the voice, and is used up."""
        if self._ears is not None:
            self._ears.keyed()
        return self._speaks and self._keypad.key(key)

    def touched(self, reply: Reply) -> None:
        """The screen was touched: that wins, and stops speech."""
        self._keypad.touched()
        if self._ears is not None:
            self._ears.touched()
            if reply == PressedGlobalKey(GlobalKey.LISTEN):
                self._ears.listen_pressed()

    def _make_ears(
        self, settings: Voice, spoken: Spoken, stage: Stage, languages: Mapping[str, str]
    ) -> VoiceFace:
        grammars = Grammars(
            dict(_phrases(languages)),
            spoken.say,
            tuple(languages.items()),
            lambda: datetime.now(SHANGHAI).date(),
        )
        inputs = {Outlet.LOUDSPEAKER: settings.microphone, Outlet.HANDSET: settings.handset_microphone}
        return VoiceFace(
            stage.reply,
            stage.hear,
            grammars,
            Recognisers(partial(engines.choose, models_dir=settings.models_dir), engines.load),
            Answering(self._mouth if settings.speaks else Mute(), spoken, lambda: self._keypad.active),
            languages,
            lambda take, changed: Microphone(inputs, take, changed, self._port_audio.open_input),
            lambda heard, failed: Utterances(heard, failed=failed),
            Habits(
                patience_seconds=settings.patience_seconds,
                noise_limit_dbfs=settings.noise_limit_dbfs,
                interrupts=settings.interrupt_on_handset,
            ),
            spoken_to=self._keypad.touched,
        )


def _phrases(languages: Iterable[str]) -> Iterator[tuple[str, Phrases]]:
    """Of the languages that have some; in another the booth hears what stands on the screen."""
    for language in languages:
        try:
            yield language, load_phrases(language)
        except VoiceError as error:
            log.warning("language_without_phrases language=%s reason=%r", language, str(error))
