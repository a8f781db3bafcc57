"""A booth that listens, in a process of its own: reception, voice face and the real microphone.

Told on stdin: lift · hang_up · quit. Tells on stdout whenever it changes: listening YES/NO · ears YES/NO ·
asked · service NAME · view NAME · idle PERCENT, the share of a core that listening takes, every two seconds.
Arguments: the microphone's name, where the models are.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress
from pathlib import Path

from kiosk.catalogue import attract_view
from kiosk.conversation.guard import Guard
from kiosk.conversation.scene import Chosen, Scene
from kiosk.conversation.views import Attract
from kiosk.faces.voice.answering import Answering
from kiosk.faces.voice.engines import choose, load
from kiosk.faces.voice.grammar import Grammars
from kiosk.faces.voice.microphone import Microphone
from kiosk.faces.voice.phrases import load_phrases
from kiosk.faces.voice.playing import Outlet
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

MEASURED_SECONDS = 2.0


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


async def main(microphone: str, models_dir: Path) -> None:
    citizen, guard = Citizen(), ScriptedGuard()
    stage = citizen.stage
    stage.attach(Teller())
    spoken = Spoken(Translator(["zh_Hans", "en"]))
    phrases = {code: load_phrases(code) for code, _ in LANGUAGES}
    mouth = Script()
    face = VoiceFace(
        stage.reply,
        stage.hear,
        Grammars(phrases, spoken.say, LANGUAGES, lambda: TODAY),
        Recognisers(lambda language: choose(language, models_dir), load),
        Answering(mouth, spoken, lambda: False),
        lambda: False,
        dict(LANGUAGES),
        lambda take, changed: Microphone(
            {Outlet.HANDSET: microphone, Outlet.LOUDSPEAKER: microphone}, take, changed
        ),
        lambda heard, failed: Utterances(heard, failed=failed),
    )
    stage.attach(face)
    platform = Platform(None, "SH-TEST-0001", None)
    premises = Premises(PLACE, Guard(guard), platform, Keepsakes(platform), lambda _happening: None)
    reception = Reception(stage, premises, lambda: attract_view((), 12))
    guard.changed = reception.note
    parts = [
        asyncio.create_task(part)
        for part in (face.run(), reception.run(), tell_service(reception), measure(face))
    ]
    await citizen.sees(lambda scene: isinstance(scene.view, Attract) and bool(scene.view.slides))
    stage.reply(Chosen("start"))
    await obey(face)
    for part in parts:
        part.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*parts)


async def obey(face: VoiceFace) -> None:
    loop = asyncio.get_running_loop()
    while (line := (await loop.run_in_executor(None, sys.stdin.readline)).strip()) not in ("", "quit"):
        face.handset(line == "lift")


async def tell_service(reception: Reception) -> None:
    told = ""
    while True:
        await asyncio.sleep(0.05)
        if reception.running_service != told:
            told = reception.running_service
            say(f"service {told}")


async def measure(face: VoiceFace) -> None:
    """What listening takes while nobody speaks."""
    while True:
        began, spent = time.monotonic(), time.process_time()
        await asyncio.sleep(MEASURED_SECONDS)
        if face.capturing and not face.attending:
            share = (time.process_time() - spent) / (time.monotonic() - began)
            say(f"idle {100 * share:.1f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
