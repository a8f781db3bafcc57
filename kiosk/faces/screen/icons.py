"""Icons by name, from the font of Material Design Icons 7."""

from __future__ import annotations

import difflib
import importlib.util
import re
from functools import cache
from pathlib import Path

PACKAGE = "fonticon_mdi7"


class UnknownIcon(LookupError):
    """A view names an icon that the font does not have."""


@cache
def icon_font() -> str:
    """Path of the font file."""
    return str(_folder() / "fonts" / "materialdesignicons-webfont.ttf")


@cache
def glyph(name: str) -> str:
    """The character that draws the icon "phone-in-talk". Raises UnknownIcon."""
    table = _table()
    definition = f'\n    {name.replace("-", "_")} = "\\U'
    at = table.find(definition)
    if at < 0:
        names = [known.replace("_", "-") for known in re.findall(r'^ +(\w+) = "\\U', table, re.MULTILINE)]
        near = ", ".join(difflib.get_close_matches(name, names, n=3)) or "nothing like it"
        raise UnknownIcon(f"no icon {name!r} in Material Design Icons 7; there is {near}")
    at += len(definition)
    return chr(int(table[at : at + 8], 16))


@cache
def _table() -> str:
    """The package's list of names, as text: importing its 7,000 attributes takes 30 ms of every start."""
    return (_folder() / "mdi7.py").read_text(encoding="utf-8")


def _folder() -> Path:
    package = importlib.util.find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError(f"{PACKAGE} is not installed; `./booth` installs it")
    return Path(package.submodule_search_locations[0])
