"""Reads booth.toml, the one file that describes a booth to both processes.

Each process reads the sections it needs with `load`, so that a fault in the screen's sections never keeps
the guard from starting. A fault names its key, its value and what is expected; all of them come at once.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic.functional_validators import AfterValidator

SECTIONS = (
    "station",
    "link",
    "guard",
    "contacts",
    "emergency",
    "line",
    "devices",
    "panel",
    "languages",
    "visit",
    "wifi",
    "platform",
    "voice",
)
SECRETS = ("password", "token")


@dataclass(frozen=True, slots=True)
class Fault:
    key: str  # dotted, such as "contacts.0.number"; "" for the file as a whole
    value: str
    expected: str

    def __str__(self) -> str:
        value = f" = {self.value}" if self.value else ""
        return f"{self.key}{value}: {self.expected}"


class BoothFileError(Exception):
    """The booth file can't be used. `faults` holds every reason."""

    def __init__(self, path: Path, faults: Sequence[Fault]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{path}: {fault}" for fault in faults))


class Section(BaseModel):
    """A table of the booth file: frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder: Path | None = (info.context or {}).get("folder")
    return path if folder is None else folder / path.expanduser()


FilePath = Annotated[Path, AfterValidator(_beside_the_file)]
"""A path; a relative one is counted from the booth file's folder."""

Texts = Annotated[dict[str, str], Field(min_length=1)]
"""One text in several languages: {zh_Hans = "…", en = "…"}."""


def _speaks_chinese(texts: dict[str, str]) -> dict[str, str]:
    if "zh_Hans" not in texts:
        raise ValueError("a text in zh_Hans is needed, because the people who answer speak Chinese")
    return texts


class Station(Section):
    """Where the booth stands. RFC 5870 writes coordinates as WGS 84 latitude, longitude."""

    id: str = Field(pattern=r"^[A-Za-z0-9-]{3,32}$", description="3 to 32 letters, digits and hyphens")
    name: Annotated[Texts, AfterValidator(_speaks_chinese)]
    address: Annotated[Texts, AfterValidator(_speaks_chinese)]
    area_code: str = Field(default="021", pattern=r"^0\d{2,3}$", description="such as 021")
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class LinkSection(Section):
    """The sockets by which guard, kiosk and boothctl find one another."""

    guard_socket: FilePath = Path("/run/booth/guard.sock")
    kiosk_socket: FilePath = Path("/run/booth/kiosk.sock")


Model = TypeVar("Model", bound=BaseModel)


def booth_file_path() -> Path:
    """Where the booth file lies: $BOOTH_FILE, else /etc/booth/booth.toml."""
    return Path(os.environ.get("BOOTH_FILE", "/etc/booth/booth.toml"))


def load(path: Path, model: type[Model]) -> Model:
    """The sections that `model` has fields for. Raises BoothFileError with every fault in them."""
    data = _read(path)
    faults = list(_unknown_sections(data))
    own = {key: value for key, value in data.items() if key in model.model_fields}
    try:
        loaded = model.model_validate(own, context={"folder": path.parent.absolute()})
    except ValidationError as error:
        faults += [_fault(detail, model, data) for detail in error.errors()]
        raise BoothFileError(path, faults) from error
    if faults:
        raise BoothFileError(path, faults)
    return loaded


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        fault = Fault("", "", f"can't be read ({error.strerror}); name another with $BOOTH_FILE")
        raise BoothFileError(path, [fault]) from error
    except UnicodeDecodeError as error:
        raise BoothFileError(path, [Fault("", "", f"must be UTF-8 text: {error}")]) from error
    except tomllib.TOMLDecodeError as error:
        raise BoothFileError(path, [Fault("", "", f"is no valid TOML: {error}")]) from error


def _unknown_sections(data: dict[str, Any]) -> Iterator[Fault]:
    for key in data:
        if key not in SECTIONS:
            yield Fault(key, "", f"no such section{_did_you_mean(key, SECTIONS)}")


def _did_you_mean(word: str, words: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, words, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(words)}"


def _fault(detail: Any, model: type[BaseModel], data: dict[str, Any]) -> Fault:
    place = _place_in(data, detail["loc"])
    key = ".".join(place)
    if detail["type"] == "missing":
        return Fault(key, "", "is needed, and missing")
    if detail["type"] == "extra_forbidden":
        siblings = _fields_beside(model, detail["loc"])
        return Fault(key, "", f"no such key{_did_you_mean(place[-1], siblings)}")
    secret = any(word in place[-1] for word in SECRETS)
    value = "(hidden)" if secret else repr(detail["input"])[:80]
    return Fault(key, value, detail["msg"].removeprefix("Value error, "))


def _place_in(data: Any, location: tuple[int | str, ...]) -> list[str]:
    """The keys on the way to a fault, without the values by which pydantic tells one kind of table apart."""
    place = []
    for part in location:
        if isinstance(data, dict) and part not in data and part in data.values():
            continue
        place.append(str(part))
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
    return place


def _fields_beside(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The names that would have been right where `place` points."""
    candidates: list[type[BaseModel]] = [model]
    for part in place[:-1]:
        following: list[type[BaseModel]] = []
        for candidate in candidates:
            field = candidate.model_fields.get(str(part))
            following += _models_in(field.annotation) if field else [candidate]
        candidates = following
    return sorted({name for candidate in candidates for name in candidate.model_fields})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _models_in(argument)]
