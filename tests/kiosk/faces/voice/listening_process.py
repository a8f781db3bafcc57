"""A booth that listens, in a process of its own: reception, voice face and the real microphone.

Told on stdin: lift · hang_up · yes (a touch) · quit. Tells on stdout whenever it changes: listening YES/NO ·
ears YES/NO · asked · service NAME · view NAME · speaking YES.
Arguments: the microphone's name, where the models are, the citizen's language, where the locales are.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from kiosk.catalogue import attract_view
from kiosk.conversation.guard import Guard
from kiosk.conversation.scene import ChoseLanguage, Scene
from kiosk.conversation.views import Attract
from kiosk.faces.voice.answering import Answering
from kiosk.faces.voice.engines import choose, load
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.microphone import Microphone
from kiosk.faces.voice.phrases import load_phrases
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.port_audio import PortAudio
from kiosk.faces.voice.recognisers import Recognisers
from kiosk.faces.voice.spoken import Spoken
from kiosk.faces.voice.utterances import Utterances
from kiosk.faces.voice.voice_face import VoiceFace
from kiosk.i18n.translator import Translator
from kiosk.keepsakes import Keepsakes
from kiosk.platform.client import Platform
from kiosk.premises import Premises
from kiosk.reception import Reception
from tests.kiosk.citizen import Citizen, words
from tests.kiosk.conftest import PLACE
from tests.kiosk.faces.voice.talking import LANGUAGES, TODAY, Script
from tests.kiosk.scripted_guard import ScriptedGuard


class Teller:
    """A face that tells what it sees."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def show(self, scene: Scene) -> None:
        self._tell("ears", "NO" if scene.ears is None else "YES")
        self._tell("listening", "YES" if scene.ears is not None and scene.ears.listening else "NO")
        self._tell("view", type(scene.view).__name__)
        if words(scene.view.title).startswith("Did you mean"):
            say("asked")

    def forget(self) -> None:
        pass

    def _tell(self, what: str, how: str) -> None:
        if f"{what} {how}" not in self._told:
            self._told = {told for told in self._told if not told.startswith(what)} | {f"{what} {how}"}
            say(f"{what} {how}")


def say(line: str) -> None:
    print(line, flush=True)


async def main(microphone: str, models_dir: Path, language: str, locales: Path) -> None:
    citizen, guard = Citizen(), ScriptedGuard()
    stage = citizen.stage
    stage.attach(Teller())
    codes = sorted({"zh_Hans", language})
    spoken = Spoken(Translator(codes, locales))
    phrases = {code: load_phrases(code, locales) for code in codes}
    mouth = Script()
    inputs = {Outlet.HANDSET: microphone, Outlet.LOUDSPEAKER: microphone}
    port_audio = PortAudio()
    face = VoiceFace(
        stage.reply,
        stage.hear,
        Grammars(phrases, spoken.say, LANGUAGES, lambda: TODAY),
        Recognisers(lambda language: choose(language, models_dir), load),
        Answering(mouth, spoken, lambda: False),
        dict(LANGUAGES),
        lambda take, changed: Microphone(inputs, take, changed, port_audio.open_input),
        lambda heard, failed: Utterances(heard, failed=failed),
    )
    stage.attach(face)
    platform = Platform(None, "SH-TEST-0001", None)
    premises = Premises(PLACE, Guard(guard), platform, Keepsakes(platform), lambda _happening: None)
    reception = Reception(stage, premises, lambda: attract_view((), 12))
    guard.changed = reception.note
    parts = [
        asyncio.create_task(part)
        for part in (face.run(), reception.run(), tell_service(reception), tell_speaking(face))
    ]
    await citizen.sees(lambda scene: isinstance(scene.view, Attract) and bool(scene.view.slides))
    stage.reply(ChoseLanguage(language))
    await obey(face, citizen)
    for part in parts:
        part.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*parts)


async def obey(face: VoiceFace, citizen: Citizen) -> None:
    loop = asyncio.get_running_loop()
    while (line := (await loop.run_in_executor(None, sys.stdin.readline)).strip()) not in ("", "quit"):
        if line == "yes":
            citizen.choose("yes")
        else:
            face.handset(line == "lift")


async def tell_service(reception: Reception) -> None:
    told = ""
    while True:
        await asyncio.sleep(0.05)
        if reception.running_service != told:
            told = reception.running_service
            say(f"service {told}")


async def tell_speaking(face: VoiceFace) -> None:
    """Whenever somebody begins to speak."""
    told = False
    while True:
        await asyncio.sleep(0.05)
        if face.attending and not told:
            say("speaking YES")
        told = face.attending


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])))
