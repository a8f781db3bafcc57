"""A booth that is spoken to: the real kiosk, whose microphone, loudspeaker and handset are PulseAudio's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.faces.voice.contract import ModelMissing
from kiosk.faces.voice.models import find
from tests.booth_processes import PORTRAIT, WholeBooth, virtual_display
from tests.kiosk.faces.voice import pulse
from tests.platform_process import running_platform
from tests.recordings import models_dir, prompts_dir
from tests.tours.citizen import Citizen
from tests.tours.conversing import Talk
from tests.tours.listening import Listener

KIOSK_NICENESS = 10  # an installed guard has the processor first too: see deploy/booth-guard.service
LOUDSPEAKERS = ("loudspeaker", "handset")
HEARING = "whisper-base"
NEEDED = (HEARING, "kokoro", "kokoro-voices")


class SpeakingBooth(WholeBooth):
    """Whose kiosk, busy as it is with sound, never keeps a wire waiting until the guard calls it broken."""

    def start_kiosk(self) -> None:
        super().start_kiosk()
        os.setpriority(os.PRIO_PROCESS, self.processes["kiosk"].pid, KIOSK_NICENESS)


def lacking() -> str:
    """What keeps the walks by voice from being walked; "" if nothing does."""
    if not pulse.available():
        return "PulseAudio is not installed: apt install pulseaudio libasound2-plugins libportaudio2"
    try:
        for model in NEEDED:
            find(model, models_dir())
    except ModelMissing as error:
        return f"{error} (or name another folder with $BOOTH_MODELS)"
    return ""


def hearing_only(folder: Path) -> Path:
    """Models for a booth without Kokoro's voice: silent in Mandarin, quick in English by espeak-ng."""
    folder.mkdir(parents=True)
    (folder / HEARING).symlink_to(find(HEARING, models_dir()))
    return folder


@contextmanager
def talking_to_a_booth(
    folder: Path, language: str, album: Path, models: Path, prompts: Path
) -> Iterator[Talk]:
    """`models`: the booth's, which may be `hearing_only`. `prompts`: where what was rendered lies."""
    with speaking_booth(folder, models, prompts) as (booth, room):
        yield Talk(booth, language, album, citizen=Citizen(room))


@contextmanager
def listening_to_a_booth(folder: Path, language: str, album: Path) -> Iterator[Listener]:
    """By the handset, with keys for answers."""
    with speaking_booth(folder, models_dir(), prompts_dir()) as (booth, room):
        ear = room.listen("handset")
        listener = Listener(booth, language, album, ear=ear)
        try:
            yield listener
        finally:
            listener.close()
            ear.close()


@contextmanager
def speaking_booth(folder: Path, models: Path, prompts: Path) -> Iterator[tuple[WholeBooth, pulse.Pulse]]:
    voice = {
        "models_dir": models,
        "prompts_dir": prompts,
        "microphone": pulse.MICROPHONE,
        "handset_microphone": pulse.MICROPHONE,
        **{name: f"booth_{name}" for name in LOUDSPEAKERS},
    }
    section = "\n".join(("[voice]", *(f'{key} = "{value}"' for key, value in voice.items())))
    room_folder = folder / "room"
    room_folder.mkdir(parents=True)
    with (
        pulse.Pulse(room_folder, LOUDSPEAKERS) as room,
        virtual_display(PORTRAIT) as display,
        running_platform(folder / "platform") as platform,
        SpeakingBooth(
            folder, display, PORTRAIT, platform=platform, more=section, environment=room.environment
        ) as booth,
    ):
        booth.start()
        yield booth, room
