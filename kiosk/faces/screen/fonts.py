"""The fonts of the screen, and the set-up that takes them out of Debian's package.

Kivy falls back to no other font, so one family must cover whatever a language shows. Noto Sans CJK's
Simplified Chinese face covers Chinese, Latin, Cyrillic, Vietnamese, kana and Hangul, with the Chinese forms
of shared characters; a language that needs another family gets an entry in FAMILIES.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

log = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "fonts"
COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
FACE = "Noto Sans CJK SC"
CAP_HEIGHT_EM = 0.733  # OS/2 sCapHeight of Noto Sans CJK


class FontsMissing(OSError):
    """The fonts are not set up, or the package that they come from is not installed."""


@dataclass(frozen=True, slots=True)
class Family:
    regular: Path
    bold: Path


NOTO_SC = Family(FOLDER / "NotoSansCJKsc-Regular.otf", FOLDER / "NotoSansCJKsc-Bold.otf")
FAMILIES: dict[str, Family] = {"zh_Hans": NOTO_SC, "en": NOTO_SC}


def font_for(language: str) -> Family:
    return FAMILIES.get(language, NOTO_SC)


def require_fonts() -> None:
    """Raises FontsMissing when the set-up has not been done."""
    families = {*FAMILIES.values()}
    missing = [str(f) for family in families for f in (family.regular, family.bold) if not f.is_file()]
    if missing:
        raise FontsMissing(f"missing {', '.join(missing)}; run: python -m kiosk.faces.screen.fonts")


@lru_cache(maxsize=8)
def _characters(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as face:
        return frozenset(face.getBestCmap())


def missing_characters(text: str, language: str = "zh_Hans") -> str:
    """The characters of `text` that the language's fonts can't show, each once. Raises FontsMissing."""
    require_fonts()
    family = font_for(language)
    covered = _characters(family.regular) & _characters(family.bold)
    return "".join(dict.fromkeys(c for c in text if ord(c) not in covered and c != "\n"))


def extract(collections: Path = COLLECTIONS, folder: Path = FOLDER) -> list[Path]:
    """Take the Simplified Chinese faces out of the collections; those already there are left alone.

    Returns the files written. Raises FontsMissing.
    """
    written = []
    folder.mkdir(parents=True, exist_ok=True)
    for weight, name in (("Regular", NOTO_SC.regular.name), ("Bold", NOTO_SC.bold.name)):
        collection, target = collections / f"NotoSansCJK-{weight}.ttc", folder / name
        try:
            if target.is_file() and target.stat().st_mtime >= collection.stat().st_mtime:
                continue
            _extract_face(collection, target)
        except FileNotFoundError as error:
            if target.is_file():
                continue
            raise FontsMissing(f"{collection} is not there; run: apt-get install fonts-noto-cjk") from error
        written.append(target)
    return written


def _extract_face(collection: Path, target: Path) -> None:
    """Copy the face's tables as they are: decoding and encoding them again would take minutes."""
    from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

    with collection.open("rb") as file:
        reader = SFNTReader(file, fontNumber=_face_number(collection))
        partial = target.with_suffix(".partial")
        with partial.open("wb") as out:
            writer = SFNTWriter(out, len(reader.keys()), sfntVersion=reader.sfntVersion)
            for tag in reader.keys():  # noqa: SIM118  # a reader can't be iterated
                writer[tag] = reader[tag]
            writer.close()
        partial.replace(target)


def _face_number(collection: Path) -> int:
    from fontTools.ttLib import TTCollection, TTLibError

    try:
        with TTCollection(collection, lazy=True) as faces:
            names = [face["name"].getDebugName(1) for face in faces]
    except TTLibError as error:
        raise FontsMissing(f"{collection} can't be read as a font: {error}") from error
    if FACE not in names:
        raise FontsMissing(f"{collection} holds {', '.join(names)}, but not {FACE}")
    return names.index(FACE)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        for path in extract():
            log.info("font set up: %s", path)
    except FontsMissing as error:
        log.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
