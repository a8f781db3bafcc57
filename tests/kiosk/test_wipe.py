"""Nothing of a visit stays behind in the kiosk: conversation, stage and the real screen face together.

Runs as a process of its own, because Kivy keeps one window a process, and because no other test's memory
must be searched.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DEMO_FILE = Path(__file__).parents[2] / "deploy" / "demo" / "booth.toml"

PROGRAM = """
import asyncio, gc, random, sys
from pathlib import Path
from hardware.link.messages import Dial
from kiosk.catalogue import attract_view
from kiosk.conversation.guard import Guard
from kiosk.conversation.scene import GlobalKey, Manner
from kiosk.conversation.views import Attract, EnterNumber, Home, InCall
from kiosk.faces.screen.window import ScreenFace
from kiosk.i18n.translator import Translator
from kiosk.reception import Reception
from kiosk.settings import load_kiosk_settings
from tests.kiosk.citizen import Citizen
from tests.kiosk.conftest import PLACE
from tests.kiosk.scripted_guard import ScriptedGuard

number = "139" + "".join(random.choices("0123456789", k=8))
pieces = (number, number[3:], f"{number[:3]} {number[3:7]} {number[7:]}", number[3:7] + " " + number[7:])

def traces():
    gc.collect()
    return [
        (type(holder).__name__, found)
        for holder in gc.get_objects()
        if holder is not pieces and holder is not globals()
        for found in gc.get_referents(holder)
        if type(found) is str and any(piece in found for piece in pieces)
    ]

async def main():
    citizen, guard = Citizen(), ScriptedGuard()
    stage = citizen.stage
    settings = load_kiosk_settings(Path(sys.argv[1]))
    screen = ScreenFace(settings.panel, Translator(["zh_Hans", "en"]), {"en": "English"}, stage.reply)
    stage.attach(screen)
    reception = Reception(stage, Guard(guard), PLACE, lambda: attract_view((), 12))
    guard.changed = reception.note
    parts = [asyncio.create_task(screen.run()), asyncio.create_task(reception.run())]
    await drawn(screen)
    citizen.choose("start")
    await citizen.sees_view(Home)
    citizen.choose("free_call")
    await citizen.sees_view(EnterNumber)
    citizen.press(GlobalKey.TEXT_SIZE)
    citizen.key(number)
    await citizen.sees(lambda s: s.draft == number)
    await drawn(screen)
    assert traces(), "the search finds what is there"
    citizen.key("#")
    await citizen.sees_view(InCall)
    await drawn(screen)
    citizen.choose("hang_up")
    await citizen.sees_title("The call has ended.")
    citizen.choose("ok")
    await citizen.sees_title("Is there anything else we can do?")
    citizen.choose("no")
    scene = await citizen.sees_view(Attract)
    assert scene.manner == Manner()
    await drawn(screen)
    guard.commands.clear()
    left = traces()
    for part in parts:
        part.cancel()
    await asyncio.gather(*parts, return_exceptions=True)
    assert not left, left

async def drawn(screen):
    await asyncio.sleep(0.05)
    while screen.undrawn_seconds or not screen.frames:
        await asyncio.sleep(0.05)

asyncio.run(main())
"""


def test_nothing_stays_behind_on_the_screen_side() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(DEMO_FILE)],
        cwd=Path(__file__).parents[2],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "SDL_VIDEODRIVER": "offscreen"},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
