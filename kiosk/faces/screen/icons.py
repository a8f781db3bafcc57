"""Icons by name, from the font of Material Design Icons 7."""

from __future__ import annotations

import difflib

ICON_EM = 1.0


class UnknownIcon(LookupError):
    """A view names an icon that the font does not have."""


def icon_font() -> str:
    """Path of the font file."""
    from fonticon_mdi7 import MDI7

    return str(MDI7.__font_file__)


def glyph(name: str) -> str:
    """The character that draws the icon "phone-in-talk". Raises UnknownIcon."""
    from fonticon_mdi7 import MDI7

    attribute = name.replace("-", "_")
    character = vars(MDI7).get(attribute)
    if character is None or attribute.startswith("__"):
        names = [known.replace("_", "-") for known in vars(MDI7) if not known.startswith("__")]
        near = ", ".join(difflib.get_close_matches(name, names, n=3)) or "nothing like it"
        raise UnknownIcon(f"no icon {name!r} in Material Design Icons 7; there is {near}")
    return str(character)[-1]
