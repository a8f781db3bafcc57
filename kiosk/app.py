"""The kiosk process. Nothing else wires its parts together."""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import logging
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import sdnotify

from hardware.link.booth_file import BoothFileError, booth_file_path
from hardware.link.client import LinkClient
from hardware.link.logs import log_to_stderr
from hardware.link.messages import Hello, KeyPressed, KioskDescription, State
from hardware.link.server import LinkServer, SocketTaken
from hardware.link.version import VERSION
from kiosk.catalogue import attract_view, language_question
from kiosk.conversation.alarm import Whereabouts
from kiosk.conversation.guard import Guard
from kiosk.conversation.scene import Reply
from kiosk.conversation.stage import Stage
from kiosk.conversation.timer import IdleTimes
from kiosk.correspondence import Correspondence
from kiosk.faces.screen.window import ScreenFace
from kiosk.i18n.languages import Language, LanguageMissing, load_languages
from kiosk.i18n.text import local
from kiosk.i18n.translator import CatalogueMissing, Translator
from kiosk.inspection import Inspection
from kiosk.platform.client import Platform
from kiosk.premises import FreeWifi, Place, Premises
from kiosk.reception import Reception
from kiosk.settings import KioskSettings, load_kiosk_settings
from kiosk.vigil import Vigil

if TYPE_CHECKING:
    from kiosk.speech import Speech

log = logging.getLogger(__name__)

STALLED_SECONDS = 10
FIRST_FRAME_SECONDS = 0.1
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
TEXTURE_BYTES = 131_072  # what is larger is mapped on its own, and gone when it is freed
FRAME_BYTES = 33_554_432  # what drawing a frame takes and frees again stays, so that the next one is quick


def main() -> None:
    """The command `booth-kiosk`."""
    _keep_memory_compact()
    parser = argparse.ArgumentParser(prog="booth-kiosk", description="The booth's screen.")
    parser.add_argument("--booth-file", type=Path, default=booth_file_path(), help="default: $BOOTH_FILE")
    arguments = parser.parse_args()
    log_to_stderr()
    logging.getLogger("kivy").setLevel(logging.WARNING)
    try:
        settings = load_kiosk_settings(arguments.booth_file)
        languages = load_languages(settings.languages.offered)
        translator = Translator(settings.languages.offered)
    except (BoothFileError, LanguageMissing, CatalogueMissing) as error:
        print(error, file=sys.stderr)  # noqa: T201  # every fault on its own line, for the person who starts it
        sys.exit(os.EX_CONFIG)
    kiosk = Kiosk(settings, languages, translator)
    try:
        asyncio.run(kiosk.run())
    except SocketTaken as error:
        log.critical("kiosk_runs_already detail=%r", str(error))
        sys.exit(os.EX_UNAVAILABLE)
    if kiosk.hangs:
        os._exit(os.EX_OK)  # the interpreter's own end would crash in what hangs


class Kiosk:
    def __init__(
        self, settings: KioskSettings, languages: tuple[Language, ...], translator: Translator
    ) -> None:
        self.hangs = False  # something in it, for ever: set at its end
        self._tells_what_is_said = settings.panel.screenshots
        self._systemd = sdnotify.SystemdNotifier()
        names = tuple((language.code, language.name) for language in languages)

        attract = partial(attract_view, names, settings.visit.attract_seconds)
        self._link = LinkClient(settings.link.guard_socket, Hello("kiosk", VERSION, os.getpid()))
        self._guard = Guard(self._link)
        self._platform = _platform(settings)
        self._correspondence = Correspondence(settings, self._link, self._guard, self._platform)
        bulletins, keepsakes = self._correspondence.bulletins, self._correspondence.keepsakes
        self._stage = Stage(
            IdleTimes(settings.visit.idle_seconds, settings.visit.extend_seconds),
            language_question(names),
            attract(),
        )
        self._screen = ScreenFace(settings.panel, translator, dict(names), self._touch)
        self._stage.attach(self._screen)
        self._speech = _speech(settings, translator, self._stage, dict(names))
        premises = Premises(
            _place(settings), self._guard, self._platform, keepsakes, self._correspondence.note
        )
        self._reception = Reception(
            self._stage, premises, lambda: attract(bulletins=bulletins.valid(), taxis=keepsakes.taxis)
        )
        bulletins.changed = keepsakes.changed = self._reception.refresh_attract
        self._inspection = Inspection(self._describe, self._screen, settings.panel.screenshots)
        self._server = LinkServer(settings.link.kiosk_socket, self._inspection.handle)
        self._vigil = Vigil(STALLED_SECONDS, lambda: self._screen.undrawn_seconds, self._systemd.notify)

    async def run(self) -> None:
        """Until the window is closed or a signal comes. Raises SocketTaken, and what breaks a part."""
        await self._server.start()
        self._link.subscribe(self._hear_guard)
        self._hear_guard(None)
        parts = [
            asyncio.create_task(part, name=name)
            for name, part in (
                ("screen", self._screen.run()),
                ("link", self._link.run()),
                ("reception", self._reception.run()),
                ("vigil", self._vigil.keep()),
                ("correspondence", self._correspond()),
                ("speech", self._speak()),
            )
        ]
        stopped = asyncio.create_task(_stop_signal(), name="signal")
        self._systemd.notify("READY=1")
        try:
            ended, _ = await asyncio.wait([*parts, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                log.info("kiosk_ending because=%s", task.get_name())
                task.result()
        finally:
            for task in (*parts, stopped):
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*parts, return_exceptions=True)
            await self._server.close()
            await self._correspondence.close()
            self._platform.close()
            self.hangs = self._speech is not None and not self._speech.close()

    def _touch(self, reply: Reply) -> None:
        if self._speech is not None:
            self._speech.touched(reply)
        self._stage.reply(reply)

    def _hear_guard(self, message: State | KeyPressed | None) -> None:
        """The guard's state, a key below the handset, or None: the guard is gone."""
        if self._speech is not None:
            if isinstance(message, KeyPressed) and self._speech.key(message.key):
                return
            if isinstance(message, State):
                self._speech.handset(message.handset_lifted)
        self._reception.note(message)

    async def _speak(self) -> None:
        try:
            if self._speech is not None:
                await self._speech.run()
        except Exception:
            log.exception("speech_ended")  # screen and keys go on
        await asyncio.Event().wait()

    async def _correspond(self) -> None:
        """Once somebody can use the booth: what it takes to speak with a platform is loaded only then."""
        while not self._screen.frames:  # noqa: ASYNC110  # the screen counts its frames, and tells nobody
            await asyncio.sleep(FIRST_FRAME_SECONDS)
        await self._correspondence.run()
        await asyncio.Event().wait()

    def _describe(self, number: int) -> KioskDescription:
        scene = self._stage.scene
        return KioskDescription(
            id=number,
            version=VERSION,
            view=type(scene.view).__name__,
            service=self._reception.running_service,
            language=scene.manner.language,
            guard_connected=self._guard.state is not None,
            visits=self._reception.visits,
            frames=self._screen.frames,
            targets=self._screen.targets,
            said=self._speech.transcript if self._speech and self._tells_what_is_said else (),
            listening=self._speech is not None and self._speech.listening,
            attending=self._speech is not None and self._speech.attending,
        )


def _speech(
    settings: KioskSettings, translator: Translator, stage: Stage, languages: dict[str, str]
) -> Speech | None:
    if settings.voice is None:
        return None
    from kiosk.speech import Speech  # speech off: none of its libraries loaded

    return Speech(settings.voice, translator, stage, languages)


def _platform(settings: KioskSettings) -> Platform:
    folder = settings.platform.cache_dir if settings.platform else None
    return Platform(settings.platform, settings.station.id, folder)


def _place(settings: KioskSettings) -> Place:
    station, wifi = settings.station, settings.wifi
    contacts = {contact.id: local(contact.label) for contact in settings.contacts}
    return Place(
        Whereabouts(local(station.name), local(station.address), contacts),
        station.area_code,
        station.latitude,
        station.longitude,
        FreeWifi(wifi.ssid, wifi.password.get_secret_value() if wifi.password else "") if wifi else None,
    )


def _keep_memory_compact() -> None:
    """Give back what textures took as soon as they are gone, instead of keeping holes: glibc's mallopt(3)."""
    with suppress(AttributeError):  # another C library
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, TEXTURE_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, FRAME_BYTES)


async def _stop_signal() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
