"""Nothing of a visit stays behind in the kiosk: conversation, platform client and the real screen face.

Runs as a process of its own, because Kivy keeps one window a process, and because no other test's memory
must be searched.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.platform_process import running_platform

DEMO_FILE = Path(__file__).parents[2] / "deploy" / "demo" / "booth.toml"

PROGRAM = """
import asyncio, gc, random, sys, threading
from pathlib import Path
from hardware.link.messages import Dial
from hardware.link.cards import CardKind, CardRead
from kiosk.catalogue import attract_view
from kiosk.conversation.guard import Guard
from kiosk.conversation.scene import GlobalKey, Manner
from kiosk.conversation.views import Attract, EnterNumber, Home, InCall
from kiosk.keepsakes import Keepsakes
from kiosk.platform.client import Platform
from kiosk.platform.contract.values import check_digit
from kiosk.settings import Platform as PlatformSettings
from kiosk.premises import Premises
from kiosk.faces.screen.window import ScreenFace
from kiosk.i18n.translator import Translator
from kiosk.reception import Reception
from kiosk.settings import load_kiosk_settings
from tests.kiosk.citizen import Citizen
from tests.kiosk.conftest import PLACE
from tests.kiosk.scripted_guard import ScriptedGuard

def digits(count):
    return "".join(random.choices("0123456789", k=count))

number = "139" + digits(8)
id_number = "99999919440312" + digits(3)
id_number += check_digit(id_number)
name = "".join(random.choices("龘靐齉爩麤灪纞虋驫", k=3))
pieces = (
    number, number[3:], f"{number[:3]} {number[3:7]} {number[7:]}", number[3:7] + " " + number[7:],
    id_number, id_number[:14], name,
)

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
    files = PlatformSettings(url=sys.argv[2], token_file=Path(sys.argv[3]))
    platform = Platform(files, sys.argv[4], None, budget_seconds=20)
    premises = Premises(PLACE, Guard(guard), platform, Keepsakes(platform), lambda happening: None)
    reception = Reception(stage, premises, lambda: attract_view((), 12))
    guard.changed = reception.note
    parts = [asyncio.create_task(screen.run()), asyncio.create_task(reception.run())]
    await drawn(screen)
    for visit in (free_call, hospital, taxi):
        await visit(citizen, guard, screen)
        guard.commands.clear()
        while any(thread.name == "platform" for thread in threading.enumerate()):
            await asyncio.sleep(0.01)  # a call's thread lets go of what was sent when it ends
        left = traces()
        assert not left, (visit.__name__, left)
    for part in parts:
        part.cancel()
    await asyncio.gather(*parts, return_exceptions=True)
    platform.close()

async def free_call(citizen, guard, screen):
    await begin(citizen, "free_call")
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
    await leave(citizen, screen)

async def hospital(citizen, guard, screen):
    await begin(citizen, "hospital")
    await answer(citizen, "What would you like?", "book")
    for title in ("Which hospital?", "Which department?", "Which day?", "Morning or afternoon?"):
        scene = await citizen.sees_title(title)
        # the last day: today's half-days begin some time
        citizen.choose(scene.view.choices[-1 if title == "Which day?" else 0].value)
    await citizen.sees_title("Please lay your ID card on the reader")
    guard.lay(CardRead(0, CardKind.ID_CARD, name, id_number, None))
    await citizen.sees_view(EnterNumber)
    guard.take_away_card()
    citizen.key(number + "#")
    await citizen.sees_title("Shall we make this appointment?")
    assert any(id_number in found for _, found in traces()), "the search finds what is there"
    citizen.choose("yes")
    await answer(citizen, "Your appointment number is {number}.", "ok")
    await citizen.sees_title("Is there anything else we can do?")
    await drawn(screen)
    await leave(citizen, screen)

async def taxi(citizen, guard, screen):
    await begin(citizen, "taxi")
    await citizen.sees_view(EnterNumber)
    citizen.key(number + "#")
    await citizen.sees_title("Looking for a taxi")
    await drawn(screen)
    await answer(citizen, "Looking for a taxi", "cancel")
    await answer(citizen, "The taxi has been cancelled.", "later")
    await leave(citizen, screen)

async def begin(citizen, service):
    await citizen.sees_view(Attract)
    citizen.choose("start")
    await citizen.sees_view(Home)
    citizen.choose(service)

async def answer(citizen, title, value):
    await citizen.sees_title(title)
    citizen.choose(value)

async def leave(citizen, screen):
    await answer(citizen, "Is there anything else we can do?", "no")
    await answer(citizen, "How was it?", "good")
    scene = await citizen.sees_view(Attract)
    assert scene.manner == Manner()
    await drawn(screen)

async def drawn(screen):
    await asyncio.sleep(0.05)
    while screen.undrawn_seconds or not screen.frames:
        await asyncio.sleep(0.05)

asyncio.run(main())
"""


def test_nothing_stays_behind_on_the_screen_side(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        peer = [platform.url, str(platform.token_file), platform.station_id]
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(DEMO_FILE), *peer],
            cwd=Path(__file__).parents[2],
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "SDL_VIDEODRIVER": "offscreen"},
            capture_output=True,
            text=True,
            timeout=200,
        )
    assert ended.returncode == 0, ended.stderr[-2000:]
