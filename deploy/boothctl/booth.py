"""The running booth as boothctl reaches it: its sockets, and what its processes say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hardware.link.booth_file import FilePath, LinkSection, load
from hardware.link.client import LinkError
from hardware.link.inquiry import ask, current_state
from hardware.link.messages import DescribeKiosk, KioskDescription, State
from kiosk.faces.voice.models import MODELS_DIR


class _OnlyTheLink(BaseModel):
    """boothctl must work with a booth file whose other sections are wrong."""

    model_config = ConfigDict(frozen=True)

    link: LinkSection = LinkSection()


class _ModelsPlace(BaseModel):
    model_config = ConfigDict(frozen=True)

    models_dir: FilePath = MODELS_DIR


class _OnlyTheModels(BaseModel):
    model_config = ConfigDict(frozen=True)

    voice: _ModelsPlace = _ModelsPlace()


@dataclass(frozen=True, slots=True)
class Gone:
    """A process that does not answer, and how that shows."""

    why: str


@dataclass(frozen=True, slots=True)
class Status:
    guard: State | Gone
    kiosk: KioskDescription | Gone


def sockets(booth_file: Path) -> LinkSection:
    """Raises BoothFileError."""
    return load(booth_file, _OnlyTheLink).link


def models_dir(booth_file: Path) -> Path:
    """Where this booth keeps its models. Raises BoothFileError."""
    return load(booth_file, _OnlyTheModels).voice.models_dir


def status(link: LinkSection) -> Status:
    return Status(_guard(link), _kiosk(link))


def _guard(link: LinkSection) -> State | Gone:
    try:
        return current_state(link.guard_socket)
    except LinkError as error:
        return Gone(str(error))


def _kiosk(link: LinkSection) -> KioskDescription | Gone:
    try:
        description = ask(link.kiosk_socket, DescribeKiosk(1))
    except LinkError as error:
        return Gone(str(error))
    return description if isinstance(description, KioskDescription) else Gone("it answers something else")
