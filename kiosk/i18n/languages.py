"""The languages that are there: one folder in locales/ each, described by its language.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.i18n.translator import LOCALES


class LanguageMissing(Exception):
    """A language is offered that has no folder, or whose language.toml can't be used."""


@dataclass(frozen=True, slots=True)
class Language:
    code: str  # the folder's name: ISO 639 language, ISO 15924 script where it matters
    name: str  # as its speakers call it


def load_languages(codes: Sequence[str], folder: Path = LOCALES) -> tuple[Language, ...]:
    """The offered languages, in order. Raises LanguageMissing."""
    return tuple(_load(code, folder) for code in codes)


def _load(code: str, folder: Path) -> Language:
    path = folder / code / "language.toml"
    try:
        description = tomllib.loads(path.read_text(encoding="utf-8"))
        return Language(code, str(description["name"]))
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        there = ", ".join(sorted(p.parent.name for p in folder.glob("*/language.toml")))
        raise LanguageMissing(f"{path}: {error!r}; languages that are there: {there}") from error
