"""What the ears and the voices of a booth lack: each is tried, as the kiosk would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deploy.boothctl.voices import Voices
from kiosk.faces.voice import engines
from kiosk.faces.voice.contract import AudioGone, EngineMissing, Grammar, Phrase, VoiceError
from kiosk.faces.voice.engines import Deaf, Listening
from kiosk.faces.voice.phrases import load_phrases
from kiosk.faces.voice.port_audio import PortAudio
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.speakers import Speakers
from kiosk.faces.voice.speakers import engines as speaker_engines
from kiosk.faces.voice.vad import load_speech_model
from kiosk.i18n.languages import LanguageMissing
from kiosk.i18n.translator import CatalogueMissing
from kiosk.settings import KioskSettings, Voice

MOST_NAMED = 10


def shortcomings(booth_file: Path, settings: KioskSettings) -> Iterator[str]:
    """One line each; loads the models, which takes some seconds."""
    voice = settings.voice
    if voice is None:
        return
    offered = settings.languages.offered
    if voice.listens:
        yield from _of_ears(voice, offered)
    if voice.speaks:
        yield from _of_voices(booth_file, voice, offered)
    yield from _of_sound_devices(voice)


def _of_ears(voice: Voice, offered: tuple[str, ...]) -> Iterator[str]:
    try:
        load_speech_model()
    except EngineMissing as error:
        yield f"voice: nothing is heard: {error}"
    recognisers = Recognisers(lambda language: engines.choose(language, voice.models_dir), engines.load)
    for language in offered:
        found = engines.choose(language, voice.models_dir)
        if isinstance(found, Deaf):
            yield f"voice: {language} is not heard: {found.why}"
            continue
        try:
            yield from _of_words(found, recognisers)
        except VoiceError as error:
            yield f"voice: {language} is not heard: {error}"


def _of_words(listening: Listening, recognisers: Recognisers) -> Iterator[str]:
    """What people may say and the model has no words for. Raises VoiceError."""
    phrases = sorted(load_phrases(listening.language).texts)
    recogniser = recognisers.of(listening.language)
    grammar = Grammar(listening.language, tuple(Phrase("", text) for text in phrases))
    for language, unheard in engines.unheard(recogniser, [grammar]).items():
        more = f" and {len(unheard) - MOST_NAMED} more" if len(unheard) > MOST_NAMED else ""
        yield (
            f"voice: {language}: {listening.model_id} can't hear {len(unheard)} of {len(phrases)} phrases: "
            f"{', '.join(unheard[:MOST_NAMED])}{more}"
        )


def _of_voices(booth_file: Path, voice: Voice, offered: tuple[str, ...]) -> Iterator[str]:
    speakers = Speakers(speaker_engines(voice.models_dir))
    for language in offered:
        try:
            speakers.voice(language)
        except VoiceError as error:
            yield f"voice: {language} is not spoken: {error}"
    try:
        voices = Voices(booth_file)
        for spoken in voices.languages:
            missing = 0 if spoken.silent is not None else sum(1 for _ in voices.missing(spoken))
            if missing:
                total = len(spoken.sentences)
                yield (
                    f"voice: {spoken.code}: {missing} of {total} prompts are not rendered, and come late: "
                    "boothctl voices render"
                )
    except (VoiceError, LanguageMissing, CatalogueMissing) as error:
        yield f"voice: prompts: {error}"


def _of_sound_devices(voice: Voice) -> Iterator[str]:
    """Those that are named, or else the default ones."""
    wanted = [
        *(("input", name) for name in ("microphone", "handset_microphone") if voice.listens),
        *(("output", name) for name in ("loudspeaker", "handset") if voice.speaks),
    ]
    port_audio = PortAudio()
    try:
        for kind, key in wanted:
            device: str | None = getattr(voice, key)
            fault = port_audio.fault_of(device, kind)
            if fault is not None:
                there = ", ".join(f'"{name}"' for name in port_audio.names(kind)) or "none"
                called = f'"{device}"' if device else f"a default {kind}"
                yield f"voice: {key}: {called} is not there, or is in use ({fault}); there are: {there}"
    except AudioGone as error:
        yield f"voice: nothing is heard or said: {error}"
